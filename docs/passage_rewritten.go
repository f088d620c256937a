package docs

import "bytes"

// rewritten are the contents of a text that was made from another one by
// changes that lie close together, worked out from the other's by parsing what
// lies around the changes alone. ok is false where that could differ from
// parsing the whole page.
//
// The part that is parsed begins and ends with a plain paragraph, at the margin
// and between blank lines: such a paragraph ends every block before it and is
// ended by the line after it, so that the lines outside mean what they meant.
// Only link definitions and footnotes reach farther; parts that hold any, or
// could hide some, are left to the whole parse.
func (c *contents) rewritten(old, source []byte) (now contents, ok bool) {
	before, after, ok := c.around(old, source)
	if !ok {
		return contents{}, false
	}
	start, shift := c.passages[before].Start, len(source)-len(old)
	end := c.passages[after].End
	part := source[start : end+shift]
	if bytes.HasSuffix(part, []byte("\r")) {
		return contents{}, false // half a line end
	}
	fresh := Passages(part)
	if !selfContained(part, fresh) || !selfContained(old[start:end], c.passages[before:after+1]) ||
		!plainParagraph(part, fresh[0]) || !plainParagraph(part, fresh[len(fresh)-1]) ||
		fresh[0].Start != 0 || fresh[len(fresh)-1].End != len(part) {
		return contents{}, false
	}
	now.words = c.words
	add := func(p Passage, text string) {
		now.passages = append(now.passages, p)
		now.texts = append(now.texts, text)
	}
	n := len(c.passages) - (after + 1 - before) + len(fresh)
	now.passages, now.texts = make([]Passage, 0, n), make([]string, 0, n)
	heading := c.passages[before].Heading
	for i := range before {
		add(c.passages[i], c.texts[i])
	}
	for i := before; i <= after; i++ {
		now.words -= countWords(c.texts[i])
	}
	for _, p := range fresh {
		text := p.Text(part)
		now.words += countWords(text)
		p.Start, p.End = p.Start+start, p.End+start
		if p.Kind == KindHeading {
			heading = p.Heading
		}
		p.Heading = heading
		add(p, text)
	}
	for i := after + 1; i < len(c.passages); i++ {
		p := c.passages[i]
		p.Start, p.End = p.Start+shift, p.End+shift
		if p.Kind == KindHeading {
			heading = p.Heading
		}
		p.Heading = heading
		add(p, c.texts[i])
	}
	now.title = titleOf(now.passages)
	return now, true
}

// around finds the closest plain paragraphs that all differences lie between,
// those included.
func (c *contents) around(old, source []byte) (before, after int, ok bool) {
	if mayHaveFrontMatter(old) || mayHaveFrontMatter(source) {
		return 0, 0, false
	}
	// What is added at the end of a page is then told from its last line end.
	shared := commonEnd(old[len(bytes.TrimRight(old, "\r\n")):], source[len(bytes.TrimRight(source, "\r\n")):])
	was, is := old[:len(old)-shared], source[:len(source)-shared]
	first := commonStart(was, is)
	last := len(was) - commonEnd(was[first:], is[first:])
	before, after = -1, -1
	for i, p := range c.passages {
		if p.End < last && p.Start > first || !plainParagraph(old, p) {
			continue
		}
		// A change at its very beginning may be something new before it.
		if p.Start < first || p.Start == first && before < 0 {
			before = i
		}
		if p.End >= last {
			after = i
			break
		}
	}
	return before, after, before >= 0 && after >= 0
}

// mayHaveFrontMatter: where it ends is told by lines far below.
func mayHaveFrontMatter(source []byte) bool {
	return bytes.HasPrefix(source, []byte("---")) || bytes.HasPrefix(source, []byte("\uFEFF"))
}

// plainParagraph reports whether the passage is a paragraph that begins at the
// margin and stands between blank lines or the ends of the source.
func plainParagraph(source []byte, p Passage) bool {
	if p.Kind != KindParagraph || p.Level > 0 {
		return false
	}
	above, margin := bytes.CutSuffix(source[:p.Start], []byte("\n"))
	below := source[p.End:]
	if len(below) > 0 {
		_, below, _ = bytes.Cut(below, []byte("\n"))
	}
	line, _, _ := bytes.Cut(below, []byte("\n"))
	return (p.Start == 0 || margin && blankLine(above[bytes.LastIndexByte(above, '\n')+1:])) && blankLine(line)
}

func blankLine(line []byte) bool { return len(bytes.Trim(line, " \t\r")) == 0 }

// selfContained reports whether passages that were parsed as one part mean
// nothing for other parts, and these nothing for them.
func selfContained(source []byte, passages []Passage) bool {
	for _, p := range passages {
		switch p.Kind {
		case KindParagraph, KindItem, KindRow, KindCode, KindRule:
		case KindHeading:
			// Its plain text goes by the link definitions of the whole page.
			if bytes.IndexByte(source, '[') >= 0 {
				return false
			}
		default:
			return false
		}
	}
	return len(passages) > 0
}

// commonStart is how many bytes two texts begin with alike, commonEnd how many
// they end with alike.
func commonStart(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func commonEnd(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[len(a)-1-i] != b[len(b)-1-i] {
			return i
		}
	}
	return n
}
