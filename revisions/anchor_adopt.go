package revisions

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// adoptOn gives anchors to comments on the page that have none, as they stand
// with main's newest version.
func (s *Service) adoptOn(ctx context.Context, tx Tx, path docs.Path, limit int) ([]Anchored, error) {
	comments, err := tx.CommentsUnanchored(ctx, path, limit)
	if err != nil || len(comments) == 0 {
		return nil, err
	}
	rows := make([]Anchored, 0, len(comments))
	for _, c := range comments {
		row, err := s.adopt(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, s.catchUp(ctx, tx, rows, math.MaxInt64)
}

// adopt anchors a comment on a passage in the version that its writer had
// before them. Where no version has its quote it is an orphan from the start.
func (s *Service) adopt(ctx context.Context, tx Tx, c Comment) (Anchored, error) {
	row := Anchored{Kind: AnchorComment, ID: c.ID, FromPath: c.Path, FromPassage: c.Passage, Path: c.Path,
		Anchor: Anchor{Quote: c.Quote, Fate: FateOrphaned}}
	events, err := tx.PassageEvents(ctx, c.Passage)
	if err != nil {
		return row, err
	}
	e, ok := quotedIn(events, c)
	if !ok {
		if n := len(events); n > 0 {
			row.FromSeq, row.Seq = events[n-1].Seq, events[n-1].Seq
		}
		return row, nil
	}
	v, err := tx.VersionAt(ctx, e.Path, e.Seq)
	if err != nil {
		return row, err
	}
	p, err := s.pageOf(ctx, tx, v)
	if err != nil {
		return row, err
	}
	row, err = anchorIn(p, c, 0)
	row.FromSeq, row.Seq = e.Seq, e.Seq
	if fault.KindOf(err) != "" && fault.KindOf(err) != fault.Internal {
		return row, nil
	}
	return row, err
}

// quotedIn finds the event after which the passage had the quote when the
// comment was written, or else the newest that has it.
func quotedIn(events []docs.PassageEvent, c Comment) (docs.PassageEvent, bool) {
	has := func(e docs.PassageEvent) bool { return e.Change != docs.PassageRemoved && holds(e.Text, c.Quote) }
	for _, e := range slices.Backward(events) {
		// Commits tell whole seconds.
		if !e.At.After(c.Created.Add(time.Second)) && has(e) {
			return e, true
		}
	}
	for _, e := range slices.Backward(events) {
		if has(e) {
			return e, true
		}
	}
	return docs.PassageEvent{}, false
}

// anchorIn anchors a comment in the passage of the page that it is about: in
// its quote, that occurrence of several which begins nearest to the passage's
// word with the number, or in the whole passage.
func anchorIn(p *pageText, c Comment, word int) (Anchored, error) {
	row := Anchored{Kind: AnchorComment, ID: c.ID, FromPath: p.path, FromPassage: c.Passage, Path: p.path, Passage: c.Passage,
		Anchor: Anchor{Quote: c.Quote, Fate: FateOrphaned}}
	_, passage, err := p.passage(c.Passage)
	if err != nil {
		return row, err
	}
	within := Extent{passage.Start, passage.End}
	if strings.TrimSpace(c.Quote) != "" {
		found, ok := findQuote(string(p.source), within, c.Quote, word)
		if !ok {
			return row, fault.InField("quote", "error.quote-missing")
		}
		within = found
	}
	row.Anchor = AnchorAt(string(p.source), within)
	return row, nil
}
