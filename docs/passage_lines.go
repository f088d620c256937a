package docs

import (
	"bytes"
	"sort"
)

// lineIndex knows where the lines of a source begin and end.
type lineIndex struct {
	source []byte
	starts []int
}

func indexLines(source []byte) lineIndex {
	starts := make([]int, 1, bytes.Count(source, []byte("\n"))+1)
	for i, b := range source {
		if b == '\n' && i+1 < len(source) {
			starts = append(starts, i+1)
		}
	}
	return lineIndex{source, starts}
}

// at is the line that holds the byte position.
func (l lineIndex) at(pos int) int {
	return max(sort.SearchInts(l.starts, pos+1)-1, 0)
}

func (l lineIndex) start(line int) int { return l.starts[line] }

// after is where the next line begins.
func (l lineIndex) after(line int) int {
	if line+1 < len(l.starts) {
		return l.starts[line+1]
	}
	return len(l.source)
}

// end is the end of the line's text, before LF or CRLF.
func (l lineIndex) end(line int) int {
	start, end := l.starts[line], l.after(line)
	if end > start && l.source[end-1] == '\n' {
		end--
		if end > start && l.source[end-1] == '\r' {
			end--
		}
	}
	return end
}

func (l lineIndex) text(line int) []byte { return l.source[l.starts[line]:l.end(line)] }

func (l lineIndex) blank(line int) bool { return len(bytes.TrimSpace(l.text(line))) == 0 }

// indented is the position of the line's first byte that is neither space nor tab.
func (l lineIndex) indented(line int) int {
	text := l.text(line)
	return l.starts[line] + len(text) - len(bytes.TrimLeft(text, " \t"))
}

// column is the column of a byte position in its line, tabs spread out.
func (l lineIndex) column(pos int) int {
	column := 0
	for _, b := range l.source[l.starts[l.at(pos)]:pos] {
		if b == '\t' {
			column = nextTab(column)
		} else {
			column++
		}
	}
	return column
}

// atColumn is the position in the line where the column begins, or the first
// text before it.
func (l lineIndex) atColumn(line, column int) int {
	text := l.text(line)
	return l.starts[line] + len(text) - len(dedent(string(text), column))
}
