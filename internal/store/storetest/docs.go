package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/fault"
	"luonnos/people"
)

func hash(n int) docs.Hash { return docs.Hash(fmt.Sprintf("%040x", n)) }

func testValues(t *testing.T, s suite) {
	const odd = "näyttää åäö 🏙️ \u2028 ' \" \\ % _ $1 ? \r\n\t"
	const broken = "latin-1 \xe4\xf6 and \x00 NUL"

	t.Run("bytes from files stay", func(t *testing.T) {
		b := s.box(t)
		e := docs.PassageEvent{Passage: "a", Path: "a.md", Seq: 1, Change: docs.PassageCreated, Text: broken + odd, At: day(1)}
		p := docs.Page{Path: "a.md", Title: broken, Changed: day(1)}
		v := docs.Version{Path: "a.md", Seq: 1, Kind: docs.Added, Title: broken, Summary: broken, At: day(1)}
		c := docs.Commit{Hash: hash(1), Seq: 1, Summary: broken, At: day(1)}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutPassageEvent(ctx, e), tx.PutPage(ctx, p), tx.PutVersion(ctx, v), tx.PutCommit(ctx, c),
				tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{{Title: broken, Text: broken, Stems: map[string]int{"a": 1}}}))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, []docs.PassageEvent{e})(tx.PassageEvents(ctx, "a"))
			want(t, p)(tx.Page(ctx, "a.md"))
			want(t, v)(tx.VersionAt(ctx, "a.md", 1))
			want(t, c)(tx.Commit(ctx, hash(1)))
			hits, err := tx.SearchDocs(ctx, [][]string{{"a"}}, 0)
			want(t, []string{broken})(project(hits, func(h docs.Hit) string { return h.Text }), err)
		})
	})

	t.Run("typed text stays, but for what cannot be typed", func(t *testing.T) {
		b := s.box(t)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutSetting(ctx, "odd", odd), tx.PutSetting(ctx, "broken", broken))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, odd)(tx.Setting(ctx, "odd"))
			want(t, "latin-1 \uFFFD and \uFFFD NUL")(tx.Setting(ctx, "broken"))
		})
	})

	t.Run("big and empty objects", func(t *testing.T) {
		b := s.box(t)
		big := bytes.Repeat([]byte{0, 1, 0xff, '\''}, 1<<18)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutObject(ctx, docs.Object{Hash: hash(1), Type: docs.BlobObject, Size: 1 << 40, Z: big}),
				tx.PutObject(ctx, docs.Object{Hash: hash(2), Type: docs.TagObject, Z: []byte{0}}))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, docs.Object{Hash: hash(1), Type: docs.BlobObject, Size: 1 << 40, Z: big})(tx.Object(ctx, hash(1)))
			want(t, docs.Object{Hash: hash(2), Type: docs.TagObject, Z: []byte{0}})(tx.Object(ctx, hash(2)))
		})
	})

	t.Run("times are microseconds in UTC", func(t *testing.T) {
		b := s.box(t)
		helsinki := time.FixedZone("EET", 2*60*60)
		for i, at := range []time.Time{{}, time.Unix(0, 0), time.Date(1969, 12, 31, 23, 59, 59, 1000, helsinki), time.Date(2999, 1, 1, 0, 0, 0, 999999999, helsinki)} {
			b.write(func(ctx context.Context, tx initiatives.Tx) error {
				return tx.PutCommit(ctx, docs.Commit{Hash: hash(i), At: at})
			})
			b.read(func(ctx context.Context, tx initiatives.Tx) {
				want(t, docs.Commit{Hash: hash(i), At: at.UTC().Truncate(time.Microsecond)})(tx.Commit(ctx, hash(i)))
			})
		}
	})
}

func testObjects(t *testing.T, s suite) {
	b := s.box(t)
	const n = 2500 // more than any sensible batch
	type named struct {
		Hash docs.Hash
		Type docs.ObjectType
	}
	var all []named
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		for i := n - 1; i >= 0; i-- {
			if err := tx.PutObject(ctx, docs.Object{Hash: hash(i), Type: docs.ObjectType(i%4 + 1), Size: 1, Z: []byte("first")}); err != nil {
				return err
			}
		}
		return tx.PutObject(ctx, docs.Object{Hash: hash(0), Type: docs.BlobObject, Size: 9, Z: []byte("second")})
	})
	for i := range n {
		all = append(all, named{hash(i), docs.ObjectType(i%4 + 1)})
	}
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		want(t, docs.Object{Hash: hash(0), Type: docs.CommitObject, Size: 1, Z: []byte("first")})(tx.Object(ctx, hash(0)))
		missing[docs.Object](t)(tx.Object(ctx, hash(n)))
		want(t, true)(tx.HasObject(ctx, hash(7)))
		want(t, false)(tx.HasObject(ctx, hash(n)))
		var got []named
		err := tx.EachObject(ctx, func(h docs.Hash, typ docs.ObjectType) error {
			got = append(got, named{h, typ})
			_, err := tx.Object(ctx, h) // the transaction is free for use
			return err
		})
		want(t, all)(got, err)
		enough := errors.New("enough")
		if err := tx.EachObject(ctx, func(docs.Hash, docs.ObjectType) error { return enough }); err != enough {
			t.Errorf("got %v", err)
		}
	})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.DeleteObject(ctx, hash(0)), tx.DeleteObject(ctx, hash(n)))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		missing[docs.Object](t)(tx.Object(ctx, hash(0)))
		want(t, false)(tx.HasObject(ctx, hash(0)))
	})
}

func testRefs(t *testing.T, s suite) {
	changed := func(t *testing.T, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.Conflict || !fault.Is(err, "error.ref-changed") {
			t.Errorf("got %v, want a conflict", err)
		}
	}

	t.Run("compare and set", func(t *testing.T) {
		b := s.box(t)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, docs.Hash(""))(tx.Ref(ctx, docs.Main))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(1), hash(2)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(1), ""))
			return tx.MoveRef(ctx, docs.Main, "", hash(1))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			changed(t, tx.MoveRef(ctx, docs.Main, "", hash(2)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(2), hash(3)))
			changed(t, tx.MoveRef(ctx, docs.Main, hash(2), ""))
			want(t, hash(1))(tx.Ref(ctx, docs.Main))
			return tx.MoveRef(ctx, docs.Main, hash(1), hash(2))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, hash(2), "") })
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, docs.Hash(""))(tx.Ref(ctx, docs.Main))
			return tx.MoveRef(ctx, docs.Main, "", hash(3))
		})
	})

	t.Run("of many writers one wins", func(t *testing.T) {
		b := s.box(t)
		tip := hash(1000)
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, "", tip) })
		for round := range 20 {
			var won atomic.Int64
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() {
					mine := hash(round*8 + w + 1)
					ctx := context.Background()
					err := b.Update(ctx, "", func(tx initiatives.Tx) error { return tx.MoveRef(ctx, docs.Main, tip, mine) })
					if err == nil {
						won.Add(1)
					} else {
						changed(t, err)
					}
				})
			}
			wg.Wait()
			if won.Load() != 1 {
				t.Fatalf("%d writers won", won.Load())
			}
			b.read(func(ctx context.Context, tx initiatives.Tx) { tip, _ = tx.Ref(ctx, docs.Main) })
		}
	})

	t.Run("listed by the bytes of the name", func(t *testing.T) {
		b := s.box(t)
		sorted := []docs.RefName{
			"refs/heads/main", "refs/proposals/1/v1", "refs/proposals/10/v1", "refs/proposals/2/v1",
			"refs/tags/V1", "refs/tags/a", "refs/tags/a-b", "refs/tags/a.b", "refs/tags/a/b", "refs/tags/ab", "refs/tags/v1", "refs/tags/z", "refs/tags/ä", "refs/tags/🏙",
		}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			for i := range sorted {
				if err := tx.MoveRef(ctx, sorted[len(sorted)-1-i], "", hash(len(sorted)-1-i)); err != nil {
					return err
				}
			}
			return nil
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			for _, prefix := range []docs.RefName{"", "refs/", docs.TagPrefix, docs.ProposalPrefix, "refs/tags/a", "refs/tags/ä", "refs/x"} {
				var expect []docs.Ref
				for i, name := range sorted {
					if strings.HasPrefix(string(name), string(prefix)) {
						expect = append(expect, docs.Ref{Name: name, Hash: hash(i)})
					}
				}
				want(t, expect)(tx.Refs(ctx, prefix))
			}
		})
	})
}

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
		want(t, map[docs.PassageID]docs.PassageEvent{
			"p1": happened("p1", 2, docs.PassageChanged), "p2": happened("p2", 1, docs.PassageCreated),
		})(tx.LastPassageEvents(ctx, "a.md"))
		want(t, map[docs.PassageID]docs.PassageEvent{})(tx.LastPassageEvents(ctx, "c.md"))
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
		want(t, map[docs.PassageID]docs.PassageEvent{})(tx.LastPassageEvents(ctx, "b.md"))
	})
}

func testSearch(t *testing.T, s suite) {
	b := s.box(t)
	doc := func(part, title string, stems ...string) docs.Doc {
		d := docs.Doc{Kind: "page", Subject: "a.md", Part: part, Lang: people.Finnish, Title: title, Text: strings.Join(stems, " "), Stems: map[string]int{}}
		for _, stem := range stems {
			d.Stems[stem]++
		}
		return d
	}
	find := func(limit int, groups ...[]string) string {
		var found []string
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			hits, err := tx.SearchDocs(ctx, groups, limit)
			if err != nil {
				t.Error(err)
			}
			for i, h := range hits {
				if i > 0 && h.Score > hits[i-1].Score {
					t.Errorf("hits are not best first: %v", hits)
				}
				found = append(found, h.Subject+"#"+string(h.Passage))
			}
		})
		return strings.Join(found, " ")
	}
	check := func(want string, groups ...[]string) {
		t.Helper()
		if got := find(0, groups...); got != want {
			t.Errorf("%v: got %q, want %q", groups, got, want)
		}
	}
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(
			tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{
				doc("1", "Nuoret", "nuor", "kanava", "nuor", "nuor"),
				doc("2", "Kanavat", "kanava", "äänensävy"),
				doc("3", "Pitkä", append(strings.Fields(strings.Repeat("täyte ", 200)), "kanava")...),
			}),
			tx.IndexDocs(ctx, "proposal", "12", []docs.Doc{doc("", "Ehdotus", "nuor", "vastuu")}))
	})
	check("a.md#1 12#", []string{"nuor"})
	check("a.md#1", []string{"nuor"}, []string{"kanava"})
	check("a.md#2 a.md#1 a.md#3", []string{"kanava"})
	check("12#", []string{"puuttuu", "vastuu"})
	check("a.md#2", []string{"ään*"})
	check("a.md#2 a.md#1 a.md#3", []string{"kan*"})
	check("", []string{"kan"})
	check("", []string{"kanava"}, []string{"puuttuu"})
	check("")
	check("", []string{})
	check("", []string{"%"})
	if got := find(2, []string{"kanava"}); got != "a.md#2 a.md#1" {
		t.Errorf("limit: %q", got)
	}
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		hits, err := tx.SearchDocs(ctx, [][]string{{"vastuu"}}, 1)
		if err == nil && len(hits) == 1 {
			hits[0].Score = 0
		}
		want(t, []docs.Hit{{Kind: "proposal", Subject: "12", Title: "Ehdotus", Text: "nuor vastuu", Lang: people.Finnish}})(hits, err)
	})

	// One passage of the page changes, one goes, one comes.
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return tx.IndexDocs(ctx, "page", "a.md", []docs.Doc{
			doc("1", "Nuoret", "vanha"), doc("2", "Kanavat", "kanava", "äänensävy"), doc("4", "Uusi", "nuor"),
		})
	})
	check("a.md#4 12#", []string{"nuor"})
	check("a.md#2", []string{"kanava"})
	check("a.md#1", []string{"vanha"})
	check("", []string{"täyte"})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		return every(tx.IndexDocs(ctx, "page", "a.md", nil), tx.IndexDocs(ctx, "page", "none.md", nil))
	})
	check("12#", []string{"nuor"})
	check("", []string{"kanava"})
}
