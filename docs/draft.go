package docs

import (
	"context"
	"strconv"
	"strings"

	"luonnos/people"
)

// Draft writes a commit of files on top of base that no branch holds, and sets
// the reference to it (ProposalPrefix…). Objects and commit row are written.
func (r *Repository) Draft(ctx context.Context, tx Tx, ref RefName, base Hash, files []File, author people.Pseudonym, message string) (Hash, error) {
	c, err := r.extend(ctx, tx, base, files, draftCommit{
		author: author, decider: author, message: message, proposal: ref.proposal(), at: r.now(),
	})
	if err != nil {
		return "", err
	}
	old, err := tx.Ref(ctx, ref)
	if err != nil {
		return "", err
	}
	return c.Hash, tx.MoveRef(ctx, ref, old, c.Hash)
}

// proposal is the number in a reference refs/proposals/N/…, 0 in another.
func (r RefName) proposal() int64 {
	number, _, _ := strings.Cut(strings.TrimPrefix(string(r), string(ProposalPrefix)), "/")
	n, _ := strconv.ParseInt(number, 10, 64)
	return n
}

// extend writes a commit of the files on top of base, "" for a first commit.
func (r *Repository) extend(ctx context.Context, tx Tx, base Hash, files []File, d draftCommit) (Commit, error) {
	before, err := baseCommit(ctx, tx, base)
	if err != nil {
		return Commit{}, err
	}
	edits, err := r.writeFiles(ctx, tx, before.Tree, files)
	if err != nil {
		return Commit{}, err
	}
	d.onto(before)
	if d.tree, err = r.editTree(ctx, tx, before.Tree, edits); err != nil {
		return Commit{}, err
	}
	return r.writeCommit(ctx, tx, d)
}

// baseCommit is the commit to write on top of, the zero one for "".
func baseCommit(ctx context.Context, tx Tx, base Hash) (Commit, error) {
	if base == "" {
		return Commit{}, nil
	}
	return tx.Commit(ctx, base)
}

// onto makes base the first parent, unless it is the zero one.
func (d *draftCommit) onto(base Commit) {
	if base.Hash != "" {
		d.parents = append([]Commit{base}, d.parents...)
	}
}

// Note adds a JSON file to the public record's decisions branch. The caller
// keeps the folders of the branch small: a note rewrites the one it lies in.
func (r *Repository) Note(ctx context.Context, tx Tx, file string, content []byte, by people.Pseudonym, message string) error {
	old, err := tx.Ref(ctx, Record)
	if err != nil {
		return err
	}
	c, err := r.extend(ctx, tx, old, []File{{Path: file, Content: content}}, draftCommit{
		author: by, decider: by, message: message, at: r.now(),
	})
	if err != nil {
		return err
	}
	return tx.MoveRef(ctx, Record, old, c.Hash)
}
