package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
)

// leastMoved is how many words a passage must have to be known again on another page.
const leastMoved = 3

// otherPages are the pages that the commit of a step touched besides its own.
type otherPages struct {
	service *Service
	tx      Tx
	step    pageStep
	pages   []pageStep
	read    bool
}

func (o *otherPages) load(ctx context.Context) error {
	if o.read {
		return nil
	}
	o.read = true
	versions, err := o.tx.VersionsOf(ctx, o.step.Commit.Seq)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Path == o.step.New.path || v.Kind == docs.Removed {
			continue
		}
		p, err := o.service.stepTo(ctx, o.tx, v)
		if err != nil {
			return err
		}
		o.pages = append(o.pages, p)
	}
	return nil
}

// renamed is the new page that has passages of the step's, nil for none.
func (o *otherPages) renamed(ctx context.Context) (*pageText, error) {
	if err := o.load(ctx); err != nil {
		return nil, err
	}
	var best *pageText
	most := 0
	for _, p := range o.pages {
		shared := 0
		for _, id := range p.New.ids {
			if slices.Contains(o.step.Old.ids, id) {
				shared++
			}
		}
		if !p.Old.exists && shared > most {
			best, most = p.New, shared
		}
	}
	return best, nil
}

// find looks for the whole passage that the anchor is in, word for word, among
// the passages that are new on the other pages; it must be there once.
func (o *otherPages) find(ctx context.Context, a Anchor) (Anchor, *pageText, error) {
	if err := o.load(ctx); err != nil || len(o.pages) == 0 {
		return a, nil, err
	}
	from, ok, err := o.step.Old.around(a.Extent)
	if err != nil || !ok {
		return a, nil, err
	}
	old := string(o.step.Old.source)
	text := old[from.Start:from.End]
	if words, _ := countAlive(text, []Stretch{{Old: Extent{0, len(text)}}}); words < leastMoved {
		return a, nil, nil
	}
	var page *pageText
	var to Extent
	for _, p := range o.pages {
		found := squeeze(string(p.New.source)).find(string(p.New.source), text, 2)
		before := squeeze(string(p.Old.source)).find(string(p.Old.source), text, 1)
		if len(found) == 0 {
			continue
		}
		if len(found) > 1 || len(before) > 0 || page != nil {
			return a, nil, nil
		}
		page, to = p.New, found[0]
	}
	if page == nil {
		return a, nil, nil
	}
	moved := []Stretch{{Old: from, New: to, Moved: true}}
	return carryAlong([]Anchor{a}, old, string(page.source), moved)[0], page, nil
}

// around is the passage that holds the whole extent.
func (p *pageText) around(e Extent) (Extent, bool, error) {
	passages, err := p.parts()
	for _, x := range passages {
		if x.Start <= e.Start && e.End <= x.End && e.Start < e.End {
			return Extent{x.Start, x.End}, true, err
		}
	}
	return Extent{}, false, err
}
