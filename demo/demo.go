// Package demo is a sample city: feedback of many months, a strategy in Finnish
// with summaries, people, areas, proposals open and decided, discussion, and one
// published initiative.
//
// Everything comes in through the same services that people use, on a clock
// that starts some months ago. Nobody in it is real.
package demo

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

//go:embed strategy/*.md sample.json feedback.json
var files embed.FS

// Clock is a time that the sample's events push forward until it is released.
type Clock struct {
	at   time.Time
	live func() time.Time
}

// NewClock returns a clock that stands still at start until it is moved.
func NewClock(start time.Time) *Clock { return &Clock{at: start} }

// Now returns the clock's time; after Release the time of day. Before it, each
// day's 24 hours are pressed into 13 of daylight: the sample's people sleep.
func (c *Clock) Now() time.Time {
	if c.live != nil {
		return c.live()
	}
	day := c.at.UTC().Truncate(24 * time.Hour)
	return day.Add(6*time.Hour + c.at.Sub(day)*13/24)
}

// Release lets the clock follow live. It must be called before the clock is shared.
func (c *Clock) Release(live func() time.Time) { c.live = live }

func (c *Clock) step(d time.Duration) { c.at = c.at.Add(d) }

// City is what the sample is brought into.
type City struct {
	People      people.Store
	Docs        *docs.Repository
	Revisions   *revisions.Service
	Initiatives *initiatives.Service
	Themes      *themes.Service
	Clock       *Clock
}

// sample is the file sample.json.
type sample struct {
	People []struct {
		Key, Name, Unit string
		Role            people.Role
		Lang            people.Lang
	}
	Areas []struct {
		Code, Fi, Sv, En string
	}
	Proposals       []sampleProposal
	PassageComments []samplePassageComment `json:"passage_comments"`
	Initiative      struct{ By, Title, Text, Tag string }
}

type sampleProposal struct {
	Key, Author, Page, Title, Reason, Area string
	// From is the key of the feedback it was made of, "" for none.
	From                     string
	Named                    bool
	Lang                     people.Lang
	Edits                    []sampleEdit
	Support, Oppose, Abstain []string
	Comments                 []sampleComment
	Decision                 *sampleDecision
}

// sampleEdit names its passages by how they begin; After is where a move leads.
type sampleEdit struct {
	Find, After string
	Op          revisions.EditOp
	Text        string
}

type sampleComment struct {
	By       string
	Capacity people.Capacity
	Text     string
	Lang     people.Lang // when it is not the writer's own
	Replies  []sampleComment
}

type samplePassageComment struct {
	// Quote is a sentence of the passage, the whole of it when empty.
	Page, Find, Quote string
	// Before is the proposal that it was written just before, or "": after all.
	Before string
	sampleComment
}

type sampleDecision struct {
	By      string
	Verdict revisions.Verdict
	Reason  string
	Edits   []sampleEdit
}

// draftDays is how long the strategy has been drafted; before it there is feedback alone.
const draftDays = 45

// Days is how long ago the sample begins.
const Days = 271

// pauses is how many comments take as long as one proposal or decision.
const pauses = 8

// length is how long the sample lasts, in pauses.
func (s sample) length() int {
	n := pauses // the initiative
	for _, p := range s.Proposals {
		n += pauses
		if p.Decision != nil {
			n += pauses
		}
		for _, c := range p.Comments {
			n += 1 + len(c.Replies)
		}
	}
	for _, c := range s.PassageComments {
		n += 1 + len(c.Replies)
	}
	return n
}

// seeding is one run of Seed.
type seeding struct {
	City
	sample
	feedback feedback
	accounts map[string]people.Account
	step     time.Duration
	// made are the proposals by their keys, from the sources by theirs.
	made, from map[string]int64
	// heard is how many items of feedback have been taken in.
	heard int
}

// Seed brings the sample into an empty city and returns its people; its last
// event falls on the day of until.
func Seed(ctx context.Context, city City, until time.Time) ([]people.Account, error) {
	data, err := files.ReadFile("sample.json")
	if err != nil {
		return nil, err
	}
	s := seeding{City: city, accounts: map[string]people.Account{}, made: map[string]int64{}}
	if err := json.Unmarshal(data, &s.sample); err != nil {
		return nil, fmt.Errorf("sample.json: %w", err)
	}
	if s.feedback, err = readFeedback(until); err != nil {
		return nil, err
	}
	opens := until.AddDate(0, 0, -draftDays)
	s.step = until.Sub(opens) * pauses / time.Duration(s.sample.length())
	for _, part := range []func(context.Context) error{
		s.people, s.sources, func(ctx context.Context) error { return s.hear(ctx, opens) },
		s.text, s.proposals, s.initiative, func(ctx context.Context) error { return s.hear(ctx, until) }, s.runs, s.themes,
	} {
		if err := part(ctx); err != nil {
			return nil, fmt.Errorf("sample city: %w", err)
		}
	}
	all := make([]people.Account, len(s.sample.People))
	for i, p := range s.sample.People {
		all[i] = s.accounts[p.Key]
	}
	return all, nil
}

func (s *seeding) people(ctx context.Context) error {
	return s.City.People.Update(ctx, "", func(tx people.Tx) error {
		for _, p := range s.sample.People {
			a := people.NewAccount(p.Name, p.Key+"@esimerkki.invalid", p.Role, p.Lang, s.Clock.Now())
			a.Unit = p.Unit
			s.accounts[p.Key] = a
			if err := tx.PutAccount(ctx, a); err != nil {
				return err
			}
		}
		for _, a := range s.Areas {
			names := map[people.Lang]string{people.Finnish: a.Fi, people.Swedish: a.Sv, people.English: a.En}
			if err := tx.PutArea(ctx, people.Area{Code: a.Code, Names: names}); err != nil {
				return err
			}
		}
		return nil
	})
}

// text brings the strategy in the way an administrator would: as a folder.
func (s *seeding) text(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "luonnos-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := Export(dir); err != nil {
		return err
	}
	_, err = s.Docs.ImportFolder(ctx, dir, s.byRole(people.Administrator).Pseudonym, "Luonnos asukkaiden käsiteltäväksi")
	return err
}

// Export writes the sample strategy's files to a folder.
func Export(dir string) error {
	entries, err := fs.ReadDir(files, "strategy")
	if err != nil {
		return err
	}
	for _, e := range entries {
		data, err := files.ReadFile("strategy/" + e.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, e.Name()), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeding) byRole(role people.Role) people.Account {
	for _, p := range s.sample.People {
		if p.Role == role {
			return s.accounts[p.Key]
		}
	}
	return people.Account{}
}

// passage finds the passage of a page that begins with find.
func (s *seeding) passage(ctx context.Context, page, find string) (docs.PassageID, docs.Passage, []byte, error) {
	p, source, err := s.Docs.Read(ctx, docs.Path(page))
	if err != nil {
		return "", docs.Passage{}, nil, err
	}
	for i, passage := range docs.Passages(source) {
		if strings.HasPrefix(passage.Text(source), find) {
			return p.Passages[i], passage, source, nil
		}
	}
	return "", docs.Passage{}, nil, fmt.Errorf("%s has no passage that begins with %q", page, find)
}
