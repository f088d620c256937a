package revisions

import (
	"context"
	"fmt"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// edition is the text as one commit of main has it, read page by page.
type edition struct {
	docs   *docs.Repository
	tx     Tx
	commit docs.Hash // "" is main before its first commit
	pages  map[docs.Path]*pageText
}

func (s *Service) editionAt(tx Tx, commit docs.Hash) *edition {
	return &edition{docs: s.docs, tx: tx, commit: commit, pages: map[docs.Path]*pageText{}}
}

// pageText is a page of an edition; one that the edition lacks has exists false.
type pageText struct {
	path     docs.Path
	exists   bool
	title    string
	blob     docs.Hash
	source   []byte
	ids      []docs.PassageID
	passages []docs.Passage // parsed at the first question
}

func (e *edition) page(ctx context.Context, path docs.Path) (*pageText, error) {
	if p, ok := e.pages[path]; ok {
		return p, nil
	}
	p := &pageText{path: path}
	if e.commit != "" {
		if err := e.read(ctx, p); err != nil {
			return nil, err
		}
	}
	e.pages[path] = p
	return p, nil
}

func (e *edition) read(ctx context.Context, p *pageText) error {
	c, err := e.tx.Commit(ctx, e.commit)
	if err != nil {
		return err
	}
	if c.Seq == 0 {
		return fmt.Errorf("commit %s is not on main", e.commit)
	}
	v, err := e.tx.VersionAt(ctx, p.path, c.Seq)
	if fault.KindOf(err) == fault.NotFound || err == nil && v.Kind == docs.Removed {
		return nil
	}
	if err != nil {
		return err
	}
	p.source, err = e.docs.Blob(ctx, e.tx, v.Blob)
	if err != nil {
		return err
	}
	p.exists, p.title, p.blob, p.ids = true, v.Title, v.Blob, v.Passages
	return nil
}

// passage returns the index of a passage and what it is.
func (p *pageText) passage(id docs.PassageID) (int, docs.Passage, error) {
	i := slices.Index(p.ids, id)
	if i < 0 {
		return 0, docs.Passage{}, fault.New(fault.Conflict, "error.passage-gone")
	}
	if p.passages == nil {
		p.passages = docs.Passages(p.source)
	}
	if len(p.passages) != len(p.ids) {
		return 0, docs.Passage{}, fmt.Errorf("page %s has %d passages and %d identities", p.path, len(p.passages), len(p.ids))
	}
	return i, p.passages[i], nil
}

// text is the Markdown of a passage of the page.
func (p *pageText) text(id docs.PassageID) (string, error) {
	_, passage, err := p.passage(id)
	if err != nil {
		return "", err
	}
	return passage.Text(p.source), nil
}
