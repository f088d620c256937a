package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/themes"
)

// feedback is the file feedback.json: what residents said by every channel, and
// what the desk did with it.
type feedback struct {
	Sources []sampleSource
	Rules   []struct {
		Tag, Into, Area, Page, Find string
	}
	Items []sampleItem
	// Answers are what the desk answers to all who speak of the same; the topic
	// "" is for the rest. The last weeks wait for theirs.
	Answers []struct {
		Topic    string
		Lang     people.Lang
		By, Text string
	}
	Themes []sampleTheme
}

// sampleSource is a source with how its last fetch went.
type sampleSource struct {
	Key                      string
	Channel                  themes.Channel
	Name, Address, Tag, User string
	New, Known, Failures     int
	Error                    string
}

// sampleItem was written Day days before the last day of the sample.
type sampleItem struct {
	Day        int
	Time       string
	From       string // a source's key, or a channel that always is
	Lang       people.Lang
	Area, Text string
	Name       string
	Tell       bool
	Consent    bool
	About      *samplePlace
	State      themes.Moderation // Shown when empty
	Reason     string
	Reply      *sampleReply
	// Tie is what the item is linked to: a passage, or the key of a proposal.
	Tie *struct {
		samplePlace
		Proposal string
	}
	// Key is for a proposal that was made of the item.
	Key string
	// Topic is what the item is about, as a person sorts it.
	Topic string

	at time.Time
	id int64
}

// samplePlace is the passage of a page that begins with Find.
type samplePlace struct{ Page, Find string }

type sampleReply struct {
	By       string
	Capacity people.Capacity
	Text     string
	Close    bool
}

// sampleTheme is what the desk did to the theme that most items of the topic
// and the language are in: named it, or with Split made a theme of those items.
type sampleTheme struct {
	Topic      string
	Lang       people.Lang
	By, Name   string
	Pin, Split bool
	// Above names the coarse theme around it, "" for none.
	Above string
	samplePlace
}

// readFeedback reads feedback.json; until is the last day.
func readFeedback(until time.Time) (f feedback, err error) {
	data, err := files.ReadFile("feedback.json")
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("feedback.json: %w", err)
	}
	last := until.UTC().Truncate(24 * time.Hour)
	for i := range f.Items {
		it := &f.Items[i]
		if it.Lang == "" {
			it.Lang = people.Finnish
		}
		clock, err := time.Parse("15:04", it.Time)
		if err != nil {
			return f, fmt.Errorf("feedback.json: %w", err)
		}
		it.at = last.AddDate(0, 0, -it.Day).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	}
	return f, nil
}

// sources makes the places that feedback comes from, and the rules of tags that
// name no passage.
func (s *seeding) sources(ctx context.Context) error {
	admin := s.byRole(people.Administrator)
	s.from = map[string]int64{}
	for _, x := range s.feedback.Sources {
		made, err := s.Themes.PutSource(ctx, admin, "", themes.Source{
			Channel: x.Channel, Name: x.Name, Address: x.Address, Tag: x.Tag, User: x.User,
			Every: time.Hour,
		})
		if err != nil {
			return fmt.Errorf("source %s: %w", x.Key, err)
		}
		s.from[x.Key] = made.ID
	}
	for channel, find := range map[themes.Channel]func(context.Context) (int64, error){
		themes.ByForm: s.Themes.FormSource, themes.ByOpen311: s.Themes.Open311Source,
	} {
		id, err := find(ctx)
		if err != nil {
			return err
		}
		s.from[string(channel)] = id
	}
	for _, r := range s.feedback.Rules {
		if r.Page != "" {
			continue
		}
		if err := s.Themes.PutTagRule(ctx, s.accounts[curator], themes.TagRule{Tag: r.Tag, Into: r.Into, Area: r.Area}); err != nil {
			return fmt.Errorf("rule of %s: %w", r.Tag, err)
		}
	}
	return nil
}

// runs tells how the last fetch of each source went: nothing of the sample's is
// on the net.
func (s *seeding) runs(ctx context.Context) error {
	now := s.Clock.Now()
	for _, x := range s.feedback.Sources {
		if !x.Channel.Fetched() {
			continue
		}
		was := themes.Run{Source: s.from[x.Key]}
		run := was
		run.Started, run.Ended, run.Next = now, now.Add(2*time.Second), now.Add(time.Hour)
		run.New, run.Known, run.Failures, run.Error = x.New, x.Known, x.Failures, x.Error
		if ok, err := s.Themes.ClaimRun(ctx, was, run); err != nil || !ok {
			return fmt.Errorf("run of %s: %t, %w", x.Key, ok, err)
		}
	}
	return nil
}

// curator does the desk's daily work.
const curator = "minna"

// hearing is how much is heard at once: the desk looks in once a week.
const hearing = 7 * 24 * time.Hour

// hear takes in what was written before the time, moves the clock along, and
// does the desk's work on it.
func (s *seeding) hear(ctx context.Context, until time.Time) error {
	for s.heard < len(s.feedback.Items) {
		first := s.feedback.Items[s.heard].at
		end := first.Add(hearing)
		if end.After(until) {
			end = until
		}
		n := s.heard
		for n < len(s.feedback.Items) && s.feedback.Items[n].at.Before(end) {
			n++
		}
		if n == s.heard {
			return nil
		}
		if d := end.Sub(s.Clock.at); d > 0 {
			s.Clock.step(d)
		}
		batch := s.feedback.Items[s.heard:n]
		s.heard = n
		if err := s.take(ctx, batch); err != nil {
			return err
		}
		for i := range batch {
			if err := s.handle(ctx, &batch[i]); err != nil {
				return fmt.Errorf("%q: %w", batch[i].Text, err)
			}
		}
		if err := s.answer(ctx, batch); err != nil {
			return fmt.Errorf("answers: %w", err)
		}
	}
	return nil
}

// unanswered is how many of the last days still wait for an answer.
const unanswered = 21

// answer gives those who speak of the same the same answer, each their own.
func (s *seeding) answer(ctx context.Context, items []sampleItem) error {
	to := map[int][]int64{}
	for _, it := range items {
		if it.Day > unanswered && it.State == "" && it.Reply == nil {
			if at := s.answerTo(it); at >= 0 {
				to[at] = append(to[at], it.id)
			}
		}
	}
	for at, ids := range to {
		a := s.feedback.Answers[at]
		reply := themes.Reply{Capacity: people.AsOfficial, Text: a.Text}
		if err := s.Themes.ReplyAll(ctx, s.accounts[a.By], "", ids, reply, true); err != nil {
			return err
		}
	}
	return nil
}

// answerTo is the place of the answer to an item: to its topic, or to the rest.
func (s *seeding) answerTo(it sampleItem) int {
	best := -1
	for i, a := range s.feedback.Answers {
		if lang := cmp.Or(a.Lang, people.Finnish); lang == it.Lang && (a.Topic == it.Topic || a.Topic == "" && best < 0) {
			best = i
		}
	}
	return best
}

// take receives items, each by its channel, and notes their numbers.
func (s *seeding) take(ctx context.Context, items []sampleItem) error {
	arrivals, of := map[string][]themes.Arrival{}, map[string][]*sampleItem{}
	for i := range items {
		it := &items[i]
		if it.About != nil || it.Name != "" {
			if err := s.send(ctx, it); err != nil {
				return err
			}
			continue
		}
		arrivals[it.From] = append(arrivals[it.From], themes.Arrival{
			Foreign: "esimerkki-" + it.at.Format("20060102T1504") + "-" + fmt.Sprint(i), At: it.at, Lang: it.Lang,
			Text: it.Text, Area: it.Area, Tags: themes.FindTags(it.Text),
		})
		of[it.From] = append(of[it.From], it)
	}
	for from, list := range arrivals {
		source, ok := s.from[from]
		if !ok {
			return fmt.Errorf("no source is called %q", from)
		}
		got, err := s.Themes.Receive(ctx, source, list)
		if err != nil {
			return err
		}
		for i, id := range got.IDs {
			if of[from][i].id = id; id == 0 {
				return fmt.Errorf("%q was refused", of[from][i].Text)
			}
		}
	}
	return nil
}

// send is the site's form.
func (s *seeding) send(ctx context.Context, it *sampleItem) error {
	f := themes.Sending{Text: it.Text, Area: it.Area, Lang: it.Lang, Name: it.Name, Tell: it.Tell, Consent: it.Consent}
	if it.Tell {
		f.Email = "asukas@esimerkki.invalid"
	}
	if it.About != nil {
		var err error
		if f.About, err = s.target(ctx, *it.About); err != nil {
			return err
		}
	}
	item, _, err := s.Themes.Send(ctx, people.Account{}, "", f)
	it.id = item.ID
	return err
}

// target names the passage of a place.
func (s *seeding) target(ctx context.Context, at samplePlace) (themes.Target, error) {
	id, _, _, err := s.passage(ctx, at.Page, at.Find)
	return themes.Target{Kind: themes.Passage, ID: string(id), Page: string(docs.Path(at.Page))}, err
}

// handle is what the desk does with an item on reading it.
func (s *seeding) handle(ctx context.Context, it *sampleItem) error {
	if it.State == themes.Waiting {
		return nil
	}
	ruling := themes.Ruling{State: themes.Shown}
	if it.State == themes.Hidden {
		ruling = themes.Ruling{State: themes.Hidden, Reason: it.Reason}
	}
	if err := s.Themes.Moderate(ctx, s.accounts[curator], "", it.id, ruling); err != nil {
		return err
	}
	if it.Reply == nil {
		return nil
	}
	_, err := s.Themes.Reply(ctx, s.accounts[it.Reply.By], "", it.id,
		themes.Reply{Capacity: it.Reply.Capacity, Text: it.Reply.Text}, it.Reply.Close)
	return err
}

// origin names the feedback that a proposal with the key is made of.
func (s *seeding) origin(ctx context.Context, author people.Account, key string) (string, error) {
	for _, it := range s.feedback.Items {
		if it.Key == key {
			item, err := s.Themes.MayDraft(ctx, author, it.id)
			return fmt.Sprintf("feedback/%d", item.ID), err
		}
	}
	return "", fmt.Errorf("no feedback has the key %q", key)
}

// themes groups what was said and does what the desk does with the groups.
func (s *seeding) themes(ctx context.Context) error {
	desk := s.accounts[curator]
	for _, it := range s.feedback.Items {
		if it.Tie == nil {
			continue
		}
		to := themes.Target{Kind: themes.Proposal, ID: fmt.Sprint(s.made[it.Tie.Proposal])}
		if it.Tie.Proposal == "" {
			var err error
			if to, err = s.target(ctx, it.Tie.samplePlace); err != nil {
				return err
			}
		}
		if err := s.Themes.Tie(ctx, desk, "", themes.Link{Item: it.id, To: to, State: themes.Confirmed}); err != nil {
			return fmt.Errorf("tie of %q: %w", it.Text, err)
		}
	}
	for _, r := range s.feedback.Rules {
		if r.Page == "" {
			continue
		}
		to, err := s.target(ctx, samplePlace{r.Page, r.Find})
		if err != nil {
			return err
		}
		if err := s.Themes.PutTagRule(ctx, desk, themes.TagRule{Tag: r.Tag, To: to}); err != nil {
			return fmt.Errorf("rule of %s: %w", r.Tag, err)
		}
	}
	if err := s.Themes.Regroup(ctx); err != nil {
		return err
	}
	for _, x := range s.feedback.Themes {
		if err := s.curate(ctx, x); err != nil {
			return fmt.Errorf("theme of %s: %w", x.Topic, err)
		}
	}
	// The machine looks again at what the desk has left it.
	if err := s.Themes.Regroup(ctx); err != nil {
		return err
	}
	return s.Themes.Suggest(ctx)
}

func (s *seeding) curate(ctx context.Context, x sampleTheme) error {
	by := s.accounts[x.By]
	theme, items, err := s.themeOf(ctx, by, x)
	if err != nil {
		return err
	}
	if x.Split {
		made, err := s.Themes.Split(ctx, by, "", theme, items, x.Name)
		if err != nil {
			return err
		}
		theme = made.ID
	} else if err := s.Themes.Rename(ctx, by, "", theme, x.Name); err != nil {
		return err
	}
	if x.Above != "" {
		view, err := s.Themes.Theme(ctx, by, theme)
		if err != nil {
			return err
		}
		if err := s.Themes.Rename(ctx, by, "", view.Parent.ID, x.Above); err != nil {
			return err
		}
	}
	if x.Pin {
		if err := s.Themes.Pin(ctx, by, "", theme, true); err != nil {
			return err
		}
	}
	if x.Page == "" {
		return nil
	}
	to, err := s.target(ctx, x.samplePlace)
	if err != nil {
		return err
	}
	return s.Themes.Tie(ctx, by, "", themes.Link{Theme: theme, To: to, State: themes.Confirmed})
}

// themeOf finds the theme that most items of the topic are in, and those items.
func (s *seeding) themeOf(ctx context.Context, by people.Account, x sampleTheme) (best int64, items []int64, err error) {
	in := map[int64][]int64{}
	for _, it := range s.feedback.Items {
		if it.Topic != x.Topic || it.Lang != x.Lang {
			continue
		}
		item, err := s.Themes.Item(ctx, by, it.id)
		if err != nil {
			return 0, nil, err
		}
		in[item.Theme] = append(in[item.Theme], it.id)
		if item.Theme != 0 && (best == 0 || len(in[item.Theme]) > len(in[best])) {
			best = item.Theme
		}
	}
	if best == 0 {
		err = fmt.Errorf("no theme holds anything of %s", x.Topic)
	}
	return best, in[best], err
}
