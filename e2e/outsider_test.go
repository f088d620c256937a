package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// pipe file command…: runs another command of the program with the file as its
// input, as a mail server does; what it says is in said.txt.
func (s *story) pipe(args []string) error {
	path, err := binary()
	if err != nil {
		return err
	}
	in, err := os.Open(s.ts.MkAbs(args[0]))
	if err != nil {
		return err
	}
	defer in.Close()
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir, cmd.Stdin = s.dir, in
	cmd.Env = append(os.Environ(), s.settings()...)
	out, err := cmd.CombinedOutput()
	if err := os.WriteFile(s.ts.MkAbs("said.txt"), out, 0o600); err != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// ask address [field value]…: another program reads the address, or posts the
// fields to it; what is answered is in said.txt.
func (s *story) ask(args []string) error {
	address := s.site.base + args[0]
	var (
		res *http.Response
		err error
	)
	if len(args) == 1 {
		res, err = http.Get(address)
	} else {
		form := url.Values{}
		for i := 1; i+1 < len(args); i += 2 {
			form.Add(args[i], args[i+1])
		}
		res, err = http.PostForm(address, form)
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.ts.MkAbs("said.txt"), body, 0o600); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answered %d: %s", args[0], res.StatusCode, body)
	}
	return nil
}

// note NAME 'text': the word that the page shows after the text is $NAME.
func (s *story) note(args []string) error {
	p, err := s.page()
	if err != nil {
		return err
	}
	_, after, ok := strings.Cut(p.text(), args[1])
	words := strings.Fields(after)
	if !ok || len(words) == 0 {
		return fmt.Errorf("%s shows nothing after %q:\n%s", p.at, args[1], p.text())
	}
	s.ts.Setenv(args[0], words[0])
	return nil
}
