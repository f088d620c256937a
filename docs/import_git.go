package docs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"luonnos/internal/fault"
)

// ImportGit takes a git repository's checked-out branch with its history onto
// an empty main; commits keep their hashes. Authors of other systems stay in the
// imported objects as they are and are nobody here. Tags of the history come along.
//
// progress, which may be nil, hears how many of the commits have been read.
func (r *Repository) ImportGit(ctx context.Context, dir string, progress func(done, all int)) (ImportReport, error) {
	var report ImportReport
	if err := r.store.View(ctx, func(tx Tx) error { return requireEmpty(ctx, tx) }); err != nil {
		return report, err
	}
	git, err := openGit(dir)
	if err != nil {
		return report, err
	}
	defer git.Close()
	in := gitImport{
		importer: importer{repo: r, report: &report},
		git:      git, dir: dir, seen: map[rawHash]bool{},
	}
	h, err := in.history()
	if err != nil {
		return report, err
	}
	for i, c := range h.commits {
		if err := in.take(ctx, c); err != nil {
			return report, err
		}
		if progress != nil {
			progress(i+1, len(h.commits))
		}
	}
	if h.tags, err = in.tags(ctx, h.commits); err != nil {
		return report, err
	}
	if err := in.flush(ctx); err != nil {
		return report, err
	}
	if report.Files, err = in.countFiles(h.commits[len(h.commits)-1].Tree); err != nil {
		return report, err
	}
	return report, r.adopt(ctx, h, &report)
}

// gitImport reads a git repository on disk.
type gitImport struct {
	importer
	git  *filesystem.Storage
	dir  string
	seen map[rawHash]bool
}

// history reads the commit graph of the checked-out branch.
func (in *gitImport) history() (history, error) {
	head, err := resolve(in.git, plumbing.HEAD)
	if err != nil {
		return history{}, fault.New(fault.Invalid, "error.import-nothing", in.dir).Because(err)
	}
	if shallow, err := in.git.Shallow(); err == nil && len(shallow) > 0 {
		return history{}, fault.New(fault.Invalid, "error.import-shallow", in.dir)
	}
	h := history{tip: Hash(head.String())}
	h.commits, err = graph([]Hash{h.tip}, func(h Hash) (Commit, error) {
		c, err := object.GetCommit(in.git, plumbing.NewHash(string(h)))
		if err != nil {
			return Commit{}, in.broken(h, err)
		}
		return commitRow(c, 0, 0, true), nil
	})
	return h, err
}

// resolve follows symbolic references, as HEAD is one.
func resolve(git *filesystem.Storage, name plumbing.ReferenceName) (plumbing.Hash, error) {
	for range 8 {
		ref, err := git.Reference(name)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if ref.Type() == plumbing.HashReference {
			return ref.Hash(), nil
		}
		name = ref.Target()
	}
	return plumbing.ZeroHash, errors.New("reference leads nowhere")
}

func (in *gitImport) broken(h Hash, err error) error {
	return fault.New(fault.Invalid, "error.import-broken", in.dir).Because(fmt.Errorf("object %s: %w", h, err))
}

// take puts a commit and what its tree brings into the store.
func (in *gitImport) take(ctx context.Context, c Commit) error {
	if _, err := in.object(ctx, c.Hash, CommitObject); err != nil {
		return err
	}
	return in.tree(ctx, c.Tree)
}

func (in *gitImport) tree(ctx context.Context, h Hash) error {
	if in.seen[h.raw()] {
		return nil
	}
	content, err := in.object(ctx, h, TreeObject)
	if err != nil {
		return err
	}
	entries, err := parseTree(content)
	if err != nil {
		return in.broken(h, err)
	}
	for _, e := range entries {
		switch {
		case e.mode.isSubmodule():
		case e.mode.isTree():
			err = in.tree(ctx, e.hash)
		case !in.seen[e.hash.raw()]:
			_, err = in.object(ctx, e.hash, BlobObject)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// object copies one object and returns its content.
func (in *gitImport) object(ctx context.Context, h Hash, t ObjectType) ([]byte, error) {
	in.seen[h.raw()] = true
	content, err := in.read(h, t)
	if err != nil {
		return nil, in.broken(h, err)
	}
	o, err := in.repo.objects.object(t, content)
	if err != nil {
		return nil, err
	}
	if o.Hash != h {
		return nil, in.broken(h, fmt.Errorf("its content is %s", o.Hash))
	}
	return content, in.add(ctx, o)
}

func (in *gitImport) read(h Hash, t ObjectType) ([]byte, error) {
	o, err := in.git.EncodedObject(plumbing.ObjectType(t), plumbing.NewHash(string(h)))
	if err != nil {
		return nil, err
	}
	if o.Size() > maxObject {
		return nil, fmt.Errorf("%d bytes are too many", o.Size())
	}
	reader, err := o.Reader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	content := bytes.NewBuffer(make([]byte, 0, o.Size()))
	_, err = io.Copy(content, reader)
	return content.Bytes(), err
}

// tags copies the tags of commits that came along.
func (in *gitImport) tags(ctx context.Context, commits []Commit) ([]Ref, error) {
	taken := make(map[Hash]bool, len(commits))
	for _, c := range commits {
		taken[c.Hash] = true
	}
	refs, err := in.git.IterReferences()
	if err != nil {
		return nil, in.broken("", err)
	}
	defer refs.Close()
	var tags []Ref
	err = refs.ForEach(func(ref *plumbing.Reference) error {
		if !ref.Name().IsTag() || ref.Type() != plumbing.HashReference || ref.Name().Validate() != nil {
			return nil
		}
		chain, commit := in.peel(Hash(ref.Hash().String()))
		if !taken[commit] {
			return nil
		}
		for _, h := range chain {
			if in.seen[h.raw()] {
				continue
			}
			if _, err := in.object(ctx, h, TagObject); err != nil {
				return err
			}
		}
		tags = append(tags, Ref{RefName(ref.Name()), Hash(ref.Hash().String())})
		return nil
	})
	return tags, err
}

// peel follows annotated tags to what they stand for.
func (in *gitImport) peel(h Hash) (tags []Hash, target Hash) {
	for range 8 {
		content, err := in.read(h, TagObject)
		if err != nil {
			return tags, h
		}
		tags = append(tags, h)
		if h, err = tagTarget(content); err != nil {
			return tags, ""
		}
	}
	return tags, ""
}

func (in *gitImport) countFiles(tree Hash) (int, error) {
	content, err := in.read(tree, TreeObject)
	if err != nil {
		return 0, in.broken(tree, err)
	}
	entries, err := parseTree(content)
	n := 0
	for _, e := range entries {
		if e.mode.isTree() {
			below, err := in.countFiles(e.hash)
			if err != nil {
				return 0, err
			}
			n += below
		} else {
			n++
		}
	}
	return n, err
}
