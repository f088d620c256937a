package docs

import (
	"context"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Freeze makes an annotated tag on a commit of main; Conflict when the name is taken.
func (r *Repository) Freeze(ctx context.Context, tx Tx, name string, target Hash, by people.Pseudonym, message string) error {
	ref := TagPrefix + RefName(name)
	if plumbing.ReferenceName(ref).Validate() != nil {
		return fault.InField("tag", "error.tag")
	}
	c, err := tx.Commit(ctx, target)
	if err != nil {
		return err
	}
	if c.Seq == 0 {
		return fault.New(fault.Invalid, "error.not-on-main")
	}
	tagger, err := signature(by, r.now())
	if err != nil {
		return err
	}
	tag := object.Tag{
		Name: name, Tagger: tagger, Message: cleanMessage(message) + "\n",
		TargetType: plumbing.CommitObject, Target: plumbing.NewHash(string(target)),
	}
	s := r.storer(ctx, tx)
	encoded := s.NewEncodedObject()
	if err := tag.Encode(encoded); err != nil {
		return err
	}
	taken, err := tx.Ref(ctx, ref)
	if err != nil {
		return err
	}
	if taken != "" {
		f := fault.New(fault.Conflict, "error.tag-taken")
		f.Field = "tag"
		return f
	}
	h, err := s.SetEncodedObject(encoded)
	if err != nil {
		return err
	}
	return tx.MoveRef(ctx, ref, "", Hash(h.String()))
}
