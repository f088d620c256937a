package intake

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"luonnos/internal/fault"
)

const (
	// MaxTable is the longest table, in bytes.
	MaxTable = 100 << 20
	// MaxColumns is how many columns a table can have.
	MaxColumns = 200
	// maxRow is the longest row, in bytes.
	maxRow = 1 << 20
	// maxCell is the longest cell, in bytes; a longer one is cut. A text has
	// its own bound, themes.MaxText.
	maxCell = 64 << 10
	// sampleRows is how many rows are looked at before the first is given.
	sampleRows = 100
)

// Table is rows of text with named columns, whatever file they were in. Its
// rows can be gone through once.
type Table struct {
	// Columns are the names of the columns: of the header, of the keys of JSON
	// objects ("a.b" for what is inside another), or "1", "2" and so on.
	Columns []string
	// Header tells that the first line of the file was taken for names.
	Header bool
	// Sample are the first rows, at most 100.
	Sample [][]string

	first int       // the number of the first row, as a spreadsheet shows it
	rest  rowReader // nil when the sample is all
}

// rowReader gives rows one by one; io.EOF ends them. A *fault.Error is of that
// row alone, and the next may be better; any other error is final.
type rowReader interface {
	row() ([]string, error)
}

// ReadTable begins to read a table of CSV (comma, semicolon, tab or bar; with a
// header or none; UTF-8, UTF-16 or windows-1252) or JSON (an array of objects,
// an object that holds one, such as {"data": [...]}, an object a line, or
// GeoJSON). The file's name helps to tell which. The columns of JSON are those
// that its first rows have. The error is a fault of the field "file".
func ReadTable(r io.Reader, name string) (*Table, error) {
	in := bufio.NewReaderSize(decoded(&boundedReader{r: r, left: MaxTable}), maxRow)
	head, err := in.Peek(maxRow)
	if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, tableFault(err)
	}
	begin := bytes.TrimLeft(head, " \t\r\n")
	if len(begin) == 0 {
		return nil, fault.InField("file", "error.table-empty")
	}
	if bytes.IndexByte(begin, 0) >= 0 {
		// A spreadsheet, a picture: no text has this.
		return nil, fault.InField("file", "error.table-kind")
	}
	t := &Table{first: 1}
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".csv" || ext == ".tsv" || ext == ".txt" || begin[0] != '{' && begin[0] != '[':
		err = t.openCSV(in, head)
	default:
		err = t.openJSON(in, ext == ".jsonl" || ext == ".ndjson" || manyValues(begin))
	}
	if err != nil {
		return nil, tableFault(err)
	}
	if len(t.Sample) == 0 {
		return nil, fault.InField("file", "error.table-empty")
	}
	return t, nil
}

// tableFault is err for who gave the file.
func tableFault(err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.InField("file", "error.table-broken").Because(err)
}

// rows gives every row, with its number. After an error that is no
// *fault.Error there are none.
func (t *Table) rows() iter.Seq2[int, rowOrFault] {
	return func(yield func(int, rowOrFault) bool) {
		n := t.first
		for _, cells := range t.Sample {
			if !yield(n, rowOrFault{cells: cells}) {
				return
			}
			n++
		}
		for ; t.rest != nil; n++ {
			cells, err := t.rest.row()
			if err == io.EOF {
				return
			}
			var f *fault.Error
			if err != nil && !errors.As(err, &f) {
				f = fault.New(fault.Invalid, "error.row-rest").Because(err)
			}
			if !yield(n, rowOrFault{cells: cells, fault: f}) || f != nil && f.Err != nil {
				return
			}
		}
	}
}

type rowOrFault struct {
	cells []string
	fault *fault.Error
}

// sample reads the first rows; what is wrong with one of them is found again
// when the rows are gone through, so a broken one ends the sample.
func (t *Table) sample(r rowReader) error {
	t.rest = r
	for len(t.Sample) < sampleRows {
		cells, err := r.row()
		if err == io.EOF {
			t.rest = nil
			return nil
		}
		if err != nil {
			t.rest = &rowAgain{err: err, rowReader: r}
			return nil
		}
		t.Sample = append(t.Sample, cells)
	}
	return nil
}

// rowAgain gives an error before the rest.
type rowAgain struct {
	err error
	rowReader
}

func (r *rowAgain) row() ([]string, error) {
	if err := r.err; err != nil {
		r.err = nil
		return nil, err
	}
	return r.rowReader.row()
}

// numberedColumns are names for columns without any.
func numberedColumns(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i + 1)
	}
	return names
}

// cell is a value as text, without what cannot be seen.
func cell(s string) string {
	if len(s) > maxCell {
		s = strings.ToValidUTF8(s[:maxCell], "")
	}
	return strings.TrimSpace(visible(s))
}

// decoded reads text as UTF-8: by the mark at its beginning, or what is no
// UTF-8 as windows-1252, character by character.
func decoded(r io.Reader) io.Reader {
	in := bufio.NewReader(r)
	head, _ := in.Peek(512)
	utf16 := func(e unicode.Endianness) io.Reader {
		return transform.NewReader(in, unicode.UTF16(e, unicode.UseBOM).NewDecoder())
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return utf16(unicode.LittleEndian)
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16(unicode.BigEndian)
	case bytes.HasPrefix(head, []byte("\uFEFF")):
		in.Discard(len("\uFEFF"))
	}
	return transform.NewReader(in, mostlyUTF8{})
}

// mostlyUTF8 keeps UTF-8 and reads any other byte as windows-1252.
type mostlyUTF8 struct{ transform.NopResetter }

func (mostlyUTF8) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(src[nSrc])
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// boundedReader fails a file that goes on too long.
type boundedReader struct {
	r    io.Reader
	left int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTable
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, errTable
	}
	return n, err
}

// errTable tells of a file longer than MaxTable.
var errTable = errors.New("the table is longer than 100 MB")
