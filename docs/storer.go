package docs

import (
	"context"
	"errors"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage"
	"github.com/go-git/go-git/v5/storage/memory"

	"luonnos/internal/fault"
)

// Storer shows one transaction to go-git as a repository. It lives no longer
// than the transaction; the context is kept because go-git's interface has no
// place for one.
type Storer struct {
	// A bare repository in a database has nothing of these to keep.
	memory.ConfigStorage
	memory.IndexStorage
	memory.ShallowStorage
	memory.ModuleStorage

	ctx     context.Context
	tx      Tx
	objects *objectWriter
}

var _ storage.Storer = (*Storer)(nil)

// NewStorer returns the transaction as go-git's storage.
func NewStorer(ctx context.Context, tx Tx) *Storer {
	return &Storer{ctx: ctx, tx: tx, objects: &objectWriter{}}
}

// NewEncodedObject returns an empty object to fill.
func (s *Storer) NewEncodedObject() plumbing.EncodedObject { return &plumbing.MemoryObject{} }

// SetEncodedObject stores the object.
func (s *Storer) SetEncodedObject(o plumbing.EncodedObject) (plumbing.Hash, error) {
	r, err := o.Reader()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	h, err := s.objects.write(s.ctx, s.tx, ObjectType(o.Type()), content)
	return plumbing.NewHash(string(h)), err
}

// EncodedObject returns a stored object after checking it against its name.
func (s *Storer) EncodedObject(t plumbing.ObjectType, h plumbing.Hash) (plumbing.EncodedObject, error) {
	o, err := s.tx.Object(s.ctx, Hash(h.String()))
	if fault.KindOf(err) == fault.NotFound {
		return nil, plumbing.ErrObjectNotFound
	}
	if err != nil {
		return nil, err
	}
	if t != plumbing.AnyObject && t != plumbing.ObjectType(o.Type) {
		return nil, plumbing.ErrObjectNotFound
	}
	content, err := o.content()
	if err != nil {
		return nil, err
	}
	m := &plumbing.MemoryObject{}
	m.SetType(plumbing.ObjectType(o.Type))
	_, err = m.Write(content)
	return m, err
}

// IterEncodedObjects goes through the stored objects of a type.
func (s *Storer) IterEncodedObjects(t plumbing.ObjectType) (storer.EncodedObjectIter, error) {
	var names []plumbing.Hash
	err := s.tx.EachObject(s.ctx, func(h Hash, of ObjectType) error {
		if t == plumbing.AnyObject || t == plumbing.ObjectType(of) {
			names = append(names, plumbing.NewHash(string(h)))
		}
		return nil
	})
	return storer.NewEncodedObjectLookupIter(s, t, names), err
}

// HasEncodedObject returns plumbing.ErrObjectNotFound for an object that is not stored.
func (s *Storer) HasEncodedObject(h plumbing.Hash) error {
	ok, err := s.tx.HasObject(s.ctx, Hash(h.String()))
	if err == nil && !ok {
		return plumbing.ErrObjectNotFound
	}
	return err
}

// EncodedObjectSize is the size of an object's content in bytes.
func (s *Storer) EncodedObjectSize(h plumbing.Hash) (int64, error) {
	o, err := s.tx.Object(s.ctx, Hash(h.String()))
	if fault.KindOf(err) == fault.NotFound {
		return 0, plumbing.ErrObjectNotFound
	}
	return o.Size, err
}

// AddAlternate is refused: all objects are in one place.
func (s *Storer) AddAlternate(string) error {
	return errors.New("the store has no alternates")
}

// SetReference sets a reference whatever it was before.
func (s *Storer) SetReference(ref *plumbing.Reference) error {
	old, err := s.tx.Ref(s.ctx, RefName(ref.Name()))
	if err != nil {
		return err
	}
	return s.move(ref, old)
}

// CheckAndSetReference sets a reference that is still at old.
func (s *Storer) CheckAndSetReference(ref, old *plumbing.Reference) error {
	if old == nil {
		return s.SetReference(ref)
	}
	return s.move(ref, Hash(old.Hash().String()))
}

func (s *Storer) move(ref *plumbing.Reference, old Hash) error {
	if ref.Type() != plumbing.HashReference {
		return errors.New("symbolic references are not stored")
	}
	err := s.tx.MoveRef(s.ctx, RefName(ref.Name()), old, Hash(ref.Hash().String()))
	if fault.KindOf(err) == fault.Conflict {
		return storage.ErrReferenceHasChanged
	}
	return err
}

// Reference returns a reference; HEAD always means main.
func (s *Storer) Reference(name plumbing.ReferenceName) (*plumbing.Reference, error) {
	if name == plumbing.HEAD {
		return plumbing.NewSymbolicReference(name, plumbing.ReferenceName(Main)), nil
	}
	h, err := s.tx.Ref(s.ctx, RefName(name))
	if err != nil {
		return nil, err
	}
	if h == "" {
		return nil, plumbing.ErrReferenceNotFound
	}
	return plumbing.NewHashReference(name, plumbing.NewHash(string(h))), nil
}

// IterReferences goes through all references by name.
func (s *Storer) IterReferences() (storer.ReferenceIter, error) {
	stored, err := s.tx.Refs(s.ctx, "")
	if err != nil {
		return nil, err
	}
	refs := make([]*plumbing.Reference, len(stored))
	for i, r := range stored {
		refs[i] = plumbing.NewHashReference(plumbing.ReferenceName(r.Name), plumbing.NewHash(string(r.Hash)))
	}
	return storer.NewReferenceSliceIter(refs), nil
}

// RemoveReference removes a reference; one that is not there is no error.
func (s *Storer) RemoveReference(name plumbing.ReferenceName) error {
	old, err := s.tx.Ref(s.ctx, RefName(name))
	if err != nil || old == "" {
		return err
	}
	return s.tx.MoveRef(s.ctx, RefName(name), old, "")
}

// CountLooseRefs is zero: references are rows.
func (s *Storer) CountLooseRefs() (int, error) { return 0, nil }

// PackRefs has nothing to do.
func (s *Storer) PackRefs() error { return nil }
