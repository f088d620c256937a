package themes

import (
	"context"
	"time"

	"luonnos/themes/grouping"
)

const (
	// themeNumber counts themes.
	themeNumber = "theme"
	// textsAtOnce is how many items are read in one go, placedAtOnce how many
	// are written in one transaction: people write in between.
	textsAtOnce  = 5_000
	placedAtOnce = 500
	// restAfter is how many times as long as it took a grouping waits for the
	// next one, at most an hour.
	restAfter   = 20
	longestRest = time.Hour
)

// KeepGrouped regroups when something has changed since the last time and that
// is long enough ago for what it takes: new items have a theme anyway.
func (s *Service) KeepGrouped(ctx context.Context) error {
	behind, err := s.behind(ctx)
	if err != nil || !behind {
		return err
	}
	rest := min(restAfter*time.Duration(s.took.Load()), longestRest)
	if c := s.current.Load(); c != nil && s.now().Sub(c.stored.At) < rest {
		return nil
	}
	if err := s.Regroup(ctx); err != nil {
		return err
	}
	return s.Suggest(ctx)
}

// behind reports whether anything that the grouping goes by has changed since
// the last one.
func (s *Service) behind(ctx context.Context) (behind bool, err error) {
	if err := s.refreshModel(ctx); err != nil {
		return false, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		revision, err := tx.LastNumber(ctx, revisionNumber)
		c := s.current.Load()
		behind = revision > 0 && (c == nil || c.model == nil || c.stored.Revision != revision)
		return err
	})
	return behind, err
}

// Regroup groups all shown items anew and puts the others by them. Themes that
// are still there keep their ids, and what people decided stays: also what they
// decide while it runs. Done again, it changes nothing until somebody else has.
func (s *Service) Regroup(ctx context.Context) error {
	s.regrouping.Lock()
	defer s.regrouping.Unlock()
	if behind, err := s.behind(ctx); err != nil || !behind {
		return err
	}
	began := time.Now()
	r := &regrouping{s: s}
	if err := r.read(ctx); err != nil {
		return err
	}
	if err := r.group(ctx); err != nil {
		return err
	}
	if err := r.keepThemes(ctx); err != nil {
		return err
	}
	if err := s.refreshModel(ctx); err != nil {
		return err
	}
	if err := r.place(ctx); err != nil {
		return err
	}
	if err := r.clear(ctx); err != nil {
		return err
	}
	s.took.Store(int64(time.Since(began)))
	return s.refreshModel(ctx)
}

// regrouping is one run.
type regrouping struct {
	s        *Service
	revision int64
	tree     tree
	next     int64
	shown    []Placed
	rest     []Placed // what only the desk sees
	result   *grouping.Result
	// shift is added to the ids of new themes: people made some meanwhile.
	shift int64
	// model is the number of the model that this run wrote.
	model int64
}

// read reads every item with a text, and the themes as they are.
func (r *regrouping) read(ctx context.Context) error {
	err := r.s.store.View(ctx, func(tx Tx) (err error) {
		if r.revision, err = tx.LastNumber(ctx, revisionNumber); err != nil {
			return err
		}
		last, err := tx.LastNumber(ctx, themeNumber)
		if err != nil {
			return err
		}
		r.next = last + 1
		list, err := tx.Themes(ctx)
		r.tree = newTree(list)
		return err
	})
	for after := int64(0); err == nil; {
		var some []Placed
		err = r.s.store.View(ctx, func(tx Tx) (err error) {
			some, err = tx.FeedbackTexts(ctx, after, textsAtOnce)
			return err
		})
		for _, p := range some {
			after = p.ID
			if p.Moderation == Shown {
				r.shown = append(r.shown, p)
			} else {
				r.rest = append(r.rest, p)
			}
		}
		if len(some) < textsAtOnce {
			break
		}
	}
	return err
}

// before is what the last run and people have said.
func (r *regrouping) before() *grouping.Before {
	b := &grouping.Before{
		Theme: map[int64]int64{}, Parent: map[int64]int64{}, Held: map[int64]int64{}, Kept: map[int64]bool{},
		Joined: map[int64]int64{}, Next: r.next,
	}
	for _, p := range r.shown {
		theme := r.tree.now(p.Theme)
		if p.Theme != 0 {
			b.Theme[p.ID] = theme
		}
		if p.ByPerson {
			b.Held[p.ID] = theme
		}
	}
	for _, t := range r.tree.list {
		if t.Parent != 0 {
			b.Parent[t.ID] = t.Parent
		}
		if t.Into != 0 {
			b.Joined[t.ID] = r.tree.now(t.ID)
		}
		if t.held() && t.Into == 0 {
			b.Kept[t.ID] = true
		}
	}
	return b
}

func (r *regrouping) group(ctx context.Context) (err error) {
	texts := make([]grouping.Text, len(r.shown))
	for i, p := range r.shown {
		texts[i] = groupingText(p.ID, p.Lang, p.Title, p.Text)
	}
	o := grouping.Options{Before: r.before(), Vectors: r.s.vectors(ctx, texts)}
	r.result, err = grouping.Group(ctx, texts, o)
	return err
}

// vectors are those of the texts, nil without a provider and when it fails:
// each language is then grouped by itself. What comes between two groupings gets
// no vector: it is put by its words until the next one.
func (s *Service) vectors(ctx context.Context, texts []grouping.Text) [][]float32 {
	if s.embed == nil || len(texts) == 0 {
		return nil
	}
	bodies := make([]string, len(texts))
	for i, t := range texts {
		bodies[i] = t.Body
	}
	vectors, err := s.embed.Embed(ctx, bodies)
	if err != nil {
		return nil // the provider says so in the log, once
	}
	return vectors
}

// real is the id that a theme of the result has in the store.
func (r *regrouping) real(id int64) int64 {
	if id >= r.next {
		id += r.shift
	}
	return id
}
