package themes_test

import (
	"strings"
	"testing"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// TestFeedbackGoesToTheDeskAndOut follows one item from the form to the public.
func TestFeedbackGoesToTheDeskAndOut(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	i, token := h.send(t, "Kaupungin viestit tulevat liian myöhään. #Rantakylä")
	if i.Moderation != themes.Waiting || i.Lang != people.Finnish || len(i.Tags) != 1 || i.Channel != themes.ByForm {
		t.Errorf("came in as %+v", i)
	}
	if _, err := h.Item(ctx, people.Account{}, i.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a visitor sees what waits: %v", err)
	}
	if mine, x, err := h.OwnItem(ctx, token); err != nil || mine.ID != i.ID || x.Email != "asukas@example.fi" {
		t.Errorf("the sender's page: %+v %+v %v", mine, x, err)
	}
	if _, total, err := h.Items(ctx, h.people[people.Mentor], themes.Filter{Unanswered: true, Limit: 10}); err != nil || total != 1 {
		t.Errorf("the desk has %d, %v", total, err)
	}
	h.show(t, i.ID)
	list, total, err := h.Items(ctx, people.Account{}, themes.Filter{Tag: "rantakyla", Query: "viesti", Limit: 10})
	if err != nil || total != 1 || len(list) != 1 {
		t.Errorf("the public finds %d, %v", total, err)
	}
	r, err := h.Reply(ctx, h.people[people.Official], "op", i.ID, themes.Reply{Text: "Kiitos. Korjaamme.", Capacity: people.AsOfficial}, true)
	check(t, err)
	again, err := h.Reply(ctx, h.people[people.Official], "op", i.ID, themes.Reply{Text: "Kiitos. Korjaamme."}, true)
	check(t, err)
	if r.ID != again.ID || r.Unit != "Viestintä" {
		t.Errorf("replied %+v, again %+v", r, again)
	}
	i, err = h.Item(ctx, people.Account{}, i.ID)
	check(t, err)
	if i.Replies != 1 || i.Status != themes.Closed {
		t.Errorf("answered: %+v", i)
	}
	var told []string
	for _, m := range h.letters(t) {
		told = append(told, string(m.Template))
		if quotes := m.Args["text"] != ""; quotes != (m.Template != "feedback-received") {
			t.Errorf("the letter %s quotes %q", m.Template, m.Args["text"])
		}
		own, ok := strings.CutPrefix(m.About, "own-feedback/")
		if !ok || m.Email != "asukas@example.fi" {
			t.Errorf("letter %+v", m)
		}
		if mine, _, err := h.OwnItem(ctx, people.Token(own)); err != nil || mine.ID != i.ID {
			t.Errorf("the letter leads nowhere: %v", err)
		}
	}
	if got := strings.Join(told, " "); got != "feedback-received feedback-answered" {
		t.Errorf("told: %s", got)
	}
	check(t, h.Withdraw(ctx, token))
	if _, err := h.Item(ctx, people.Account{}, i.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("taken back and still there: %v", err)
	}
	if _, total, _ := h.Items(ctx, people.Account{}, themes.Filter{Query: "viesti"}); total != 0 {
		t.Error("taken back and still found")
	}
}

func TestSendAgainOpensTheSamePage(t *testing.T) {
	h := newHouse(t)
	f := themes.Sending{Text: "Lisää kuvia.", Lang: people.Finnish}
	one, first, err := h.Send(t.Context(), people.Account{}, "op", f)
	check(t, err)
	two, second, err := h.Send(t.Context(), people.Account{}, "op", f)
	check(t, err)
	if one.ID != two.ID {
		t.Errorf("sent twice: %d and %d", one.ID, two.ID)
	}
	for _, token := range []people.Token{first, second} {
		if i, _, err := h.OwnItem(t.Context(), token); err != nil || i.ID != one.ID {
			t.Errorf("%s opens %d, %v", token, i.ID, err)
		}
	}
}

func TestSendTellsWhatIsAmiss(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		f     themes.Sending
		field string
		key   string
	}{
		"nothing":    {themes.Sending{Text: " \n"}, "text", "error.text-required"},
		"long":       {themes.Sending{Text: strings.Repeat("a", themes.MaxText+1)}, "text", "error.text-long"},
		"address":    {themes.Sending{Text: "Hei", Email: "asukas"}, "email", "error.email"},
		"no address": {themes.Sending{Text: "Hei", Tell: true}, "email", "error.email-required"},
		"name":       {themes.Sending{Text: "Hei", Name: "<b>"}, "name", "error.name-characters"},
		"area":       {themes.Sending{Text: "Hei", Area: "kuu"}, "area", "error.area"},
	} {
		_, _, err := h.Send(t.Context(), people.Account{}, "", c.f)
		if !fault.Is(err, c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, total, _ := h.Items(t.Context(), h.people[people.Mentor], themes.Filter{}); total != 0 {
		t.Errorf("%d were kept all the same", total)
	}
}

// TestAddressIsErased: whoever sent without an account is forgotten as well.
func TestAddressIsErased(t *testing.T) {
	h := newHouse(t)
	ctx, official := t.Context(), h.people[people.Official]
	shown, _ := h.send(t, "Kaupungin viestit tulevat liian myöhään.")
	waiting, token := h.send(t, "Soita minulle numeroon 0401234567.")
	source := h.source(t, true)
	got, err := h.Receive(ctx, source, []themes.Arrival{{
		Foreign: "1", Text: "Kirjasto kiinni.", Attributes: map[string]string{"Katu": "Kotikatu 1"},
		Sender: &themes.Sender{Name: "Asukas", Email: "asukas@example.fi"},
	}, {Foreign: "2", Text: "Uimahalli kylmä.", Sender: &themes.Sender{Name: "Toinen", Email: "toinen@example.fi"}}})
	check(t, err)
	h.show(t, shown.ID)
	for _, role := range []people.Role{people.Visitor, people.Resident, people.Mentor} {
		if err := h.EraseAddress(ctx, h.people[role], "asukas@example.fi"); err == nil {
			t.Errorf("%s erases an address", role)
		}
	}
	check(t, h.EraseAddress(ctx, official, "asukas@example.fi"))
	senders, err := h.Senders(ctx, official, append(got.IDs, shown.ID, waiting.ID))
	check(t, err)
	if len(senders) != 1 || senders[got.IDs[1]].Name != "Toinen" {
		t.Errorf("left: %+v", senders)
	}
	for id, want := range map[int64]string{shown.ID: "Kaupungin viestit tulevat liian myöhään.", got.IDs[0]: "Kirjasto kiinni.", waiting.ID: ""} {
		i, err := h.Item(ctx, official, id)
		check(t, err)
		if i.Text != want || len(i.Attributes) != 0 {
			t.Errorf("item %d is %+v", id, i)
		}
	}
	if _, _, err := h.OwnItem(ctx, token); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the sender's page: %v", err)
	}
	if err := h.EraseAddress(ctx, official, "asukas@example.fi"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("erased again: %v", err)
	}
}

// TestSentIsFoundAgain: who is signed in finds their own feedback, and nobody else's.
func TestSentIsFoundAgain(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	resident, other := h.people[people.Resident], h.people[people.Activist]
	in, _, err := h.Send(ctx, resident, "", themes.Sending{Text: "Kirjauduin ensin.", Lang: people.Finnish})
	check(t, err)
	h.time = h.time.Add(time.Hour)
	byMail, _, err := h.Send(ctx, people.Account{}, "", themes.Sending{Text: "Kirjoitin ennen.", Email: resident.Email, Lang: people.Finnish})
	check(t, err)
	list, err := h.Sent(ctx, resident)
	check(t, err)
	if len(list) != 2 || list[0].ID != byMail.ID || list[1].ID != in.ID {
		t.Errorf("the sender finds %+v", list)
	}
	token, err := h.OpenSent(ctx, resident, in.ID)
	check(t, err)
	if i, _, err := h.OwnItem(ctx, token); err != nil || i.ID != in.ID {
		t.Errorf("opens %+v, %v", i, err)
	}
	if list, err := h.Sent(ctx, other); err != nil || len(list) != 0 {
		t.Errorf("another finds %+v, %v", list, err)
	}
	if _, err := h.OpenSent(ctx, other, in.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another opens it: %v", err)
	}
	if _, err := h.Sent(ctx, people.Account{}); fault.KindOf(err) != fault.SignIn {
		t.Errorf("a visitor: %v", err)
	}
	check(t, h.Withdraw(ctx, token))
	if list, err := h.Sent(ctx, resident); err != nil || len(list) != 1 {
		t.Errorf("after taking one back: %+v, %v", list, err)
	}
}
