package revisions_test

import (
	"slices"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// A new version begins with what the old one says, in the text as it is now.
func TestANewVersionIsCarriedToTheText(t *testing.T) {
	const two = "Kaupunki kertoo asioistaan selkeästi ja ajoissa. Se myös kuuntelee."
	text := strings.Replace(aimsText, "Kaupunki kertoo asioistaan selkeästi ja ajoissa.", two, 1)
	edit := func(h *house, op revisions.EditOp, words, text string) revisions.Edit {
		return revisions.Edit{Op: op, Path: aims, Passage: h.passage(t, aims, words), Text: text}
	}
	for name, tt := range map[string]struct {
		edit func(h *house) revisions.Edit
		// main replaces words of the page.
		main []string
		// want is the page with the new version, "" when its writer has to settle it.
		want []string
	}{
		"another sentence of the passage": {
			func(h *house) revisions.Edit {
				return edit(h, revisions.EditChange, "Kaupunki", strings.Replace(two, "ajoissa", "heti", 1))
			},
			[]string{"kuuntelee", "vastaa"}, []string{"kuuntelee", "vastaa", "ajoissa", "heti"},
		},
		"the same words": {
			func(h *house) revisions.Edit {
				return edit(h, revisions.EditChange, "Kaupunki", strings.Replace(two, "ajoissa", "heti", 1))
			},
			[]string{"ajoissa", "nopeasti"}, nil,
		},
		"in the text already": {
			func(h *house) revisions.Edit {
				return edit(h, revisions.EditChange, "Kaupunki", strings.Replace(two, "ajoissa", "heti", 1))
			},
			[]string{"ajoissa", "heti"}, []string{"ajoissa", "heti"},
		},
		"removing what was reworded": {
			func(h *house) revisions.Edit { return edit(h, revisions.EditRemove, "Jokainen", "") },
			[]string{"on saavutettava", "on selkeä"}, nil,
		},
		"rewording what was removed": {
			func(h *house) revisions.Edit {
				return edit(h, revisions.EditChange, "Jokainen", "Jokainen viesti on lyhyt.")
			},
			[]string{"Jokainen viesti on saavutettava.\n\n", ""}, nil,
		},
		"adding after what was removed": {
			func(h *house) revisions.Edit { return edit(h, revisions.EditAdd, "Jokainen", "Uusi kappale.") },
			[]string{"Jokainen viesti on saavutettava.\n\n", ""},
			[]string{"Jokainen viesti on saavutettava.\n\n", "Uusi kappale.\n\n"},
		},
		"moving what was reworded": {
			func(h *house) revisions.Edit {
				e := edit(h, revisions.EditMove, "Tuloksista", "")
				e.From = h.passage(t, aims, "Jokainen")
				return e
			},
			[]string{"on saavutettava", "on selkeä"},
			[]string{"Jokainen viesti on saavutettava.\n\n", "", "vuosittain.\n", "vuosittain.\n\nJokainen viesti on selkeä.\n"},
		},
		"a page that another has made": {
			func(*house) revisions.Edit {
				return revisions.Edit{Op: revisions.EditPage, Path: "uusi.md", Text: "# Uusi\n\nSivu."}
			}, nil, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := emptyHouse(t)
			h.write(t, aims, text)
			sent := tt.edit(h)
			p := h.propose(t, h.aino, sent)
			h.write(t, "uusi.md", "# Toinen\n")
			h.replace(t, aims, append(tt.main, "kolmella", "neljällä")...)
			token, d, err := h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
			check(t, err)
			if d.Base != h.tip(t) {
				t.Error("the draft is not against main")
			}
			lost, err := h.Behind(t.Context(), d)
			check(t, err)
			if tt.want == nil {
				if !slices.Equal(lost, []int{0}) || d.Edits[0].Op != sent.Op || d.Edits[0].Text != sent.Text {
					t.Errorf("lost %v, edits %+v; want the edit to be settled", lost, d.Edits)
				}
				_, err := h.Submit(t.Context(), h.aino, "", token)
				if fault.KindOf(err) != fault.Invalid {
					t.Errorf("sent unsettled: %v", err)
				}
				return
			}
			if len(lost) > 0 {
				t.Fatalf("lost %v of %+v", lost, d.Edits)
			}
			for _, e := range d.Edits {
				if e.Op == revisions.EditChange && e.Text == e.Old {
					t.Errorf("an edit that changes nothing: %+v", e)
				}
			}
			ds, err := h.DraftDifference(t.Context(), d)
			check(t, err)
			got := h.text(t, aims)
			if len(ds) > 0 {
				got = string(ds[0].After)
			}
			want := strings.NewReplacer(append(tt.want, "kolmella", "neljällä")...).Replace(text)
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A writer who settles what was left behind sends it against the new text, and
// nothing of what came between is lost.
func TestSettlingALostEdit(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo asioistaan selkeästi ja heti."),
		h.reword(t, "Jokainen", "Jokainen viesti on luettava."))
	h.replace(t, aims, "ajoissa", "nopeasti", "vuosittain", "usein")
	token, d, err := h.StartDraft(t.Context(), h.aino, people.Finnish, p.ID)
	check(t, err)
	mine := d.Edits[0]
	mine.Old = ""
	_, err = h.PutEdit(t.Context(), token, 0, mine)
	check(t, err)
	_, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	p, err = h.Proposal(t.Context(), people.Account{}, p.ID)
	check(t, err)
	h.decide(t, p, revisions.Accept)
	want := strings.NewReplacer("ajoissa", "heti", "on saavutettava", "on luettava", "vuosittain", "usein").Replace(aimsText)
	if got := h.text(t, docs.Path(aims)); got != want {
		t.Errorf("got %q", got)
	}
}
