package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
)

// AnchorKind tells what hangs on an anchor.
type AnchorKind string

// AnchorComment is the first comment of a thread, which its answers follow.
const AnchorComment AnchorKind = "comment"

// Anchored is a thing that hangs on words of the strategy, or of a proposal's
// text, and what has become of them since.
type Anchored struct {
	Kind AnchorKind
	ID   int64
	Anchor
	// Proposal is 0 for the strategy. Otherwise the words are of the text that
	// the proposal proposes (see proposedText), and FromSeq, Seq and Since count
	// its versions.
	Proposal int64
	// FromPath, FromPassage and FromSeq are where and in which version of main
	// the anchor was set.
	FromPath    docs.Path
	FromPassage docs.PassageID
	FromSeq     int64
	// Path and Passage are where the words stand; of an orphan the page where
	// they were and the passage that stands at their place, "" for none.
	Path    docs.Path
	Passage docs.PassageID
	// Seq is the number of the version of main that the anchor has been carried
	// to: newer ones that did not touch the page count as carried.
	Seq int64
	// Since is the number of the version that last changed, moved or removed the
	// words, 0 for none.
	Since int64
}

// Outcome is the fate of the words where they stand: the same words in another
// passage or on another page have moved, though their neighbours came along.
func (a Anchored) Outcome() Fate {
	if a.Fate == FateUnchanged && (a.Path != a.FromPath || a.Passage != a.FromPassage) {
		return FateMoved
	}
	return a.Fate
}

// AnchorTx is what anchors need of a transaction.
type AnchorTx interface {
	// AddAnchor inserts an anchor; one that the thing has already stays.
	AddAnchor(ctx context.Context, a Anchored) error
	// MoveAnchor writes what has become of an anchor, and reports false when it
	// is gone or no more at the number from.
	MoveAnchor(ctx context.Context, a Anchored, from int64) (bool, error)
	Anchor(ctx context.Context, kind AnchorKind, id int64) (Anchored, error)
	// AnchorsOnPage lists the anchors of the strategy that are on the page or
	// were set there.
	AnchorsOnPage(ctx context.Context, p docs.Path) ([]Anchored, error)
	// CommentsUnanchored lists first comments about passages of a page that have
	// no anchor: those of a database from before there were anchors.
	CommentsUnanchored(ctx context.Context, p docs.Path, limit int) ([]Comment, error)
	// CommentsOfThread lists a comment and its answers, oldest first.
	CommentsOfThread(ctx context.Context, id int64) ([]Comment, error)
	// ThreadSizes counts the comments not removed of each thread that is on the
	// page or began there.
	ThreadSizes(ctx context.Context, p docs.Path) (map[int64]int, error)
	// NextVersion returns the oldest version of the page with Seq above seq, or
	// a NotFound fault.
	NextVersion(ctx context.Context, p docs.Path, seq int64) (docs.Version, error)
}

// place puts the anchor on the page: the passage that holds its first word or,
// of an orphan, its place.
func (a *Anchored) place(p *pageText) error {
	a.Path, a.Passage = p.path, ""
	if !p.exists || len(p.ids) == 0 {
		return nil
	}
	passages, err := p.parts()
	if err != nil {
		return err
	}
	i, within := slices.BinarySearchFunc(passages, a.Start, func(x docs.Passage, at int) int { return x.Start - at })
	if !within {
		i = max(i-1, 0)
	}
	a.Passage = p.ids[i]
	return nil
}

// parts are the passages of the page, parsed at the first question.
func (p *pageText) parts() ([]docs.Passage, error) {
	if len(p.ids) > 0 {
		if _, _, err := p.passage(p.ids[0]); err != nil {
			return nil, err
		}
	}
	return p.passages, nil
}
