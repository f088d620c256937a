package themes

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// ImportState is how far an uploaded table is.
type ImportState string

const (
	// ImportOpen: it is being told how its columns are read.
	ImportOpen ImportState = "open"
	// ImportQueued: confirmed; it waits, or is being taken in.
	ImportQueued ImportState = "queued"
	ImportDone   ImportState = "done"
	// ImportFailed: it could not be read to the end.
	ImportFailed ImportState = "failed"
)

// Import is a table of feedback that somebody uploaded. The table itself is
// kept until it is taken in, and for ImportLife while it is not confirmed.
type Import struct {
	ID   int64
	By   people.ID
	Name string // of the file
	Size int64  // in bytes
	// Source is where its items go, 0 until confirmed.
	Source int64
	// Reading says how its columns are read; it is opaque here.
	Reading string
	State   ImportState
	// Done of Total rows are taken in; what has become of them.
	Done, Total                  int
	New, Changed, Known, Refused int
	// Faults are those of the first rows refused, at most MaxRowFaults.
	Faults []RowFault
	// Error names the sentence of why it failed.
	Error                   string
	Created, Started, Ended time.Time
	// Lease is until when a worker has it.
	Lease time.Time
}

// RowFault is why a row of a table is not taken in.
type RowFault struct {
	Row int // counted as a spreadsheet does, from 1
	// Key names the sentence. Column is the heading of the cell that is to
	// blame, "" for the whole row; Found what is in it, until the import has ended.
	Key, Column, Found string
}

const (
	// MaxImport is the largest table uploaded, in bytes.
	MaxImport = 32 << 20
	// MaxRowFaults is how many refused rows an import remembers.
	MaxRowFaults = 200
	// MaxOpenImports is how many tables wait to be confirmed at a time.
	MaxOpenImports = 20
	// ImportLife is how long a table waits to be confirmed.
	ImportLife = 7 * 24 * time.Hour
	// importPart is how much of a table one row of the store holds, in bytes.
	importPart = 1 << 20
	// maxFileName and maxReading bound what is kept beside a table, in bytes.
	maxFileName = 200
	maxReading  = 50_000
)

// ImportTx keeps uploaded tables.
type ImportTx interface {
	// PutImport inserts or replaces.
	PutImport(ctx context.Context, i Import) error
	Import(ctx context.Context, id int64) (Import, error)
	// Imports lists newest first.
	Imports(ctx context.Context, limit int) ([]Import, error)
	CountImports(ctx context.Context, state ImportState) (int, error)
	// QueuedImports lists those to take in, oldest first.
	QueuedImports(ctx context.Context) ([]Import, error)
	DeleteImport(ctx context.Context, id int64) error
	// PutImportPart keeps a part of a table, counted from 0.
	PutImportPart(ctx context.Context, id int64, part int, data []byte) error
	// ImportPart returns a part, nil beyond the last.
	ImportPart(ctx context.Context, id int64, part int) ([]byte, error)
	DeleteImportParts(ctx context.Context, id int64) error
	// DeleteStaleImports removes those not confirmed that were made before.
	DeleteStaleImports(ctx context.Context, before time.Time) error
}

// StartImport keeps an uploaded table; the result waits to be told how it is read.
func (s *Service) StartImport(ctx context.Context, actor people.Account, op people.OpID, name string, table []byte) (Import, error) {
	if len(table) == 0 {
		return Import{}, fault.InField("file", "error.upload-empty")
	}
	if len(table) > MaxImport {
		return Import{}, fault.InField("file", "error.upload-large", MaxImport>>20)
	}
	for len(name) > maxFileName {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:] // the end tells what sort of file it is
	}
	made := Import{By: actor.ID, Name: name, Size: int64(len(table)), State: ImportOpen, Created: s.time()}
	err := s.write(ctx, actor, op, people.ImportFeedback, func(tx Tx, _ people.Account) (err error) {
		open, err := tx.CountImports(ctx, ImportOpen)
		if err != nil {
			return err
		}
		if open >= MaxOpenImports {
			return fault.InField("file", "error.upload-many", MaxOpenImports)
		}
		if made.ID, err = tx.NextNumber(ctx, "import"); err != nil {
			return err
		}
		if err := tx.PutImport(ctx, made); err != nil {
			return err
		}
		for part := 0; part*importPart < len(table); part++ {
			data := table[part*importPart : min(len(table), (part+1)*importPart)]
			if err := tx.PutImportPart(ctx, made.ID, part, data); err != nil {
				return err
			}
		}
		tx.SetResult(subject("import", made.ID))
		return nil
	})
	if id, again := repeated(err, "import"); again {
		return s.Import(ctx, actor, id)
	}
	return made, err
}

// Import returns an uploaded table without its content.
func (s *Service) Import(ctx context.Context, actor people.Account, id int64) (i Import, err error) {
	if err := people.Can(actor, people.ImportFeedback, people.Subject{}); err != nil {
		return Import{}, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		i, err = tx.Import(ctx, id)
		return err
	})
	return i, err
}

// Imports lists the newest uploads.
func (s *Service) Imports(ctx context.Context, actor people.Account, limit int) (list []Import, err error) {
	if err := people.Can(actor, people.ImportFeedback, people.Subject{}); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		list, err = tx.Imports(ctx, limit)
		return err
	})
	return list, err
}

// ImportSources lists the sources that tables may be imported to.
func (s *Service) ImportSources(ctx context.Context, actor people.Account) (list []Source, err error) {
	if err := people.Can(actor, people.ImportFeedback, people.Subject{}); err != nil {
		return nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.FeedbackSources(ctx)
		for _, x := range all {
			if x.Source.Channel == ByImport {
				x.Source.Secret = ""
				list = append(list, x.Source)
			}
		}
		return err
	})
	return list, err
}

// ImportContent reads an uploaded table part by part. A table that has been
// taken in meanwhile, or dropped, reads as one that ends.
func (s *Service) ImportContent(ctx context.Context, id int64) io.Reader {
	return &importReader{ctx: ctx, store: s.store, id: id}
}

type importReader struct {
	ctx   context.Context
	store Store
	id    int64
	part  int
	left  []byte
}

func (r *importReader) Read(p []byte) (int, error) {
	if len(r.left) == 0 {
		err := r.store.View(r.ctx, func(tx Tx) (err error) {
			r.left, err = tx.ImportPart(r.ctx, r.id, r.part)
			return err
		})
		if err != nil {
			return 0, err
		}
		if len(r.left) == 0 {
			return 0, io.EOF
		}
		r.part++
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// ReadImport says how the columns of an open import are read.
func (s *Service) ReadImport(ctx context.Context, actor people.Account, id int64, reading string) error {
	if len(reading) > maxReading {
		return fault.New(fault.Invalid, "error.upload-columns")
	}
	return s.write(ctx, actor, "", people.ImportFeedback, func(tx Tx, _ people.Account) error {
		i, err := openImport(ctx, tx, id)
		if err != nil {
			return err
		}
		i.Reading = reading
		return tx.PutImport(ctx, i)
	})
}

// ImportOrder is what is decided on taking a table in.
type ImportOrder struct {
	// Reading says how the columns are read.
	Reading string
	// Source is where the items go, 0 for a new one with the name.
	Source int64
	Name   string
	// Trusted items of a new source are shown at once.
	Trusted bool
	// Total is how many rows there are.
	Total int
}

// ConfirmImport has an open import taken in.
func (s *Service) ConfirmImport(ctx context.Context, actor people.Account, op people.OpID, id int64, o ImportOrder) error {
	o.Name = strings.Join(strings.Fields(o.Name), " ")
	if o.Source == 0 && (o.Name == "" || utf8.RuneCountInString(o.Name) > MaxSourceName) {
		return fault.InField("name", "error.source-name")
	}
	if len(o.Reading) > maxReading {
		return fault.New(fault.Invalid, "error.upload-columns")
	}
	return s.once(ctx, actor, op, people.ImportFeedback, func(tx Tx, actor people.Account) error {
		i, err := openImport(ctx, tx, id)
		if err != nil {
			return err
		}
		if i.Source, err = s.importSource(ctx, tx, o); err != nil {
			return err
		}
		i.By, i.Reading, i.Total, i.State = actor.ID, o.Reading, o.Total, ImportQueued
		if err := tx.PutImport(ctx, i); err != nil {
			return err
		}
		return tx.Emit(ctx, event.Event{Kind: event.ImportQueued, Subject: subject("import", id), Time: s.time()})
	})
}

// importSource is the source that the order names, made where it is new.
func (s *Service) importSource(ctx context.Context, tx Tx, o ImportOrder) (int64, error) {
	if o.Source != 0 {
		x, err := tx.FeedbackSource(ctx, o.Source)
		if fault.KindOf(err) == fault.NotFound || err == nil && x.Source.Channel != ByImport {
			return 0, fault.InField("source", "error.upload-source")
		}
		return o.Source, err
	}
	id, err := tx.NextNumber(ctx, "source")
	if err != nil {
		return 0, err
	}
	return id, tx.PutFeedbackSource(ctx, Source{ID: id, Channel: ByImport, Name: o.Name, Trusted: o.Trusted, Created: s.time()})
}

// openImport is an import that can still be changed.
func openImport(ctx context.Context, tx Tx, id int64) (Import, error) {
	i, err := tx.Import(ctx, id)
	if err == nil && i.State != ImportOpen {
		err = fault.New(fault.Conflict, "error.upload-begun")
	}
	return i, err
}

// DropImport removes an upload with its table. What has been taken in stays.
func (s *Service) DropImport(ctx context.Context, actor people.Account, id int64) error {
	return s.write(ctx, actor, "", people.ImportFeedback, func(tx Tx, _ people.Account) error {
		if _, err := tx.Import(ctx, id); err != nil {
			return err
		}
		return tx.DeleteImport(ctx, id)
	})
}

// ClaimImport gives the oldest import that nobody is taking in, for as long as
// the lease; ok is false for none.
func (s *Service) ClaimImport(ctx context.Context, lease time.Duration) (i Import, ok bool, err error) {
	waits := false
	err = s.store.View(ctx, func(tx Tx) error {
		queued, err := tx.QueuedImports(ctx)
		waits = len(queued) > 0
		return err
	})
	if err != nil || !waits {
		return Import{}, false, err
	}
	err = s.store.Update(ctx, "", func(tx Tx) error {
		ok = false
		queued, err := tx.QueuedImports(ctx)
		if err != nil {
			return err
		}
		now := s.time()
		for _, i = range queued {
			if i.Lease.After(now) {
				continue
			}
			if i.Started.IsZero() {
				i.Started = now
			}
			i.Lease, ok = now.Add(lease), true
			return tx.PutImport(ctx, i)
		}
		return nil
	})
	return i, ok, err
}

// ImportStep is a number of rows of an import that are taken in together.
type ImportStep struct {
	// Rows are how many rows the step is, refused ones and those without
	// anything in them too.
	Rows     int
	Arrivals []Arrival
	Faults   []RowFault
	// Of the next steps the lease holds for this long.
	Lease time.Duration
}

// ErrImportTaken is returned to a worker that has lost its import.
var ErrImportTaken = errors.New("themes: another has the import now")

// TakeImport takes a step in, in one transaction with how far the import is: a
// row is neither lost nor counted twice, whenever the power goes. i is the
// import as the worker knows it; the one after the step is returned.
func (s *Service) TakeImport(ctx context.Context, i Import, step ImportStep) (Import, error) {
	// Others write while themes are found for the rows.
	ready, err := s.prepare(ctx, i.Source, step.Arrivals)
	if err != nil {
		return i, err
	}
	err = s.store.Update(ctx, "", func(tx Tx) error {
		now, err := tx.Import(ctx, i.ID)
		if err != nil {
			return err
		}
		if now.State != ImportQueued || now.Done != i.Done || !now.Lease.Equal(i.Lease) {
			return ErrImportTaken
		}
		got, err := s.keep(ctx, tx, now.Source, ready)
		if err != nil {
			return err
		}
		now.Done += step.Rows
		now.Total = max(now.Total, now.Done)
		now.New += got.New
		now.Changed += got.Changed
		now.Known += got.Known
		now.Refused += got.Refused + len(step.Faults)
		now.Faults = append(now.Faults, step.Faults...)
		now.Faults = now.Faults[:min(len(now.Faults), MaxRowFaults)]
		now.Lease = s.time().Add(step.Lease)
		i = now
		return tx.PutImport(ctx, now)
	})
	return i, err
}

// EndImport ends an import that has been taken in, and forgets its table;
// errorKey names the sentence of why it could not be read on, "" for none.
func (s *Service) EndImport(ctx context.Context, i Import, errorKey string) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		now, err := tx.Import(ctx, i.ID)
		if err != nil {
			return err
		}
		if now.State != ImportQueued || !now.Lease.Equal(i.Lease) {
			return ErrImportTaken
		}
		now.State, now.Error, now.Ended, now.Lease = ImportDone, errorKey, s.time(), time.Time{}
		if errorKey != "" {
			now.State = ImportFailed
		}
		for n := range now.Faults {
			now.Faults[n].Found = "" // it went with the table
		}
		if err := tx.DeleteImportParts(ctx, i.ID); err != nil {
			return err
		}
		return tx.PutImport(ctx, now)
	})
}

// SweepImports forgets the tables that nobody confirmed in time.
func (s *Service) SweepImports(ctx context.Context) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		return tx.DeleteStaleImports(ctx, s.time().Add(-ImportLife))
	})
}
