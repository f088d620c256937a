package revisions

import (
	"strings"
	"unicode"
)

// blockKind names what a block of Markdown is; the names go out in Change.Block.
type blockKind string

const (
	paragraphBlock blockKind = "paragraph"
	headingBlock   blockKind = "heading"
	itemBlock      blockKind = "item"
	quoteBlock     blockKind = "quote"
	noteBlock      blockKind = "note" // footnote or link definition
	rowBlock       blockKind = "row"
	codeBlock      blockKind = "code"
	frontBlock     blockKind = "front" // a line of front matter
	htmlBlock      blockKind = "html"
	ruleBlock      blockKind = "rule"
	blankBlock     blockKind = "blank" // blank lines before the first block
)

// block is one unit of Markdown source: its body, and in tail the line ends
// after it. Bodies and tails joined in order give the source back. Code, tables
// and front matter make one block of each line.
type block struct {
	kind       blockKind
	body, tail string
	verbatim   bool // the line is a whole: white space counts, words are not merged
}

func (b block) raw() string { return b.body + b.tail }

// lex appends the block's tokens; a verbatim line is one token.
func (b block) lex(dst []token, v *vocabulary) []token {
	switch {
	case b.body == "":
	case b.verbatim:
		dst = v.lexLine(dst, b.body)
	case b.kind == rowBlock, b.kind == frontBlock:
		dst = v.lexRow(dst, b.body)
	default:
		dst = v.lexProse(dst, b.body, b.kind == quoteBlock)
	}
	return v.lexTail(dst, b.tail)
}

// key is the same for blocks that differ in soft wraps and indentation alone.
func (b block) key() string {
	if b.verbatim {
		return string(b.kind) + "\x00" + b.body
	}
	if evenlySpaced(b.body) {
		return string(b.kind) + "\x00" + b.body
	}
	var key strings.Builder
	key.Grow(len(b.kind) + 1 + len(b.body))
	key.WriteString(string(b.kind))
	key.WriteByte(0)
	quoted := b.kind == quoteBlock
	for at := 0; at < len(b.body); {
		width := gapWidth(b.body[at:], quoted && at > 0)
		if gap := b.body[at : at+width]; gap != "" && at > 0 {
			if strings.Contains(gap, "\n") && (strings.HasPrefix(gap, "  ") || b.body[at-1] == '\\') {
				key.WriteByte('\n') // a hard line break is more than white space
			} else {
				key.WriteByte(' ')
			}
		}
		at += width
		size := strings.IndexFunc(b.body[at:], unicode.IsSpace)
		if size < 0 {
			size = len(b.body) - at
		}
		key.WriteString(b.body[at : at+size])
		at += size
	}
	return key.String()
}

// evenlySpaced reports whether the only white space is single blanks between
// words. It may say no of text with letters beyond Latin.
func evenlySpaced(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ' && space, c < ' ', c == 0xC2, 0xE1 <= c && c <= 0xE3:
			return false // the last ones begin the other kinds of white space
		default:
			space = c == ' '
		}
	}
	return !space
}

// splitBlocks cuts Markdown source into blocks. It reads lines, not the whole
// grammar: a construct it does not know is a paragraph, which is safe.
func splitBlocks(text string) []block {
	s := splitter{text: text, open: -1}
	for s.at < len(text) {
		s.line()
	}
	return s.blocks
}

type splitter struct {
	text   string
	blocks []block
	at     int    // where the current line starts
	start  int    // where the last block starts
	open   int    // the block a following line may continue, or -1
	fence  string // the marker that closes the code block, if in one
	front  bool
	html   bool
	list   bool // indentation belongs to a list item
}

func (s *splitter) line() {
	end := strings.IndexByte(s.text[s.at:], '\n')
	next := s.at + end + 1
	if end < 0 {
		next = len(s.text)
	}
	line := s.text[s.at:next]
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		s.blank(next)
	case s.front:
		s.add(frontBlock, next, false)
		s.front = trimmed != "---" && trimmed != "..."
	case s.fence != "":
		s.add(codeBlock, next, true)
		if strings.HasPrefix(trimmed, s.fence) && strings.Trim(trimmed, s.fence[:1]) == "" {
			s.fence = ""
		}
	default:
		s.markup(line, trimmed, next)
	}
	s.at = next
}

func (s *splitter) markup(line, trimmed string, next int) {
	indent := indentation(line)
	continues := s.open >= 0
	switch {
	case s.at == 0 && trimmed == "---" && hasFrontEnd(s.text[next:]):
		s.front = true
		s.add(frontBlock, next, false)
	case fenceOf(trimmed) != "" && (indent < 4 || s.list):
		s.fence = fenceOf(trimmed)
		s.add(codeBlock, next, true)
	case continues && indent < 4 && s.blocks[s.open].kind == paragraphBlock && isUnderline(trimmed):
		s.add(headingBlock, next, true)
	case !continues && indent >= 4 && !s.list:
		s.add(codeBlock, next, true)
	case isRule(trimmed):
		s.add(ruleBlock, next, true)
	case isHeading(trimmed):
		s.list = s.list && indent > 0
		s.add(headingBlock, next, false)
	case trimmed[0] == '|':
		s.add(rowBlock, next, false)
	case trimmed[0] == '>':
		s.quote(trimmed, next)
	case isItem(trimmed):
		s.list = true
		s.extend(itemBlock, next)
	case isNote(trimmed):
		s.extend(noteBlock, next)
	case s.html:
		s.add(htmlBlock, next, false)
	case continues:
		s.reach(next)
	case isTag(trimmed):
		s.html = true
		s.add(htmlBlock, next, false)
	default:
		s.list = s.list && indent > 0
		s.extend(paragraphBlock, next)
	}
}

// quote continues an open quotation unless the line is one of its own blank
// lines, items or headings.
func (s *splitter) quote(trimmed string, next int) {
	inner := strings.TrimSpace(strings.TrimLeft(trimmed, "> "))
	plain := inner != "" && !isItem(inner) && !isHeading(inner) && fenceOf(inner) == "" && inner[0] != '|'
	if plain && s.open >= 0 && s.blocks[s.open].kind == quoteBlock {
		s.reach(next)
		return
	}
	if inner == "" || fenceOf(inner) != "" || inner[0] == '|' {
		s.add(quoteBlock, next, true)
		return
	}
	s.extend(quoteBlock, next)
}

// add makes a block of one line.
func (s *splitter) add(kind blockKind, next int, verbatim bool) {
	s.blocks = append(s.blocks, block{kind: kind, verbatim: verbatim})
	s.start = s.at
	s.reach(next)
	s.open = -1
}

// extend makes a block that following lines may continue.
func (s *splitter) extend(kind blockKind, next int) {
	s.add(kind, next, false)
	s.open = len(s.blocks) - 1
}

// reach lets the last block end with the current line.
func (s *splitter) reach(next int) {
	last := &s.blocks[len(s.blocks)-1]
	line := s.text[s.start:next]
	body := strings.TrimRightFunc(line, unicode.IsSpace)
	if last.verbatim {
		body = strings.TrimRight(line, "\r\n")
	}
	last.body, last.tail = body, line[len(body):]
}

func (s *splitter) blank(next int) {
	if len(s.blocks) == 0 {
		s.blocks = append(s.blocks, block{kind: blankBlock})
		s.start = s.at
	}
	last := &s.blocks[len(s.blocks)-1]
	last.tail = s.text[s.start+len(last.body) : next]
	s.open, s.html = -1, false
}

// indentation counts blanks at the start of a line, a tab as four.
func indentation(line string) int {
	n := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}

func hasFrontEnd(rest string) bool {
	for line := range strings.Lines(rest) {
		if trimmed := strings.TrimSpace(line); trimmed == "---" || trimmed == "..." {
			return true
		}
	}
	return false
}

func fenceOf(trimmed string) string {
	for _, mark := range []string{"`", "~"} {
		rest := strings.TrimLeft(trimmed, mark)
		if n := len(trimmed) - len(rest); n >= 3 && (mark == "~" || !strings.Contains(rest, "`")) {
			return trimmed[:n]
		}
	}
	return ""
}

func isUnderline(trimmed string) bool {
	return strings.Trim(trimmed, "=") == "" || strings.Trim(trimmed, "-") == "" && len(trimmed) > 1
}

func isRule(trimmed string) bool {
	if !strings.ContainsRune("-*_", rune(trimmed[0])) {
		return false // most lines
	}
	marks := strings.ReplaceAll(trimmed, " ", "")
	return len(marks) >= 3 && (strings.Trim(marks, "-") == "" || strings.Trim(marks, "*") == "" || strings.Trim(marks, "_") == "")
}

func isHeading(trimmed string) bool {
	rest := strings.TrimLeft(trimmed, "#")
	n := len(trimmed) - len(rest)
	return n >= 1 && n <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func isItem(trimmed string) bool {
	rest := strings.TrimLeft(trimmed, "0123456789")
	if n := len(trimmed) - len(rest); n > 9 || rest == "" {
		return false
	} else if n > 0 {
		return (rest[0] == '.' || rest[0] == ')') && (len(rest) == 1 || rest[1] == ' ' || rest[1] == '\t')
	}
	return strings.ContainsRune("-*+", rune(rest[0])) && (len(rest) == 1 || rest[1] == ' ' || rest[1] == '\t')
}

func isNote(trimmed string) bool {
	if trimmed[0] != '[' {
		return false
	}
	end := strings.IndexByte(trimmed, ']')
	return end > 1 && strings.HasPrefix(trimmed[end:], "]:")
}

func isTag(trimmed string) bool {
	if len(trimmed) < 2 || trimmed[0] != '<' {
		return false
	}
	c := trimmed[1]
	return c == '!' || c == '/' || c == '?' || unicode.IsLetter(rune(c)) && !strings.HasPrefix(trimmed, "<http")
}
