package themes_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"luonnos/internal/event"
	"luonnos/people"
	"luonnos/themes"
)

// voices are what the sample city's residents say.
func voices(t testing.TB) []themes.Arrival {
	t.Helper()
	raw, err := os.ReadFile("../demo/feedback.json")
	check(t, err)
	var city struct {
		Items []struct{ Text, Topic string }
	}
	check(t, json.Unmarshal(raw, &city))
	var arrivals []themes.Arrival
	for n, i := range city.Items {
		arrivals = append(arrivals, themes.Arrival{
			Foreign: string(rune('a'+n%26)) + string(rune('a'+n/26)), Text: i.Text,
			At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(n) * 12 * time.Hour),
		})
	}
	return arrivals
}

// grouped is a house with the voices in it, shown and grouped.
func grouped(t testing.TB) *house {
	t.Helper()
	h := newHouse(t)
	source := h.source(t, true)
	r, err := h.Receive(t.Context(), source, voices(t))
	check(t, err)
	if r.New != len(voices(t)) {
		t.Fatalf("received %+v", r)
	}
	check(t, h.Regroup(t.Context()))
	return h
}

// source makes a source whose items are shown at once, or wait.
func (h *house) source(t testing.TB, trusted bool) int64 {
	t.Helper()
	s, err := h.PutSource(t.Context(), h.people[people.Administrator], "", themes.Source{
		Channel: themes.ByImport, Name: "Puhelinpalvelu", Trusted: trusted, Lang: people.Finnish,
	})
	check(t, err)
	return s.ID
}

// state is everything that a grouping may change.
func (h *house) state(t testing.TB) (map[int64]int64, []themes.ThemeCount) {
	t.Helper()
	items, _, err := h.Items(t.Context(), h.people[people.Mentor], themes.Filter{Limit: themes.MaxList})
	check(t, err)
	in := map[int64]int64{}
	for _, i := range items {
		in[i.ID] = i.Theme
	}
	list, err := h.Themes(t.Context(), people.Account{}, themes.ThemeFilter{All: true})
	check(t, err)
	return in, list
}

// fine are the fine themes with items, largest first.
func (h *house) fine(t testing.TB) []themes.ThemeCount {
	t.Helper()
	_, list := h.state(t)
	return slices.DeleteFunc(list, func(c themes.ThemeCount) bool { return c.Theme.Coarse })
}

func TestRegroupTwiceChangesNothing(t *testing.T) {
	h := grouped(t)
	in, _ := h.state(t)
	list := h.fine(t)
	if len(list) < 3 {
		t.Fatalf("only %d themes", len(list))
	}
	check(t, h.Regroup(t.Context()))
	in2, _ := h.state(t)
	if diff := cmp.Diff(in, in2); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(list, h.fine(t), cmpopts.IgnoreFields(themes.Theme{}, "Parent", "Changed")); diff != "" {
		t.Error(diff)
	}
}

// TestOneMoreMovesFewOthers: what a reader has found in a theme is there
// tomorrow.
func TestOneMoreMovesFewOthers(t *testing.T) {
	h := grouped(t)
	before, _ := h.state(t)
	one, _ := h.send(t, "Kirjaston aukioloajat pitäisi kertoa myös Mastodonissa.")
	h.show(t, one.ID)
	check(t, h.Regroup(t.Context()))
	after, _ := h.state(t)
	moved := 0
	for i, theme := range before {
		if after[i] != theme {
			moved++
		}
	}
	if moved > len(before)/20 {
		t.Errorf("one more text moved %d of %d others", moved, len(before))
	}
}

// TestPeoplesDecisionsStay does everything a person can do to themes, and looks
// for it at once and after regrouping with more items.
func TestPeoplesDecisionsStay(t *testing.T) {
	h := grouped(t)
	ctx := t.Context()
	official := h.people[people.Official]
	fine := h.fine(t)
	named, from, into, parted, pinned := fine[0].Theme, fine[1].Theme, fine[2].Theme, fine[3].Theme, fine[4].Theme
	check(t, h.Rename(ctx, official, "", named.ID, "Tiedottaminen"))
	check(t, h.Pin(ctx, official, "", pinned.ID, true))
	inFrom, _, err := h.Items(ctx, official, themes.Filter{Theme: from.ID, Limit: themes.MaxList})
	check(t, err)
	check(t, h.Join(ctx, official, "", from.ID, into.ID))
	inParted, _, err := h.Items(ctx, official, themes.Filter{Theme: parted.ID, NoTwins: true, Limit: themes.MaxList})
	check(t, err)
	half := []int64{inParted[0].ID, inParted[1].ID}
	made, err := h.Split(ctx, official, "op", parted.ID, half, "Omana teemanaan")
	check(t, err)
	again, err := h.Split(ctx, official, "op", parted.ID, half, "Omana teemanaan")
	check(t, err)
	if made.ID != again.ID {
		t.Errorf("split twice: %d and %d", made.ID, again.ID)
	}
	inPinned, _, err := h.Items(ctx, official, themes.Filter{Theme: pinned.ID, NoTwins: true, Limit: themes.MaxList})
	check(t, err)
	moved, out := inPinned[0].ID, inPinned[1].ID
	check(t, h.Move(ctx, official, "", []int64{moved}, named.ID))
	check(t, h.Move(ctx, official, "", []int64{out}, 0))

	look := func(when string) {
		t.Helper()
		in, _ := h.state(t)
		v, err := h.Theme(ctx, people.Account{}, named.ID)
		if err != nil || v.Theme.Name != "Tiedottaminen" || v.Count.Items == 0 {
			t.Errorf("%s: the renamed theme is %+v, %v", when, v.Theme, err)
		}
		if v, err := h.Theme(ctx, people.Account{}, from.ID); err != nil || v.Theme.Into != into.ID {
			t.Errorf("%s: the joined theme leads to %d, %v", when, v.Theme.Into, err)
		}
		if v, err := h.Theme(ctx, people.Account{}, pinned.ID); err != nil || !v.Theme.Pinned {
			t.Errorf("%s: the pinned theme is %+v, %v", when, v.Theme, err)
		}
		for _, i := range half {
			if in[i] != made.ID {
				t.Errorf("%s: item %d of the split is in %d", when, i, in[i])
			}
		}
		if in[moved] != named.ID || in[out] != 0 {
			t.Errorf("%s: moved to %d and %d", when, in[moved], in[out])
		}
		for i, theme := range in {
			if theme == from.ID {
				t.Errorf("%s: item %d is in a theme that was joined", when, i)
			}
		}
	}
	look("at once")
	in, _ := h.state(t)
	for _, i := range inFrom {
		if in[i.ID] != into.ID {
			t.Errorf("item %d did not go along, it is in %d", i.ID, in[i.ID])
		}
	}
	check(t, h.Regroup(ctx))
	look("after regrouping")
	more := voices(t)
	for n := range more {
		more[n].Foreign = "more" + more[n].Foreign
		more[n].Text = "Vielä kerran: " + more[n].Text
	}
	_, err = h.Receive(ctx, h.source(t, true), more[:100])
	check(t, err)
	check(t, h.Regroup(ctx))
	look("with more items")
	verify(t, h)
	if deeds := must(h.Theme(ctx, official, named.ID)).Deeds; len(deeds) != 2 || deeds[1].Act != themes.Renamed || deeds[0].Act != themes.Moved {
		t.Errorf("deeds: %+v", deeds)
	}
}

// TestRegroupGoesOnAfterItsDeath: a run that ended anywhere leaves nothing that
// the next one does not bring to its end.
func TestRegroupGoesOnAfterItsDeath(t *testing.T) {
	whole := grouped(t)
	want, _ := whole.state(t)
	for at := 1; at <= 3; at++ {
		h := newHouse(t)
		_, err := h.Receive(t.Context(), h.source(t, true), voices(t))
		check(t, err)
		ctx, end := context.WithCancel(t.Context())
		left := at
		h.db.Listen(func(es []event.Event) {
			for _, e := range es {
				if left--; e.Kind == event.ThemeChanged && left <= 0 {
					end()
				}
			}
		})
		if err := h.Regroup(ctx); err == nil && at == 1 {
			t.Error("the run did not die")
		}
		end()
		again := themes.NewService(h.room(), passages(nil), func() time.Time { return h.time }, themes.Options{})
		verify(t, h)
		check(t, again.Regroup(t.Context()))
		verify(t, h)
		got, _ := h.state(t)
		a, b, same := groupsOf(want), groupsOf(got), 0
		for n := range a {
			if a[n] == b[n] {
				same++
			}
		}
		// Names of themes that the first run has given may sway a text or two.
		if same < len(a)*95/100 {
			t.Errorf("ended after %d events: %d of %d are where they are in a whole run", at, same, len(a))
		}
	}
}

// verify fails unless the rows agree.
func verify(t *testing.T, h *house) {
	t.Helper()
	if problems, err := h.Verify(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("the rows do not agree: %v, %v", problems, err)
	}
}

// groupsOf are the items that are together, whatever their theme's number; 0 is
// outside. Items are counted from the first.
func groupsOf(in map[int64]int64) map[int64]int64 {
	first := map[int64]int64{0: 0}
	groups := map[int64]int64{}
	for n, i := range slices.Sorted(maps.Keys(in)) {
		if _, seen := first[in[i]]; !seen {
			first[in[i]] = int64(n) + 1
		}
		groups[int64(n)] = first[in[i]]
	}
	return groups
}

// TestPeopleDecideWhileItRuns: nothing of a long run undoes what a person did
// since it read the items.
func TestPeopleDecideWhileItRuns(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	source := h.source(t, true)
	all := voices(t)
	_, err := h.Receive(ctx, source, all[:200])
	check(t, err)
	check(t, h.Regroup(ctx))
	fine, mentor := h.fine(t), h.people[people.Mentor]
	target, from, into := fine[0].Theme.ID, fine[1].Theme.ID, fine[2].Theme.ID
	before, _ := h.state(t)
	items := slices.Sorted(maps.Keys(before))
	_, err = h.Receive(ctx, source, all[200:])
	check(t, err)

	done := make(chan error)
	go func() { done <- h.Regroup(ctx) }()
	moved := map[int64]int64{}
	var parted themes.Theme
	for n := 0; ; n++ {
		select {
		case err := <-done:
			check(t, err)
			if parted.ID == 0 {
				t.Fatal("the run was over before anybody did anything")
			}
			in, _ := h.state(t)
			for i, to := range moved {
				if in[i] != to {
					t.Errorf("item %d was put in %d and is in %d", i, to, in[i])
				}
			}
			for i, theme := range in {
				if theme == from {
					t.Errorf("item %d is in the theme that was joined", i)
				}
			}
			if v := must(h.Theme(ctx, mentor, parted.ID)); v.Theme.Name != "Erikseen" || v.Count.Items == 0 {
				t.Errorf("the split theme is %+v", v.Theme)
			}
			verify(t, h)
			return
		default:
		}
		i := items[n%len(items)]
		switch n {
		case 3:
			check(t, h.Join(ctx, mentor, "", from, into))
		case 5:
			list, _, err := h.Items(ctx, mentor, themes.Filter{Theme: target, NoTwins: true, Limit: 2})
			check(t, err)
			parted, err = h.Split(ctx, mentor, "", target, []int64{list[0].ID}, "Erikseen")
			check(t, err)
			moved[list[0].ID] = parted.ID
		default:
			to := target
			if n%2 == 0 {
				to = 0
			}
			twins, _, err := h.Items(ctx, mentor, themes.Filter{Twins: i, Limit: themes.MaxList})
			check(t, err)
			check(t, h.Move(ctx, mentor, "", []int64{i}, to))
			moved[i] = to
			for _, twin := range twins {
				if twin.Twin == i {
					moved[twin.ID] = to
				}
			}
		}
	}
}

// TestNewItemsHaveAThemeAtOnce: by the model of the last grouping, also in
// another process.
func TestNewItemsHaveAThemeAtOnce(t *testing.T) {
	h := grouped(t)
	before, _ := h.state(t)
	all := voices(t)
	var again []themes.Arrival
	for n := range 60 {
		a := all[n*5]
		a.Foreign = "again" + a.Foreign
		again = append(again, a)
	}
	other := themes.NewService(h.room(), passages(nil), func() time.Time { return h.time }, themes.Options{})
	r, err := other.Receive(t.Context(), h.source(t, false), again)
	check(t, err)
	in, _ := h.state(t)
	same := 0
	for n, id := range r.IDs {
		if first := slices.Sorted(maps.Keys(before))[n*5]; before[first] == in[id] {
			same++
		}
	}
	if same < 50 {
		t.Errorf("%d of 60 are where the same words are", same)
	}
	list, _, err := h.Items(t.Context(), h.people[people.Mentor], themes.Filter{Moderation: themes.Waiting, Limit: 100})
	check(t, err)
	if len(list) != 60 {
		t.Errorf("%d wait", len(list))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
