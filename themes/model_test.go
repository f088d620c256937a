package themes_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// said is an item as it ought to be.
type said struct {
	id      int64
	foreign string
	trusted bool
	word    string // that is in no other item, and in none of its earlier texts
	area    string
	state   themes.Moderation
	theme   int64
	// redacted: the desk took words out; whatever its source says then, the desk
	// looks at first.
	redacted bool
	replies  int
	ties     map[string]bool // passages
}

// model is what the public ought to see, kept in the plainest way.
type model struct {
	*city
	t        *rapid.T
	sources  map[bool]int64 // by trusted
	items    []*said
	themes   []int64
	into     map[int64]int64
	ties     map[int64]map[string]bool // theme -> passages
	passages []themes.Target
	words    *int
}

// TestPublicSeesWhatItShould: after any acts of anybody, in any order, what the
// public can reach is exactly what a plain model says.
func TestPublicSeesWhatItShould(t *testing.T) {
	c := newCity(t)
	words, used := 0, 0
	passages := c.write(t, 3*200)
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{
			city: c, t: rt, words: &words, into: map[int64]int64{}, ties: map[int64]map[string]bool{},
			sources:  map[bool]int64{true: c.source(t, true), false: c.source(t, false)},
			passages: passages[used%200*3 : used%200*3+3],
		}
		used++
		m.makeThemes(3)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			m.step()
		}
		m.look()
		problems, err := c.Verify(t.Context())
		m.check(err)
		if len(problems) > 0 {
			rt.Fatalf("the rows do not agree: %v", problems)
		}
		m.clear()
	})
}

// clear takes everything back, so that nothing stays behind for the next run.
func (m *model) clear() {
	gone := map[bool][]themes.Arrival{}
	for _, i := range m.items {
		gone[i.trusted] = append(gone[i.trusted], themes.Arrival{Foreign: i.foreign, Gone: true})
	}
	for trusted, arrivals := range gone {
		_, err := m.Receive(m.ctx(), m.sources[trusted], arrivals)
		m.check(err)
	}
	for _, source := range m.sources {
		_, total, err := m.Items(m.ctx(), people.Account{}, themes.Filter{Source: source})
		m.check(err)
		if total != 0 {
			m.t.Fatalf("%d are shown of what was taken back", total)
		}
	}
}

// write makes a page of so many passages.
func (c *city) write(t *testing.T, n int) []themes.Target {
	t.Helper()
	var text strings.Builder
	text.WriteString("# Paikat\n")
	for i := range n {
		fmt.Fprintf(&text, "\nPaikka numero %d on tässä.\n", i)
	}
	c.propose(t, c.people[people.Resident], "", revisions.Edit{Op: revisions.EditPage, Path: "paikat.md", Text: text.String()}, true)
	page, _, err := c.repo.Read(t.Context(), "paikat.md")
	check(t, err)
	var list []themes.Target
	for _, id := range page.Passages[1:] {
		list = append(list, themes.Target{Kind: themes.Passage, ID: string(id), Page: "paikat.md"})
	}
	return list
}

func (m *model) ctx() context.Context { return m.t.Context() }

func (m *model) check(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *model) makeThemes(n int) {
	m.check(store.As[themes.Tx](m.db).Update(m.ctx(), "", func(tx themes.Tx) error {
		m.themes = nil
		for range n {
			id, err := tx.NextNumber(m.ctx(), "theme")
			if err != nil {
				return err
			}
			m.themes = append(m.themes, id)
			if err := tx.PutTheme(m.ctx(), themes.Theme{ID: id, Lang: people.Finnish, Words: []string{"teema"}, Created: m.time}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// now is the theme that one is in now.
func (m *model) now(theme int64) int64 {
	for m.into[theme] != 0 {
		theme = m.into[theme]
	}
	return theme
}

func (m *model) newWord() string {
	*m.words++
	return "sana" + strconv.Itoa(*m.words) + "x"
}

func (m *model) receive(i *said, a themes.Arrival) {
	m.t.Helper()
	r, err := m.Receive(m.ctx(), m.sources[i.trusted], []themes.Arrival{a})
	m.check(err)
	if r.Refused != 0 {
		m.t.Fatalf("refused %+v", a)
	}
	i.id = r.IDs[0]
}

func (m *model) arrival(i *said) themes.Arrival {
	return themes.Arrival{Foreign: i.foreign, Text: "Palaute " + i.word, Lang: people.Finnish, Area: i.area, Tags: []string{i.word}}
}

var areas = []string{"", "rantakyla"}

func (m *model) step() {
	m.time = m.time.Add(1e9)
	mentor := m.people[people.Mentor]
	acts := []string{"arrive", "arrive"}
	var i *said
	if len(m.items) > 0 {
		i = rapid.SampledFrom(m.items).Draw(m.t, "item")
		acts = append(acts, "change", "gone", "show", "show", "hide", "redact", "move", "tie", "untie", "reject", "reply", "area", "theme tie", "theme untie", "join")
	}
	passage := rapid.SampledFrom(m.passages).Draw(m.t, "passage")
	theme := rapid.SampledFrom(m.themes).Draw(m.t, "theme")
	act := rapid.SampledFrom(acts).Draw(m.t, "act")
	link := themes.Link{To: passage, State: themes.Confirmed}
	there := i != nil && i.state != themes.Removed
	// desk does what the desk may do to an item that is there, and is refused otherwise.
	desk := func(err error, then func()) {
		m.t.Helper()
		if !there {
			if fault.KindOf(err) != fault.Gone {
				m.t.Fatalf("%s of what is gone: %v", act, err)
			}
			return
		}
		m.check(err)
		then()
	}
	switch act {
	case "arrive":
		i = &said{
			trusted: rapid.Bool().Draw(m.t, "trusted"), word: m.newWord(), foreign: m.newWord(), state: themes.Waiting,
			area: rapid.SampledFrom(areas).Draw(m.t, "area"), ties: map[string]bool{},
		}
		if i.trusted {
			i.state = themes.Shown
		}
		a := m.arrival(i)
		if rapid.Bool().Draw(m.t, "about") {
			a.About = passage
			i.ties[passage.ID] = true
		}
		m.receive(i, a)
		m.items = append(m.items, i)
	case "change":
		i.word = m.newWord()
		m.receive(i, m.arrival(i))
		if i.state != themes.Hidden && (i.state == themes.Removed || !i.trusted || i.redacted) {
			i.state = themes.Waiting
		}
		i.redacted = false
	case "gone":
		m.receive(i, themes.Arrival{Foreign: i.foreign, Gone: true})
		i.state, i.ties, i.theme, i.redacted = themes.Removed, map[string]bool{}, 0, false
	case "show":
		desk(m.Moderate(m.ctx(), mentor, "", i.id, themes.Ruling{State: themes.Shown}), func() { i.state = themes.Shown })
	case "hide":
		desk(m.Moderate(m.ctx(), mentor, "", i.id, themes.Ruling{State: themes.Hidden, Reason: "Syy."}), func() { i.state = themes.Hidden })
	case "redact":
		word := m.newWord()
		desk(m.Moderate(m.ctx(), mentor, "", i.id, themes.Ruling{State: themes.Shown, Text: "Palaute " + word}), func() {
			i.state, i.word, i.redacted = themes.Shown, word, true
		})
	case "move":
		if m.into[theme] != 0 || !there {
			return
		}
		m.check(m.Move(m.ctx(), mentor, "", []int64{i.id}, theme))
		i.theme = theme
	case "tie":
		link.Item = i.id
		desk(m.Tie(m.ctx(), mentor, "", link), func() { i.ties[passage.ID] = true })
	case "untie":
		link.Item = i.id
		desk(m.Untie(m.ctx(), mentor, "", link), func() { delete(i.ties, passage.ID) })
	case "reject":
		link.Item, link.State = i.id, themes.Rejected
		desk(m.Tie(m.ctx(), mentor, "", link), func() { delete(i.ties, passage.ID) })
	case "reply":
		_, err := m.Reply(m.ctx(), mentor, "", i.id, themes.Reply{Text: "Vastaus."}, false)
		desk(err, func() { i.replies++ })
	case "area":
		desk(m.SetArea(m.ctx(), mentor, "", i.id, "rantakyla"), func() { i.area = "rantakyla" })
	case "theme tie":
		link.Theme = theme
		m.check(m.Tie(m.ctx(), mentor, "", link))
		m.tie(m.now(theme), passage.ID, true)
	case "theme untie":
		link.Theme = theme
		m.check(m.Untie(m.ctx(), mentor, "", link))
		m.tie(m.now(theme), passage.ID, false)
	case "join":
		other := rapid.SampledFrom(m.themes).Draw(m.t, "into")
		if m.into[theme] != 0 || m.into[other] != 0 || theme == other {
			return
		}
		m.check(m.Join(m.ctx(), mentor, "", theme, other))
		m.into[theme] = other
		for p := range m.ties[theme] {
			m.tie(other, p, true)
		}
	}
}

func (m *model) tie(theme int64, passage string, on bool) {
	if m.ties[theme] == nil {
		m.ties[theme] = map[string]bool{}
	}
	if on {
		m.ties[theme][passage] = true
	} else {
		delete(m.ties[theme], passage)
	}
}

// look compares what anybody can read with the model.
func (m *model) look() {
	m.t.Helper()
	visitor, resident := people.Account{}, m.people[people.Resident]
	shown := map[int64]string{}
	byState := map[themes.Moderation]int{}
	speak, inTheme, inArea, answered := map[string]int{}, map[int64]int{}, map[string]int{}, 0
	for _, i := range m.items {
		byState[i.state]++
		_, err := m.Item(m.ctx(), visitor, i.id)
		replies, replyErr := m.Replies(m.ctx(), resident, i.id)
		_, chainErr := m.Chain(m.ctx(), m.people[people.Mentor], themes.ItemTarget(i.id))
		if i.state != themes.Shown {
			for _, err := range []error{err, replyErr, chainErr} {
				if fault.KindOf(err) != fault.NotFound {
					m.t.Fatalf("item %d is %s, and a reader meets %v", i.id, i.state, err)
				}
			}
			continue
		}
		for _, err := range []error{err, replyErr, chainErr} {
			m.check(err)
		}
		if len(replies) != i.replies {
			m.t.Fatalf("item %d has %d replies, want %d", i.id, len(replies), i.replies)
		}
		shown[i.id] = "Palaute " + i.word
		theme := m.now(i.theme)
		inTheme[theme]++
		inArea[i.area]++
		if i.replies > 0 {
			answered++
		}
		for _, p := range m.passages {
			if i.ties[p.ID] || m.ties[theme][p.ID] {
				speak[p.ID]++
			}
		}
	}
	m.lists(shown, inTheme, inArea)
	for _, p := range m.passages {
		got, err := m.Said(m.ctx(), m.passages)
		m.check(err)
		_, total, err := m.Items(m.ctx(), visitor, themes.Filter{To: p})
		m.check(err)
		if got[p] != speak[p.ID] || total != speak[p.ID] {
			m.t.Fatalf("%d said, %d listed, want %d", got[p], total, speak[p.ID])
		}
	}
	for state, n := range byState {
		total := 0
		for _, source := range m.sources {
			_, n, err := m.Items(m.ctx(), m.people[people.Mentor], themes.Filter{Moderation: state, Source: source})
			m.check(err)
			total += n
		}
		if total != n {
			m.t.Fatalf("the desk counts %d that are %s, want %d", total, state, n)
		}
	}
}

// lists compares every list and count of the public with what is shown.
func (m *model) lists(shown map[int64]string, inTheme map[int64]int, inArea map[string]int) {
	m.t.Helper()
	visitor := people.Account{}
	listed := map[int64]string{}
	counted, gotArea := 0, map[string]int{}
	for _, source := range m.sources {
		for _, state := range []themes.Moderation{"", themes.Waiting, themes.Hidden, themes.Removed} {
			list, total, err := m.Items(m.ctx(), visitor, themes.Filter{Source: source, Moderation: state, Limit: themes.MaxList})
			m.check(err)
			counted += total
			for _, i := range list {
				listed[i.ID] = i.Text
			}
		}
		t, err := m.Tallies(m.ctx(), visitor, themes.TallyFilter{Source: source})
		m.check(err)
		for _, a := range t.Areas {
			gotArea[a.Area] += a.Items
		}
	}
	if diff := cmp.Diff(shown, listed); diff != "" || counted != len(shown) {
		m.t.Fatalf("counted %d of %d: %s", counted, len(shown), diff)
	}
	if diff := cmp.Diff(inArea, gotArea); diff != "" {
		m.t.Fatal(diff)
	}
	for _, i := range m.items {
		want := 0
		if i.state == themes.Shown {
			want = 1
		}
		found, _, err := m.Items(m.ctx(), visitor, themes.Filter{Query: i.word, Limit: 10})
		m.check(err)
		if len(found) != want {
			m.t.Fatalf("%q is found %d times, want %d", i.word, len(found), want)
		}
	}
	// What is counted beforehand is what counting the items gives.
	after := themes.TallyFilter{Until: m.time.AddDate(1, 0, 0)}
	ready, err := m.Trends(m.ctx(), visitor, m.themes, themes.TallyFilter{})
	m.check(err)
	weeks, err := m.Trends(m.ctx(), visitor, m.themes, after)
	m.check(err)
	all, err := m.Tallies(m.ctx(), visitor, themes.TallyFilter{})
	m.check(err)
	each, err := m.Tallies(m.ctx(), visitor, after)
	m.check(err)
	if diff := cmp.Diff(weeks, ready) + cmp.Diff(each, all); diff != "" {
		m.t.Fatal(diff)
	}
	list, err := m.Themes(m.ctx(), visitor, themes.ThemeFilter{All: true})
	m.check(err)
	got := map[int64]int{}
	for _, c := range list {
		if slices.Contains(m.themes, c.Theme.ID) && c.Count.Items > 0 {
			got[c.Theme.ID] = c.Count.Items
		}
	}
	maps.DeleteFunc(inTheme, func(theme int64, _ int) bool { return theme == 0 })
	if diff := cmp.Diff(inTheme, got); diff != "" {
		m.t.Fatal(diff)
	}
}
