package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"luonnos/internal/need"
)

// TestStories runs the acceptance stories. Their commands are in the table
// below; testdata/stories/README.md tells how they read.
func TestStories(t *testing.T) {
	need.Git(t)
	if _, err := binary(); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(need.Root(), "testdata", "stories"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               func(env *testscript.Env) error { return setUpStory(env) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"city":    command((*story).city),
			"as":      command((*story).as),
			"person":  command((*story).person),
			"visit":   command((*story).visit),
			"press":   command((*story).press),
			"back":    command((*story).goBack),
			"attach":  command((*story).attach),
			"await":   command((*story).await),
			"type":    command((*story).fill),
			"choose":  command((*story).choose),
			"tick":    command((*story).tick),
			"see":     refutable((*story).see),
			"holds":   command((*story).holds),
			"cannot":  command((*story).cannot),
			"status":  command((*story).status),
			"mail":    command((*story).mail),
			"letters": command((*story).letters),
			"clone":   command((*story).clone),
			"restart": command((*story).restart),
			"luonnos": refutable((*story).luonnos),
			"pipe":    refutable((*story).pipe),
			"ask":     refutable((*story).ask),
			"note":    command((*story).note),
		},
	})
}

type storyKey struct{}

// story is one run of a story file.
type story struct {
	ts      *testscript.TestScript
	dir     string
	box     *mailbox
	site    *program
	log     bytes.Buffer
	listen  string
	readers map[string]*reader
	// who acts now; answered is false after a page that says no, until the
	// story has said that it expected it.
	who      string
	answered bool
}

func setUpStory(env *testscript.Env) error {
	box, err := openMailbox()
	if err != nil {
		return err
	}
	s := &story{dir: env.WorkDir, box: box, readers: map[string]*reader{}, answered: true, who: "visitor"}
	env.Values[storyKey{}] = s
	env.Defer(func() {
		box.close()
		if err := s.site.stop(); err != nil {
			env.T().Log(err)
		}
		if t, ok := env.T().(interface{ Failed() bool }); ok && t.Failed() {
			env.T().Log("the program said:\n" + s.log.String())
		}
	})
	return nil
}

// command makes a method a command that cannot be denied with "!".
func command(do func(*story, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this command cannot be denied")
		}
		refutable(do)(ts, false, args)
	}
}

// refutable makes a method a command that "!" denies.
func refutable(do func(*story, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		s := ts.Value(storyKey{}).(*story)
		s.ts = ts
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], `\n`, "\n")
		}
		err := do(s, args)
		switch {
		case err != nil && !neg:
			ts.Fatalf("%v", err)
		case err == nil && neg:
			ts.Fatalf("this was not expected to hold")
		}
	}
}

// arg is the i-th argument, "" beyond the last.
func arg(args []string, i int) string {
	if i < len(args) {
		return args[i]
	}
	return ""
}

// settings are what every command of the program needs here.
func (s *story) settings() []string {
	return []string{
		"LUONNOS_DATA=" + filepath.Join(s.dir, "data"), "LUONNOS_LISTEN=" + s.listen,
		"LUONNOS_SMTP_HOST=" + s.box.host, "LUONNOS_SMTP_PORT=" + s.box.port, "LUONNOS_SMTP_SECURITY=none",
		"LUONNOS_CITY_FI=Esimerkkilä", "LUONNOS_CITY_SV=Exempelby", "LUONNOS_CITY_EN=Exampleton",
	}
}

// city [path]: starts a city, with the strategy of the path imported.
func (s *story) city(args []string) (err error) {
	if s.listen, err = freeAddress(); err != nil {
		return err
	}
	if path := arg(args, 0); path != "" {
		if out, err := runProgram(s.dir, s.settings(), "import", s.ts.MkAbs(path)); err != nil {
			return fmt.Errorf("import: %w\n%s", err, out)
		}
	}
	if s.site, err = start(&s.log, s.settings(), "serve"); err != nil {
		return err
	}
	s.ts.Setenv("site", s.site.base)
	return nil
}

// restart [kill]: ends the program, cleanly or as a power cut does, and starts it again.
func (s *story) restart(args []string) (err error) {
	if arg(args, 0) == "kill" {
		s.site.kill()
	} else if err := s.site.stop(); err != nil {
		return err
	}
	s.site, err = start(&s.log, s.settings(), "serve")
	return err
}

// luonnos command…: runs another command of the program on the same data.
func (s *story) luonnos(args []string) error {
	out, err := runProgram(s.dir, s.settings(), args...)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return os.WriteFile(s.ts.MkAbs("said.txt"), []byte(out), 0o600)
}

// as name: the person who acts from here on; each has a browser of their own.
func (s *story) as(args []string) error {
	if err := s.settled(); err != nil {
		return err
	}
	s.who = args[0]
	return nil
}

// reader is the browser of the person who acts.
func (s *story) reader() *reader {
	r := s.readers[s.who]
	if r == nil {
		r = newReader(s.site.base)
		s.readers[s.who] = r
	}
	return r
}

// settled refuses to go on from a page that said no when the story did not say so.
func (s *story) settled() error {
	if s.answered {
		return nil
	}
	p := s.reader().page
	return fmt.Errorf("%s answered %d: %s", p.at, p.status, p.text())
}

// seen notes the answer of a page just opened.
func (s *story) seen(err error) error {
	if err != nil {
		return err
	}
	s.answered = s.reader().page.status < http.StatusBadRequest
	return nil
}

func (s *story) page() (*page, error) {
	if err := s.settled(); err != nil {
		return nil, err
	}
	if s.reader().page == nil {
		return nil, fmt.Errorf("%s has opened no page", s.who)
	}
	return s.reader().page, nil
}

// mail address: reads the newest mail to it; its link is $link, its text mail.txt.
func (s *story) mail(args []string) error {
	l, err := s.box.next(args[0])
	if err != nil {
		return err
	}
	s.ts.Setenv("link", l.link())
	return os.WriteFile(s.ts.MkAbs("mail.txt"), []byte(l.subject+"\n\n"+l.text), 0o600)
}

// letters address n: so many letters have come to the address in all.
func (s *story) letters(args []string) error {
	if got := strconv.Itoa(s.box.count(args[0])); got != arg(args, 1) {
		return fmt.Errorf("%s letters have come to %s", got, args[0])
	}
	return nil
}
