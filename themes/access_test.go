package themes_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// acts are everything that somebody may be refused, each by the action of the
// law that decides it.
func acts(h *house, item, theme, source int64) map[string]struct {
	action people.Action
	do     func(ctx context.Context, who people.Account) error
} {
	type act = struct {
		action people.Action
		do     func(ctx context.Context, who people.Account) error
	}
	link := themes.Link{Item: item, To: themes.Target{Kind: themes.Passage, ID: "x"}, State: themes.Rejected}
	return map[string]act{
		"send": {people.SendFeedback, func(ctx context.Context, who people.Account) error {
			_, _, err := h.Send(ctx, who, "", themes.Sending{Text: "Hei", Lang: people.Finnish})
			return err
		}},
		"senders": {people.ReadDesk, func(ctx context.Context, who people.Account) error {
			_, err := h.Senders(ctx, who, []int64{item})
			return err
		}},
		"moderate": {people.ModerateFeedback, func(ctx context.Context, who people.Account) error {
			return h.Moderate(ctx, who, "", item, themes.Ruling{State: themes.Hidden, Reason: "Nimi."})
		}},
		"status": {people.ModerateFeedback, func(ctx context.Context, who people.Account) error {
			return h.SetStatus(ctx, who, "", item, themes.Open)
		}},
		"area": {people.ModerateFeedback, func(ctx context.Context, who people.Account) error { return h.SetArea(ctx, who, "", item, "") }},
		"tags": {people.ModerateFeedback, func(ctx context.Context, who people.Account) error { return h.SetTags(ctx, who, "", item, nil) }},
		"reply": {people.ReplyFeedback, func(ctx context.Context, who people.Account) error {
			_, err := h.Reply(ctx, who, "", item, themes.Reply{Text: "Kiitos."}, false)
			return err
		}},
		"reply to all": {people.ReplyFeedback, func(ctx context.Context, who people.Account) error {
			return h.ReplyAll(ctx, who, "", []int64{item}, themes.Reply{Text: "Kiitos."}, false)
		}},
		"tie":   {people.TieFeedback, func(ctx context.Context, who people.Account) error { return h.Tie(ctx, who, "", link) }},
		"untie": {people.TieFeedback, func(ctx context.Context, who people.Account) error { return h.Untie(ctx, who, "", link) }},
		"ask consent": {people.TieFeedback, func(ctx context.Context, who people.Account) error {
			return h.AskConsent(ctx, who, "", item)
		}},
		"rename": {people.CurateThemes, func(ctx context.Context, who people.Account) error { return h.Rename(ctx, who, "", theme, "Nimi") }},
		"pin":    {people.CurateThemes, func(ctx context.Context, who people.Account) error { return h.Pin(ctx, who, "", theme, true) }},
		"join": {people.CurateThemes, func(ctx context.Context, who people.Account) error {
			return allowed(h.Join(ctx, who, "", theme, theme))
		}},
		"split": {people.CurateThemes, func(ctx context.Context, who people.Account) error {
			_, err := h.Split(ctx, who, "", theme, nil, "")
			return allowed(err)
		}},
		"move": {people.CurateThemes, func(ctx context.Context, who people.Account) error {
			return h.Move(ctx, who, "", []int64{item}, 0)
		}},
		"tag rule": {people.CurateThemes, func(ctx context.Context, who people.Account) error {
			return h.PutTagRule(ctx, who, themes.TagRule{Tag: "a", Area: "rantakyla"})
		}},
		"drop tag rule": {people.CurateThemes, func(ctx context.Context, who people.Account) error { return h.DropTagRule(ctx, who, "a") }},
		"sources": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			_, err := h.Sources(ctx, who)
			return err
		}},
		"source": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			_, err := h.Source(ctx, who, source)
			return err
		}},
		"put source": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			_, err := h.PutSource(ctx, who, "", themes.Source{Channel: themes.ByImport, Name: "Kirjaukset"})
			return err
		}},
		"delete source": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			return allowed(h.DeleteSource(ctx, who, 999))
		}},
		"fetch now": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			return allowed(h.FetchNow(ctx, who, 999))
		}},
		"keys": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			_, err := h.Keys311(ctx, who)
			return err
		}},
		"add key": {people.ManageSources, func(ctx context.Context, who people.Account) error {
			_, _, err := h.AddKey(ctx, who, "", "Sovellus")
			return err
		}},
		"drop key": {people.ManageSources, func(ctx context.Context, who people.Account) error { return h.DropKey(ctx, who, 999) }},
		"embedding": {people.ManageSources, func(_ context.Context, who people.Account) error {
			_, _, err := h.Embedding(who)
			return err
		}},
	}
}

// allowed takes a fault of the thing itself for being let in.
func allowed(err error) error {
	switch fault.KindOf(err) {
	case fault.SignIn, fault.Forbidden:
		return err
	}
	return nil
}

// TestEveryoneDoesWhatTheLawSays tries every act as every role.
func TestEveryoneDoesWhatTheLawSays(t *testing.T) {
	h := grouped(t)
	ctx := t.Context()
	item, _ := h.send(t, "Kuka tämän saa nähdä?")
	theme, source := h.fine(t)[0].Theme.ID, h.source(t, false)
	for _, role := range slices.Concat([]people.Role{people.Visitor}, people.Roles) {
		who := h.people[role]
		for name, act := range acts(h, item.ID, theme, source) {
			want := fault.KindOf(people.Can(who, act.action, people.Subject{}))
			if got := fault.KindOf(act.do(ctx, who)); got != want {
				t.Errorf("%s as %s: %q, the law says %q", name, role, got, want)
			}
		}
		want := fault.KindOf(people.Can(who, people.SpeakAsOfficial, people.Subject{}))
		if can := people.Can(who, people.ReplyFeedback, people.Subject{}); can != nil {
			want = fault.KindOf(can)
		}
		_, err := h.Reply(ctx, who, "", item.ID, themes.Reply{Text: "Virallisesti.", Capacity: people.AsOfficial}, false)
		if got := fault.KindOf(err); got != want {
			t.Errorf("reply as an official as %s: %q, want %q", role, got, want)
		}
	}
	lost := h.people[people.Official]
	lost.Role = people.Resident
	h.put(t, lost)
	for name, act := range acts(h, item.ID, theme, source) {
		stale := lost
		stale.Role = people.Official // as they were when their request began
		if name == "embedding" {
			continue // reads nothing that is kept
		}
		want := fault.KindOf(people.Can(lost, act.action, people.Subject{}))
		if got := fault.KindOf(act.do(ctx, stale)); got != want {
			t.Errorf("%s by one who has lost the role: %q, want %q", name, got, want)
		}
	}
}

// TestConsentOpensDraft: nobody makes a proposal of what its sender has not agreed to.
func TestConsentOpensDraft(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	item, token := h.send(t, "Tästä voisi tehdä ehdotuksen.")
	mentor := h.people[people.Mentor]
	may := func(want string) {
		t.Helper()
		for _, role := range slices.Concat([]people.Role{people.Visitor}, people.Roles) {
			_, err := h.MayDraft(ctx, h.people[role], item.ID)
			if refused := people.Can(h.people[role], people.TieFeedback, people.Subject{}); refused != nil {
				if fault.KindOf(err) != fault.KindOf(refused) {
					t.Errorf("%s: %v", role, err)
				}
			} else if want == "" && err != nil || want != "" && !fault.Is(err, want) {
				t.Errorf("%s: %v, want %q", role, err, want)
			}
		}
	}
	may("error.no-consent")
	check(t, h.AskConsent(ctx, mentor, "", item.ID))
	check(t, h.AskConsent(ctx, mentor, "", item.ID))
	may("error.no-consent")
	check(t, h.AnswerConsent(ctx, token, themes.Agreed))
	may("")
	check(t, h.AnswerConsent(ctx, token, themes.Refused))
	may("error.no-consent")
	asked := 0
	for _, m := range h.letters(t) {
		if m.Template == "feedback-consent" {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// TestErasingForgetsWhoSentWhat: the account's feedback loses its sender, and
// what the public does not see its text.
func TestErasingForgetsWhoSentWhat(t *testing.T) {
	c := newCity(t)
	ctx := t.Context()
	me := c.person(t, "me", people.Resident)
	var sent []int64
	for n := range 3 {
		i, _, err := c.Send(ctx, me, "", themes.Sending{Text: fmt.Sprint("Salaisuus numero ", n), Lang: people.Finnish})
		check(t, err)
		sent = append(sent, i.ID)
	}
	// Sent before they signed in, with the same address.
	visiting, token, err := c.Send(ctx, people.Account{}, "", themes.Sending{Text: "Salaisuus vierailijana", Lang: people.Finnish, Email: me.Email})
	check(t, err)
	other, _ := c.send(t, "Toisen palaute")
	c.show(t, sent[0])
	check(t, c.revisions.EraseFor(ctx, me, me.ID))
	mentor := c.people[people.Mentor]
	all := append(slices.Clone(sent), visiting.ID, other.ID)
	senders, err := c.Senders(ctx, mentor, all)
	check(t, err)
	if len(senders) != 1 || senders[other.ID].Name != "Asukas" {
		t.Errorf("still known: %+v", senders)
	}
	if i := must(c.Item(ctx, mentor, sent[0])); i.Text == "" || i.Moderation != themes.Shown {
		t.Errorf("the shown one is %+v", i)
	}
	for _, id := range []int64{sent[1], sent[2], visiting.ID} {
		if i := must(c.Item(ctx, mentor, id)); i.Text != "" || i.Moderation != themes.Removed {
			t.Errorf("%d is %+v", id, i)
		}
	}
	if _, total, _ := c.Items(ctx, mentor, themes.Filter{Query: "salaisuus"}); total != 1 {
		t.Errorf("%d are found", total)
	}
	if _, _, err := c.OwnItem(ctx, token); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the token opens %v", err)
	}
	for _, role := range slices.Concat([]people.Role{people.Visitor}, people.Roles) {
		want := fault.KindOf(people.Can(c.people[role], people.EraseSender, people.Subject{}))
		if role == people.Administrator || role == people.Official {
			continue
		}
		if got := fault.KindOf(c.EraseSender(ctx, c.people[role], other.ID)); got != want {
			t.Errorf("%s erases a sender: %q, want %q", role, got, want)
		}
	}
	check(t, c.EraseSender(ctx, c.people[people.Administrator], other.ID))
	if senders := must(c.Senders(ctx, mentor, all)); len(senders) != 0 {
		t.Errorf("still known: %+v", senders)
	}
	if i := must(c.Item(ctx, mentor, other.ID)); !strings.Contains(i.Text, "Toisen") {
		t.Errorf("the item is %+v", i)
	}
}
