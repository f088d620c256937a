package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

const (
	killChild  = "LUONNOS_KILL_CHILD"  // the database of a child process
	killRounds = "LUONNOS_KILL_ROUNDS" // how often to kill one; 20 unless told
	killers    = 6                     // writers in a child
)

// TestKill kills a process that writes, again and again, and looks after each
// death that every acknowledged write is there, whole, and nothing is there
// in part.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	rounds := 20
	if s := os.Getenv(killRounds); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	path := filepath.Join(t.TempDir(), "kill.db")
	acknowledged := map[string]string{} // operation and its result
	checked := int64(0)
	for round := range rounds {
		acks := killAfter(t, path, round, 1+rand.IntN(300))
		checked = checkSurvivors(t, path, checked, acks)
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
		maps.Copy(acknowledged, acks)
	}
	checkSurvivors(t, path, 0, acknowledged) // no later round undid an earlier one
	t.Logf("%d rounds, %d acknowledged writes, none lost", rounds, len(acknowledged))
}

// killAfter starts a child on the database, kills it after so many
// acknowledgements and returns all that it gave.
func killAfter(t *testing.T, path string, round, after int) map[string]string {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKillChild$")
	child.Env = append(os.Environ(), killChild+"="+path, "LUONNOS_KILL_ROUND="+strconv.Itoa(round))
	var complaint strings.Builder
	child.Stderr = &complaint
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acks := map[string]string{}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		// A line cut by the death of its writer does not end with a dot.
		if f := strings.Fields(lines.Text()); len(f) == 4 && f[0] == "ack" && f[3] == "." {
			acks[f[1]] = f[2]
		}
		if len(acks) == after {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	err = child.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself: %v\n%s", err, complaint.String())
	}
	return acks
}

// TestKillChild is the process that TestKill kills.
func TestKillChild(t *testing.T) {
	path := os.Getenv(killChild)
	if path == "" {
		return // nothing is missing: it works as a child of TestKill alone
	}
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := store.As[initiatives.Tx](db)
	var print sync.Mutex
	var wg sync.WaitGroup
	for w := range killers {
		wg.Go(func() {
			for n := 0; ; n++ {
				op := fmt.Sprintf("r%s-w%d-%d", os.Getenv("LUONNOS_KILL_ROUND"), w, n)
				result, err := killWrite(s, op)
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				print.Lock()
				fmt.Printf("ack %s %s .\n", op, result)
				print.Unlock()
			}
		})
	}
	wg.Wait()
}

// killWrite does what a merge does: it reads the tip, writes objects and rows,
// and moves the reference. Read and write are apart, so that writers collide
// and try again.
func killWrite(s store.Room[initiatives.Tx], op string) (result string, err error) {
	ctx := context.Background()
	for {
		var tip docs.Hash
		var last int64
		if err := s.View(ctx, func(tx initiatives.Tx) (err error) {
			if tip, err = tx.Ref(ctx, docs.Main); err != nil {
				return err
			}
			last, err = tx.LastSeq(ctx)
			return err
		}); err != nil {
			return "", err
		}
		seq := last + 1
		h := docs.Hash(fmt.Sprintf("%040x", seq))
		err := s.Update(ctx, people.OpID(op), func(tx initiatives.Tx) error {
			if err := tx.MoveRef(ctx, docs.Main, tip, h); err != nil {
				return err
			}
			n, err := tx.NextNumber(ctx, "proposal")
			if err != nil {
				return err
			}
			result = fmt.Sprintf("%d", n)
			tx.SetResult(result)
			for _, err := range []error{
				tx.PutObject(ctx, docs.Object{Hash: h, Type: docs.BlobObject, Size: 1, Z: []byte(op + strings.Repeat("x", rand.IntN(20_000)))}),
				tx.PutCommit(ctx, docs.Commit{Hash: h, Parents: []docs.Hash{tip}, Seq: seq, Proposal: n}),
				tx.PutProposal(ctx, revisions.Proposal{ID: n, Title: op, State: revisions.Accepted, Merged: h}),
				tx.PutDecision(ctx, revisions.Decision{ID: n, Proposal: n, Commit: h}),
				tx.Emit(ctx, event.Event{Kind: event.StrategyUpdated, Subject: op}),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		if fault.Is(err, "error.ref-changed") {
			continue
		}
		return result, err
	}
}

// checkSurvivors checks the commits after the number checked, and the
// acknowledged operations. It returns the number of the newest commit.
func checkSurvivors(t *testing.T, path string, checked int64, acknowledged map[string]string) (last int64) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
	events, err := db.Pending(ctx, event.StrategyUpdated, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := store.As[initiatives.Tx](db)
	if err := s.View(ctx, func(tx initiatives.Tx) error {
		if last, err = tx.LastSeq(ctx); err != nil {
			return err
		}
		tip, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		// What is there is whole: each commit has its object, rows and event.
		if want := fmt.Sprintf("%040x", last); last > 0 && string(tip) != want {
			t.Errorf("the reference is at %s, the rows at %s", tip, want)
		}
		for seq := checked + 1; seq <= last; seq++ {
			c, err := tx.CommitAt(ctx, seq)
			if err != nil {
				return fmt.Errorf("commit %d: %w", seq, err)
			}
			p, err := tx.Proposal(ctx, c.Proposal)
			if err != nil || p.Merged != c.Hash {
				return fmt.Errorf("proposal of commit %d is merged at %s: %w", seq, p.Merged, err)
			}
			o, err := tx.Object(ctx, c.Hash)
			if err != nil || !strings.HasPrefix(string(o.Z), p.Title) {
				return fmt.Errorf("object of commit %d: %w", seq, err)
			}
			if d, err := tx.Decision(ctx, p.ID); err != nil || d.Commit != c.Hash {
				return fmt.Errorf("decision of commit %d: %w", seq, err)
			}
		}
		if n, err := tx.CountProposals(ctx, revisions.Filter{}); err != nil || int64(n) != last || len(events) != n {
			t.Errorf("%d commits, %d proposals, %d events, %v", last, n, len(events), err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	// What was acknowledged is there: the operation is known, with its result.
	for op, result := range acknowledged {
		err := s.Update(ctx, people.OpID(op), func(initiatives.Tx) error { return errors.New("not done before") })
		var again *people.Repeated
		if !errors.As(err, &again) || again.Result != result {
			t.Errorf("operation %s with result %s: %v", op, result, err)
		}
	}
	return last
}
