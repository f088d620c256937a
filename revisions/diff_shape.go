package revisions

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// blockShape is what the marks of a block say, apart from its words.
type blockShape struct {
	kind       blockKind
	level      int // of a heading, 1 to 6
	indent     int // of a list item, in columns
	number     int // of a numbered item
	numbered   bool
	task, done bool
	label      string // of a footnote or of the definition of a link
	footnote   bool
	from, to   int // where the words are
}

var (
	quoteMark   = regexp.MustCompile(`^[ \t]*(>[ \t]?)+`)
	headingMark = regexp.MustCompile(`^ {0,3}(#{1,6})([ \t]+|$)`)
	headingEnd  = regexp.MustCompile(`[ \t]+#+[ \t]*$`)
	itemMark    = regexp.MustCompile(`^[ \t]*([-*+]|\d{1,9}[.)])([ \t]+|$)`)
	taskMark    = regexp.MustCompile(`^\[([ xX])\][ \t]+`)
	noteMark    = regexp.MustCompile(`^[ \t]*\[(\^?)([^\]]+)\]:[ \t]*`)
	fenceMark   = regexp.MustCompile("^[ \t]*(`{3,}|~{3,})")
	frontMark   = regexp.MustCompile(`^(---|\.\.\.)[ \t]*$`)
	columnMark  = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
)

// shapeOf reads the marks of a block.
func shapeOf(kind blockKind, body string) blockShape {
	s := blockShape{kind: kind, to: len(body)}
	switch kind {
	case quoteBlock:
		s.from = len(quoteMark.FindString(body))
		switch rest := body[s.from:]; {
		case headingMark.MatchString(rest):
			s.heading(body)
		case itemMark.MatchString(rest):
			s.item(body)
		}
	case headingBlock:
		s.heading(body)
	case itemBlock:
		s.item(body)
	case noteBlock:
		if m := noteMark.FindStringSubmatch(body); m != nil {
			s.from, s.footnote, s.label = len(m[0]), m[1] != "", m[2]
		}
	case codeBlock:
		if fenceMark.MatchString(body) {
			s.from = len(body)
		}
	case frontBlock:
		if frontMark.MatchString(body) {
			s.from = len(body)
		}
	case rowBlock:
		if columnMark.MatchString(body) {
			s.from = len(body)
		}
	case ruleBlock:
		s.from = len(body)
	case paragraphBlock, htmlBlock, blankBlock:
		s.from = len(body) - len(strings.TrimLeft(body, " \t"))
	}
	return s
}

func (s *blockShape) heading(body string) {
	if m := headingMark.FindStringSubmatch(body[s.from:]); m != nil {
		s.level = len(m[1])
		s.from += len(m[0])
		s.to -= len(headingEnd.FindString(body[s.from:]))
	}
}

func (s *blockShape) item(body string) {
	m := itemMark.FindStringSubmatch(body[s.from:])
	if m == nil {
		return
	}
	s.indent = indentation(body[s.from:])
	s.from += len(m[0])
	if n, err := strconv.Atoi(m[1][:len(m[1])-1]); err == nil && len(m[1]) > 1 {
		s.numbered, s.number = true, n
	}
	if t := taskMark.FindStringSubmatch(body[s.from:]); t != nil {
		s.task, s.done = true, t[1] != " "
		s.from += len(t[0])
	}
}

// note tells what changed of a block besides its words.
func (c *comparison) note(f *found) {
	if f.Old < 0 || f.New < 0 {
		return
	}
	was, is := c.old[f.Old], c.new[f.New]
	if f.Kind == KindSame {
		if is.kind == itemBlock && was.body != is.body && renumbered(was, is) {
			f.Notes = []Note{{Kind: NoteRenumber, From: shapeOf(was.kind, was.body).number, To: shapeOf(is.kind, is.body).number}}
		}
		return
	}
	first := f.oldFrom == 0 || f.Kind == KindMoved
	if first && was.body != is.body {
		f.Notes = notes(shapeOf(was.kind, was.body), shapeOf(is.kind, is.body))
		if !c.opensList(f.New) {
			f.Notes = slices.DeleteFunc(f.Notes, func(n Note) bool { return n.Kind == NoteRenumber })
		}
	}
	if n := f.oldEnd - f.Old; n > 1 {
		f.Notes = append(f.Notes, Note{Kind: NoteJoined, From: n, To: 1})
	}
	switch {
	case f.parts > 1:
		f.Notes = append(f.Notes, Note{Kind: NoteSplit, From: 1, To: f.parts})
	case !first:
		f.Notes = append(f.Notes, Note{Kind: NotePart})
	}
}

func notes(was, is blockShape) []Note {
	var out []Note
	add := func(kind NoteKind, from, to int) { out = append(out, Note{Kind: kind, From: from, To: to}) }
	if was.kind != is.kind {
		return []Note{{Kind: NoteKindOf, Was: string(was.kind)}}
	}
	if was.level != is.level {
		add(NoteLevel, was.level, is.level)
	}
	if is.kind == itemBlock {
		switch {
		case was.indent < is.indent:
			add(NoteDeeper, was.indent, is.indent)
		case was.indent > is.indent:
			add(NoteShallow, was.indent, is.indent)
		}
		switch {
		case is.numbered && !was.numbered:
			add(NoteNumbered, 0, is.number)
		case was.numbered && !is.numbered:
			add(NoteBulleted, was.number, 0)
		case was.number != is.number:
			add(NoteRenumber, was.number, is.number)
		}
		switch {
		case is.done && !was.done:
			add(NoteTicked, 0, 0)
		case was.done && !is.done:
			add(NoteUnticked, 0, 0)
		}
	}
	return out
}
