package docs

import (
	"context"
	"slices"
	"strings"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// ImportReport counts what an import did.
type ImportReport struct {
	Commits, Pages, Files, Objects int
	Bytes                          int64
}

// Bounds of one transaction of an import, so that other writers wait little
// and an import of any size needs little memory.
const (
	batchObjects = 500
	batchBytes   = 8 << 20
)

// maxImportFile is the largest file that an import takes, in bytes.
const maxImportFile = 10 << 20

// settingImported keeps the tip of an imported history: what leads to it was
// written elsewhere.
const settingImported = "docs.imported"

// importer puts objects into the store in bounded batches. Nothing can be seen
// of them until main is set, so a broken import leaves an empty strategy and
// can be run again.
type importer struct {
	repo   *Repository
	report *ImportReport
	batch  []Object
	bytes  int64
}

func (i *importer) add(ctx context.Context, o Object) error {
	i.report.Objects++
	i.report.Bytes += o.Size
	i.batch = append(i.batch, o)
	i.bytes += int64(len(o.Z))
	if len(i.batch) < batchObjects && i.bytes < batchBytes {
		return nil
	}
	return i.flush(ctx)
}

func (i *importer) flush(ctx context.Context) error {
	if len(i.batch) == 0 {
		return nil
	}
	err := i.repo.store.Update(ctx, "", func(tx Tx) error {
		for _, o := range i.batch {
			if err := tx.PutObject(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
	i.batch, i.bytes = i.batch[:0], 0
	return err
}

// requireEmpty refuses an import onto a strategy that has begun.
func requireEmpty(ctx context.Context, tx Tx) error {
	tip, err := tx.Ref(ctx, Main)
	if err == nil && tip != "" {
		err = fault.New(fault.Conflict, "error.import-not-empty")
	}
	return err
}

// history is an imported history, ready to become main.
type history struct {
	commits []Commit // parents first, with Gen
	tip     Hash
	tags    []Ref
}

// adopt makes the history main, in one transaction: commit rows, the page and
// passage logs, pages, search, tags and, last, the reference.
func (r *Repository) adopt(ctx context.Context, h history, report *ImportReport) error {
	main := numberMain(h.commits, h.tip)
	return r.store.Update(ctx, "", func(tx Tx) error {
		if err := requireEmpty(ctx, tx); err != nil {
			return err
		}
		for _, c := range h.commits {
			if err := tx.PutCommit(ctx, c); err != nil {
				return err
			}
		}
		replayed := r.newReplay(tx)
		for _, i := range main {
			e, err := replayed.next(ctx, h.commits[i])
			if err != nil {
				return err
			}
			if err := e.record(ctx, tx); err != nil {
				return err
			}
		}
		pages, err := r.putPages(ctx, tx, replayed)
		if err != nil {
			return err
		}
		report.Commits, report.Pages = len(h.commits), len(pages)
		if err := tx.PutSetting(ctx, settingImported, string(h.tip)); err != nil {
			return err
		}
		for _, tag := range h.tags {
			if err := tx.MoveRef(ctx, tag.Name, "", tag.Hash); err != nil {
				return err
			}
		}
		if err := tx.Emit(ctx, event.Event{
			Kind: event.StrategyUpdated, Subject: "changes", Touches: pages, Time: r.now(), Data: "{}",
		}); err != nil {
			return err
		}
		return tx.MoveRef(ctx, Main, "", h.tip)
	})
}

// putPages writes the pages as a replay left them and puts them into the
// search index; it returns the subjects of events about them.
func (r *Repository) putPages(ctx context.Context, tx Tx, p *replay) ([]string, error) {
	var subjects []string
	for _, page := range sortedPages(p.pages) {
		if err := tx.PutPage(ctx, page); err != nil {
			return nil, err
		}
		t, err := r.text(ctx, tx, page.Blob)
		if err != nil {
			return nil, err
		}
		c, e := t.contents(), effect{parts: map[PassageID]passagePart{}}
		for i, id := range page.Passages {
			e.parts[id] = passagePart{page, c.passages[i].Kind, c.texts[i]}
			e.events = append(e.events, PassageEvent{Passage: id})
		}
		if err := r.indexPassages(ctx, tx, e); err != nil {
			return nil, err
		}
		subjects = append(subjects, "page/"+string(page.Path))
	}
	return subjects, nil
}

func sortedPages(pages map[Path]Page) []Page {
	var sorted []Page
	for _, page := range pages {
		sorted = append(sorted, page)
	}
	slices.SortFunc(sorted, func(a, b Page) int { return strings.Compare(string(a.Path), string(b.Path)) })
	return sorted
}

// adoptFiles makes the edits the first commit of main.
func (r *Repository) adoptFiles(ctx context.Context, edits []treeEdit, by people.Pseudonym, message string) error {
	return r.store.Update(ctx, "", func(tx Tx) error {
		if err := requireEmpty(ctx, tx); err != nil {
			return err
		}
		_, err := r.extendMain(ctx, tx, Commit{}, edits, draftCommit{
			author: by, decider: by, message: message, at: r.now(),
		})
		return err
	})
}
