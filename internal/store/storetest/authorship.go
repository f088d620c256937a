package storetest

import (
	"context"
	"math"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/revisions"
)

func testAuthorship(t *testing.T, s suite) {
	b := s.box(t)
	row := func(path docs.Path, seq int64, origins string) revisions.AuthorshipRow {
		return revisions.AuthorshipRow{Path: path, Seq: seq, Origins: []byte(origins)}
	}
	lost := func(path docs.Path, sentence, seq int64, origins string) revisions.LostSentence {
		return revisions.LostSentence{Path: path, Sentence: sentence, Seq: seq, Origins: []byte(origins)}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(
			tx.PutAuthorship(ctx, row("a.md", 3, "vanha")), tx.PutAuthorship(ctx, row("a.md", 3, "\x00\xff")),
			tx.PutAuthorship(ctx, row("a.md", 4, "x")), tx.PutAuthorship(ctx, row("b.md", 3, "y")),
			tx.PutLostSentence(ctx, lost("a.md", math.MinInt64, 5, "b")), tx.PutLostSentence(ctx, lost("a.md", math.MinInt64, 4, "a\x00")),
			tx.PutLostSentence(ctx, lost("a.md", math.MinInt64, 6, "c")), tx.PutLostSentence(ctx, lost("b.md", 7, 1, "d")))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		found := func(r revisions.AuthorshipRow, ok bool, err error) (revisions.AuthorshipRow, error) {
			if !ok {
				t.Error("no row")
			}
			return r, err
		}
		want(t, row("a.md", 3, "\x00\xff"))(found(tx.Authorship(ctx, "a.md", 3)))
		want(t, row("b.md", 3, "y"))(found(tx.Authorship(ctx, "b.md", 3)))
		if _, ok, err := tx.Authorship(ctx, "b.md", 4); ok || err != nil {
			t.Errorf("a row that is not there: %v, %v", ok, err)
		}
		l, ok, err := tx.LostSentence(ctx, "a.md", math.MinInt64, 5)
		if !ok {
			t.Error("no lost sentence")
		}
		want(t, lost("a.md", math.MinInt64, 4, "a\x00"))(l, err)
		for _, missing := range []struct{ sentence, before int64 }{{math.MinInt64, 4}, {7, 9}} {
			if _, ok, err := tx.LostSentence(ctx, "a.md", missing.sentence, missing.before); ok || err != nil {
				t.Errorf("a lost sentence that is not there: %v, %v", ok, err)
			}
		}
	})
}
