package docs

import (
	"math"
	"strconv"
	"strings"
)

// tidyText gives form text LF line ends and no blank lines around it.
func tidyText(text string) string {
	lines := strings.Split(unixLines(text), "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

func unixLines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// yields is the order of an edit that gives way to all others.
const yields = math.MaxInt

// planChange replaces the bytes of a passage. Lines at either end that stay the
// same keep their bytes, indentation and all.
func (s *splicing) planChange(i int, text string) {
	p := s.passages[i]
	old := p.lines(s.lines.source)
	if unixLines(text) == p.Text(s.lines.source) {
		return
	}
	lines := strings.Split(tidyText(text), "\n")
	at := s.places[i]
	if p.Kind == KindItem && at.item != nil {
		if items := asItems(lines); items != nil {
			s.edits = append(s.edits, edit{start: p.Start, end: p.End, text: s.severalItems(at.item, items), order: yields})
			return
		}
	}
	if p.Kind == KindRow {
		lines = rows(lines)
	}
	raw := splitLines(s.lines.source[p.Start:p.End])
	head, tail := 0, 0
	for head < len(old) && head < len(lines) && old[head] == lines[head] {
		head++
	}
	for tail < len(old)-head && tail < len(lines)-head && old[len(old)-1-tail] == lines[len(lines)-1-tail] {
		tail++
	}
	out := append([]string{}, raw[:head]...)
	fresh := indented(lines[head:len(lines)-tail], p.Indent)
	if head == 0 && len(fresh) > 0 {
		fresh[0] = lines[0]
	}
	out = append(append(out, fresh...), raw[len(raw)-tail:]...)
	s.edits = append(s.edits, edit{start: p.Start, end: p.End, text: out, order: yields})
}

// severalItems writes a changed item that has become several: the first keeps
// the marker that stands in the source.
func (s *splicing) severalItems(item *listItem, items [][]string) []string {
	out := indented(items[0], item.content)
	out[0] = items[0][0]
	return append(out, s.siblings(item, items[1:])...)
}

// indented puts columns of spaces before every line that is not blank.
func indented(lines []string, columns int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			line = strings.Repeat(" ", columns) + line
		}
		out[i] = line
	}
	return out
}

// rows makes each line a table row: a line without a bar becomes one cell.
func rows(lines []string) []string {
	var out []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if !strings.Contains(line, "|") {
			line = "| " + line + " |"
		}
		out = append(out, line)
	}
	return out
}

// asItems takes text apart that was typed as a list; nil when it was not.
func asItems(lines []string) [][]string {
	if markerWidth([]byte(lines[0])) == 0 || isRule(lines[0]) {
		return nil
	}
	var items [][]string
	content := 0
	for _, line := range lines {
		if width := markerWidth([]byte(line)); width > 0 && !isRule(line) {
			content = contentColumn([]byte(line), width, 0)
			items = append(items, []string{strings.TrimLeft(line[width:], " \t")})
			continue
		}
		last := len(items) - 1
		items[last] = append(items[last], dedent(line, content))
	}
	return items
}

func isRule(line string) bool {
	line = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, line)
	return len(line) >= 3 && strings.Trim(line, line[:1]) == "" && strings.Contains("-*_", line[:1])
}

func isHeading(line string) bool {
	rest := strings.TrimLeft(line, "#")
	level := len(line) - len(rest)
	return level >= 1 && level <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// siblings writes items that follow the given one in its list, in its manner.
func (s *splicing) siblings(item *listItem, items [][]string) []string {
	gap := strings.Repeat(" ", max(item.content-item.column-len(item.marker), 1))
	marker := item.marker
	var out []string
	for i, lines := range items {
		if i > 0 && !item.tight {
			out = append(out, "")
		}
		marker = nextMarker(marker)
		out = append(out, underMarker(marker+gap, item.column, lines)...)
	}
	return out
}

// underMarker writes an item at a column.
func underMarker(marker string, column int, lines []string) []string {
	out := indented(lines, column+len(marker))
	out[0] = strings.Repeat(" ", column) + marker + lines[0]
	return out
}

// nextMarker counts on in a numbered list, within the nine digits allowed.
func nextMarker(marker string) string {
	digits := marker[:len(marker)-1]
	n, err := strconv.Atoi(digits)
	if err != nil || n >= 999_999_999 {
		return marker
	}
	return strconv.Itoa(n+1) + marker[len(digits):]
}
