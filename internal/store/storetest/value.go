package storetest

import (
	"bytes"
	"context"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
)

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
