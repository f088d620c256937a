package themes_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// during is an embedder that fails after it has let somebody do something: a run
// has read its items by then, and has written nothing.
type during struct{ do func() }

func (d during) Embed(context.Context, []string) ([][]float32, error) {
	d.do()
	return nil, errors.New("no vectors")
}
func (during) Model() string              { return "none" }
func (during) Host() string               { return "" }
func (during) Failed() (time.Time, error) { return time.Time{}, nil }

// between is a store that lets somebody do something after each write.
type between struct {
	themes.Store
	do func()
}

func (b between) Update(ctx context.Context, op people.OpID, fn func(themes.Tx) error) error {
	err := b.Store.Update(ctx, op, fn)
	b.do()
	return err
}

// rumours are many texts of one subject that a name is in, beside others.
func rumours(t *testing.T, h *house) (ids []int64) {
	t.Helper()
	source := h.source(t, true)
	_, err := h.Receive(t.Context(), source, voices(t)[:120])
	check(t, err)
	var arrivals []themes.Arrival
	for n, text := range []string{
		"Kuljettaja Zyxander ajaa bussia liian kovaa.", "Zyxander jätti pysäkin väliin, bussi meni ohi.",
		"Bussi myöhästyi taas, ratissa Zyxander.", "Zyxander huutaa matkustajille bussissa.",
		"Miksi Zyxander saa ajaa bussia?", "Bussin kuljettaja Zyxander puhuu puhelimeen ajaessaan.",
		"Zyxander jarruttaa bussilla rajusti.", "Bussilinjalla on aina Zyxander ja aina hän on myöhässä.",
	} {
		arrivals = append(arrivals, themes.Arrival{Foreign: "z" + string(rune('a'+n)), Text: text,
			At: time.Date(2026, 5, 2, n, 0, 0, 0, time.UTC)})
	}
	got, err := h.Receive(t.Context(), source, arrivals)
	check(t, err)
	return got.IDs
}

// named are the themes that are called by the name, or quote one of the items.
func named(t *testing.T, h *house, ids []int64) (words, quotes int) {
	t.Helper()
	check(t, h.room().View(t.Context(), func(tx themes.Tx) error {
		list, err := tx.Themes(t.Context())
		for _, th := range list {
			if slices.ContainsFunc(th.Words, func(w string) bool { return strings.Contains(strings.ToLower(w), "zyxander") }) {
				words++
			}
			if slices.ContainsFunc(th.Quotes, func(id int64) bool { return slices.Contains(ids, id) }) {
				quotes++
			}
		}
		return err
	}))
	return words, quotes
}

// TestNameDoesNotComeBack: what the desk hides or takes out while a grouping
// runs, whether before or after the themes are written, is in no theme after it.
func TestNameDoesNotComeBack(t *testing.T) {
	h := newHouse(t)
	ids := rumours(t, h)
	check(t, h.Regroup(t.Context()))
	if words, quotes := named(t, h, ids); words == 0 || quotes == 0 {
		t.Fatalf("nothing to take out: %d themes have the name, %d quote it", words, quotes)
	}

	for name, leave := range map[string]themes.Ruling{
		"hidden":    {State: themes.Hidden, Reason: "Nimi."},
		"taken out": {State: themes.Shown, Text: "Kuljettaja ajaa bussia liian kovaa."},
	} {
		decide := func(t *testing.T, h *house, ids []int64) {
			for _, id := range ids {
				check(t, h.Moderate(t.Context(), h.people[people.Mentor], "", id, leave))
			}
		}
		look := func(t *testing.T, h *house, ids []int64) {
			words, quotes := named(t, h, ids)
			if words > 0 {
				t.Errorf("%d themes are called by the name", words)
			}
			if quotes > 0 && leave.State == themes.Hidden {
				t.Errorf("%d themes quote what is hidden", quotes)
			}
			verify(t, h)
		}
		t.Run(name+" before the themes are written", func(t *testing.T) {
			h := newHouse(t)
			ids, once := rumours(t, h), false
			run := themes.NewService(between{h.room(), func() {
				if once {
					look(t, h, ids) // also while items are put in their themes
				}
			}}, passages(nil), func() time.Time { return h.time }, themes.Options{Embed: during{func() {
				if !once {
					once = true
					decide(t, h, ids)
				}
			}}})
			check(t, run.Regroup(t.Context()))
			if !once {
				t.Fatal("nobody decided anything")
			}
			look(t, h, ids)
		})
		t.Run(name+" after the themes are written", func(t *testing.T) {
			h := newHouse(t)
			ids, writes := rumours(t, h), 0
			run := themes.NewService(between{h.room(), func() {
				if writes++; writes == 1 {
					decide(t, h, ids)
				}
			}}, passages(nil), func() time.Time { return h.time }, themes.Options{})
			check(t, run.Regroup(t.Context()))
			if writes < 3 {
				t.Fatal("nobody decided between two writes")
			}
			look(t, h, ids)
		})
	}
}
