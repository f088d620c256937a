package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"luonnos/internal/fault"
)

// maxNested is how deep in a row's objects columns are looked for.
const maxNested = 4

// openJSON begins a table of JSON; many tells that objects follow each other.
func (t *Table) openJSON(in *bufio.Reader, many bool) error {
	d := json.NewDecoder(in)
	d.UseNumber()
	rows := &jsonRows{d: d, known: map[string]int{}}
	if !many {
		switch found, err := rows.enter(); {
		case err != nil:
			return err
		case !found:
			return fault.InField("file", "error.table-rows")
		}
	}
	// Each row of the sample can bring columns; a row has those known so far.
	err := t.sample(rows)
	rows.settled = true
	t.Columns = rows.columns
	for i, row := range t.Sample {
		for len(row) < len(t.Columns) {
			row = append(row, "")
		}
		t.Sample[i] = row
	}
	if len(t.Columns) > MaxColumns {
		return fault.InField("file", "error.table-columns", MaxColumns)
	}
	return err
}

// manyValues tells whether objects follow each other, as in JSON Lines, rather
// than one value that holds them.
func manyValues(begin []byte) bool {
	if begin[0] != '{' {
		return false
	}
	line, rest, _ := bytes.Cut(begin, []byte("\n"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == '{' && json.Valid(line)
}

// jsonRows reads objects as rows.
type jsonRows struct {
	d *json.Decoder
	// inArray: the rows are in an array, whose end is theirs.
	inArray bool
	columns []string
	known   map[string]int
	// settled: no more columns are taken.
	settled bool
}

// enter goes on to the first value inside the array of rows: the outermost
// array, or the first one of objects inside the outermost object.
func (j *jsonRows) enter() (bool, error) {
	tok, err := j.d.Token()
	if err != nil {
		return false, err
	}
	j.inArray = true
	if tok == json.Delim('[') {
		return true, nil
	}
	for j.d.More() {
		name, err := j.d.Token()
		if err != nil {
			return false, err
		}
		switch name {
		case "data", "features", "results", "items", "requests", "value", "rows", "records", "feedback", "palautteet":
			if tok, err = j.d.Token(); err != nil {
				return false, err
			}
			if tok == json.Delim('[') {
				return true, nil
			}
			if err := j.leave(tok); err != nil {
				return false, err
			}
		default:
			var skipped json.RawMessage
			if err := j.d.Decode(&skipped); err != nil {
				return false, err
			}
		}
	}
	_, err = j.d.Token() // the end of the object, if it has one
	return false, err
}

// leave goes past the value that begins with the token.
func (j *jsonRows) leave(tok json.Token) error {
	depth := 0
	for {
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if tok, err = j.d.Token(); err != nil {
			return err
		}
	}
}

func (j *jsonRows) row() ([]string, error) {
	if j.inArray && !j.d.More() {
		if _, err := j.d.Token(); err != nil {
			return nil, unexpected(err) // the array has no end
		}
		return nil, io.EOF
	}
	var raw json.RawMessage
	if err := j.d.Decode(&raw); err != nil {
		if j.inArray {
			err = unexpected(err)
		}
		return nil, err
	}
	if len(raw) > maxRow {
		return nil, fault.New(fault.Invalid, "error.row-long")
	}
	row := make([]string, len(j.columns))
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return nil, fault.New(fault.Invalid, "error.row-object")
	}
	err := j.members(d, "", 1, func(name, value string) {
		at, ok := j.known[name]
		if !ok {
			if j.settled || len(j.columns) > MaxColumns {
				return
			}
			at = len(j.columns)
			j.known[name] = at
			j.columns = append(j.columns, name)
		}
		for len(row) <= at {
			row = append(row, "")
		}
		row[at] = cell(value)
	})
	return row, err
}

// unexpected makes of an end that came too early an error that is no end.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// members calls f with the name and the text of each value inside the object
// that the decoder has just entered. A feature's properties have no prefix, and
// a point's coordinates are lat and long.
func (j *jsonRows) members(d *json.Decoder, prefix string, depth int, f func(name, value string)) error {
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(tok)
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if prefix == "" && name == "geometry" {
			if lat, long, ok := point(raw); ok {
				f("lat", lat)
				f("long", long)
				continue
			}
		}
		inner := path.Join(prefix, name)
		if prefix == "" && name == "properties" {
			inner = ""
		}
		if raw[0] == '{' && depth < maxNested {
			in := json.NewDecoder(bytes.NewReader(raw))
			in.UseNumber()
			if _, err := in.Token(); err != nil {
				return err
			}
			if err := j.members(in, inner, depth+1, f); err != nil {
				return err
			}
			continue
		}
		if name = strings.ReplaceAll(inner, "/", "."); name == "" {
			name = "properties"
		}
		f(name, scalar(raw))
	}
	return nil
}

// scalar is a value as text: a list as its values with commas between, and what
// is in no row of a spreadsheet as it is written.
func scalar(raw json.RawMessage) string {
	var list []json.RawMessage
	if raw[0] == '[' && json.Unmarshal(raw, &list) == nil {
		texts := make([]string, 0, len(list))
		for _, v := range list {
			if v[0] == '[' || v[0] == '{' {
				return string(raw)
			}
			texts = append(texts, scalar(v))
		}
		return strings.Join(texts, ", ")
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s // also "" of null
	}
	return string(raw)
}

// point reads a GeoJSON point (RFC 7946 §3.1.2): longitude first.
func point(raw json.RawMessage) (lat, long string, ok bool) {
	var g struct {
		Type        string        `json:"type"`
		Coordinates []json.Number `json:"coordinates"`
	}
	if err := json.Unmarshal(raw, &g); err != nil || g.Type != "Point" || len(g.Coordinates) < 2 {
		return "", "", false
	}
	return g.Coordinates[1].String(), g.Coordinates[0].String(), true
}
