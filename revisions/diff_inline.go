package revisions

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Style is how words look, as a set.
type Style uint8

// The styles of words.
const (
	Strong Style = 1 << iota
	Emphasis
	Struck
	Code
	Image   // the text that stands for a picture
	NoteRef // the number of a footnote
	hiddenSign
	softWrap // a line end that is shown as a blank
)

// reading tells for each byte of a block how it looks and where it leads.
type reading struct {
	style []Style
	link  []int32  // index of links, plus one; 0 is none
	links []string // addresses
}

// read reads the inline markup of a block's text. It knows what people write in
// pages, not the whole grammar: what it does not know is shown as it stands.
func read(text string, s blockShape) *reading {
	r := &reading{style: make([]Style, len(text)), link: make([]int32, len(text))}
	r.hide(0, s.from)
	r.hide(s.to, len(text))
	switch s.kind {
	case codeBlock, frontBlock, htmlBlock, ruleBlock:
		return r
	case noteBlock:
		if !s.footnote {
			return r
		}
	}
	r.wraps(text, s)
	r.inline(text, s.from, s.to)
	return r
}

func (r *reading) hide(from, to int) {
	for i := from; i < to; i++ {
		r.style[i] |= hiddenSign
	}
}

func (r *reading) mark(from, to int, s Style) {
	for i := from; i < to; i++ {
		r.style[i] |= s
	}
}

// wraps hides the marks at line starts, and the signs of a hard line break.
func (r *reading) wraps(text string, s blockShape) {
	for i := s.from; i < s.to; i++ {
		if text[i] != '\n' {
			continue
		}
		line := text[s.from:i]
		words := strings.TrimRight(line, " \t\r\\")
		if !strings.HasSuffix(line, "  ") && !strings.HasSuffix(strings.TrimRight(line, "\r"), `\`) {
			r.mark(i, i+1, softWrap)
			words = strings.TrimRight(line, " \t\r")
		}
		r.hide(s.from+len(words), i)
		end := i + 1
		for end < s.to && (text[end] == ' ' || text[end] == '\t' || text[end] == '>' && s.kind == quoteBlock) {
			end++
		}
		r.hide(i+1, end)
	}
}

var (
	autoLink  = regexp.MustCompile(`^<((?:https?://|mailto:)[^ <>\n]+|[^ <>@\n]+@[^ <>\n]+)>`)
	noteRef   = regexp.MustCompile(`^\[\^([^\]\s]+)\]`)
	inlineEnd = regexp.MustCompile(`^\]\(((?:[^()\n]|\([^()\n]*\))*)\)`)
	labelEnd  = regexp.MustCompile(`^\]\[([^\]\n]*)\]`)
)

// delimiter is a run of signs that may begin or end emphasis.
type delimiter struct {
	at, n       int
	sign        byte
	open, close bool
}

func (r *reading) inline(text string, from, to int) {
	var stack []delimiter
	var brackets []int // where links may have begun
	for i := from; i < to; {
		switch c := text[i]; {
		case r.style[i]&hiddenSign != 0:
			i++
		case c == '\\' && i+1 < to && isSign(text[i+1]):
			r.hide(i, i+1)
			i += 2
		case c == '`':
			i = r.code(text, i, to)
		case c == '<':
			if m := autoLink.FindStringSubmatch(text[i:to]); m != nil {
				r.hide(i, i+1)
				r.hide(i+len(m[0])-1, i+len(m[0]))
				i += len(m[0])
			} else {
				i++
			}
		case c == '[':
			if m := noteRef.FindStringSubmatch(text[i:to]); m != nil {
				r.hide(i, i+2)
				r.mark(i+2, i+2+len(m[1]), NoteRef)
				r.hide(i+2+len(m[1]), i+len(m[0]))
				i += len(m[0])
				continue
			}
			brackets = append(brackets, i)
			i++
		case c == ']' && len(brackets) > 0:
			open := brackets[len(brackets)-1]
			brackets = brackets[:len(brackets)-1]
			i = r.linkEnd(text, open, i, from, to)
		case c == '*' || c == '_' || c == '~':
			n := len(text[i:to]) - len(strings.TrimLeft(text[i:to], string(c)))
			stack = r.emphasis(text, stack, i, n, from, to)
			i += n
		default:
			i++
		}
	}
}

func isSign(c byte) bool {
	return c < utf8.RuneSelf && unicode.IsPrint(rune(c)) && c != ' ' && !isWordRune(rune(c))
}

// code reads a span of code, or passes a run of backticks that nothing ends.
func (r *reading) code(text string, at, to int) int {
	n := codeRun(text[at:to])
	for end := at + n; end < to; {
		next := strings.IndexByte(text[end:to], '`')
		if next < 0 {
			break
		}
		end += next
		m := codeRun(text[end:to])
		if m == n {
			r.hide(at, at+n)
			r.mark(at+n, end, Code)
			r.hide(end, end+n)
			return end + n
		}
		end += m
	}
	return at + n
}

func codeRun(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }

// linkEnd reads what follows the text of a link or a picture.
func (r *reading) linkEnd(text string, open, at, from, to int) int {
	m := inlineEnd.FindStringSubmatch(text[at:to])
	if m == nil {
		m = labelEnd.FindStringSubmatch(text[at:to])
	}
	if m == nil {
		return at + 1
	}
	start := open
	image := open > from && text[open-1] == '!'
	if image {
		start--
	}
	r.links = append(r.links, strings.TrimSpace(m[1]))
	id := int32(len(r.links))
	for i := start; i < at+len(m[0]); i++ {
		if r.link[i] == 0 || !image {
			r.link[i] = id
		}
	}
	r.hide(start, open+1)
	r.hide(at, at+len(m[0]))
	if image {
		r.mark(open+1, at, Image)
		if open+1 == at { // something has to stand for a picture without words
			r.style[start] = r.style[start]&^hiddenSign | Image
		}
	}
	return at + len(m[0])
}

// emphasis matches a run of signs with the runs before it.
func (r *reading) emphasis(text string, stack []delimiter, at, n, from, to int) []delimiter {
	before, _ := utf8.DecodeLastRuneInString(text[from:at])
	after, _ := utf8.DecodeRuneInString(text[at+n : to])
	spaceBefore, spaceAfter := at == from || unicode.IsSpace(before), at+n == to || unicode.IsSpace(after)
	markBefore, markAfter := !spaceBefore && !isWordRune(before), !spaceAfter && !isWordRune(after)
	d := delimiter{at: at, n: n, sign: text[at]}
	d.open = !spaceAfter && (!markAfter || spaceBefore || markBefore)
	d.close = !spaceBefore && (!markBefore || spaceAfter || markAfter)
	if d.sign == '_' {
		d.open, d.close = d.open && (spaceBefore || markBefore), d.close && (spaceAfter || markAfter)
	}
	if d.sign == '~' && n != 2 {
		return stack
	}
	for d.close && d.n > 0 {
		k := len(stack) - 1
		for k >= 0 && (stack[k].sign != d.sign || !stack[k].open) {
			k--
		}
		if k < 0 {
			break
		}
		opener := &stack[k]
		use, style := 1, Emphasis
		if opener.n >= 2 && d.n >= 2 {
			use, style = 2, Strong
		}
		if d.sign == '~' {
			style = Struck
		}
		inner := opener.at + opener.n
		r.mark(inner, d.at, style)
		r.hide(inner-use, inner)
		r.hide(d.at, d.at+use)
		opener.n -= use
		d.at, d.n = d.at+use, d.n-use
		stack = stack[:k+1]
		if opener.n == 0 {
			stack = stack[:k]
		}
	}
	if d.open && d.n > 0 {
		stack = append(stack, d)
	}
	return stack
}
