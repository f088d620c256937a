package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/fault"
)

// shelf is what references and objects should be.
type shelf struct {
	refs    map[docs.RefName]docs.Hash
	objects map[docs.Hash]string
}

func (m shelf) copy() shelf { return shelf{maps.Clone(m.refs), maps.Clone(m.objects)} }

// testModel runs random transactions, some of which fail, beside two maps.
func testModel(t *testing.T, s suite) {
	b := s.box(t)
	ctx := context.Background()
	errUndo := errors.New("undo")
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++ // each run keeps to names of its own, in one database
		model := shelf{map[docs.RefName]docs.Hash{}, map[docs.Hash]string{}}
		prefix := docs.RefName(fmt.Sprintf("refs/run/%06d/", run))
		refs := rapid.Map(rapid.SampledFrom([]string{"a", "b", "a/b", "B", "ä"}), func(n string) docs.RefName { return prefix + docs.RefName(n) })
		objects := rapid.Map(rapid.IntRange(1, 6), func(n int) docs.Hash { return docs.Hash(fmt.Sprintf("%034x%06x", run, n)) })
		maybeNone := rapid.OneOf(rapid.Just(docs.Hash("")), objects)

		transact := func(t *rapid.T) {
			steps := rapid.IntRange(1, 5).Draw(t, "steps")
			undo := rapid.Float64Range(0, 1).Draw(t, "undo") < 0.2
			next := model.copy()
			err := b.Update(ctx, "", func(tx initiatives.Tx) error {
				for range steps {
					if err := next.step(ctx, t, tx, refs, objects, maybeNone); err != nil {
						return err
					}
				}
				if undo {
					return errUndo
				}
				return nil
			})
			switch {
			case undo && err == errUndo:
			case !undo && err == nil:
				model = next
			default:
				t.Fatalf("update: %v", err)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"transact": transact,
			"": func(t *rapid.T) {
				if err := b.View(ctx, func(tx initiatives.Tx) error { return model.compare(ctx, t, tx, prefix) }); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

// step does one random thing to the transaction and to the model.
func (m shelf) step(ctx context.Context, t *rapid.T, tx initiatives.Tx, refs *rapid.Generator[docs.RefName], objects, maybeNone *rapid.Generator[docs.Hash]) error {
	switch rapid.SampledFrom([]string{"put", "delete", "move"}).Draw(t, "step") {
	case "put":
		h, z := objects.Draw(t, "hash"), rapid.StringN(1, 20, -1).Draw(t, "z")
		if _, there := m.objects[h]; !there {
			m.objects[h] = z
		}
		return tx.PutObject(ctx, docs.Object{Hash: h, Type: docs.BlobObject, Size: 1, Z: []byte(z)})
	case "delete":
		h := objects.Draw(t, "hash")
		delete(m.objects, h)
		return tx.DeleteObject(ctx, h)
	default:
		name, old, new := refs.Draw(t, "ref"), maybeNone.Draw(t, "old"), maybeNone.Draw(t, "new")
		if rapid.Bool().Draw(t, "right") {
			old = m.refs[name]
		}
		if old == "" && new == "" {
			return nil
		}
		err := tx.MoveRef(ctx, name, old, new)
		if old != m.refs[name] {
			if !fault.Is(err, "error.ref-changed") {
				t.Fatalf("move %s from %q instead of %q: %v", name, old, m.refs[name], err)
			}
			return nil
		}
		if new == "" {
			delete(m.refs, name)
		} else {
			m.refs[name] = new
		}
		return err
	}
}

// compare fails unless the database holds exactly what the model does.
func (m shelf) compare(ctx context.Context, t *rapid.T, tx initiatives.Tx, prefix docs.RefName) error {
	var expect []docs.Ref
	for _, name := range slices.SortedFunc(maps.Keys(m.refs), func(a, b docs.RefName) int { return strings.Compare(string(a), string(b)) }) {
		expect = append(expect, docs.Ref{Name: name, Hash: m.refs[name]})
	}
	got, err := tx.Refs(ctx, prefix)
	if err != nil {
		return err
	}
	if d := cmp.Diff(expect, got); d != "" {
		t.Fatalf("references (-want +got)\n%s", d)
	}
	for h, z := range m.objects {
		o, err := tx.Object(ctx, h)
		if err != nil || string(o.Z) != z {
			t.Fatalf("object %s: %q, %v", h, o.Z, err)
		}
	}
	return nil
}
