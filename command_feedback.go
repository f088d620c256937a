package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/internal/locale"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// feedbackCmd takes in feedback that comes by other ways than the web.
type feedbackCmd struct {
	Mail   feedbackMailCmd   `cmd:"" help:"Take in one message from standard input, as a mail server pipes it."`
	Import feedbackImportCmd `cmd:"" help:"Take in feedback from a table: CSV, JSON, JSON Lines or GeoJSON."`
}

// feedbackMailCmd takes in a message. It ends with the codes of sysexits.h that
// mail servers know: 65 for what is no message, and 75, try again later, for
// trouble of ours. A machine's letter is dropped with 0: refused, it would come
// back as a bounce to whoever it says it is from.
type feedbackMailCmd struct {
	Source int64 `help:"Number of a mail source that the feedback belongs to; the common one when 0."`
}

const (
	exitDataErr  = 65
	exitTempFail = 75
)

// exitError ends the program with a code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func (c feedbackMailCmd) Run(ctx context.Context, s *settings) error {
	arrival, err := intake.ReadMail(os.Stdin, time.Now())
	// A mail server minds when its message is not read to the end.
	_, _ = io.Copy(io.Discard, os.Stdin)
	if errors.Is(err, intake.ErrNotMail) {
		return &exitError{exitDataErr, err}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "luonnos: left out:", err)
		return nil
	}
	id, err := c.receive(ctx, s, arrival)
	if err != nil {
		return &exitError{exitTempFail, err}
	}
	fmt.Println("feedback", id)
	return nil
}

func (c feedbackMailCmd) receive(ctx context.Context, s *settings, a themes.Arrival) (int64, error) {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return 0, err
	}
	defer r.close()
	if c.Source == 0 {
		if c.Source, err = r.themes.MailSource(ctx); err != nil {
			return 0, err
		}
	}
	receipt, err := r.themes.Receive(ctx, c.Source, []themes.Arrival{a})
	if err != nil {
		return 0, err
	}
	return receipt.IDs[0], nil
}

// feedbackImportCmd takes in a table. What is there already is left alone, so
// an import that was cut can be run again.
type feedbackImportCmd struct {
	File    string            `arg:"" help:"The table." type:"existingfile"`
	Columns map[string]string `help:"What the columns are, such as text=Palaute,time=Pvm; what is not told is found from their names." mapsep:","`
	Keep    []string          `help:"Further columns to keep; everybody sees them."`
	Source  int64             `help:"Number of the source that the feedback belongs to; that of imports when 0."`
	Show    bool              `help:"Only show what the columns are taken for, and the first rows."`
}

const (
	// shownRows is how many rows --show shows, shownFaults how many refused rows
	// are told one by one.
	shownRows   = 20
	shownFaults = 20
)

func (c feedbackImportCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	in := &feedbackImport{rooms: r, read: &countedReader{Reader: file}, size: info.Size()}
	table, err := intake.ReadTable(in.read, c.File)
	if err != nil {
		return err
	}
	columns, err := c.columns(table)
	if err != nil {
		return err
	}
	options, err := in.options(ctx)
	if err != nil {
		return err
	}
	if c.Show {
		showTable(table, columns, options)
		return nil
	}
	if in.source = c.Source; in.source == 0 {
		if in.source, err = r.themes.ImportSource(ctx); err != nil {
			return err
		}
	}
	return in.take(ctx, table, columns, options)
}

// columns are those that were found, with those that were told instead.
func (c feedbackImportCmd) columns(t *intake.Table) (intake.Columns, error) {
	columns := intake.Guess(t)
	at := func(name string) (int, error) {
		i := slices.Index(t.Columns, name)
		if i < 0 {
			return 0, fmt.Errorf("there is no column %q; there are: %s", name, strings.Join(t.Columns, ", "))
		}
		return i, nil
	}
	for part, name := range c.Columns {
		if !slices.Contains(intake.Parts, intake.Part(part)) {
			return columns, fmt.Errorf("%q is no part of feedback; the parts are: %v", part, intake.Parts)
		}
		i, err := at(name)
		if err != nil {
			return columns, err
		}
		for other, column := range columns.Parts {
			if column == i {
				delete(columns.Parts, other)
			}
		}
		columns.Parts[intake.Part(part)] = i
	}
	for _, name := range c.Keep {
		i, err := at(name)
		if err != nil {
			return columns, err
		}
		columns.Keep = append(columns.Keep, i)
	}
	if _, ok := columns.Parts[intake.PartText]; !ok {
		return columns, fmt.Errorf("which column is the text? Say --columns text=…; there are: %s", strings.Join(t.Columns, ", "))
	}
	return columns, nil
}

// feedbackImport is an import under way.
type feedbackImport struct {
	*rooms
	source int64
	read   *countedReader
	size   int64
	rows   int
	faults int
	sum    themes.Receipt
}

// countedReader counts what is read.
type countedReader struct {
	io.Reader
	n int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func (in *feedbackImport) options(ctx context.Context) (o intake.RowOptions, err error) {
	if o.Zone, err = time.LoadLocation(locale.Zone); err != nil {
		return o, err
	}
	o.Areas, err = in.people.Areas(ctx)
	return o, err
}

func (in *feedbackImport) take(ctx context.Context, t *intake.Table, c intake.Columns, o intake.RowOptions) error {
	var batch []themes.Arrival
	for row := range t.Arrivals(c, o) {
		in.rows++
		if row.Fault != nil {
			in.tell(row.Number, row.Fault)
			continue
		}
		if batch = append(batch, row.Arrival); len(batch) == intake.MaxBatch {
			if err := in.keep(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := in.keep(ctx, batch); err != nil {
		return err
	}
	fmt.Printf("%d rows: %d new, %d changed, %d already there, %d refused\n",
		in.rows, in.sum.New, in.sum.Changed, in.sum.Known, in.sum.Refused+in.faults)
	return nil
}

// tell says why a row is refused, of the first such rows.
func (in *feedbackImport) tell(row int, f *fault.Error) {
	if in.faults++; in.faults <= shownFaults {
		fmt.Fprintf(os.Stderr, "row %d (%s): %s\n", row, f.Field, explain(f))
	}
}

// keep takes in a batch and says how far it is.
func (in *feedbackImport) keep(ctx context.Context, batch []themes.Arrival) error {
	if len(batch) == 0 {
		return nil
	}
	r, err := in.themes.Receive(ctx, in.source, batch)
	if err != nil {
		return err
	}
	in.sum.New += r.New
	in.sum.Changed += r.Changed
	in.sum.Known += r.Known
	in.sum.Refused += r.Refused
	fmt.Fprintf(os.Stderr, "%d rows, %d %%\n", in.rows, 100*in.read.n/max(in.size, 1))
	return nil
}

// showTable shows how a table is understood. Senders are not shown: what is on
// a screen is easily passed on.
func showTable(t *intake.Table, c intake.Columns, o intake.RowOptions) {
	for _, part := range intake.Parts {
		if i, ok := c.Parts[part]; ok {
			fmt.Printf("%-8s %s\n", part, t.Columns[i])
		}
	}
	for _, i := range c.Keep {
		fmt.Printf("%-8s %s\n", "keep", t.Columns[i])
	}
	n := 0
	for row := range t.Arrivals(c, o) {
		if n++; n > shownRows {
			return
		}
		if row.Fault != nil {
			fmt.Printf("%d: refused (%s): %s\n", row.Number, row.Fault.Field, explain(row.Fault))
			continue
		}
		a := row.Arrival
		day := ""
		if !a.At.IsZero() {
			day = a.At.Format(time.DateOnly)
		}
		fmt.Printf("%d: %s\n", row.Number, strings.Join(strings.Fields(day+" "+a.Area+" "+a.Title+" "+a.Text), " "))
	}
}
