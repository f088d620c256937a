package docs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// Change is a change of the text on its way into main.
type Change struct {
	Files []File
	// Author wrote the text, Decider brings it to main.
	Author, Decider people.Pseudonym
	// CoAuthors get credit in the message.
	CoAuthors []people.Pseudonym
	// Message's first line is the summary.
	Message string
	// Proposal is the number of the proposal, 0 for none; Theirs its commit,
	// which becomes the second parent.
	Proposal int64
	Theirs   Hash
	// Tip is the commit main must be at; "" for an empty repository.
	Tip Hash
}

// Apply writes a change to main, in the transaction: objects, commit row, page
// rows, passage identities and events, search, the reference (compare-and-set
// on c.Tip) and the event StrategyUpdated. A change that would leave main as it
// is gives a Conflict fault, key "error.nothing-left".
func (r *Repository) Apply(ctx context.Context, tx Tx, c Change) (Commit, error) {
	before, err := baseCommit(ctx, tx, c.Tip)
	if err != nil {
		return Commit{}, err
	}
	edits, err := r.writeFiles(ctx, tx, before.Tree, c.Files)
	if err != nil {
		return Commit{}, err
	}
	decider := c.Decider
	if decider == "" {
		decider = c.Author
	}
	d := draftCommit{
		author: c.Author, decider: decider, coAuthors: c.CoAuthors,
		message: c.Message, proposal: c.Proposal, at: r.now(),
	}
	if c.Theirs != "" {
		theirs, err := tx.Commit(ctx, c.Theirs)
		if err != nil {
			return Commit{}, fmt.Errorf("parent %s: %w", c.Theirs, err)
		}
		d.parents = []Commit{theirs}
	}
	return r.extendMain(ctx, tx, before, edits, d)
}

// writeFiles stores the contents and returns what they do to a tree, that of
// the text they were made from ("" for none).
func (r *Repository) writeFiles(ctx context.Context, tx Tx, base Hash, files []File) ([]treeEdit, error) {
	edits := make([]treeEdit, 0, len(files))
	for _, f := range files {
		if err := validateFile(f.Path); err != nil {
			return nil, err
		}
		edit := treeEdit{path: f.Path}
		if f.Content != nil {
			h, err := r.objects.write(ctx, tx, BlobObject, f.Content)
			if err != nil {
				return nil, err
			}
			edit.hash = h
			if err := r.keepPage(ctx, tx, base, f, h); err != nil {
				return nil, err
			}
		}
		edits = append(edits, edit)
	}
	return edits, nil
}

// keepPage keeps a page that was just written, and what it was made from.
func (r *Repository) keepPage(ctx context.Context, tx Tx, base Hash, f File, h Hash) error {
	if _, kept := r.texts.get(h); kept || !isPage(f.Path, modeFile) {
		return nil
	}
	old, found, err := r.fileIn(ctx, tx, base, f.Path)
	if err != nil {
		return err
	}
	var near *pageText
	if found {
		near, _ = r.texts.get(old.hash)
	}
	r.keepText(h, bytes.Clone(f.Content), near)
	return nil
}

// extendMain puts a commit with the edits on top of main, which is at before.
// The parents given in d come after it.
func (r *Repository) extendMain(ctx context.Context, tx Tx, before Commit, edits []treeEdit, d draftCommit) (Commit, error) {
	last, err := tx.LastSeq(ctx)
	if err != nil {
		return Commit{}, err
	}
	// The reference is compared and set below; this spares the work before it.
	if before.Seq != last {
		return Commit{}, fault.New(fault.Conflict, "error.ref-changed")
	}
	d.seq = last + 1
	d.onto(before)
	if d.tree, err = r.editTree(ctx, tx, before.Tree, edits); err != nil {
		return Commit{}, err
	}
	if d.tree == before.Tree {
		return Commit{}, fault.New(fault.Conflict, "error.nothing-left")
	}
	c, err := r.writeCommit(ctx, tx, d)
	if err != nil {
		return Commit{}, err
	}
	if err := tx.MoveRef(ctx, Main, before.Hash, c.Hash); err != nil {
		return Commit{}, err
	}
	return c, r.tell(ctx, tx, c, before.Tree)
}

// tell writes what the tables say of a commit that main has just moved to.
func (r *Repository) tell(ctx context.Context, tx Tx, c Commit, before Hash) error {
	changes, err := r.diffTrees(ctx, tx, before, c.Tree)
	if err != nil {
		return err
	}
	edits, err := r.pageEdits(ctx, tx, changes, func(p Path) (Page, error) { return tx.Page(ctx, p) })
	if err != nil {
		return err
	}
	e := effectOf(c, edits)
	if err := e.record(ctx, tx); err != nil {
		return err
	}
	for _, p := range e.removed {
		if err := tx.DeletePage(ctx, p); err != nil {
			return err
		}
	}
	for _, p := range e.pages {
		if err := tx.PutPage(ctx, p); err != nil {
			return err
		}
	}
	if err := r.indexPassages(ctx, tx, e); err != nil {
		return err
	}
	return tx.Emit(ctx, updated(c, e, r.now()))
}

// record writes the page log and the passage log.
func (e effect) record(ctx context.Context, tx Tx) error {
	for _, v := range e.versions {
		if err := tx.PutVersion(ctx, v); err != nil {
			return err
		}
	}
	for _, p := range e.events {
		if err := tx.PutPassageEvent(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// pageEdits tells the changes of files as edits of pages; other files have none.
func (r *Repository) pageEdits(ctx context.Context, tx Tx, changes []treeChange, old func(Path) (Page, error)) ([]pageEdit, error) {
	var edits []pageEdit
	for _, c := range changes {
		was, is := isPage(c.path, c.old.mode), isPage(c.path, c.new.mode)
		if !was && !is || was && is && c.old.hash == c.new.hash {
			continue
		}
		e := pageEdit{path: Path(c.path)}
		var err error
		if was {
			if e.old, err = old(e.path); err != nil {
				return nil, fmt.Errorf("page %s: %w", e.path, err)
			}
		}
		if is {
			e.blob = c.new.hash
		}
		if e.oldText, err = r.text(ctx, tx, e.old.Blob); err != nil {
			return nil, err
		}
		if e.newText, err = r.text(ctx, tx, e.blob); err != nil {
			return nil, err
		}
		if n := len(e.oldText.contents().passages); n != len(e.old.Passages) {
			return nil, fmt.Errorf("page %s has %d passages and %d identities", e.path, n, len(e.old.Passages))
		}
		edits = append(edits, e)
	}
	return edits, nil
}

// updated is the event of a change of main.
func updated(c Commit, e effect, now time.Time) event.Event {
	touches := []string{"changes"}
	for _, v := range e.versions {
		touches = append(touches, "page/"+string(v.Path))
	}
	for _, p := range e.events {
		touches = append(touches, "passage/"+string(p.Passage))
	}
	subject := "changes"
	if len(e.versions) > 0 {
		subject = "page/" + string(e.versions[0].Path)
	}
	// The types below cannot fail to marshal.
	data, _ := json.Marshal(struct {
		Commit   Hash  `json:"commit"`
		Seq      int64 `json:"seq"`
		Proposal int64 `json:"proposal,omitempty"`
	}{c.Hash, c.Seq, c.Proposal})
	return event.Event{Kind: event.StrategyUpdated, Subject: subject, Touches: touches, Time: now, Data: string(data)}
}
