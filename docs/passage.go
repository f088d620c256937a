package docs

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
)

// PassageID identifies a passage through edits: ten lower-case base32
// characters. It says nothing about the place or the words of the passage.
type PassageID string

// passageIDLength gives 50 bits: a page never holds enough passages to meet
// the same id twice by chance.
const passageIDLength = 10

// NewPassageID makes the id that belongs to the seeds; the same seeds always
// give the same id, so that an import done twice agrees with itself.
func NewPassageID(seed ...string) PassageID {
	h := sha256.New()
	for _, s := range seed {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	code := base32.StdEncoding.EncodeToString(h.Sum(nil))
	return PassageID(strings.ToLower(code[:passageIDLength]))
}

// Anchor is the id attribute of the passage's element in rendered pages.
func (id PassageID) Anchor() string { return "k-" + string(id) }

// PassageKind tells what sort of block a passage is.
type PassageKind string

const (
	KindHeading   PassageKind = "heading"
	KindParagraph PassageKind = "paragraph"
	// KindItem is the first block of a list item, when that is running text.
	KindItem PassageKind = "item"
	// KindRow is one row of a table; the header row is one too.
	KindRow   PassageKind = "row"
	KindCode  PassageKind = "code"
	KindQuote PassageKind = "quote"
	KindHTML  PassageKind = "html"
	// KindRule is a thematic break.
	KindRule PassageKind = "rule"
	// KindDefinition is a footnote or a link reference definition.
	KindDefinition PassageKind = "definition"
	// KindFrontMatter is the YAML block that may begin a file.
	KindFrontMatter PassageKind = "frontmatter"
)

// Passage is one block of Markdown as a resident edits it: source[Start:End]
// are exactly its bytes, without the line end that closes it.
//
// What belongs to no passage is structure: blank lines, a byte order mark,
// indentation before the first line of a block, list markers, and the
// delimiter row of a table. A block quote is one passage with its markers, a
// footnote is one passage with its label, and a fenced block one with its
// fences.
type Passage struct {
	ID         PassageID
	Kind       PassageKind
	Start, End int
	// Level is the level of a heading; for everything else the depth of lists
	// around it, 0 outside lists.
	Level int
	// Indent is how many columns of white space the list around the passage
	// puts before its second and later lines.
	Indent int
	// Heading is the plain text of the nearest heading above; a heading's own.
	Heading string
}

// Passages divides Markdown into its passages, in the order of the source and
// without overlap. IDs are left empty.
func Passages(source []byte) []Passage {
	return outline(source).passages
}

// Text is what goes to the textarea: the bytes of the passage with LF line
// ends, as a browser makes them, and without the indentation that a list around
// it asks for.
func (p Passage) Text(source []byte) string {
	return unixLines(strings.Join(p.lines(source), "\n"))
}

func (p Passage) lines(source []byte) []string {
	raw := splitLines(source[p.Start:p.End])
	for i := 1; i < len(raw); i++ {
		raw[i] = dedent(raw[i], p.Indent)
	}
	return raw
}

// splitLines cuts text at LF and CRLF; the line ends are not part of the lines.
func splitLines(text []byte) []string {
	lines := strings.Split(string(text), "\n")
	for i, line := range lines[:len(lines)-1] {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

// dedent takes up to columns of leading white space off the line. A tab that
// reaches beyond is left whole: half a tab cannot be written.
func dedent(line string, columns int) string {
	column := 0
	for i := 0; i < len(line) && column < columns; i++ {
		next := column
		switch line[i] {
		case ' ':
			next++
		case '\t':
			next = nextTab(column)
		}
		if next == column || next > columns {
			return line[i:]
		}
		column = next
		if column == columns {
			return line[i+1:]
		}
	}
	if column < columns {
		return strings.TrimLeft(line, " \t")
	}
	return line
}

// nextTab is the column a tab leads to; Markdown has tab stops of four.
func nextTab(column int) int { return column/4*4 + 4 }

// frontMatterEnd is where the Markdown begins, and the span of the YAML block
// before it; start == end when there is none.
func frontMatterEnd(source []byte) (body, start, end int) {
	if bytes.HasPrefix(source, []byte("\uFEFF")) {
		body = len("\uFEFF")
	}
	first, next := cutLine(source, body)
	if strings.TrimRight(first, " \t") != "---" {
		return body, body, body
	}
	for at, empty := next, true; at < len(source); {
		line, after := cutLine(source, at)
		trimmed := strings.TrimRight(line, " \t")
		if trimmed == "---" || trimmed == "..." {
			if empty {
				return body, body, body
			}
			return after, body, at + len(trimmed)
		}
		if empty && !isYAMLKey(line) {
			return body, body, body
		}
		empty, at = false, after
	}
	return body, body, body
}

// isYAMLKey tells front matter from a rule at the top of a page, which is
// followed by prose.
func isYAMLKey(line string) bool {
	key, value, found := strings.Cut(line, ":")
	return found && key != "" && !strings.ContainsAny(key, " \t") && (value == "" || value[0] == ' ')
}

// cutLine returns the line at a position without its end, and where the next begins.
func cutLine(source []byte, at int) (line string, next int) {
	rest := source[at:]
	i := bytes.IndexByte(rest, '\n')
	if i < 0 {
		return string(rest), len(source)
	}
	return strings.TrimSuffix(string(rest[:i]), "\r"), at + i + 1
}
