package revisions

import (
	"context"
	"slices"
	"strings"
	"time"

	"luonnos/internal/fault"
)

// proposedText is the text that a version puts forward, for anchors: the new
// text of each edit, or the old one where that goes or moves, with an empty line
// between them.
func proposedText(v Version) string {
	parts := make([]string, len(v.Edits))
	for i, e := range v.Edits {
		if parts[i] = e.Text; parts[i] == "" {
			parts[i] = e.Old
		}
	}
	return strings.Join(parts, "\n\n")
}

// anchorProposed anchors a comment in the text of its proposal: in the newest
// version that has the quote, since its writer may have had an older one before
// them. A comment without a quote is about the whole proposal.
func (s *Service) anchorProposed(ctx context.Context, tx Tx, c *Comment) (*Anchored, error) {
	if c.Quote = strings.TrimSpace(tidyText(c.Quote)); c.Quote == "" {
		return nil, nil
	}
	versions, err := tx.ProposalVersions(ctx, c.Proposal)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) {
		if row, ok := anchorVersion(v, *c); ok {
			return &row, nil
		}
	}
	return nil, fault.InField("quote", "error.quote-missing")
}

func anchorVersion(v Version, c Comment) (Anchored, bool) {
	text := proposedText(v)
	e, ok := findQuote(text, Extent{0, len(text)}, c.Quote, c.Word)
	return Anchored{Kind: AnchorComment, ID: c.ID, Proposal: c.Proposal, FromSeq: int64(v.N), Seq: int64(v.N),
		Anchor: AnchorAt(text, e)}, ok
}

// proposedPlace tells what has become of the words of a proposal that a comment
// is about. The versions of a proposal are few and short: they are gone through
// when somebody reads, and only where the words were is kept.
func (s *Service) proposedPlace(ctx context.Context, tx Tx, c Comment, versions []Version) (*Place, error) {
	row, err := tx.Anchor(ctx, AnchorComment, c.ID)
	if fault.KindOf(err) == fault.NotFound {
		var ok bool
		if row, ok = adoptProposed(c, versions); !ok {
			return &Place{Fate: FateOrphaned, Then: c.Quote}, nil
		}
	} else if err != nil {
		return nil, err
	}
	a, since := row.Anchor, 0
	text := ""
	for _, v := range versions {
		next := proposedText(v)
		if int64(v.N) > row.Seq {
			was := a
			a = Carry(a, text, next)
			if a.Fate != was.Fate || !sameFields(was.Now(text), a.Now(next)) {
				since = v.N
			}
		}
		text = next
	}
	// The order of a proposal's edits means nothing: there is no moving among them.
	if a.Fate == FateMoved {
		a.Fate, since = FateUnchanged, 0
	}
	return &Place{Fate: a.Fate, Then: a.Quote, Now: a.Now(text), Version: since}, nil
}

// adoptProposed anchors a comment from before there were anchors: in the version
// that was the newest when it was written, or the newest that has its quote.
func adoptProposed(c Comment, versions []Version) (Anchored, bool) {
	for _, late := range []time.Duration{0, 1 << 62} {
		for _, v := range slices.Backward(versions) {
			if v.At.After(c.Created.Add(late)) {
				continue
			}
			if row, ok := anchorVersion(v, c); ok {
				return row, true
			}
		}
	}
	return Anchored{}, false
}
