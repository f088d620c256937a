package revisions_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// mortal is a store whose process dies after some transactions: with undo, in
// the middle of the next one.
type mortal struct {
	revisions.Store
	left  int
	undo  bool
	wrote bool // a write was lost in the middle
}

var errDead = errors.New("dead")

func (m *mortal) View(ctx context.Context, fn func(revisions.Tx) error) error {
	if m.left == 0 {
		return errDead
	}
	m.left--
	return m.Store.View(ctx, fn)
}

func (m *mortal) Update(ctx context.Context, op people.OpID, fn func(revisions.Tx) error) error {
	if m.left > 0 {
		m.left--
		return m.Store.Update(ctx, op, fn)
	}
	if !m.undo || m.wrote {
		return errDead
	}
	m.wrote = true
	return m.Store.Update(ctx, op, func(tx revisions.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errDead
	})
}

// Wherever the work ends, going on from there ends as if it had never been
// interrupted: each fit right, each author told once.
func TestKeepingFitsSurvivesACrashAnywhere(t *testing.T) {
	folder := t.TempDir()
	moved := filepath.Join(folder, "moved.db")
	crashCity(t, moved)
	want := crashEnd(t, crashCopy(t, moved, "whole"), nil)
	if len(want.letters) != crashAuthors || len(want.fits) != crashAuthors+crashAuthors/2 {
		t.Fatalf("%d letters, %d fits", len(want.letters), len(want.fits))
	}
	for _, undo := range []bool{false, true} {
		steps := 0
		for ; ; steps++ {
			m := &mortal{left: steps, undo: undo}
			got := crashEnd(t, crashCopy(t, moved, fmt.Sprint(undo, steps)), m)
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(crashed{})); diff != "" {
				t.Fatalf("dead after %d transactions (in the middle: %v): %s", steps, undo, diff)
			}
			if m.left > 0 {
				break // it lived to the end
			}
		}
		if steps < 8 {
			t.Errorf("only %d places to die", steps)
		}
	}
}

// crashed is how things are in the end: the fits, and the letters by receiver.
type crashed struct {
	fits    []revisions.Fit
	letters []string
}

// crashAuthors each have a proposal that the merge breaks; every second one
// another that it does not.
const crashAuthors = 54

func crashCity(t *testing.T, file string) {
	t.Helper()
	var closing []func()
	h := openHouse(t, file, func(f func()) { closing = append(closing, f) })
	h.write(t, aims, aimsText)
	for i := range crashAuthors {
		a := h.aino
		a.ID, a.Pseudonym = people.ID("c"+strconv.Itoa(i)), people.Pseudonym(fmt.Sprintf("p-c%09d", i))
		a.Email = "c" + strconv.Itoa(i) + "@example.fi"
		h.update(t, func(tx revisions.Tx) error { return tx.PutAccount(context.Background(), a) })
		h.propose(t, a, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan tavalla "+strconv.Itoa(i)+"."))
		if i%2 == 0 {
			h.propose(t, a, h.reword(t, "Jokainen", "Jokainen viesti on tyyppiä "+strconv.Itoa(i)+"."))
		}
	}
	h.replace(t, aims, "selkeästi", "avoimesti", "vuosittain", "usein")
	for _, f := range closing {
		f()
	}
}

func crashCopy(t *testing.T, file, name string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	check(t, err)
	to := filepath.Join(filepath.Dir(file), strings.ReplaceAll(name, " ", "-")+".db")
	check(t, os.WriteFile(to, raw, 0o600))
	return to
}

// crashEnd keeps the fits as a process that dies, if one is given, and then as
// one that does not.
func crashEnd(t *testing.T, file string, m *mortal) (end crashed) {
	t.Helper()
	ctx := context.Background()
	if m != nil {
		db, err := store.Open(ctx, file, store.Options{})
		check(t, err)
		m.Store = store.As[revisions.Tx](db)
		repo := docs.NewRepository(store.As[docs.Tx](db), crashClock)
		if err := revisions.NewService(m, repo, crashClock).KeepFits(ctx); err != nil && !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		check(t, db.Close())
	}
	db, err := store.Open(ctx, file, store.Options{})
	check(t, err)
	defer db.Close()
	h := &house{db: db, repo: docs.NewRepository(store.As[docs.Tx](db), crashClock)}
	h.Service = revisions.NewService(store.As[revisions.Tx](db), h.repo, crashClock)
	h.keepFits(t)
	h.view(t, func(tx revisions.Tx) error {
		for id := int64(1); ; id++ {
			f, ok, err := tx.Fit(ctx, id)
			if err != nil || !ok {
				return err
			}
			end.fits = append(end.fits, f)
		}
	})
	for _, m := range h.fitLetters(t) {
		end.letters = append(end.letters, fmt.Sprint(m.To, m.Template, m.Args))
	}
	slices.Sort(end.letters)
	return end
}

func crashClock() time.Time { return time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC) }

// Several processes on one database do the work once between them.
func TestKeepingFitsFromSeveralProcesses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "moved.db")
	crashCity(t, file)
	want := crashEnd(t, crashCopy(t, file, "alone"), nil)
	var services []*revisions.Service
	var open []*store.DB
	for range 3 {
		db, err := store.Open(t.Context(), file, store.Options{})
		check(t, err)
		open = append(open, db)
		repo := docs.NewRepository(store.As[docs.Tx](db), crashClock)
		services = append(services, revisions.NewService(store.As[revisions.Tx](db), repo, crashClock))
	}
	var work sync.WaitGroup
	for _, s := range services {
		work.Go(func() {
			if err := s.KeepFits(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	for _, db := range open {
		check(t, db.Close())
	}
	if diff := cmp.Diff(want, crashEnd(t, file, nil), cmp.AllowUnexported(crashed{})); diff != "" {
		t.Error(diff)
	}
}

// interrupted is a store where something else is written before its first write.
type interrupted struct {
	revisions.Store
	by *sync.Once
	do func()
}

func (i interrupted) Update(ctx context.Context, op people.OpID, fn func(revisions.Tx) error) error {
	i.by.Do(i.do)
	return i.Store.Update(ctx, op, fn)
}

// What was found out against an older text, or of what is no more, does not
// take the place of what is newer.
func TestKeepingFitsGivesWayToWhatIsNewer(t *testing.T) {
	h := newHouse(t)
	overtaken := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan rehellisesti ja ajoissa."))
	revised := h.propose(t, h.aino, h.reword(t, "Jokainen", "Jokainen viesti on luettava."))
	erased := h.propose(t, h.eero, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
	h.replace(t, aims, "- V", "- v")
	meanwhile := func() {
		h.replace(t, aims, "selkeästi", "avoimesti")
		token, _, err := h.StartDraft(context.Background(), h.aino, people.Finnish, revised.ID)
		check(t, err)
		_, err = h.Submit(context.Background(), h.aino, "", token)
		check(t, err)
		h.update(t, func(tx revisions.Tx) error { return h.PurgeProposal(context.Background(), tx, erased.ID) })
		h.keepFits(t)
	}
	s := revisions.NewService(interrupted{store.As[revisions.Tx](h.db), new(sync.Once), meanwhile}, h.repo, h.clock)
	check(t, s.KeepFits(t.Context()))
	if f := h.fit(t, overtaken.ID); f.Seq != 3 || f.Fitness != revisions.NeedsYou {
		t.Errorf("overtaken: %+v", f)
	}
	if f := h.fit(t, revised.ID); f.Version != 2 || f.Base != 3 {
		t.Errorf("revised: %+v", f)
	}
	if f := h.fit(t, erased.ID); f.Version != 0 {
		t.Errorf("erased: %+v", f)
	}
	if n := len(h.fitLetters(t)); n != 1 {
		t.Errorf("%d letters", n)
	}
}
