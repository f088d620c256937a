package docs

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"time"

	"github.com/go-git/go-git/v5/plumbing/object"

	"luonnos/internal/fault"
)

// Problem is one disagreement found by Verify.
type Problem struct{ What, Where string }

// Verify checks every object's hash, that each reference's objects are all
// there, and replays main to compare commits, pages, versions and passages with
// the rows. The error tells that the check could not be made; what it found
// wrong is in the problems.
func (r *Repository) Verify(ctx context.Context) ([]Problem, error) {
	var v verifier
	err := r.store.View(ctx, func(tx Tx) error {
		v = verifier{repo: r, tx: tx, types: map[rawHash]ObjectType{}, trees: map[rawHash]bool{}}
		return v.run(ctx)
	})
	return v.problems, err
}

type verifier struct {
	repo     *Repository
	tx       Tx
	problems []Problem
	// types are the undamaged objects.
	types map[rawHash]ObjectType
	trees map[rawHash]bool
}

func (v *verifier) report(where, format string, args ...any) {
	v.problems = append(v.problems, Problem{fmt.Sprintf(format, args...), where})
}

func (v *verifier) run(ctx context.Context) error {
	if err := v.objects(ctx); err != nil {
		return err
	}
	refs, err := v.tx.Refs(ctx, "")
	if err != nil {
		return err
	}
	var tips []Hash
	var main Hash
	for _, ref := range refs {
		if tip := v.tip(ctx, ref); tip != "" {
			tips = append(tips, tip)
			if ref.Name == Main {
				main = tip
			}
		}
	}
	commits, err := v.graph(ctx, tips)
	if err != nil {
		return err
	}
	for _, c := range commits {
		if err := v.tree(ctx, c.Tree, "commit "+string(c.Hash)); err != nil {
			return err
		}
	}
	places := numberMain(commits, main)
	for _, c := range commits {
		if err := v.commit(ctx, c); err != nil {
			return err
		}
	}
	if len(v.problems) > 0 {
		// The tables below are worked out from what is damaged or missing.
		return nil
	}
	return v.replay(ctx, commits, places)
}

// objects checks each stored object against its name.
func (v *verifier) objects(ctx context.Context) error {
	var all []Hash
	err := v.tx.EachObject(ctx, func(h Hash, _ ObjectType) error {
		all = append(all, h)
		return nil
	})
	if err != nil {
		return err
	}
	for _, h := range all {
		o, err := v.tx.Object(ctx, h)
		if err != nil {
			return err
		}
		if _, err := o.content(); err != nil || o.Hash != h {
			v.report("object "+string(h), "is damaged: %v", err)
			continue
		}
		v.types[h.raw()] = o.Type
	}
	return nil
}

// tip is the commit a reference leads to, "" after reporting that there is none.
func (v *verifier) tip(ctx context.Context, ref Ref) Hash {
	h := ref.Hash
	for v.types[h.raw()] == TagObject {
		content, err := readObject(ctx, v.tx, h, TagObject)
		if err == nil {
			h, err = tagTarget(content)
		}
		if err != nil {
			v.report(string(ref.Name), "names a tag that cannot be read: %v", err)
			return ""
		}
	}
	if v.types[h.raw()] != CommitObject {
		v.report(string(ref.Name), "names %s, which is missing or no commit", h)
		return ""
	}
	return h
}

// graph reads the commits from the objects and numbers their generations; the
// rows are compared with it later.
func (v *verifier) graph(ctx context.Context, tips []Hash) ([]Commit, error) {
	decoded := map[Hash]*object.Commit{}
	read := func(h Hash) (Commit, error) {
		if v.types[h.raw()] != CommitObject {
			v.report("commit "+string(h), "is missing")
			return Commit{Hash: h}, nil
		}
		c, err := readCommit(ctx, v.tx, h)
		if err != nil {
			return Commit{}, err
		}
		decoded[h] = c
		return commitRow(c, 0, 0, true), nil
	}
	imported, err := v.tx.Setting(ctx, settingImported)
	if err != nil {
		return nil, err
	}
	foreign := map[Hash]bool{}
	if v.types[Hash(imported).raw()] == CommitObject {
		commits, err := graph([]Hash{Hash(imported)}, read)
		if err != nil {
			return nil, err
		}
		for _, c := range commits {
			foreign[c.Hash] = true
		}
	}
	commits, err := graph(tips, read)
	if err != nil {
		return nil, err
	}
	for i, c := range commits {
		if o := decoded[c.Hash]; o != nil {
			commits[i] = commitRow(o, c.Gen, 0, foreign[c.Hash])
		}
	}
	return commits, nil
}

// tree checks that everything below a tree is there.
func (v *verifier) tree(ctx context.Context, h Hash, where string) error {
	if v.trees[h.raw()] || h == "" {
		return nil
	}
	v.trees[h.raw()] = true
	if v.types[h.raw()] != TreeObject {
		v.report(where, "misses the tree %s", h)
		return nil
	}
	entries, err := readTree(ctx, v.tx, h)
	if err != nil {
		v.report(where, "%v", err)
		return nil
	}
	for _, e := range entries {
		switch {
		case e.mode.isSubmodule():
		case e.mode.isTree():
			if err := v.tree(ctx, e.hash, where); err != nil {
				return err
			}
		case v.types[e.hash.raw()] != BlobObject:
			v.report(where, "misses the file %s, object %s", e.name, e.hash)
		}
	}
	return nil
}

// commit compares a commit with its row.
func (v *verifier) commit(ctx context.Context, want Commit) error {
	if want.Tree == "" {
		return nil
	}
	row, err := v.tx.Commit(ctx, want.Hash)
	if fault.KindOf(err) == fault.NotFound {
		v.report("commit "+string(want.Hash), "has no row")
		return nil
	}
	if err != nil {
		return err
	}
	v.compare("commit "+string(want.Hash), row, want)
	return nil
}

// compare reports a row that is not as the history says. Both are printed, so
// that nil and empty lists count as the same.
func (v *verifier) compare(where string, row, want any) {
	if got, should := printed(row), printed(want); got != should {
		v.report(where, "is %s in the tables and %s by the history", got, should)
	}
}

func printed(row any) string {
	switch r := row.(type) {
	case Commit:
		r.At = inUTC(r.At)
		row = r
	case Version:
		r.At = inUTC(r.At)
		row = r
	case Page:
		r.Changed = inUTC(r.Changed)
		row = r
	case PassageEvent:
		r.At = inUTC(r.At)
		row = r
	}
	return fmt.Sprintf("%+v", row)
}

func inUTC(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }

// replay compares the tables of main with what its history gives.
func (v *verifier) replay(ctx context.Context, commits []Commit, main []int) error {
	last, err := v.tx.LastSeq(ctx)
	if err != nil {
		return err
	}
	if last != int64(len(main)) {
		v.report(string(Main), "has %d commits and %d numbered rows", len(main), last)
	}
	replayed := v.repo.newReplay(v.tx)
	lives := passageLives{}
	for _, i := range main {
		c := commits[i]
		e, err := replayed.next(ctx, c)
		if err != nil {
			return err
		}
		if err := v.versions(ctx, c, e.versions); err != nil {
			return err
		}
		for _, event := range e.events {
			lives.add(event)
		}
	}
	if err := v.pages(ctx, replayed); err != nil {
		return err
	}
	return v.lives(ctx, lives)
}

func (v *verifier) versions(ctx context.Context, c Commit, want []Version) error {
	rows, err := v.tx.VersionsOf(ctx, c.Seq)
	if err != nil {
		return err
	}
	for i := range max(len(rows), len(want)) {
		var row, should Version
		if i < len(rows) {
			row = rows[i]
		}
		if i < len(want) {
			should = want[i]
		}
		v.compare(fmt.Sprintf("version %d", c.Seq), row, should)
	}
	return nil
}

func (v *verifier) pages(ctx context.Context, replayed *replay) error {
	rows, err := v.tx.Pages(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		v.compare("page "+string(row.Path), row, replayed.pages[row.Path])
		delete(replayed.pages, row.Path)
	}
	for _, missing := range sortedPages(replayed.pages) {
		v.report("page "+string(missing.Path), "has no row")
	}
	return nil
}

// passageLives keeps a digest of each passage's events: the texts of a long
// history would not fit into memory.
type passageLives map[PassageID]hash.Hash

func (p passageLives) add(e PassageEvent) {
	if p[e.Passage] == nil {
		p[e.Passage] = sha256.New()
	}
	fmt.Fprintln(p[e.Passage], printed(e))
}

func (v *verifier) lives(ctx context.Context, want passageLives) error {
	for id, life := range want {
		events, err := v.tx.PassageEvents(ctx, id)
		if err != nil {
			return err
		}
		row := passageLives{id: sha256.New()}
		for _, e := range events {
			row.add(e)
		}
		if string(row[id].Sum(nil)) != string(life.Sum(nil)) {
			v.report("passage "+string(id), "has another life in the tables than in the history")
		}
	}
	return nil
}
