package revisions

import (
	"context"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// pageStep is what one commit of main did to one page. Old lacks the page
// (exists is false) when the commit made it, New when the commit removed it.
type pageStep struct {
	Commit   docs.Commit
	Old, New *pageText
}

// carrier works out what a step means for the rows that follow the text, on a
// snapshot. write, nil for nothing to do, then puts that down in another
// transaction: it must bear that rows were erased or changed in between.
type carrier func(ctx context.Context, tx Tx, p pageStep) (write func(context.Context, Tx) error, err error)

// carriers are those who follow the text, in the order they are asked.
func (s *Service) carriers() []carrier { return []carrier{s.carryAnchors, s.carryAuthorship} }

// Carry takes what is tied to the text through the next commit of main that it
// has not been taken through, and reports whether there are more. Commits are
// taken in the order of their numbers, each once, whoever calls: all that
// follows from one commit is written in one transaction together with its
// number. What is worked out holds no writer up.
func (s *Service) Carry(ctx context.Context) (more bool, err error) {
	var done, last int64
	var writes []func(context.Context, Tx) error
	err = s.store.View(ctx, func(tx Tx) error {
		writes = nil
		if done, err = tx.Carried(ctx); err != nil {
			return err
		}
		if last, err = tx.LastSeq(ctx); err != nil || last <= done {
			return err
		}
		writes, err = s.carryCommit(ctx, tx, done+1)
		return err
	})
	if err != nil || last <= done {
		return false, err
	}
	err = s.store.Update(ctx, "", func(tx Tx) error {
		// Another process may have been faster with this commit.
		if mine, err := tx.MoveCarried(ctx, done, done+1); err != nil || !mine {
			return err
		}
		for _, write := range writes {
			if err := write(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return err == nil && last > done+1, err
}

// carryCommit works out what follows from main's commit with the number.
func (s *Service) carryCommit(ctx context.Context, tx Tx, seq int64) (writes []func(context.Context, Tx) error, err error) {
	commit, err := tx.CommitAt(ctx, seq)
	if err != nil {
		return nil, err
	}
	versions, err := tx.VersionsOf(ctx, seq)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		step, err := s.stepOf(ctx, tx, commit, v)
		if err != nil {
			return nil, err
		}
		for _, carry := range s.carriers() {
			write, err := carry(ctx, tx, step)
			if err != nil {
				return nil, err
			}
			if write != nil {
				writes = append(writes, write)
			}
		}
	}
	return writes, nil
}

// stepOf is what a commit did to the page of one of its versions.
func (s *Service) stepOf(ctx context.Context, tx Tx, c docs.Commit, v docs.Version) (pageStep, error) {
	p := pageStep{Commit: c}
	var err error
	if p.Old, err = s.pageBefore(ctx, tx, v.Path, v.Seq); err != nil {
		return p, err
	}
	p.New, err = s.pageOf(ctx, tx, v)
	return p, err
}

// pageBefore is the page as it was before main's commit with the number.
func (s *Service) pageBefore(ctx context.Context, tx Tx, path docs.Path, seq int64) (*pageText, error) {
	if seq <= 1 {
		return &pageText{path: path}, nil
	}
	v, err := tx.VersionAt(ctx, path, seq-1)
	if fault.KindOf(err) == fault.NotFound {
		return &pageText{path: path}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.pageOf(ctx, tx, v)
}

// pageOf is the page as a version of it has it.
func (s *Service) pageOf(ctx context.Context, tx Tx, v docs.Version) (*pageText, error) {
	p := &pageText{path: v.Path}
	if v.Kind == docs.Removed {
		return p, nil
	}
	source, err := s.docs.Blob(ctx, tx, v.Blob)
	if err != nil {
		return nil, err
	}
	p.exists, p.title, p.blob, p.source, p.ids = true, v.Title, v.Blob, source, v.Passages
	return p, nil
}
