package storetest

import (
	"context"
	"fmt"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
)

func testPassages(t *testing.T, s suite) {
	b := s.box(t)
	page := func(path docs.Path, ids ...docs.PassageID) docs.Page {
		return docs.Page{Path: path, Title: "Äänensävy", Blob: hash(1), Seq: 4, Commit: hash(2), Passages: ids, Words: 120, Changed: day(4)}
	}
	happened := func(id docs.PassageID, seq int64, change docs.PassageChange) docs.PassageEvent {
		return docs.PassageEvent{Passage: id, Path: "a.md", Seq: seq, Change: change, Text: fmt.Sprintf("*%s* %d", change, seq),
			Author: "p-a", Decider: "p-b", Proposal: 7, At: day(int(seq))}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(
			tx.PutPage(ctx, page("b.md", "p3")), tx.PutPage(ctx, page("Z.md")), tx.PutPage(ctx, page("a/ä.md")),
			tx.PutPage(ctx, page("a.md", "p2", "p1", "gone")),
			tx.PutPassageEvent(ctx, happened("p1", 1, docs.PassageCreated)),
			tx.PutPassageEvent(ctx, happened("p1", 3, docs.PassageMoved)),
			tx.PutPassageEvent(ctx, happened("p1", 2, docs.PassageChanged)),
			tx.PutPassageEvent(ctx, happened("p2", 1, docs.PassageCreated)),
			tx.PutPassageEvent(ctx, happened("p3", 1, docs.PassageCreated)),
			tx.PutPassageEvent(ctx, happened("gone", 1, docs.PassageCreated)))
	})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutPage(ctx, page("a.md", "p1", "p2")), tx.PutPassageEvent(ctx, happened("gone", 4, docs.PassageRemoved)))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, []docs.Page{page("Z.md"), page("a.md", "p1", "p2"), page("a/ä.md"), page("b.md", "p3")})(tx.Pages(ctx))
		want(t, page("a.md", "p1", "p2"))(tx.Page(ctx, "a.md"))
		missing[docs.Page](t)(tx.Page(ctx, "A.md"))
		want(t, page("a.md", "p1", "p2"))(tx.PageOfPassage(ctx, "p2"))
		missing[docs.Page](t)(tx.PageOfPassage(ctx, "gone"))
		want(t, []docs.PassageEvent{happened("p1", 1, docs.PassageCreated), happened("p1", 2, docs.PassageChanged), happened("p1", 3, docs.PassageMoved)})(
			tx.PassageEvents(ctx, "p1"))
		want[[]docs.PassageEvent](t, nil)(tx.PassageEvents(ctx, "p9"))
	})
	// A passage moves to another page: the order of the two writes is free.
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.PutPage(ctx, page("b.md", "p3", "p1")), tx.PutPage(ctx, page("a.md", "p2")), tx.DeletePage(ctx, "Z.md"))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, page("b.md", "p3", "p1"))(tx.PageOfPassage(ctx, "p1"))
		missing[docs.Page](t)(tx.Page(ctx, "Z.md"))
	})
	b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.DeletePage(ctx, "b.md") })
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		missing[docs.Page](t)(tx.PageOfPassage(ctx, "p1"))
	})
}
