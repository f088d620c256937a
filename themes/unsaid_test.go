package themes_test

import (
	"slices"
	"strconv"
	"testing"

	"luonnos/people"
	"luonnos/themes"
)

// source is one that what comes by is shown at once.
// TestNameLeavesItsTheme: words that nobody says any more leave what a theme is
// called at once, and those of others stay.
func TestNameLeavesItsTheme(t *testing.T) {
	for name, leave := range map[string]func(h *house, source int64, item themes.Item) error{
		"hidden": func(h *house, _ int64, i themes.Item) error {
			return h.Moderate(t.Context(), h.people[people.Mentor], "", i.ID, themes.Ruling{State: themes.Hidden, Reason: "Nimi."})
		},
		"taken out": func(h *house, _ int64, i themes.Item) error {
			return h.Moderate(t.Context(), h.people[people.Mentor], "", i.ID, themes.Ruling{State: themes.Shown, Text: "Kuljettaja ajaa bussia liian kovaa."})
		},
		"gone": func(h *house, source int64, i themes.Item) error {
			_, err := h.Receive(t.Context(), source, []themes.Arrival{{Foreign: i.Foreign, Gone: true}})
			return err
		},
		"changed": func(h *house, source int64, i themes.Item) error {
			_, err := h.Receive(t.Context(), source, []themes.Arrival{{Foreign: i.Foreign, Text: "Kuljettaja ajaa bussia liian kovaa."}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			source := h.source(t, true)
			got, err := h.Receive(t.Context(), source, []themes.Arrival{
				{Foreign: "1", Text: "Kuljettaja Esimerkkinen ajaa bussia liian kovaa."},
				{Foreign: "2", Text: "Bussia odotetaan turhaan, kuljettaja ei pysähdy."},
			})
			check(t, err)
			check(t, h.room().Update(t.Context(), "", func(tx themes.Tx) error {
				if _, err := tx.TakeNumbers(t.Context(), "theme", 2); err != nil {
					return err
				}
				words := []string{"esimerkkinen", "bussia", "kuljettaja", "linjat"}
				if err := tx.PutTheme(t.Context(), themes.Theme{ID: 1, Coarse: true, Words: words}); err != nil {
					return err
				}
				return tx.PutTheme(t.Context(), themes.Theme{ID: 2, Parent: 1, Words: words})
			}))
			check(t, h.Move(t.Context(), h.people[people.Mentor], "", got.IDs, 2))
			item, err := h.Item(t.Context(), h.people[people.Mentor], got.IDs[0])
			check(t, err)
			check(t, leave(h, source, item))
			for _, id := range []int64{1, 2} {
				v, err := h.Theme(t.Context(), people.Account{}, id)
				check(t, err)
				if want := []string{"bussia", "kuljettaja", "linjat"}; !slices.Equal(v.Theme.Words, want) {
					t.Errorf("theme %d is called %v, want %v", id, v.Theme.Words, want)
				}
			}
			touched := h.events[len(h.events)-1].Touches
			for _, want := range []string{"themes", "theme/1", "theme/2", "feedback/" + strconv.FormatInt(item.ID, 10)} {
				if !slices.Contains(touched, want) {
					t.Errorf("pages of %s stay as they are: %v", want, touched)
				}
			}
		})
	}
}

// TestStrangersTexts: what comes from outside neither turns the words around it
// nor leads to what is no page.
func TestStrangersTexts(t *testing.T) {
	h := newHouse(t)
	source := h.source(t, true)
	for text, want := range map[string]string{
		"Hyvä\u202e idea\u2066 tämä\u0000": "Hyvä idea tämä",
		"👩\u200d🌾 שלום\u200f!":             "👩\u200d🌾 שלום\u200f!",
	} {
		got, err := h.Receive(t.Context(), source, []themes.Arrival{{Foreign: text, Title: text, Text: text}})
		check(t, err)
		i, err := h.Item(t.Context(), people.Account{}, got.IDs[0])
		check(t, err)
		if i.Text != want || i.Title != want {
			t.Errorf("%q is kept as %q, %q", text, i.Title, i.Text)
		}
	}
	for address, want := range map[string]string{
		"https://example.fi/a?b=c": "https://example.fi/a?b=c",
		"javascript:alert(1)":      "", "data:text/html,x": "", "JAVASCRIPT://example.fi/%0aalert(1)": "",
		"https://asukas:salasana@example.fi/": "", "//example.fi/": "", "mailto:asukas@example.fi": "",
	} {
		got, err := h.Receive(t.Context(), source, []themes.Arrival{{Foreign: address, Text: "Teksti.", Address: address}})
		check(t, err)
		i, err := h.Item(t.Context(), people.Account{}, got.IDs[0])
		check(t, err)
		if i.Address != want {
			t.Errorf("%q leads to %q", address, i.Address)
		}
	}
}

// TestTieIsNotTiedAgain: what a person said of a tie stays when the source has
// changed the item; a new tag ties as ever.
func TestTieIsNotTiedAgain(t *testing.T) {
	c := newCity(t)
	ctx, mentor := t.Context(), c.people[people.Mentor]
	passages := c.write(t, 2)
	source := c.source(t, true)
	for n, tag := range []string{"sillat", "polut"} {
		check(t, c.PutTagRule(ctx, mentor, themes.TagRule{Tag: tag, To: passages[n]}))
	}
	got, err := c.Receive(ctx, source, []themes.Arrival{{Foreign: "1", Text: "Yksi.", Tags: []string{"sillat"}}})
	check(t, err)
	check(t, c.Untie(ctx, mentor, "", themes.Link{Item: got.IDs[0], To: passages[0]}))
	_, err = c.Receive(ctx, source, []themes.Arrival{{Foreign: "1", Text: "Kaksi.", Tags: []string{"sillat", "polut"}}})
	check(t, err)
	links, err := c.Links(ctx, mentor, got.IDs[0])
	check(t, err)
	if len(links) != 1 || links[0].To.ID != passages[1].ID {
		t.Errorf("tied to %+v", links)
	}
}
