package initiatives

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Service makes and shows initiatives.
type Service struct {
	store Store
	docs  *docs.Repository
	now   func() time.Time
}

// NewService returns the service over the store and the text.
func NewService(store Store, repo *docs.Repository, now func() time.Time) *Service {
	return &Service{store: store, docs: repo, now: now}
}

// Longest fields of an initiative: characters of the title and of the tag's
// name, bytes of the text.
const (
	MaxTitle = 512
	MaxText  = 100_000
	maxTag   = 100
)

// Proposed is a new initiative as an official fills it in.
type Proposed struct {
	Title, Text, Tag string
	Lang             people.Lang
	// Source is the commit to freeze, as the official saw it.
	Source docs.Hash
}

// tagName is what a frozen version may be called: it stands in addresses and
// in git alike.
var tagName = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)

// validate tidies what was typed and gathers everything that is amiss with it.
func (p *Proposed) validate() error {
	p.Title = strings.Join(strings.Fields(p.Title), " ")
	p.Text = strings.TrimSpace(strings.ReplaceAll(p.Text, "\r\n", "\n"))
	p.Tag = strings.TrimSpace(p.Tag)
	var amiss []error
	check := func(bad bool, field, key string, args ...any) {
		if bad {
			amiss = append(amiss, fault.InField(field, key, args...))
		}
	}
	check(p.Title == "", "title", "error.title-required")
	check(utf8.RuneCountInString(p.Title) > MaxTitle, "title", "error.title-long", MaxTitle)
	check(p.Text == "", "text", "error.text-required")
	check(len(p.Text) > MaxText, "text", "error.text-long", MaxText/1000)
	check(!utf8.ValidString(p.Title+p.Text) || strings.ContainsRune(p.Title+p.Text, 0), "text", "error.text-characters")
	check(len(p.Tag) > maxTag || !tagName.MatchString(p.Tag) || strings.HasSuffix(p.Tag, ".lock"), "tag", "error.tag")
	return errors.Join(amiss...)
}

// Publish freezes the version (annotated tag) and publishes the initiative.
// Everything amiss with the fields comes joined in one error.
func (s *Service) Publish(ctx context.Context, actor people.Account, op people.OpID, p Proposed) (Initiative, error) {
	if err := people.Can(actor, people.PublishInitiative, people.Subject{}); err != nil {
		return Initiative{}, err
	}
	if err := p.validate(); err != nil {
		return Initiative{}, err
	}
	var made Initiative
	err := s.store.Update(ctx, op, func(tx Tx) error {
		// They may have lost the role since their request began.
		actor, err := people.Present(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := people.Can(actor, people.PublishInitiative, people.Subject{}); err != nil {
			return err
		}
		made, err = s.publish(ctx, tx, actor, p)
		if err != nil {
			return err
		}
		tx.SetResult(subject(made.ID))
		return nil
	})
	if again, ok := errors.AsType[*people.Repeated](err); ok {
		number, _ := strings.CutPrefix(again.Result, "initiative/")
		if id, parseErr := strconv.ParseInt(number, 10, 64); parseErr == nil {
			return s.Get(ctx, id)
		}
	}
	if err != nil {
		return Initiative{}, err
	}
	return made, nil
}

func (s *Service) publish(ctx context.Context, tx Tx, actor people.Account, p Proposed) (Initiative, error) {
	source, err := onMain(ctx, tx, p.Source)
	if err != nil {
		return Initiative{}, err
	}
	i := Initiative{
		State: Published, Title: p.Title, Text: p.Text, Lang: p.Lang, Tag: p.Tag,
		Source: p.Source, SourceSeq: source.Seq, By: actor.ID,
		Created: s.now().UTC().Truncate(time.Microsecond),
	}
	if err := s.docs.Freeze(ctx, tx, i.Tag, i.Source, actor.Pseudonym, i.Title); err != nil {
		return Initiative{}, err
	}
	if i.ID, err = tx.NextNumber(ctx, "initiative"); err != nil {
		return Initiative{}, err
	}
	if err := tx.PutInitiative(ctx, i); err != nil {
		return Initiative{}, err
	}
	cs, err := contributing(ctx, tx, i.SourceSeq)
	if err != nil {
		return Initiative{}, err
	}
	if err := tx.PutContributors(ctx, i.ID, cs); err != nil {
		return Initiative{}, err
	}
	if err := index(ctx, tx, i); err != nil {
		return Initiative{}, err
	}
	return i, tx.Emit(ctx, event.Event{
		Kind: event.InitiativePublished, Subject: subject(i.ID),
		Touches: []string{"initiatives", "changes"}, Time: i.Created,
	})
}

// onMain loads a commit that must be on main.
func onMain(ctx context.Context, tx Tx, h docs.Hash) (docs.Commit, error) {
	notThere := fault.InField("source", "error.not-on-main")
	if h == "" {
		return docs.Commit{}, notThere
	}
	c, err := tx.Commit(ctx, h)
	if fault.KindOf(err) == fault.NotFound || err == nil && c.Seq == 0 {
		return docs.Commit{}, notThere
	}
	return c, err
}

func subject(id int64) string { return "initiative/" + strconv.FormatInt(id, 10) }

// index puts the initiative's words where search finds them.
func index(ctx context.Context, tx Tx, i Initiative) error {
	number := strconv.FormatInt(i.ID, 10)
	doc := docs.MakeDoc(docs.DocInitiative, number, "", i.Lang, i.Title, docs.PlainText([]byte(i.Text)))
	return tx.IndexDocs(ctx, docs.DocInitiative, number, []docs.Doc{doc})
}

// Get returns a public initiative.
func (s *Service) Get(ctx context.Context, id int64) (Initiative, error) {
	var i Initiative
	err := s.store.View(ctx, func(tx Tx) (err error) {
		i, err = tx.Initiative(ctx, id)
		return err
	})
	return i, err
}

// List lists initiatives, newest first.
func (s *Service) List(ctx context.Context) ([]Initiative, error) {
	var is []Initiative
	err := s.store.View(ctx, func(tx Tx) (err error) {
		is, err = tx.Initiatives(ctx)
		return err
	})
	return is, err
}
