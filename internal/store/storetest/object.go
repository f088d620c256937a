package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"luonnos/docs"
	"luonnos/initiatives"
)

func hash(n int) docs.Hash { return docs.Hash(fmt.Sprintf("%040x", n)) }

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
