package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/themes"
)

// feed gives a step the part of a transaction that keeps feedback.
func (b box) feed(fn func(ctx context.Context, tx themes.Tx) error) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx initiatives.Tx) error { return fn(ctx, tx.(themes.Tx)) })
}

func (b box) look(fn func(ctx context.Context, tx themes.Tx)) {
	b.t.Helper()
	b.read(func(ctx context.Context, tx initiatives.Tx) { fn(ctx, tx.(themes.Tx)) })
}

// feedback is an item with every column told from the others.
func feedback(id int64, text string) themes.Item {
	return themes.Item{
		ID: id, Source: 1, Channel: themes.ByImport, Foreign: fmt.Sprint("f", id), Address: "https://example.fi/1",
		At: day(int(id)), Received: day(20), Changed: day(21), Lang: people.Finnish, Title: "Otsikko", Text: text,
		Area: "rantakyla", Tags: []string{"Töölö", "meri"}, Service: "A", Attributes: map[string]string{"k": "v"},
		Place: &themes.Place{Lat: 60.5, Long: 22.25}, About: themes.Target{Kind: themes.Passage, ID: "p1", Page: "a.md"},
		Moderation: themes.Shown, Reason: "syy", Status: themes.Open, Theme: 1, Sure: 0.5,
	}
}

func itemID(i themes.Item) int64 { return i.ID }

func testFeedback(t *testing.T, s suite) {
	b := s.box(t)
	one, two, three := feedback(1, "Rannalla on liikaa roskia."), feedback(2, "Roskakorit puuttuvat."), feedback(3, "Skräp på stranden.")
	one.TagsByPerson, two.AreaByPerson = true, true
	two.Moderation, two.Theme, two.ByPerson, two.Tags = themes.Waiting, 0, true, nil
	three.Lang, three.Twin, three.Area, three.Place, three.Attributes = people.Swedish, 1, "", nil, nil
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return tx.AddFeedback(ctx, []themes.Item{one, two, three}, []string{"d1", "d2", "d3"}, 7)
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, one)(tx.Feedback(ctx, 1))
		want(t, three)(tx.Feedback(ctx, 3))
		missing[themes.Item](t)(tx.Feedback(ctx, 4))
		want(t, []themes.Item{one, two})(tx.FeedbackItems(ctx, []int64{2, 9, 1}))
		want(t, map[string]themes.Known{"f2": {ID: 2, Digest: "d2"}})(tx.FeedbackKnown(ctx, 1, []string{"f2", "f9"}))
		want(t, map[string]themes.Known{})(tx.FeedbackKnown(ctx, 2, []string{"f2"}))
		want(t, []string{"f2", "f3"})(tx.FeedbackSince(ctx, 1, day(2), "f1", 5))
		want(t, map[int64]int{1: 1})(tx.FeedbackTwins(ctx, []int64{1, 2}))
		want(t, []int64{3})(tx.TwinsOf(ctx, []int64{1, 2, 3}))
		want(t, []themes.TagRow{{Tag: "meri", Items: 2}, {Tag: "toolo", Items: 2}})(tx.TagCounts(ctx))
	})
	lists := func(stage string, cases map[string]feedbackCase) {
		t.Helper()
		b.look(func(ctx context.Context, tx themes.Tx) {
			for name, c := range cases {
				list, err := tx.FeedbackList(ctx, c.q, 10, 0, c.order)
				if err != nil {
					t.Errorf("%s, %s: %v", stage, name, err)
				}
				n, err := tx.CountFeedback(ctx, c.q)
				if got := fmt.Sprint(project(list, itemID)); got != fmt.Sprint(c.want) || n != len(c.want) || err != nil {
					t.Errorf("%s, %s: %s, counted %d (%v), want %v", stage, name, got, n, err, c.want)
				}
			}
		})
	}
	f := func(f themes.Filter) themes.Query { return themes.Query{Filter: f} }
	lists("at first", map[string]feedbackCase{
		"all":        {f(themes.Filter{}), "", []int64{3, 2, 1}},
		"oldest":     {f(themes.Filter{}), themes.Oldest, []int64{1, 2, 3}},
		"public":     {themes.Query{ShownOnly: true}, "", []int64{3, 1}},
		"not public": {themes.Query{ShownOnly: true, Filter: themes.Filter{Moderation: themes.Waiting}}, "", nil},
		"waiting":    {f(themes.Filter{Moderation: themes.Waiting}), "", []int64{2}},
		"area":       {f(themes.Filter{Area: "rantakyla"}), "", []int64{2, 1}},
		"language":   {f(themes.Filter{Lang: people.Swedish}), "", []int64{3}},
		"channel":    {f(themes.Filter{Channel: themes.ByForm}), "", nil},
		"other":      {f(themes.Filter{NotChannels: []themes.Channel{themes.ByForm}}), "", []int64{3, 2, 1}},
		"theme":      {themes.Query{Themes: []int64{1}}, "", []int64{3, 1}},
		"no theme":   {themes.Query{Themes: []int64{}}, "", nil},
		"outside":    {f(themes.Filter{Outside: true}), "", []int64{2}},
		"tag":        {themes.Query{Tags: []string{"toolo"}}, "", []int64{3, 1}},
		"ids":        {f(themes.Filter{IDs: []int64{1, 2}}), "", []int64{2, 1}},
		"twins":      {f(themes.Filter{Twins: 1}), "", []int64{3, 1}},
		"folded":     {f(themes.Filter{NoTwins: true}), "", []int64{2, 1}},
		"since":      {f(themes.Filter{From: day(2)}), "", []int64{3, 2}},
		"until":      {f(themes.Filter{Until: day(2)}), "", []int64{1}},
		"service":    {f(themes.Filter{Services: []string{"", "B"}}), "", nil},
		"word":       {f(themes.Filter{Query: "roskaa"}), "", []int64{2, 1}},
		"words":      {f(themes.Filter{Query: "roskat ranta"}), "", []int64{1}},
		"Swedish":    {f(themes.Filter{Query: "strand"}), "", []int64{3}},
		"other word": {f(themes.Filter{Query: "vesi"}), "", nil},
	})

	one.Text, one.Area, one.Replies, one.Tags, one.Theme = "Vesi on poikki.", "harju", 1, []string{"Vesi"}, 5
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return every(tx.PutFeedback(ctx, one, "", 8), tx.PutFeedbackReply(ctx, themes.Reply{
			ID: 4, Item: 1, By: "u1", Capacity: people.AsOfficial, Unit: "Viestintä", Text: "Kiitos", At: day(9),
		}))
	})
	lists("after a change", map[string]feedbackCase{
		"old word":   {f(themes.Filter{Query: "ranta"}), "", nil},
		"new word":   {f(themes.Filter{Query: "vesi"}), "", []int64{1}},
		"old area":   {f(themes.Filter{Area: "rantakyla"}), "", []int64{2}},
		"new area":   {f(themes.Filter{Area: "harju"}), "", []int64{1}},
		"old tag":    {themes.Query{Tags: []string{"meri"}}, "", []int64{3}},
		"new tag":    {themes.Query{Tags: []string{"vesi"}}, "", []int64{1}},
		"unanswered": {f(themes.Filter{Unanswered: true}), themes.WaitingFirst, []int64{2, 3}},
		"by waiting": {f(themes.Filter{}), themes.WaitingFirst, []int64{2, 3, 1}},
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, []themes.Reply{{ID: 4, Item: 1, By: "u1", Capacity: people.AsOfficial, Unit: "Viestintä", Text: "Kiitos", At: day(9)}})(
			tx.FeedbackReplies(ctx, []int64{1, 2}))
		texts, err := tx.FeedbackTexts(ctx, 1, 5)
		want(t, []int64{2, 3})(project(texts, func(p themes.Placed) int64 { return p.ID }), err)
		for _, c := range []struct {
			above, last int64
			want        []int64
		}{{7, 3, []int64{1}}, {7, 0, nil}, {8, 3, nil}, {6, 2, []int64{1, 2}}} {
			revised, err := tx.FeedbackRevised(ctx, c.above, c.last)
			ids := project(revised, func(p themes.Placed) int64 { return p.ID })
			slices.Sort(ids)
			want(t, c.want)(ids, err)
		}
	})

	t.Run("places", func(t *testing.T) { testPlaces(t, b) })
}

type feedbackCase struct {
	q     themes.Query
	order themes.Order
	want  []int64
}

// testPlaces: the machine moves what nobody has changed or put anywhere.
func testPlaces(t *testing.T, b box) {
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return every(tx.PutTheme(ctx, themes.Theme{ID: 1}), tx.PutTheme(ctx, themes.Theme{ID: 6}))
	})
	for name, c := range map[string]struct {
		p     themes.Placed
		moved bool
		theme int64
	}{
		"stale":     {themes.Placed{ID: 1, Revision: 7, Theme: 9}, false, 5},
		"fresh":     {themes.Placed{ID: 1, Revision: 8, Theme: 6, Sure: 0.25}, true, 6},
		"by person": {themes.Placed{ID: 2, Revision: 7, Theme: 9, Twin: 1}, true, 0},
		"not there": {themes.Placed{ID: 99, Revision: 7, Theme: 9}, false, 0},
	} {
		b.feed(func(ctx context.Context, tx themes.Tx) error {
			moved, _, err := tx.PlaceFeedback(ctx, c.p)
			if moved != c.moved {
				t.Errorf("%s: moved %v", name, moved)
			}
			if i, _ := tx.Feedback(ctx, c.p.ID); name != "fresh" && i.Theme == 9 || name == "fresh" && i.Theme != c.theme {
				t.Errorf("%s: it is in %d", name, i.Theme)
			}
			return err
		})
	}
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, []int64{1, 6})(tx.ThemesInUse(ctx))
		first, last, err := tx.ThemeSpan(ctx, []int64{1, 6})
		want(t, [2]time.Time{day(1), day(3)})([2]time.Time{first, last}, err)
		counts, err := tx.ThemeCounts(ctx, themes.TallyFilter{})
		want(t, map[int64]themes.Count{
			1: {Items: 1, Folded: 1}, 6: {Items: 1},
		})(counts, err)
		want(t, counts)(tx.ThemeCounts(ctx, themes.TallyFilter{From: day(1)}))
		want(t, map[int64]themes.Count{6: counts[6]})(tx.ThemeCounts(ctx, themes.TallyFilter{Area: "harju"}))
		tally, err := tx.FeedbackTally(ctx, themes.TallyFilter{}, nil)
		want(t, themes.Tallies{
			Items: 2, Folded: 1, Weeks: []themes.WeekCount{{Week: themes.Week(day(1)), Items: 1}, {Week: themes.Week(day(3)), Items: 1}},
			Areas:   []themes.AreaCount{{Area: "", Items: 1}, {Area: "harju", Items: 1}},
			Sources: []themes.SourceCount{{Source: 1, Items: 2}},
			Langs:   []themes.LangCount{{Lang: "fi", Items: 1}, {Lang: "sv", Items: 1}},
		})(tally, err)
		want(t, tally)(tx.FeedbackTally(ctx, themes.TallyFilter{From: day(1)}, nil))
		want(t, map[int64][]themes.WeekCount{
			1: {{Week: themes.Week(day(3)), Items: 1}}, 6: {{Week: themes.Week(day(1)), Items: 1}},
		})(tx.ThemeWeeks(ctx, themes.TallyFilter{}))
	})
	// A write that fails leaves the counts as they were.
	fail := errors.New("no")
	err := b.Update(context.Background(), "", func(tx initiatives.Tx) error {
		if err := tx.(themes.Tx).AddFeedback(context.Background(), []themes.Item{feedback(50, "Teksti")}, []string{""}, 9); err != nil {
			return err
		}
		return fail
	})
	if !errors.Is(err, fail) {
		t.Errorf("got %v", err)
	}
	b.feed(func(ctx context.Context, tx themes.Tx) error { return tx.MoveTheme(ctx, 6, 1) })
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, []int64{1})(tx.ThemesInUse(ctx))
		want(t, 2)(tx.CountFeedback(ctx, themes.Query{Themes: []int64{1}}))
		want(t, 3)(tx.CountFeedback(ctx, themes.Query{}))
	})
}

func testSources(t *testing.T, s suite) {
	b := s.box(t)
	src := themes.Source{
		ID: 1, Channel: themes.ByMastodon, Name: "Tunniste", Address: "https://example.social", Tag: "kaupunki", User: "k",
		Secret: "s", Every: time.Hour, Trusted: true, Area: "harju", Lang: people.Swedish, Paused: true, Created: day(1),
	}
	run := themes.Run{
		Source: 1, Cursor: "c", Started: day(2), Ended: day(3), Next: day(4), Failures: 1, Error: "e", New: 2, Changed: 3,
		Removed: 4, Known: 5, Refused: 6, Done: 7, Total: 8,
	}
	key := themes.Key{ID: 1, Name: "Sovellus", Created: day(1)}
	rule := themes.TagRule{Tag: "ranta", Into: "meri", Area: "harju", To: themes.Target{Kind: themes.Passage, ID: "p", Page: "a.md"}}
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		shown, waits := feedback(1, "Yksi"), feedback(2, "Kaksi")
		waits.Moderation = themes.Waiting
		return every(tx.PutFeedbackSource(ctx, themes.Source{ID: 2, Channel: themes.ByForm, Created: day(1)}), tx.PutFeedbackSource(ctx, src),
			tx.PutFeedbackRun(ctx, themes.Run{Source: 1}), tx.PutFeedbackRun(ctx, run),
			tx.AddFeedback(ctx, []themes.Item{shown, waits}, []string{"", ""}, 1),
			tx.PutFeedbackKey(ctx, key, "h1"), tx.UseFeedbackKey(ctx, 1, day(5)),
			tx.PutTagRule(ctx, themes.TagRule{Tag: "ranta"}), tx.PutTagRule(ctx, rule), tx.PutTagRule(ctx, themes.TagRule{Tag: "a", Area: "x"}),
			tx.DeleteTagRule(ctx, "a"))
	})
	key.Used = day(5)
	b.look(func(ctx context.Context, tx themes.Tx) {
		full := themes.SourceRun{Source: src, Run: run, Items: 2, Shown: 1}
		want(t, full)(tx.FeedbackSource(ctx, 1))
		want(t, []themes.SourceRun{full, {Source: themes.Source{ID: 2, Channel: themes.ByForm, Created: day(1)}}})(tx.FeedbackSources(ctx))
		missing[themes.SourceRun](t)(tx.FeedbackSource(ctx, 3))
		want(t, key)(tx.FeedbackKey(ctx, "h1"))
		missing[themes.Key](t)(tx.FeedbackKey(ctx, "h2"))
		want(t, []themes.Key{key})(tx.FeedbackKeys(ctx))
		want(t, []themes.TagRule{rule})(tx.TagRules(ctx))
	})
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return every(tx.DeleteFeedbackSource(ctx, 1), tx.DeleteFeedbackKey(ctx, 1))
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		missing[themes.SourceRun](t)(tx.FeedbackSource(ctx, 1))
		missing[themes.Key](t)(tx.FeedbackKey(ctx, "h1"))
	})
}

func testSenders(t *testing.T, s suite) {
	b := s.box(t)
	x := themes.Sender{
		Item: 1, Account: "u1", Name: "Asukas", Email: "a@example.fi", Phone: "1", Handle: "@a@example.social",
		Lang: people.Swedish, Tell: true, Consent: themes.Asked,
	}
	y := themes.Sender{Item: 2, Email: "b@example.fi"}
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return every(tx.AddFeedback(ctx, []themes.Item{feedback(1, "Yksi"), feedback(2, "Kaksi")}, []string{"", ""}, 1),
			tx.PutSender(ctx, themes.Sender{Item: 1}), tx.PutSender(ctx, x), tx.PutSender(ctx, y),
			tx.PutSenderToken(ctx, "h1", 1), tx.PutSenderToken(ctx, "h2", 1), tx.PutSenderToken(ctx, "h2", 1))
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, []themes.Sender{x, y})(tx.Senders(ctx, []int64{2, 1, 3}))
		want(t, []int64{1})(tx.SendersOf(ctx, "u1", ""))
		want(t, []int64{1, 2})(tx.SendersOf(ctx, "u1", "b@example.fi"))
		want[[]int64](t, nil)(tx.SendersOf(ctx, "", ""))
		want(t, int64(1))(tx.ItemOfToken(ctx, "h2"))
		missing[int64](t)(tx.ItemOfToken(ctx, "h3"))
	})
	b.feed(func(ctx context.Context, tx themes.Tx) error { return tx.DeleteSender(ctx, 1) })
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, []themes.Sender{y})(tx.Senders(ctx, []int64{1, 2}))
		missing[int64](t)(tx.ItemOfToken(ctx, "h1"))
	})
}

func testThemes(t *testing.T, s suite) {
	b := s.box(t)
	th := themes.Theme{
		ID: 2, Parent: 1, Lang: people.Finnish, Name: "Nimi", Words: []string{"sana", "toinen sana"}, Pinned: true, Kept: true,
		Into: 3, Gone: true, Quotes: []int64{4, 5}, Near: []int64{6}, Created: day(1), Changed: day(2),
	}
	coarse := themes.Theme{ID: 1, Coarse: true, Words: []string{"sana"}, Created: day(1), Changed: day(1)}
	deed := themes.Deed{ID: 1, Theme: 2, Act: themes.Joined, By: "u1", At: day(3), Other: 1, Items: []int64{7}, Name: "N"}
	link := themes.Link{Theme: 2, To: themes.Target{Kind: themes.Passage, ID: "p1", Page: "a.md"}, State: themes.Suggested, Score: 0.5, At: day(4)}
	own := themes.Link{Item: 9, To: link.To, State: themes.Confirmed, Score: 1, By: "u1", At: day(5)}
	model := themes.StoredModel{Above: 3, Shift: 4, Revision: 5, At: day(6), Data: []byte{0, 1, 255}}
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		i := feedback(9, "Teksti")
		i.Theme = 2
		id, err := tx.PutThemeModel(ctx, themes.StoredModel{At: day(1), Data: []byte{1}})
		if err != nil || id != 1 {
			t.Errorf("the first model is %d, %v", id, err)
		}
		if model.ID, err = tx.PutThemeModel(ctx, model); err != nil {
			return err
		}
		model.Revision = 6
		if err := tx.FinishThemeModel(ctx, model.ID, 6); err != nil {
			return err
		}
		confirmed := link
		confirmed.State = themes.Confirmed
		return every(tx.PutTheme(ctx, themes.Theme{ID: 2}), tx.PutTheme(ctx, th), tx.PutTheme(ctx, coarse), tx.PutDeed(ctx, deed),
			tx.AddFeedback(ctx, []themes.Item{i}, []string{""}, 1),
			tx.PutFeedbackLink(ctx, confirmed), tx.PutFeedbackLink(ctx, link), tx.PutFeedbackLink(ctx, own))
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		want(t, th)(tx.Theme(ctx, 2))
		missing[themes.Theme](t)(tx.Theme(ctx, 3))
		want(t, []themes.Theme{coarse, th})(tx.Themes(ctx))
		want(t, []themes.Deed{deed})(tx.Deeds(ctx, 2))
		want(t, []themes.Deed{deed})(tx.Deeds(ctx, 1))
		want(t, model)(tx.ThemeModel(ctx, 0))
		known := model
		known.Data = nil
		want(t, known)(tx.ThemeModel(ctx, model.ID))
		want(t, []themes.Link{link})(tx.LinksOfThemes(ctx, []int64{1, 2}))
		want(t, []themes.Link{own})(tx.LinksOfItems(ctx, []int64{9}))
		want(t, []themes.Link{link})(tx.ThemesTiedTo(ctx, themes.Passage, []string{"p1", "p2"}))
		want(t, map[string]map[int64]int{"p1": {2: 1}})(tx.SaidDirectly(ctx, themes.Passage, []string{"p1", "p2"}))
		want(t, false)(tx.TargetThere(ctx, link.To))
	})
	b.feed(func(ctx context.Context, tx themes.Tx) error {
		return every(tx.MoveTheme(ctx, 2, 8), tx.DeleteFeedbackLink(ctx, own))
	})
	b.look(func(ctx context.Context, tx themes.Tx) {
		moved := link
		moved.Theme = 8
		want(t, []themes.Link{moved})(tx.LinksOfThemes(ctx, []int64{2, 8}))
		want[[]themes.Link](t, nil)(tx.LinksOfItems(ctx, []int64{9}))
		want(t, []int64{8})(tx.ThemesInUse(ctx))
	})
}
