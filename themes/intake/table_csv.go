package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"luonnos/internal/fault"
)

// noComma parts nothing: a table of one column.
const noComma = '\x1f'

// openCSV begins a table of comma-separated values (RFC 4180), or separated by
// another character. head is what the reader begins with.
func (t *Table) openCSV(in *bufio.Reader, head []byte) error {
	comma := findComma(head)
	if line, rest, ok := bytes.Cut(head, []byte("\n")); ok {
		// Excel's own word on the character, in a line before all.
		if c, ok := strings.CutPrefix(strings.TrimSpace(string(line)), "sep="); ok && len(c) == 1 {
			comma = rune(c[0])
			if _, err := in.Discard(len(head) - len(rest)); err != nil {
				return err
			}
		}
	}
	r := newCSVRows(in, comma)
	first, err := r.row()
	if err == io.EOF {
		return nil
	} else if err != nil {
		return err
	}
	if err := t.sample(r); err != nil {
		return err
	}
	if t.Header = isHeader(first, t.Sample); t.Header {
		t.first = 2
		t.Columns = first
	} else {
		t.Sample = slices.Insert(t.Sample, 0, first)
		t.Columns = numberedColumns(len(first))
	}
	for _, row := range t.Sample {
		for n := len(t.Columns); n < len(row); n++ {
			t.Columns = append(t.Columns, numberedColumns(n + 1)[n])
		}
	}
	if len(t.Columns) > MaxColumns {
		return fault.InField("file", "error.table-columns", MaxColumns)
	}
	for i, name := range t.Columns {
		if name == "" {
			t.Columns[i] = numberedColumns(i + 1)[i]
		}
	}
	return nil
}

// csvRows reads records, and bounds each: a quotation mark that is never closed
// would take the rest of the file for one cell.
type csvRows struct {
	csv *csv.Reader
	in  *budget
}

func newCSVRows(in io.Reader, comma rune) *csvRows {
	b := &budget{r: in}
	return &csvRows{csv: newCSV(b, comma), in: b}
}

func newCSV(in io.Reader, comma rune) *csv.Reader {
	r := csv.NewReader(in)
	r.Comma = comma
	r.LazyQuotes = true
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	r.TrimLeadingSpace = comma != '\t' // a quotation can begin after a space
	return r
}

func (c *csvRows) row() ([]string, error) {
	for {
		c.in.left = maxRow
		record, err := c.csv.Read()
		if err != nil {
			return nil, err
		}
		row := make([]string, len(record))
		empty := true
		for i, s := range record {
			row[i] = cell(s)
			empty = empty && row[i] == ""
		}
		if !empty {
			return row, nil
		}
	}
}

// budget bounds how much is read for one row.
type budget struct {
	r    io.Reader
	left int
}

var errRow = errors.New("a row is longer than 1 MB: is a quotation mark not closed?")

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRow
	}
	n, err := b.r.Read(p[:min(len(p), 4096)])
	b.left -= n
	return n, err
}

// findComma tells what parts the cells: what parts most rows of the beginning
// into equally many, and into more than the others do. What a space follows is
// rather the comma of a sentence, unless it parts every row.
func findComma(head []byte) rune {
	head = head[:min(len(head), 64<<10)]
	best, bestScore := rune(noComma), 0.0
	for _, comma := range ";,\t|" {
		r := newCSV(bytes.NewReader(head), comma)
		counts := map[int]int{}
		rows := 0
		for rows < sampleRows {
			record, err := r.Read()
			if err != nil {
				break
			}
			counts[len(record)]++
			rows++
		}
		least := 0.6
		if n := bytes.Count(head, []byte(string(comma))); bytes.Count(head, []byte(string(comma)+" "))*2 > n {
			least = 1
		}
		for cells, n := range counts {
			share := float64(n) / float64(rows)
			if score := share + float64(min(cells, 50))/1000; cells > 1 && share >= least && score > bestScore {
				best, bestScore = comma, score
			}
		}
	}
	return best
}

// isHeader tells whether the first row names the columns: it has a name that
// is known for one, or it is short words where the rows have something else.
func isHeader(first []string, rows [][]string) bool {
	known := 0
	for _, name := range first {
		if partNamed(name) != "" {
			known++
		}
		if _, ok := readTime(name, nil); ok || len(name) > 80 || strings.ContainsAny(name, "@\n") || isNumber(name) {
			return false
		}
	}
	if known > 0 {
		return true
	}
	if len(rows) == 0 || len(first) < 2 {
		return false
	}
	// Names without a meaning to us: above columns of times or numbers.
	for i := range first {
		typed := 0
		for _, row := range rows {
			if i < len(row) {
				if _, ok := readTime(row[i], nil); ok || isNumber(row[i]) {
					typed++
				}
			}
		}
		if first[i] != "" && typed*10 >= len(rows)*9 {
			return true
		}
	}
	return false
}
