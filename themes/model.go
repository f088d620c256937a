package themes

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"luonnos/people"
	"luonnos/themes/grouping"
)

// revisionNumber counts the changes that the grouping goes by.
const revisionNumber = "feedback-revision"

// current is the model in use, with what people have done since it was made.
type current struct {
	stored StoredModel // without its data
	model  *grouping.Model
	// into are the themes that people joined into others, and gone those that
	// take no new items.
	into map[int64]int64
	gone map[int64]bool
}

// assignment is where the model puts a text.
type assignment struct {
	theme int64
	sure  float64
}

// assign finds the theme of a text, outside all while there is no model.
func (s *Service) assign(id int64, lang people.Lang, title, text string) assignment {
	c := s.current.Load()
	if c == nil || c.model == nil {
		return assignment{}
	}
	a := c.model.Assign(groupingText(id, lang, title, text), nil)
	if a.Outlier {
		return assignment{}
	}
	theme := c.real(a.Theme)
	if theme == 0 {
		return assignment{}
	}
	return assignment{theme, float64(a.Score)}
}

func groupingText(id int64, lang people.Lang, title, text string) grouping.Text {
	if title != "" {
		text = title + "\n" + text
	}
	return grouping.Text{ID: id, Lang: string(lang), Body: text}
}

// real is the theme that the model means by an id, now; 0 for one that is gone.
func (c *current) real(id int64) int64 {
	if id >= c.stored.Above {
		id += c.stored.Shift
	}
	for range len(c.into) + 1 {
		next, joined := c.into[id]
		if !joined {
			break
		}
		id = next
	}
	if c.gone[id] {
		return 0
	}
	return id
}

// refreshModel takes up a model that another run has written, and what people
// did to the themes.
func (s *Service) refreshModel(ctx context.Context) error {
	was := s.current.Load()
	known := int64(0)
	if was != nil {
		known = was.stored.ID
	}
	var is current
	err := s.store.View(ctx, func(tx Tx) error {
		is = current{into: map[int64]int64{}, gone: map[int64]bool{}}
		var err error
		if is.stored, err = tx.ThemeModel(ctx, known); err != nil || is.stored.ID == 0 {
			return err
		}
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		for _, t := range list {
			if t.Into != 0 {
				is.into[t.ID] = t.Into
			}
			if t.Gone || t.Coarse {
				is.gone[t.ID] = true
			}
		}
		return nil
	})
	if err != nil || is.stored.ID == 0 {
		return err
	}
	if was != nil && is.stored.ID == known {
		is.model = was.model
	} else if is.model, err = grouping.ReadModel(is.stored.Data); err != nil {
		// A model of an older program: the next grouping writes a new one.
		s.log.WarnContext(ctx, "the model of themes cannot be read", "error", fmt.Errorf("model %d: %w", is.stored.ID, err))
		is.model = nil
	}
	is.stored.Data = nil
	s.current.Store(&is)
	return nil
}

// eachAtOnce calls fn for every number below n, several at a time.
func eachAtOnce(n int, fn func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			fn(i)
		}
		return
	}
	var next atomic.Int64
	var work sync.WaitGroup
	for range workers {
		work.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				fn(i)
			}
		})
	}
	work.Wait()
}
