package themes_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// city is a house with the rooms that feedback leads to.
type city struct {
	*house
	repo        *docs.Repository
	revisions   *revisions.Service
	initiatives *initiatives.Service
	passage     themes.Target
}

func newCity(t *testing.T) *city {
	t.Helper()
	h := newHouse(t)
	now := func() time.Time { return h.time }
	c := &city{house: h, repo: docs.NewRepository(store.As[docs.Tx](h.db), now)}
	c.revisions = revisions.NewService(store.As[revisions.Tx](h.db), c.repo, now)
	c.revisions.AlsoErase(h.EraseWritten)
	c.initiatives = initiatives.NewService(store.As[initiatives.Tx](h.db), c.repo, now)
	c.propose(t, h.people[people.Resident], "", revisions.Edit{
		Op: revisions.EditPage, Path: "a.md", Text: "# Kanavat\n\nKaupunki vastaa viesteihin viikossa.",
	}, true)
	page, _, err := c.repo.Read(t.Context(), "a.md")
	check(t, err)
	c.passage = themes.Target{Kind: themes.Passage, ID: string(page.Passages[1]), Page: "a.md"}
	return c
}

// propose makes a proposal, and has it accepted.
func (c *city) propose(t *testing.T, author people.Account, origin string, e revisions.Edit, accept bool) revisions.Proposal {
	t.Helper()
	ctx := t.Context()
	var token people.Token
	var err error
	if origin == "" {
		token, _, err = c.revisions.StartDraft(ctx, author, people.Finnish, 0)
	} else {
		token, _, err = c.revisions.StartDraftFrom(ctx, author, origin, revisions.DraftDetails{Lang: people.Finnish})
	}
	check(t, err)
	_, err = c.revisions.PutEdit(ctx, token, -1, e)
	check(t, err)
	_, err = c.revisions.SaveDetails(ctx, token, revisions.DraftDetails{Title: "Muutos", Reason: "Tarpeen.", Lang: people.Finnish})
	check(t, err)
	p, err := c.revisions.Submit(ctx, author, "", token)
	check(t, err)
	if accept {
		_, err = c.revisions.Decide(ctx, c.people[people.Official], "", revisions.Ruling{
			Proposal: p.ID, Version: 1, Verdict: revisions.Accept, Reason: "Hyvä.",
		})
		check(t, err)
	}
	return p
}

func ids(steps []themes.Step) []string {
	var list []string
	for _, s := range steps {
		list = append(list, s.To.ID)
	}
	return list
}

// TestChainGoesBothWays follows feedback to an initiative and back.
func TestChainGoesBothWays(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	mentor := c.people[people.Mentor]
	direct, _ := c.send(t, "Viikko on liian pitkä aika odottaa vastausta.")
	hidden, _ := c.send(t, "Tätä ei kukaan saa nähdä.")
	c.show(t, direct.ID)
	for _, id := range []int64{direct.ID, hidden.ID} {
		check(t, c.Tie(ctx, mentor, "", themes.Link{Item: id, To: c.passage, State: themes.Confirmed}))
	}
	p := c.propose(t, mentor, "feedback/"+strconv.FormatInt(direct.ID, 10), revisions.Edit{
		Op: revisions.EditChange, Path: "a.md", Passage: docs.PassageID(c.passage.ID), Text: "Kaupunki vastaa viesteihin kolmessa päivässä.",
	}, true)
	main, err := c.repo.Pages(ctx)
	check(t, err)
	i, err := c.initiatives.Publish(ctx, c.people[people.Official], "", initiatives.Proposed{
		Title: "Aloite", Text: "Esitämme.", Tag: "v1", Lang: people.Finnish, Source: main[0].Commit,
	})
	check(t, err)

	number := strconv.FormatInt(p.ID, 10)
	for name, of := range map[string]themes.Target{
		"item":       themes.ItemTarget(direct.ID),
		"passage":    c.passage,
		"proposal":   {Kind: themes.Proposal, ID: number},
		"initiative": {Kind: themes.Initiative, ID: strconv.FormatInt(i.ID, 10)},
	} {
		chain, err := c.Chain(ctx, people.Account{}, of)
		check(t, err)
		if diff := cmp.Diff([]string{strconv.FormatInt(direct.ID, 10)}, ids(chain.Items)); diff != "" {
			t.Errorf("from the %s, items: %s", name, diff)
		}
		if diff := cmp.Diff([]string{c.passage.ID}, ids(chain.Passages)); diff != "" {
			t.Errorf("from the %s, passages: %s", name, diff)
		}
		if len(chain.Proposals) == 0 || chain.Proposals[len(chain.Proposals)-1].To.ID != number {
			t.Errorf("from the %s: proposals %v", name, ids(chain.Proposals))
		}
		if len(chain.Decisions) == 0 || len(chain.Initiatives) != 1 {
			t.Errorf("from the %s: %d decisions, %d initiatives", name, len(chain.Decisions), len(chain.Initiatives))
		}
	}
	// The page came by a proposal that was decided before anything was said of it.
	if chain := must(c.Chain(ctx, people.Account{}, themes.ItemTarget(direct.ID))); !cmp.Equal(ids(chain.Proposals), []string{number}) {
		t.Errorf("what came of it: proposals %v", ids(chain.Proposals))
	}
	said, err := c.Said(ctx, []themes.Target{c.passage, {Kind: themes.Proposal, ID: number}, {Kind: themes.Passage, ID: "nothing"}})
	check(t, err)
	if diff := cmp.Diff(map[themes.Target]int{c.passage: 1, {Kind: themes.Proposal, ID: number}: 1}, said); diff != "" {
		t.Error(diff)
	}
	e, err := c.Evidence(ctx, i.ID)
	check(t, err)
	if len(e.Passages) == 0 || len(e.Proposals) != 2 || len(e.Items) != 1 || e.Items[0].ID != direct.ID {
		t.Errorf("evidence %+v", e)
	}
	for _, x := range e.Passages {
		if x.ID == c.passage.ID && (x.Text != "Kaupunki vastaa viesteihin kolmessa päivässä." || !cmp.Equal(x.Items, []int64{direct.ID}) || !cmp.Equal(x.Proposals, []int64{1, p.ID})) {
			t.Errorf("the passage %+v", x)
		}
	}

	check(t, c.TellSenders(ctx))
	check(t, c.TellSenders(ctx))
	told := map[people.Template]int{}
	for _, m := range c.letters(t) {
		if strings.HasPrefix(string(m.Template), "feedback-") {
			told[m.Template]++
		}
	}
	if diff := cmp.Diff(map[people.Template]int{"feedback-received": 2, "feedback-decided": 1}, told); diff != "" {
		t.Error(diff)
	}
}

// TestSendersHearOnceOfEachStep: of the proposal, and then of its decision;
// who does not want to hear is not written to.
func TestSendersHearOnceOfEachStep(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	wants, _ := c.send(t, "Viikko on liian pitkä aika.")
	quiet, _, err := c.Send(ctx, people.Account{}, "", themes.Sending{Text: "Viikossa unohtaa.", Lang: people.Finnish, Email: "muu@example.fi"})
	check(t, err)
	c.show(t, wants.ID, quiet.ID)
	p := c.propose(t, c.people[people.Resident], "", revisions.Edit{
		Op: revisions.EditChange, Path: "a.md", Passage: docs.PassageID(c.passage.ID), Text: "Kaupunki vastaa heti.",
	}, false)
	to := themes.Target{Kind: themes.Proposal, ID: strconv.FormatInt(p.ID, 10)}
	for _, id := range []int64{wants.ID, quiet.ID} {
		check(t, c.Tie(ctx, c.people[people.Mentor], "", themes.Link{Item: id, To: to, State: themes.Confirmed}))
	}
	heard := func() []string {
		t.Helper()
		check(t, c.TellSenders(ctx))
		check(t, c.TellSenders(ctx))
		var list []string
		for _, m := range c.letters(t) {
			if n, ok := strings.CutPrefix(string(m.Template), "feedback-"); ok {
				list = append(list, n+" "+m.Email)
			}
		}
		return list
	}
	want := []string{"received asukas@example.fi", "proposed asukas@example.fi"}
	if diff := cmp.Diff(want, heard()); diff != "" {
		t.Error(diff)
	}
	_, err = c.revisions.Decide(ctx, c.people[people.Official], "", revisions.Ruling{
		Proposal: p.ID, Version: 1, Verdict: revisions.Reject, Reason: "Ei pystytä.",
	})
	check(t, err)
	if diff := cmp.Diff(append(want, "decided asukas@example.fi"), heard()); diff != "" {
		t.Error(diff)
	}
}

// TestThemeTiesItsItems: who spoke in a theme spoke of what it is tied to.
func TestThemeTiesItsItems(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	_, err := c.Receive(ctx, c.source(t, true), voices(t))
	check(t, err)
	check(t, c.Regroup(ctx))
	theme := c.fine(t)[0]
	link := themes.Link{Theme: theme.Theme.ID, To: c.passage, State: themes.Confirmed}
	check(t, c.Tie(ctx, c.people[people.Mentor], "", link))
	said, err := c.Said(ctx, []themes.Target{c.passage})
	check(t, err)
	_, total, err := c.Items(ctx, people.Account{}, themes.Filter{To: c.passage})
	check(t, err)
	if said[c.passage] != theme.Count.Items || total != theme.Count.Items {
		t.Errorf("said %d, listed %d, in the theme %d", said[c.passage], total, theme.Count.Items)
	}
	// One that is also tied itself counts once.
	items, _, err := c.Items(ctx, people.Account{}, themes.Filter{Theme: theme.Theme.ID, Limit: 1})
	check(t, err)
	check(t, c.Tie(ctx, c.people[people.Mentor], "", themes.Link{Item: items[0].ID, To: c.passage, State: themes.Confirmed}))
	if said, _ := c.Said(ctx, []themes.Target{c.passage}); said[c.passage] != theme.Count.Items {
		t.Errorf("tied twice, said %d", said[c.passage])
	}
	link.State = themes.Rejected
	check(t, c.Tie(ctx, c.people[people.Mentor], "", link))
	if said, _ := c.Said(ctx, []themes.Target{c.passage}); said[c.passage] != 1 {
		t.Errorf("rejected, said %d", said[c.passage])
	}
}

// TestWhatShowedItHearsOfIt: pages that show an item are named when it goes, by
// its source or by its sender.
func TestWhatShowedItHearsOfIt(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	source := c.source(t, true)
	for name, goes := range map[string]func(themes.Arrival) error{
		"source": func(a themes.Arrival) error {
			_, err := c.Receive(ctx, source, []themes.Arrival{{Foreign: a.Foreign, Gone: true}})
			return err
		},
		"sender": func(a themes.Arrival) error {
			list, _, err := c.Items(ctx, people.Account{}, themes.Filter{Query: a.Text, Limit: 1})
			check(t, err)
			token := people.NewToken()
			check(t, c.room().Update(ctx, "", func(tx themes.Tx) error {
				if err := tx.PutSender(ctx, themes.Sender{Item: list[0].ID}); err != nil {
					return err
				}
				return tx.PutSenderToken(ctx, token.Hash(), list[0].ID)
			}))
			return c.Withdraw(ctx, token)
		},
	} {
		a := themes.Arrival{Foreign: name, Text: "Vastaus viipyy " + name, About: c.passage}
		r, err := c.Receive(ctx, source, []themes.Arrival{a})
		check(t, err)
		c.events = nil
		check(t, goes(a))
		if said, _ := c.Said(ctx, []themes.Target{c.passage}); len(said) != 0 {
			t.Errorf("%s: still said %v", name, said)
		}
		var touches []string
		for _, e := range c.events {
			touches = append(touches, e.Touches...)
		}
		for _, want := range []string{"feedback", fmt.Sprint("feedback/", r.IDs[0]), "passage/" + c.passage.ID, "page/a.md"} {
			if !slices.Contains(touches, want) {
				t.Errorf("gone by its %s: %s does not hear of it, only %v", name, want, touches)
			}
		}
	}
}
