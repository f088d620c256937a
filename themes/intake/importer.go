package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// Importer takes in the tables that people have uploaded to the site and
// confirmed, one after the other. It goes on where it, or another, ended.
type Importer struct {
	Themes *themes.Service
	Areas  func(ctx context.Context) ([]people.Area, error)
	// Zone is of times that do not tell theirs.
	Zone *time.Location
}

// importLease is how long an import is one worker's without a step.
const importLease = 10 * time.Second

// Run takes in what waits, and returns when nothing does.
func (m Importer) Run(ctx context.Context) error {
	for {
		i, ok, err := m.Themes.ClaimImport(ctx, importLease)
		if err != nil || !ok {
			return err
		}
		err = m.take(ctx, i)
		// Dropped by a person, or gone to another worker.
		if fault.KindOf(err) == fault.NotFound || errors.Is(err, themes.ErrImportTaken) {
			continue
		}
		if err != nil {
			return fmt.Errorf("import %d: %w", i.ID, err)
		}
	}
}

// take takes the rest of an import in, step by step.
func (m Importer) take(ctx context.Context, i themes.Import) error {
	areas, err := m.Areas(ctx)
	if err != nil {
		return err
	}
	var columns Columns
	if err := json.Unmarshal([]byte(i.Reading), &columns); err != nil {
		return m.Themes.EndImport(ctx, i, "error.upload-columns")
	}
	table, err := ReadTable(m.Themes.ImportContent(ctx, i.ID), i.Name)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return m.Themes.EndImport(ctx, i, f.Key)
	} else if err != nil {
		return err
	}
	step := themes.ImportStep{Lease: importLease}
	flush := func() error {
		if step.Rows == 0 {
			return nil
		}
		var err error
		i, err = m.Themes.TakeImport(ctx, i, step)
		step = themes.ImportStep{Lease: importLease}
		return err
	}
	skip, broken := i.Done, ""
	for row := range table.Arrivals(columns, RowOptions{Zone: m.Zone, Areas: areas}) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if skip > 0 {
			skip--
			continue
		}
		step.Rows++
		if row.Fault == nil {
			step.Arrivals = append(step.Arrivals, row.Arrival)
		} else {
			step.Faults = append(step.Faults, RefusedRow(row))
			if row.Fault.Err != nil {
				broken = row.Fault.Key // nothing can be read beyond it
			}
		}
		if step.Rows == MaxBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	// A context that ended while the table was read looks like its end.
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := flush(); err != nil {
		return err
	}
	return m.Themes.EndImport(ctx, i, broken)
}

// RefusedRow is why a row is refused, as it is kept.
func RefusedRow(r Row) themes.RowFault {
	f := themes.RowFault{Row: r.Number, Key: r.Fault.Key, Column: r.Fault.Field}
	if len(r.Fault.Args) > 0 {
		f.Found = fmt.Sprint(r.Fault.Args[0])
	}
	return f
}
