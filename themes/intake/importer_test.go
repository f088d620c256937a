package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// hall is the service over a real store whose writes can be made to fail.
type hall struct {
	*themes.Service
	store  *failingStore
	people map[people.Role]people.Account
	time   time.Time
}

// failingStore fails chosen writes, before they are done or after.
type failingStore struct {
	themes.Store
	// fail says of the nth write from now whether it fails before (-1), after
	// (1) or not.
	fail map[int]int
	n    int
}

var errPower = errors.New("the power is gone")

func (s *failingStore) Update(ctx context.Context, op people.OpID, fn func(themes.Tx) error) error {
	how := s.fail[s.n]
	s.n++
	if how < 0 {
		return errPower
	}
	err := s.Store.Update(ctx, op, fn)
	if how > 0 && err == nil {
		return errPower
	}
	return err
}

func newHall(t testing.TB, dir string) *hall {
	h := &hall{time: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), people: map[people.Role]people.Account{people.Visitor: {}}}
	now := func() time.Time { return h.time }
	db, err := store.Open(t.Context(), filepath.Join(dir, "luonnos.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.store = &failingStore{Store: store.As[themes.Tx](db)}
	h.Service = themes.NewService(h.store, nil, now, themes.Options{})
	for n, role := range people.Roles {
		a := people.Account{ID: people.ID(fmt.Sprint("u", n)), Pseudonym: people.Pseudonym(fmt.Sprint("p-", n)), Name: "Henkilö",
			Email: fmt.Sprint("u", n, "@example.fi"), Role: role, Lang: people.Finnish, Created: h.time}
		h.people[role] = a
		if err := store.As[people.Tx](db).Update(t.Context(), "", func(tx people.Tx) error { return tx.PutAccount(t.Context(), a) }); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *hall) importer() intake.Importer {
	return intake.Importer{Themes: h.Service, Zone: time.UTC, Areas: func(context.Context) ([]people.Area, error) { return nil, nil }}
}

// table is rows of a number and a text; a bad one has no text.
func table(rows int, bad func(int) bool) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"id", "palaute"})
	for i := range rows {
		text := fmt.Sprintf("Palaute numero %d katuvalosta", i)
		if bad(i) {
			text = ""
		}
		w.Write([]string{fmt.Sprint("n", i), text})
	}
	w.Flush()
	return b.Bytes()
}

const reading = `{"parts":{"id":0,"text":1}}`

// confirm uploads a table and confirms it.
func (h *hall) confirm(t testing.TB, data []byte, o themes.ImportOrder) int64 {
	i, err := h.StartImport(t.Context(), h.people[people.Official], "", "palaute.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ConfirmImport(t.Context(), h.people[people.Official], "", i.ID, o); err != nil {
		t.Fatal(err)
	}
	return i.ID
}

func (h *hall) imported(t testing.TB, id int64) themes.Import {
	i, err := h.Import(t.Context(), h.people[people.Official], id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func (h *hall) items(t testing.TB, source int64) int {
	_, n, err := h.Items(t.Context(), h.people[people.Official], themes.Filter{Source: source, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImportIsTakenInOnce(t *testing.T) {
	h := newHall(t, t.TempDir())
	data := table(1234, func(i int) bool { return i%100 == 7 })
	id := h.confirm(t, data, themes.ImportOrder{Reading: reading, Name: "Puhelinpalvelu", Total: 1234})
	if err := h.importer().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	i := h.imported(t, id)
	if i.State != themes.ImportDone || i.Done != 1234 || i.New != 1221 || i.Refused != 13 || len(i.Faults) != 13 {
		t.Errorf("%+v", i)
	}
	if f := (themes.RowFault{Row: 9, Key: "error.row-text"}); i.Faults[0] != f {
		t.Errorf("the first fault is %+v", i.Faults[0])
	}
	if n := h.items(t, i.Source); n != 1221 {
		t.Errorf("%d items", n)
	}
	if n, err := h.ImportContent(t.Context(), id).Read(make([]byte, 10)); n != 0 || err == nil {
		t.Errorf("%d bytes of the table are left (%v)", n, err)
	}
	// The same table again is known, and what is mended is new.
	again := h.confirm(t, table(1234, func(i int) bool { return i%200 == 7 }), themes.ImportOrder{Reading: reading, Source: i.Source, Total: 1234})
	if err := h.importer().Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if i := h.imported(t, again); i.Known != 1221 || i.New != 6 || i.Refused != 7 {
		t.Errorf("again: %+v", i)
	}
}

// TestImportSurvivesFailures: whatever writes fail, before or after they are
// durable, every row is taken in once and counted once.
func TestImportSurvivesFailures(t *testing.T) {
	h := newHall(t, t.TempDir())
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.IntRange(1, 1800).Draw(rt, "rows")
		every := rapid.IntRange(2, 700).Draw(rt, "every")
		bad := func(i int) bool { return i%every == 1 }
		good := 0
		for i := range rows {
			if !bad(i) {
				good++
			}
		}
		h.store.fail = nil
		id := h.confirm(t, table(rows, bad), themes.ImportOrder{Reading: reading, Name: "Kirjasto", Total: rows})
		h.store.n, h.store.fail = 0, rapid.MapOf(rapid.IntRange(0, 12), rapid.SampledFrom([]int{-1, 1})).Draw(rt, "fail")
		for range 30 {
			err := h.importer().Run(t.Context())
			if err == nil && h.imported(t, id).State == themes.ImportDone {
				break
			}
			if err != nil && !errors.Is(err, errPower) {
				rt.Fatal(err)
			}
			h.time = h.time.Add(time.Minute) // the lease of the dead one ends
		}
		i := h.imported(t, id)
		if i.State != themes.ImportDone || i.Done != rows || i.New != good || i.Refused != rows-good || i.Known != 0 || i.Changed != 0 {
			rt.Errorf("%d rows, %d good: %+v", rows, good, i)
		}
		if n := h.items(t, i.Source); n != good {
			rt.Errorf("%d items of %d", n, good)
		}
	})
}

func TestImportStopsWhenDropped(t *testing.T) {
	h := newHall(t, t.TempDir())
	id := h.confirm(t, table(1200, func(int) bool { return false }), themes.ImportOrder{Reading: reading, Name: "Kirjasto", Total: 1200})
	i, ok, err := h.ClaimImport(t.Context(), time.Minute)
	if err != nil || !ok || i.ID != id {
		t.Fatal(i, ok, err)
	}
	if _, ok, err := h.ClaimImport(t.Context(), time.Minute); ok || err != nil {
		t.Errorf("claimed twice (%v)", err)
	}
	if err := h.DropImport(t.Context(), h.people[people.Official], id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.TakeImport(t.Context(), i, themes.ImportStep{Rows: 1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a dropped import goes on: %v", err)
	}
	if err := h.importer().Run(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOldWorkerIsRefused: a worker believed dead cannot count what another has.
func TestOldWorkerIsRefused(t *testing.T) {
	h := newHall(t, t.TempDir())
	h.confirm(t, table(10, func(int) bool { return false }), themes.ImportOrder{Reading: reading, Name: "Kirjasto", Total: 10})
	old, _, err := h.ClaimImport(t.Context(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	h.time = h.time.Add(2 * time.Minute)
	if _, ok, err := h.ClaimImport(t.Context(), time.Minute); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, err := h.TakeImport(t.Context(), old, themes.ImportStep{Rows: 1}); !errors.Is(err, themes.ErrImportTaken) {
		t.Errorf("the old worker: %v", err)
	}
	if err := h.EndImport(t.Context(), old, ""); !errors.Is(err, themes.ErrImportTaken) {
		t.Errorf("the old worker ends it: %v", err)
	}
}

func TestImportIsForWhoMay(t *testing.T) {
	h := newHall(t, t.TempDir())
	ctx, data := t.Context(), table(1, func(int) bool { return false })
	open, err := h.StartImport(ctx, h.people[people.Administrator], "", "a.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	for role, actor := range h.people {
		may := role == people.Official || role == people.Administrator
		_, list := h.Imports(ctx, actor, 5)
		_, sources := h.ImportSources(ctx, actor)
		_, one := h.Import(ctx, actor, open.ID)
		made, start := h.StartImport(ctx, actor, "", "a.csv", data)
		if !may {
			made = open
		}
		for what, err := range map[string]error{
			"lists": list, "lists sources": sources, "reads": one, "uploads": start, "chooses": h.ReadImport(ctx, actor, made.ID, reading),
			"confirms": h.ConfirmImport(ctx, actor, "", made.ID, themes.ImportOrder{Reading: reading, Name: "Kirjasto"}),
			"drops":    h.DropImport(ctx, actor, made.ID),
		} {
			if kind := fault.KindOf(err); (err == nil) != may || err != nil && kind != fault.SignIn && kind != fault.Forbidden {
				t.Errorf("%s %s: %v", role, what, err)
			}
		}
	}
}

func TestImportRefuses(t *testing.T) {
	h := newHall(t, t.TempDir())
	ctx, official := t.Context(), h.people[people.Official]
	if _, err := h.StartImport(ctx, official, "", "a.csv", nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := h.StartImport(ctx, official, "", "a.csv", make([]byte, themes.MaxImport+1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a long file: %v", err)
	}
	i, err := h.StartImport(ctx, official, "one", "a.csv", []byte("teksti\nhei\n"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := h.StartImport(ctx, official, "one", "a.csv", []byte("teksti\nhei\n")); err != nil || again.ID != i.ID {
		t.Errorf("sent twice: %v, %v", again.ID, err)
	}
	form, err := h.FormSource(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]themes.ImportOrder{"no name": {Reading: reading}, "the form": {Source: form}, "no such": {Source: 99}} {
		if err := h.ConfirmImport(ctx, official, "", i.ID, o); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.ConfirmImport(ctx, official, "two", i.ID, themes.ImportOrder{Reading: "{", Name: "Kirjasto"}); err != nil {
		t.Fatal(err)
	}
	if err := h.ConfirmImport(ctx, official, "two", i.ID, themes.ImportOrder{Reading: "{", Name: "Kirjasto"}); err != nil {
		t.Errorf("confirmed twice by one form: %v", err)
	}
	if err := h.ReadImport(ctx, official, i.ID, reading); fault.KindOf(err) != fault.Conflict {
		t.Errorf("columns after it began: %v", err)
	}
	// What cannot be read fails and says why.
	if err := h.importer().Run(ctx); err != nil {
		t.Fatal(err)
	}
	if i := h.imported(t, i.ID); i.State != themes.ImportFailed || i.Error != "error.upload-columns" {
		t.Errorf("%+v", i)
	}
}

func TestUploadsAreBounded(t *testing.T) {
	h := newHall(t, t.TempDir())
	ctx, official := t.Context(), h.people[people.Official]
	var first themes.Import
	for n := range themes.MaxOpenImports {
		i, err := h.StartImport(ctx, official, "", "a.csv", []byte("teksti\nhei\n"))
		if err != nil {
			t.Fatal(n, err)
		}
		if n == 0 {
			first = i
		}
	}
	if _, err := h.StartImport(ctx, official, "", "a.csv", []byte("teksti\nhei\n")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("one more: %v", err)
	}
	if err := h.DropImport(ctx, official, first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.StartImport(ctx, official, "", "a.csv", []byte("teksti\nhei\n")); err != nil {
		t.Errorf("after one was dropped: %v", err)
	}
}

func TestStaleUploadsAreForgotten(t *testing.T) {
	h := newHall(t, t.TempDir())
	ctx, official := t.Context(), h.people[people.Official]
	i, err := h.StartImport(ctx, official, "", "a.csv", []byte("teksti\nhei\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		there bool
	}{{themes.ImportLife - time.Minute, true}, {2 * time.Minute, false}} {
		h.time = h.time.Add(step.after)
		if err := h.SweepImports(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Import(ctx, official, i.ID); (err == nil) != step.there {
			t.Errorf("after %v: %v", step.after, err)
		}
	}
}

// TestReadingIsJSON: what the page keeps is what the importer reads.
func TestReadingIsJSON(t *testing.T) {
	c := intake.Columns{Parts: map[intake.Part]int{intake.PartText: 1, intake.PartID: 0}}
	b, err := json.Marshal(c)
	if err != nil || string(b) != reading {
		t.Errorf("%s, %v", b, err)
	}
}
