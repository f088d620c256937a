package storetest

import (
	"context"
	"testing"

	"luonnos/initiatives"
	"luonnos/themes"
)

func testImports(t *testing.T, s suite) {
	b := s.box(t)
	at := func(id int64, state themes.ImportState, created int) themes.Import {
		return themes.Import{ID: id, By: "u1", Name: "palaute.csv", Size: 9, State: state, Created: day(created)}
	}
	open, stale, first, second := at(1, themes.ImportOpen, 5), at(2, themes.ImportOpen, 1), at(3, themes.ImportQueued, 1), at(4, themes.ImportQueued, 6)
	first.Source, first.Reading, first.Done, first.Total = 7, `{"parts":{"text":0}}`, 500, 1200
	first.New, first.Changed, first.Known, first.Refused = 490, 3, 5, 2
	first.Faults = []themes.RowFault{{Row: 12, Key: "error.row-time", Column: "Päivä", Found: "31.2.2026"}}
	first.Error, first.Started, first.Ended, first.Lease = "error.row-rest", day(7), day(8), day(9)
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		it := tx.(themes.ImportTx)
		return every(it.PutImport(ctx, open), it.PutImport(ctx, stale), it.PutImport(ctx, second), it.PutImport(ctx, at(3, themes.ImportOpen, 9)),
			it.PutImport(ctx, first), it.PutImportPart(ctx, 3, 0, []byte("a\x00\xff")), it.PutImportPart(ctx, 3, 1, []byte("b")),
			it.PutImportPart(ctx, 2, 0, []byte("c")), it.PutImportPart(ctx, 4, 0, []byte("d")))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		it := tx.(themes.ImportTx)
		want(t, first)(it.Import(ctx, 3))
		missing[themes.Import](t)(it.Import(ctx, 9))
		want(t, []themes.Import{second, first})(it.Imports(ctx, 2))
		want(t, []themes.Import{first, second})(it.QueuedImports(ctx))
		want(t, 2)(it.CountImports(ctx, themes.ImportOpen))
		want(t, 0)(it.CountImports(ctx, themes.ImportDone))
		want(t, []byte("a\x00\xff"))(it.ImportPart(ctx, 3, 0))
		want(t, []byte("b"))(it.ImportPart(ctx, 3, 1))
		want[[]byte](t, nil)(it.ImportPart(ctx, 3, 2))
	})
	b.write(func(ctx context.Context, tx initiatives.Tx) error {
		it := tx.(themes.ImportTx)
		return every(it.DeleteStaleImports(ctx, day(5)), it.DeleteImportParts(ctx, 3), it.DeleteImport(ctx, 4))
	})
	b.read(func(ctx context.Context, tx initiatives.Tx) {
		it := tx.(themes.ImportTx)
		want(t, []themes.Import{first, open})(it.Imports(ctx, 0))
		for _, id := range []int64{2, 3, 4} {
			want[[]byte](t, nil)(it.ImportPart(ctx, id, 0))
		}
	})
}
