package initiatives_test

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// house is the service over a real store.
type house struct {
	*initiatives.Service
	db        *store.DB
	repo      *docs.Repository
	revisions *revisions.Service
	events    []event.Event
	official  people.Account
}

func newHouse(t *testing.T) *house {
	t.Helper()
	now := func() time.Time { return start }
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: now})
	check(t, err)
	t.Cleanup(func() { db.Close() })
	h := &house{db: db, repo: docs.NewRepository(store.As[docs.Tx](db), now)}
	h.revisions = revisions.NewService(store.As[revisions.Tx](db), h.repo, now)
	h.Service = initiatives.NewService(store.As[initiatives.Tx](db), h.repo, now)
	db.Listen(func(es []event.Event) { h.events = append(h.events, es...) })
	h.official = h.person(t, 0, "Virkailija", people.Official)
	return h
}

func (h *house) update(t *testing.T, fn func(tx initiatives.Tx) error) {
	t.Helper()
	check(t, store.As[initiatives.Tx](h.db).Update(context.Background(), "", fn))
}

func (h *house) person(t *testing.T, n int, name string, role people.Role) people.Account {
	t.Helper()
	a := people.Account{
		ID: people.ID("u" + strconv.Itoa(n)), Pseudonym: people.Pseudonym("p-000000000" + strconv.Itoa(n)),
		Name: name, Email: strconv.Itoa(n) + "@example.fi", Role: role, Lang: people.Finnish, Created: start,
	}
	h.update(t, func(tx initiatives.Tx) error { return tx.PutAccount(t.Context(), a) })
	return a
}

// merged has a person propose a page and the official accept it; it returns
// the commit on main.
func (h *house) merged(t *testing.T, author people.Account, page string, named bool) docs.Hash {
	t.Helper()
	ctx := t.Context()
	token, _, err := h.revisions.StartDraft(ctx, author, people.Finnish, 0)
	check(t, err)
	_, err = h.revisions.PutEdit(ctx, token, -1, revisions.Edit{Op: revisions.EditPage, Path: docs.Path(page), Text: "# " + page})
	check(t, err)
	_, err = h.revisions.SaveDetails(ctx, token, revisions.DraftDetails{Title: page, Reason: "Tarpeen.", Named: named})
	check(t, err)
	p, err := h.revisions.Submit(ctx, author, "", token)
	check(t, err)
	d, err := h.revisions.Decide(ctx, h.official, "", revisions.Ruling{
		Proposal: p.ID, Version: 1, Verdict: revisions.Accept, Reason: "Hyvä.",
	})
	check(t, err)
	return d.Commit
}

func proposed(source docs.Hash) initiatives.Proposed {
	return initiatives.Proposed{
		Title: "Sosiaalisen median strategia", Text: "Esitämme, että kaupunki **ottaa** strategian käyttöön.",
		Tag: "strategia-2026.1", Lang: people.Finnish, Source: source,
	}
}

func TestPublishFreezesTheTextAndItsContributors(t *testing.T) {
	h := newHouse(t)
	orjan := h.person(t, 1, "Örjan", people.Resident)
	ake := h.person(t, 2, "Åke", people.Resident)
	quiet := h.person(t, 3, "Hiljainen", people.Resident)
	erased := h.person(t, 4, "Poistuva", people.Resident)
	late := h.person(t, 5, "Myöhäinen", people.Resident)
	h.merged(t, orjan, "a.md", true)
	h.merged(t, ake, "b.md", false)
	h.merged(t, ake, "c.md", true)
	h.merged(t, quiet, "d.md", false)
	source := h.merged(t, erased, "e.md", true)
	h.merged(t, late, "f.md", true)

	before, unnamed, err := h.Contributing(t.Context(), source)
	check(t, err)
	if len(before) != 3 || unnamed != 1 {
		t.Errorf("%d would be named and %d not", len(before), unnamed)
	}
	i, err := h.Publish(t.Context(), h.official, "op", proposed(source))
	check(t, err)
	again, err := h.Publish(t.Context(), h.official, "op", proposed(source))
	check(t, err)
	want := initiatives.Initiative{
		ID: 1, State: initiatives.Published, Title: "Sosiaalisen median strategia",
		Text: "Esitämme, että kaupunki **ottaa** strategian käyttöön.", Lang: people.Finnish,
		Tag: "strategia-2026.1", Source: source, SourceSeq: 5, By: h.official.ID, Created: start,
	}
	if diff := cmp.Diff([]initiatives.Initiative{want, want}, []initiatives.Initiative{i, again}); diff != "" {
		t.Error(diff)
	}

	h.update(t, func(tx initiatives.Tx) error {
		erased.Name, erased.Email, erased.Erased = "", "", start
		return tx.PutAccount(t.Context(), erased)
	})
	named, unnamed, err := h.Contributors(t.Context(), i.ID)
	check(t, err)
	wantNamed := []initiatives.Contributor{
		{Account: ake.ID, Pseudonym: ake.Pseudonym, Name: "Åke", Proposals: []int64{3}},
		{Account: orjan.ID, Pseudonym: orjan.Pseudonym, Name: "Örjan", Proposals: []int64{1}},
	}
	if diff := cmp.Diff(wantNamed, named); diff != "" || unnamed != 2 {
		t.Error(unnamed, diff)
	}
	list, err := h.List(t.Context())
	check(t, err)
	if diff := cmp.Diff([]initiatives.Initiative{want}, list); diff != "" {
		t.Error(diff)
	}
	hits, err := h.repo.Search(t.Context(), people.Finnish, "esitämme", 5)
	check(t, err)
	if len(hits) != 1 || hits[0].Kind != docs.DocInitiative || hits[0].Subject != "1" {
		t.Errorf("search finds %+v", hits)
	}
	if e := h.events[len(h.events)-1]; e.Kind != event.InitiativePublished || e.Subject != "initiative/1" {
		t.Errorf("last heard %+v", e)
	}
	problems, err := h.repo.Verify(t.Context())
	check(t, err)
	if len(problems) > 0 {
		t.Errorf("verify: %v", problems)
	}
}

func TestPublishRefuses(t *testing.T) {
	h := newHouse(t)
	resident := h.person(t, 1, "Aino", people.Resident)
	source := h.merged(t, resident, "a.md", true)
	_, err := h.Publish(t.Context(), h.official, "", proposed(source))
	check(t, err)
	for name, c := range map[string]struct {
		actor people.Account
		spoil func(*initiatives.Proposed)
		kind  fault.Kind
		key   string
		field string
	}{
		"visitor":       {people.Account{}, nil, fault.SignIn, "error.sign-in", ""},
		"resident":      {resident, nil, fault.Forbidden, "error.forbidden", ""},
		"administrator": {h.person(t, 2, "Ylläpitäjä", people.Administrator), nil, fault.Forbidden, "error.forbidden", ""},
		"same tag":      {h.official, func(p *initiatives.Proposed) { p.Tag = "strategia-2026.1" }, fault.Conflict, "error.tag-taken", "tag"},
		"no title":      {h.official, func(p *initiatives.Proposed) { p.Title = " " }, fault.Invalid, "error.title-required", "title"},
		"long title":    {h.official, func(p *initiatives.Proposed) { p.Title = strings.Repeat("ä", 513) }, fault.Invalid, "error.title-long", "title"},
		"no text":       {h.official, func(p *initiatives.Proposed) { p.Text = "\r\n" }, fault.Invalid, "error.text-required", "text"},
		"long text":     {h.official, func(p *initiatives.Proposed) { p.Text = strings.Repeat("a", 100_001) }, fault.Invalid, "error.text-long", "text"},
		"bad tag":       {h.official, func(p *initiatives.Proposed) { p.Tag = "Strategia 2026" }, fault.Invalid, "error.tag", "tag"},
		"dotted tag":    {h.official, func(p *initiatives.Proposed) { p.Tag = "a..b" }, fault.Invalid, "error.tag", "tag"},
		"no source":     {h.official, func(p *initiatives.Proposed) { p.Source = "" }, fault.Invalid, "error.not-on-main", "source"},
		"strange source": {h.official, func(p *initiatives.Proposed) { p.Source = docs.Hash(strings.Repeat("0", 40)) },
			fault.Invalid, "error.not-on-main", "source"},
	} {
		p := proposed(source)
		p.Tag = "toinen"
		if c.spoil != nil {
			c.spoil(&p)
		}
		_, err := h.Publish(t.Context(), c.actor, "", p)
		f, _ := errors.AsType[*fault.Error](err)
		if f == nil || f.Kind != c.kind || f.Key != c.key || f.Field != c.field {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if list, err := h.List(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%d initiatives, %v", len(list), err)
	}
	_, err = h.Get(t.Context(), 9)
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("unknown initiative: %v", err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
