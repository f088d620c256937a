package storetest

import (
	"context"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
)

func testHistory(t *testing.T, s suite) {
	b := s.box(t)
	commit := func(n int, seq int64) docs.Commit {
		return docs.Commit{Hash: hash(n), Tree: hash(n + 1000), Parents: []docs.Hash{hash(n - 1), hash(n + 500)}, Gen: int64(n),
			Seq: seq, Author: "p-a", Decider: "p-b", Proposal: int64(n), Summary: "Tiivistelmä", At: day(n)}
	}
	version := func(path docs.Path, seq int64, kind docs.VersionKind) docs.Version {
		return docs.Version{Path: path, Seq: seq, Kind: kind, Commit: hash(int(seq)), Blob: hash(int(seq) + 2000), Title: "Otsikko",
			Passages: []docs.PassageID{"aaaaaaaaaa", "bbbbbbbbbb"}, Author: "p-a", Decider: "p-b", Proposal: seq, Summary: "Tiivistelmä", At: day(int(seq))}
	}
	removed := version("b.md", 3, docs.Removed)
	removed.Blob, removed.Passages = "", nil
	draft := commit(9, 0)
	draft.Parents = nil

	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, int64(0))(tx.LastSeq(ctx))
		want[[]docs.Commit](t, nil)(tx.Changes(ctx, 0, 0))
		want[[]docs.Page](t, nil)(tx.Pages(ctx))
		want(t, 0)(tx.CountVersions(ctx, "a.md"))
	})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(
			tx.PutCommit(ctx, commit(1, 1)), tx.PutCommit(ctx, commit(2, 2)), tx.PutCommit(ctx, commit(3, 3)), tx.PutCommit(ctx, draft),
			tx.PutCommit(ctx, docs.Commit{Hash: hash(10), At: day(1)}), // a second one off main
			tx.PutVersion(ctx, version("a.md", 1, docs.Added)), tx.PutVersion(ctx, version("b.md", 1, docs.Added)),
			tx.PutVersion(ctx, version("a.md", 3, docs.Added)), tx.PutVersion(ctx, removed),
			tx.PutVersion(ctx, version("a.md", 3, docs.Changed))) // again
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, commit(2, 2))(tx.Commit(ctx, hash(2)))
		want(t, draft)(tx.Commit(ctx, hash(9)))
		missing[docs.Commit](t)(tx.Commit(ctx, hash(4)))
		want(t, commit(3, 3))(tx.CommitAt(ctx, 3))
		missing[docs.Commit](t)(tx.CommitAt(ctx, 4))
		missing[docs.Commit](t)(tx.CommitAt(ctx, 0))
		want(t, int64(3))(tx.LastSeq(ctx))
		want(t, []docs.Commit{commit(3, 3), commit(2, 2), commit(1, 1)})(tx.Changes(ctx, 0, 0))
		want(t, []docs.Commit{commit(2, 2)})(tx.Changes(ctx, 3, 1))

		a1, a3 := version("a.md", 1, docs.Added), version("a.md", 3, docs.Changed)
		want(t, []docs.Version{a3, a1})(tx.Versions(ctx, "a.md", 0, 0))
		want(t, []docs.Version{a3})(tx.Versions(ctx, "a.md", 0, 1))
		want(t, []docs.Version{a1})(tx.Versions(ctx, "a.md", 3, 5))
		want[[]docs.Version](t, nil)(tx.Versions(ctx, "c.md", 0, 5))
		want(t, 2)(tx.CountVersions(ctx, "a.md"))
		want(t, 0)(tx.CountVersions(ctx, "c.md"))
		want(t, a1)(tx.VersionAt(ctx, "a.md", 2))
		want(t, a3)(tx.VersionAt(ctx, "a.md", 99))
		want(t, removed)(tx.VersionAt(ctx, "b.md", 3))
		missing[docs.Version](t)(tx.VersionAt(ctx, "a.md", 0))
		want(t, []docs.Version{a3, removed})(tx.VersionsOf(ctx, 3))
		want[[]docs.Version](t, nil)(tx.VersionsOf(ctx, 2))
	})
	err := b.Update(context.Background(), "", func(tx initiatives.Tx) error {
		return tx.PutCommit(context.Background(), commit(4, 3))
	})
	if err == nil {
		t.Error("two commits on main got the same number")
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.DeleteCommit(ctx, hash(9)) })
	b.read(func(ctx context.Context, tx initiatives.Tx) { missing[docs.Commit](t)(tx.Commit(ctx, hash(9))) })
}
