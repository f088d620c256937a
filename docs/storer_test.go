package docs_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage"

	"luonnos/docs"
)

// go-git's own object model reads the store as a repository.
func TestStorerIsARepository(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page, "luku/b.md", "# B\n")
	second := h.accept(t, 1, first.Hash, "a.md", page2)
	h.view(t, func(ctx context.Context, tx docs.Tx) error {
		s := docs.NewStorer(ctx, tx)
		head, err := s.Reference(plumbing.HEAD)
		if err != nil {
			return err
		}
		main, err := s.Reference(head.Target())
		if err != nil || main.Hash().String() != string(second.Hash) {
			t.Errorf("main %v, %v", main, err)
		}
		c, err := object.GetCommit(s, main.Hash())
		if err != nil {
			return err
		}
		seen := 0
		err = object.NewCommitPreorderIter(c, nil, nil).ForEach(func(*object.Commit) error { seen++; return nil })
		if seen != 3 {
			t.Errorf("%d commits", seen)
		}
		f, err2 := c.File("luku/b.md")
		if err2 != nil {
			return err2
		}
		if content, err := f.Contents(); content != "# B\n" {
			t.Errorf("content %q, %v", content, err)
		}
		blobs, err2 := s.IterEncodedObjects(plumbing.BlobObject)
		if err2 != nil {
			return err2
		}
		n := 0
		err2 = blobs.ForEach(func(plumbing.EncodedObject) error { n++; return nil })
		if n != 3 {
			t.Errorf("%d blobs", n)
		}
		if _, missing := s.EncodedObject(plumbing.AnyObject, plumbing.NewHash("ab")); missing != plumbing.ErrObjectNotFound {
			t.Errorf("a missing object: %v", missing)
		}
		if _, wrong := s.EncodedObject(plumbing.BlobObject, c.Hash); wrong != plumbing.ErrObjectNotFound {
			t.Errorf("a commit read as a blob: %v", wrong)
		}
		return errors.Join(err, err2)
	})
}

func TestStorerMovesReferences(t *testing.T) {
	h := newHouse(t)
	first := h.apply(t, "a.md", page)
	second := h.apply(t, "a.md", page2)
	one := plumbing.NewHashReference("refs/tags/x", plumbing.NewHash(string(first.Hash)))
	two := plumbing.NewHashReference("refs/tags/x", plumbing.NewHash(string(second.Hash)))
	h.update(t, func(ctx context.Context, tx docs.Tx) error {
		s := docs.NewStorer(ctx, tx)
		if err := s.SetReference(one); err != nil {
			return err
		}
		if err := s.CheckAndSetReference(two, two); err != storage.ErrReferenceHasChanged {
			t.Errorf("set over another value: %v", err)
		}
		return s.CheckAndSetReference(two, one)
	})
	h.update(t, func(ctx context.Context, tx docs.Tx) error {
		s := docs.NewStorer(ctx, tx)
		if ref, err := s.Reference("refs/tags/x"); err != nil || ref.Hash() != two.Hash() {
			t.Errorf("reference %v, %v", ref, err)
		}
		if err := s.RemoveReference("refs/tags/x"); err != nil {
			return err
		}
		if _, err := s.Reference("refs/tags/x"); err != plumbing.ErrReferenceNotFound {
			t.Errorf("removed reference: %v", err)
		}
		return s.RemoveReference("refs/tags/x")
	})
}
