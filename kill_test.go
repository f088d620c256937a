package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/internal/need"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

const (
	killData   = "LUONNOS_KILL_DATA"   // the data folder of a child process
	killRound  = "LUONNOS_KILL_ROUND"  // the number of its round
	killRounds = "LUONNOS_KILL_ROUNDS" // how often to kill one; 10 unless told

	killWriters = 6  // in a child; each rewords a passage of its own
	killEach    = 20 // rounds between the checks of everything
)

// ack is what a child says once a write has been acknowledged to it.
type ack struct {
	Op       string
	Kind     string // "submit", "comment", "vote", "decide", "feedback", "answer"
	Proposal int64
	ID       int64 // of the comment, the decision or the feedback
	By       people.ID
	Verdict  revisions.Verdict
	Stance   revisions.Stance
}

// TestKill kills the whole program while residents propose, discuss and vote
// and officials decide, again and again. After each death every acknowledged
// write is there, git and rows agree, and the public record can be brought up
// to date.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	git := need.Git(t)
	rounds := 10
	if s := os.Getenv(killRounds); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	s := killSettings(filepath.Join(t.TempDir(), "data"))
	killCity(t, s)
	var all []ack
	for round := range rounds {
		acks := killAfter(t, s.Data, round, 1+rand.IntN(60))
		all = append(all, acks...)
		whole := round%killEach == killEach-1 || round == rounds-1
		if whole {
			acks = all // no later round undid an earlier one
		}
		checkKilled(t, git, s, acks, whole)
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
	}
	count := map[string]int{}
	for _, a := range all {
		count[a.Kind]++
	}
	t.Logf("%d rounds, %d acknowledged writes %v, none lost", rounds, len(all), count)
}

func killSettings(data string) *settings {
	return &settings{Data: data, Listen: "127.0.0.1:0", CityFi: "Esimerkkilä", log: slog.New(slog.DiscardHandler)}
}

// killPage is a page with a paragraph for each writer.
func killPage(page string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Luku %s\n", page)
	for w := range killWriters {
		fmt.Fprintf(&b, "\nKappale numero %d kertoo luvusta %s kuten se alussa oli.\n", w, page)
	}
	return b.String()
}

var killPages = []string{"a.md", "b.md"}

// killPerson is the name in the address of each person of the city.
func killPerson(n int) string {
	if n == killWriters {
		return "official@esimerkki.invalid"
	}
	return fmt.Sprintf("resident%d@esimerkki.invalid", n)
}

// killCity makes the data that the children work on.
func killCity(t *testing.T, s *settings) {
	t.Helper()
	ctx := t.Context()
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	official := people.NewAccount("Virkahenkilö", killPerson(killWriters), people.Official, people.Finnish, time.Now())
	if err := store.As[docs.Tx](r.db).Update(ctx, "", func(tx docs.Tx) error {
		for n := range killWriters {
			a := people.NewAccount(fmt.Sprint("Asukas ", n), killPerson(n), people.Resident, people.Finnish, time.Now())
			if err := tx.PutAccount(ctx, a); err != nil {
				return err
			}
		}
		if err := tx.PutAccount(ctx, official); err != nil {
			return err
		}
		c := docs.Change{Author: official.Pseudonym, Message: "Luonnos"}
		for _, page := range killPages {
			c.Files = append(c.Files, docs.File{Path: page, Content: []byte(killPage(page))})
		}
		_, err := r.docs.Apply(ctx, tx, c)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// killAfter starts a child on the data, kills it a random moment after so many
// acknowledgements, and returns all that it gave.
func killAfter(t *testing.T, data string, round, after int) []ack {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKillChild$")
	child.Env = append(os.Environ(), killData+"="+data, killRound+"="+strconv.Itoa(round))
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acks []ack
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var a ack
		// A line cut by the death of its writer is no JSON.
		if json.Unmarshal(lines.Bytes(), &a) == nil && a.Op != "" {
			acks = append(acks, a)
		}
		if len(acks) == after {
			// Writes follow their acknowledgements closely; this meets them midway.
			time.AfterFunc(rand.N(20*time.Millisecond), func() { _ = child.Process.Kill() })
		}
	}
	err = child.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v\n%s", err, complaint.String())
	}
	return acks
}

// checkKilled opens the data as the program does when it starts again, and
// checks the acknowledged writes; everything if whole.
func checkKilled(t *testing.T, git string, s *settings, acks []ack, whole bool) {
	t.Helper()
	ctx := t.Context()
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	for _, a := range acks {
		if err := r.survived(ctx, a); err != nil {
			t.Errorf("%s of %s, proposal %d: %v", a.Kind, a.Op, a.Proposal, err)
		}
	}
	var said strings.Builder
	if whole {
		err = r.verify(ctx, &said)
	} else {
		err = r.verifyQuickly(ctx, &said)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, said.String())
	}
	if whole {
		if err := r.caughtUp(ctx); err != nil {
			t.Error(err)
		}
	}
	if !whole && rand.IntN(2) == 0 {
		return // the next child has a record to bring up to date, and may die of it
	}
	if err := r.record.Sync(ctx); err != nil {
		t.Error(err)
	}
	var main docs.Hash
	if err := store.As[docs.Tx](r.db).View(ctx, func(tx docs.Tx) (err error) {
		main, err = tx.Ref(ctx, docs.Main)
		return err
	}); err != nil {
		t.Error(err)
	}
	cloned, err := exec.Command(git, "--git-dir", s.record(), "rev-parse", string(docs.Main)).CombinedOutput()
	if err != nil || strings.TrimSpace(string(cloned)) != string(main) {
		t.Errorf("the public record is at %s, main at %s: %v", cloned, main, err)
	}
	if whole {
		if out, err := exec.Command(git, "--git-dir", s.record(), "fsck", "--strict", "--no-dangling").CombinedOutput(); err != nil {
			t.Errorf("git fsck: %v\n%s", err, out)
		}
	}
}

// caughtUp lets those who follow the text go on from where the dead left them,
// and returns an error unless each open proposal then goes with the text as it
// is said to.
func (r *rooms) caughtUp(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = r.revisions.Carry(ctx); err != nil {
			return err
		}
	}
	if err := r.revisions.KeepFits(ctx); err != nil {
		return err
	}
	return store.As[revisions.Tx](r.db).View(ctx, func(tx revisions.Tx) error {
		stale, err := tx.StaleFits(ctx, 0, 0)
		if err != nil {
			return err
		}
		untold, err := tx.UntoldAuthors(ctx, 0)
		if err != nil {
			return err
		}
		done, err := tx.Carried(ctx)
		if err != nil {
			return err
		}
		last, err := tx.LastSeq(ctx)
		return errors.Join(err, expect(len(stale)+len(untold) == 0 && done == last,
			"proposals %v not tried, authors %v not told, carried to %d of %d", stale, untold, done, last))
	})
}

// verifyQuickly leaves out the replay of the text, which grows with history.
func (r *rooms) verifyQuickly(ctx context.Context, w io.Writer) error {
	if err := r.db.IntegrityCheck(ctx); err != nil {
		return err
	}
	problems, err := r.revisions.Verify(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintf(w, "%s: %s\n", p.Where, p.What)
	}
	feedback, err := r.themes.Verify(ctx)
	for _, p := range feedback {
		fmt.Fprintf(w, "feedback: %d %s\n", p.Count, p.What)
	}
	if n := len(problems) + len(feedback); err == nil && n > 0 {
		err = fmt.Errorf("%d problems", n)
	}
	return err
}

// saidSurvived is survived for feedback and the answer to it.
func (r *rooms) saidSurvived(ctx context.Context, a ack) error {
	return store.As[themes.Tx](r.db).View(ctx, func(tx themes.Tx) error {
		i, err := tx.Feedback(ctx, a.ID)
		if err != nil {
			return err
		}
		replies, err := tx.FeedbackReplies(ctx, []int64{a.ID})
		if err != nil {
			return err
		}
		senders, err := tx.Senders(ctx, []int64{a.ID})
		return errors.Join(err,
			expect(strings.HasPrefix(i.Text, "Palaute "+a.Op+" ") && len(senders) == 1, "it is %+v of %+v", i, senders),
			expect(i.Replies == len(replies) && len(replies) < 2, "it has %d replies and counts %d", len(replies), i.Replies),
			expect(a.Kind == "feedback" || i.Moderation == themes.Shown && i.Status == themes.Closed && len(replies) == 1,
				"answered, it is %+v", i))
	})
}

// survived returns an error unless the acknowledged write is there, whole.
func (r *rooms) survived(ctx context.Context, a ack) error {
	if a.Kind == "feedback" || a.Kind == "answer" {
		return r.saidSurvived(ctx, a)
	}
	return store.As[revisions.Tx](r.db).View(ctx, func(tx revisions.Tx) error {
		p, err := tx.Proposal(ctx, a.Proposal)
		if err != nil {
			return err
		}
		switch a.Kind {
		case "submit":
			v, err := tx.ProposalVersion(ctx, a.Proposal, 1)
			if err != nil {
				return err
			}
			text, err := r.docs.FileAt(ctx, tx, v.Commit, string(v.Edits[0].Path))
			if err != nil {
				return err
			}
			return expect(p.Title == "Ehdotus "+a.Op && strings.Contains(string(text), " "+a.Op+" "), "its text is %q", text)
		case "comment":
			c, err := tx.Comment(ctx, a.ID)
			return errors.Join(err, expect(c.Body == "Kommentti "+a.Op && c.Proposal == a.Proposal, "it says %q", c.Body))
		case "vote":
			v, found, err := tx.VoteOf(ctx, a.Proposal, a.By)
			return errors.Join(err, expect(found && v.Stance == a.Stance, "the stance is %q", v.Stance))
		case "decide":
			return r.decisionSurvived(ctx, tx, p, a)
		}
		return fmt.Errorf("unknown kind %q", a.Kind)
	})
}

func (r *rooms) decisionSurvived(ctx context.Context, tx revisions.Tx, p revisions.Proposal, a ack) error {
	d, err := tx.Decision(ctx, a.ID)
	if err != nil {
		return err
	}
	if err := expect(d.Verdict == a.Verdict && d.Reason == "Päätös "+a.Op && p.Decision == d.ID && p.Merged == d.Commit,
		"decision %+v of %+v", d, p); err != nil {
		return err
	}
	if a.Verdict != revisions.Accept {
		return expect(d.Commit == "", "it moved main to %s", d.Commit)
	}
	c, err := tx.Commit(ctx, d.Commit)
	if err != nil {
		return err
	}
	onMain, err := tx.CommitAt(ctx, c.Seq)
	if fault.KindOf(err) == fault.NotFound || err == nil && onMain.Hash != c.Hash {
		return fmt.Errorf("commit %s is not on main", c.Hash)
	}
	if err != nil {
		return err
	}
	text, err := r.docs.FileAt(ctx, tx, c.Hash, string(p.Paths[0]))
	return errors.Join(err, expect(strings.Contains(string(text), " "+a.Op+" "), "main did not get its text"))
}

func expect(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}
