package revisions

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says how a token may be treated: words and marks are aligned one
// by one, a line is never cut, newlines and breaks are structure.
type tokenKind uint8

const (
	wordToken tokenKind = iota
	markToken
	lineToken    // a whole line of code, table or front matter
	newlineToken // the end of a line that is not a soft wrap
	breakToken   // a hard line break inside a paragraph
)

// token is the smallest thing that is aligned. The white space before it rides
// along as gap, so the texts of all tokens joined give the source back.
type token struct {
	gap, text string
	kind      tokenKind
	starts    bool // a sentence, a line or a line end starts here
	part      bool // of an address that is cut into its parts
	id        int  // equal ids mean equal tokens; the gap does not count
	at        int  // the byte of the text that the gap starts at, where locate noted it
}

func (t token) raw() string { return t.gap + t.text }

// Ids of the structural tokens; the vocabulary numbers the others above them.
const (
	newlineID = iota
	breakID
	endID
	firstFreeID
)

// vocabulary numbers token texts; versions compared must share one.
type vocabulary struct {
	words, lines map[string]int
	next         int
	addressParts bool // an address is a token for each step of its path
}

func newVocabulary() *vocabulary {
	return &vocabulary{words: map[string]int{}, lines: map[string]int{}, next: firstFreeID}
}

func (v *vocabulary) number(in map[string]int, text string) int {
	id, ok := in[text]
	if !ok {
		id = v.next
		v.next++
		in[text] = id
	}
	return id
}

// lexLine gives a verbatim line as one token.
func (v *vocabulary) lexLine(dst []token, line string) []token {
	return append(dst, token{text: line, kind: lineToken, starts: true, id: v.number(v.lines, line)})
}

// lexRow gives the words of a table row, which is never cut into sentences.
func (v *vocabulary) lexRow(dst []token, body string) []token {
	first := len(dst)
	dst = v.lexProse(dst, body, false)
	for i := first + 1; i < len(dst); i++ {
		dst[i].starts = false
	}
	return dst
}

// lexTail cuts the line ends after a block into newline tokens.
func (v *vocabulary) lexTail(dst []token, tail string) []token {
	for tail != "" {
		end := strings.IndexByte(tail, '\n')
		if end < 0 {
			return append(dst, token{gap: tail, kind: newlineToken, starts: true, id: endID})
		}
		text := end
		if text > 0 && tail[text-1] == '\r' {
			text--
		}
		dst = append(dst, token{gap: tail[:text], text: tail[text : end+1], kind: newlineToken, starts: true, id: newlineID})
		tail = tail[end+1:]
	}
	return dst
}

// lexProse cuts prose into words and marks. Soft wraps, and in a quotation the
// markers that follow them, are part of the gap.
func (v *vocabulary) lexProse(dst []token, body string, quoted bool) []token {
	first := len(dst)
	for at := 0; at < len(body); {
		width := gapWidth(body[at:], quoted && at > 0)
		gap := body[at : at+width]
		if cut, end, hard := hardBreak(gap, dst[first:]); hard {
			dst = append(dst, token{gap: gap[:cut], text: gap[cut:end], kind: breakToken, id: breakID})
			gap = gap[end:]
		}
		at += width
		if at >= len(body) {
			if gap != "" {
				dst = append(dst, token{gap: gap, kind: newlineToken, starts: true, id: endID})
			}
			break
		}
		size, kind := scan(body, at)
		text := body[at : at+size]
		if v.addressParts && kind == wordToken && strings.Contains(text, "/") {
			dst = v.lexAddress(dst, gap, text)
		} else {
			dst = append(dst, token{gap: gap, text: text, kind: kind, id: v.number(v.words, text)})
		}
		at += size
	}
	markSentences(dst[first:])
	return dst
}

// lexAddress cuts an address into the steps of its path, its query and its
// fragment. They are told from the same words and marks elsewhere.
func (v *vocabulary) lexAddress(dst []token, gap, text string) []token {
	for text != "" {
		end := strings.IndexAny(text[1:], "/#?&") + 1
		if end == 0 {
			end = len(text)
		}
		dst = append(dst, token{gap: gap, text: text[:end], kind: wordToken, part: true, id: v.number(v.words, "\x00"+text[:end])})
		gap, text = "", text[end:]
	}
	return dst
}

// gapWidth measures white space; after a line end it also passes quotation
// markers when these only repeat the block they are in.
func gapWidth(s string, quoted bool) int {
	wrapped := false
	for at := 0; at < len(s); {
		r, n := utf8.DecodeRuneInString(s[at:])
		switch {
		case r == '\n':
			wrapped = true
		case unicode.IsSpace(r):
		case r == '>' && quoted && wrapped:
		default:
			return at
		}
		at += n
	}
	return len(s)
}

// hardBreak finds a Markdown hard line break in a gap: two blanks or a
// backslash before the line end.
func hardBreak(gap string, before []token) (cut, end int, hard bool) {
	cut = strings.IndexByte(gap, '\n')
	if cut < 0 {
		return 0, 0, false
	}
	end = cut + 1
	if cut > 0 && gap[cut-1] == '\r' {
		cut--
	}
	slash := cut == 0 && len(before) > 0 && before[len(before)-1].text == `\`
	return cut, end, slash || strings.HasSuffix(gap[:cut], "  ")
}

// scan measures the token at a place that is not white space.
func scan(s string, at int) (int, tokenKind) {
	rest := s[at:]
	if at >= 2 && s[at-2:at] == "](" {
		if n := strings.IndexFunc(rest[:min(len(rest), longestTarget)], endsTarget); n > 0 {
			return n, wordToken
		}
	}
	if n := addressWidth(rest); n > 0 {
		return n, wordToken
	}
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case isWordRune(r):
		if standsAlone(r) {
			return n, wordToken
		}
		return wordWidth(rest), wordToken
	case r == '`':
		return codeWidth(rest), markToken
	case strings.HasPrefix(rest, "]("):
		return 2, markToken
	case strings.ContainsRune("*#~=-_.!?+", r):
		return len(rest) - len(strings.TrimLeft(rest, string(r))), markToken
	}
	return n + clusterWidth(rest[n:]), markToken
}

// longestTarget bounds the address of a link, in bytes: looking for its end must
// not cost as much as the text is long.
const longestTarget = 2_000

func endsTarget(r rune) bool { return r == ')' || unicode.IsSpace(r) }

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// standsAlone is true in scripts written without spaces between words.
func standsAlone(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// wordWidth measures a word with its inner hyphens, apostrophes, dots and the
// colon of Finnish inflected abbreviations (EU:n).
func wordWidth(s string) int {
	at := 0
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if isWordRune(r) && !standsAlone(r) || r == 0x200D {
			at += n
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[at+n:])
		if at+n >= len(s) || !isWordRune(next) || standsAlone(next) {
			break
		}
		digits := isDigit(s[at-1]) && next < utf8.RuneSelf && isDigit(byte(next))
		if !strings.ContainsRune("-'’_:.\u00ad", r) && (r != ',' || !digits) {
			break
		}
		at += n
	}
	return at
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// addressWidth measures a web or mail address, which is never cut: half an
// address leads nowhere.
func addressWidth(s string) int {
	switch {
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "mailto:"), strings.HasPrefix(s, "www."):
	default:
		return 0
	}
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"`)]|", r) })
	if end < 0 {
		end = len(s)
	}
	return len(strings.TrimRight(s[:end], ".,;:!?*_"))
}

// codeWidth measures inline code without blanks, or else the run of backticks.
func codeWidth(s string) int {
	run := len(s) - len(strings.TrimLeft(s, "`"))
	if end := strings.Index(s[run:], s[:run]); end > 0 && strings.IndexFunc(s[run:run+end], unicode.IsSpace) < 0 {
		after := run + end + run
		if after == len(s) || s[after] != '`' {
			return after
		}
	}
	return run
}

// clusterWidth measures what belongs to the symbol before it: combining marks,
// variation selectors, and the rest of an emoji joined by U+200D.
func clusterWidth(s string) int {
	at := 0
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		switch {
		case r == 0x200D && at+n < len(s):
			_, joined := utf8.DecodeRuneInString(s[at+n:])
			at += n + joined
		case unicode.IsMark(r), r >= 0x1F3FB && r <= 0x1F3FF:
			at += n
		default:
			return at
		}
	}
	return at
}
