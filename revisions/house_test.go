package revisions_test

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

// aims is the page most tests work on.
const aims docs.Path = "01-tavoitteet.md"

const aimsText = `# Tavoitteet

Kaupunki kertoo asioistaan selkeästi ja ajoissa.

Jokainen viesti on saavutettava.

## Mittarit

- Vastaamme kysymyksiin arkipäivän kuluessa.
- Julkaisemme kolmella kielellä.

Tuloksista kerrotaan vuosittain.
`

// house is the service over a real store, with people to act in it.
type house struct {
	*revisions.Service
	db   *store.DB
	repo *docs.Repository

	mu     sync.Mutex
	now    time.Time
	events []event.Event

	aino, eero people.Account // residents
	mentor     people.Account
	official   people.Account
	second     people.Account // another official
	admin      people.Account
}

// failer is what *testing.T and *rapid.T share.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := emptyHouse(t)
	h.write(t, aims, aimsText)
	return h
}

// emptyHouse has people and no text.
func emptyHouse(t *testing.T) *house {
	t.Helper()
	return openHouse(t, filepath.Join(t.TempDir(), "luonnos.db"), t.Cleanup)
}

func openHouse(t failer, file string, cleanup func(func())) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	db, err := store.Open(ctx, file, store.Options{Now: h.clock})
	check(t, err)
	cleanup(func() { db.Close() })
	h.db = db
	h.repo = docs.NewRepository(store.As[docs.Tx](db), h.clock)
	h.Service = revisions.NewService(store.As[revisions.Tx](db), h.repo, h.clock)
	db.Listen(func(es []event.Event) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events = append(h.events, es...)
	})
	for i, p := range []struct {
		to   *people.Account
		name string
		role people.Role
	}{
		{&h.aino, "Aino", people.Resident}, {&h.eero, "Eero", people.Resident}, {&h.mentor, "Kummi", people.Mentor},
		{&h.official, "Virkailija", people.Official}, {&h.second, "Toinen virkailija", people.Official},
		{&h.admin, "Ylläpitäjä", people.Administrator},
	} {
		*p.to = people.Account{
			ID: people.ID("u" + strconv.Itoa(i)), Pseudonym: people.Pseudonym("p-000000000" + strconv.Itoa(i)),
			Name: p.name, Email: strconv.Itoa(i) + "@example.fi", Role: p.role, Lang: people.Finnish, Created: h.now,
		}
		h.update(t, func(tx revisions.Tx) error { return tx.PutAccount(ctx, *p.to) })
	}
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) update(t failer, fn func(tx revisions.Tx) error) {
	t.Helper()
	check(t, store.As[revisions.Tx](h.db).Update(context.Background(), "", fn))
}

func (h *house) view(t failer, fn func(tx revisions.Tx) error) {
	t.Helper()
	check(t, store.As[revisions.Tx](h.db).View(context.Background(), fn))
}

// write puts a text on main past every proposal.
func (h *house) write(t failer, path docs.Path, text string) {
	t.Helper()
	h.update(t, func(tx revisions.Tx) error {
		ctx := context.Background()
		tip, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		_, err = h.repo.Apply(ctx, tx, docs.Change{
			Files:  []docs.File{{Path: string(path), Content: []byte(text)}},
			Author: "p-ffffffffff", Message: "Teksti", Tip: tip,
		})
		return err
	})
}

func (h *house) tip(t failer) (tip docs.Hash) {
	t.Helper()
	h.view(t, func(tx revisions.Tx) (err error) {
		tip, err = tx.Ref(context.Background(), docs.Main)
		return err
	})
	return tip
}

// text is a page as main has it.
func (h *house) text(t failer, path docs.Path) string {
	t.Helper()
	_, source, err := h.repo.Read(context.Background(), path)
	check(t, err)
	return string(source)
}

// passage finds the passage of a page that begins with the words.
func (h *house) passage(t failer, path docs.Path, words string) docs.PassageID {
	t.Helper()
	page, source, err := h.repo.Read(context.Background(), path)
	check(t, err)
	for i, p := range docs.Passages(source) {
		if strings.HasPrefix(p.Text(source), words) {
			return page.Passages[i]
		}
	}
	t.Fatalf("no passage of %s begins with %q", path, words)
	return ""
}

// reword is the edit of the passage that begins with the words.
func (h *house) reword(t failer, words, text string) revisions.Edit {
	t.Helper()
	return revisions.Edit{Op: revisions.EditChange, Path: aims, Passage: h.passage(t, aims, words), Text: text}
}

var someDetails = revisions.DraftDetails{Title: "Selkeämpi lause", Reason: "Näin sen ymmärtää."}

// draft begins a draft with the edits and some details.
func (h *house) draft(t failer, actor people.Account, edits ...revisions.Edit) people.Token {
	t.Helper()
	ctx := context.Background()
	token, _, err := h.StartDraft(ctx, actor, people.Finnish, 0)
	check(t, err)
	for _, e := range edits {
		_, err := h.PutEdit(ctx, token, -1, e)
		check(t, err)
	}
	_, err = h.SaveDetails(ctx, token, someDetails)
	check(t, err)
	return token
}

// propose sends a proposal with the edits.
func (h *house) propose(t failer, actor people.Account, edits ...revisions.Edit) revisions.Proposal {
	t.Helper()
	p, err := h.Submit(context.Background(), actor, "", h.draft(t, actor, edits...))
	check(t, err)
	return p
}

// ruling is an official's answer to the newest version, having seen main as it is.
func (h *house) ruling(t failer, p revisions.Proposal, v revisions.Verdict) revisions.Ruling {
	t.Helper()
	return revisions.Ruling{Proposal: p.ID, Version: p.Version, Verdict: v, Reason: "Perusteltu.", Tip: h.tip(t)}
}

func (h *house) decide(t failer, p revisions.Proposal, v revisions.Verdict) revisions.Decision {
	t.Helper()
	d, err := h.Decide(context.Background(), h.official, "", h.ruling(t, p, v))
	check(t, err)
	return d
}

// heard reports whether an event of the kind touched the subject, or was of it.
func (h *house) heard(kind event.Kind, subject string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.events, func(e event.Event) bool {
		return e.Kind == kind && (e.Subject == subject || slices.Contains(e.Touches, subject))
	})
}

// sound requires rows and git to agree.
func (h *house) sound(t failer) {
	t.Helper()
	problems, err := h.Verify(context.Background())
	check(t, err)
	if len(problems) > 0 {
		t.Fatalf("proposals and git disagree: %v", problems)
	}
	problems, err = h.repo.Verify(context.Background())
	check(t, err)
	if len(problems) > 0 {
		t.Fatalf("git and its rows disagree: %v", problems)
	}
}

func check(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

// refused requires a fault of the kind with the key.
func refused(t failer, err error, kind fault.Kind, key string) {
	t.Helper()
	if fault.KindOf(err) != kind || !fault.Is(err, key) {
		t.Fatalf("got error %v, want %s %s", err, kind, key)
	}
}
