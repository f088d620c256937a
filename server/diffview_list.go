package server

import (
	"slices"
	"strings"
	"unicode/utf8"

	"luonnos/internal/locale"
	"luonnos/revisions"
)

// diffPlace is the changes under one heading of the text; Heading is "" before
// the first.
type diffPlace struct {
	Heading string
	Items   []diffItem
}

// diffItem is one change as it can be read on its own: what happened, and the
// words with what is around them.
type diffItem struct {
	Label  string
	Pieces []diffPiece
}

// Bounds of an item, in characters: words around a change, and a text that came,
// went or moved whole.
const (
	aroundChange = 60
	wholeText    = 280
)

// diffPlaces tells the changes of blocks as a list.
func diffPlaces(p locale.Printer, blocks []diffBlock) []diffPlace {
	var out []diffPlace
	heading := ""
	for _, b := range blocks {
		if b.Block == "heading" && b.inNew() {
			heading = strings.TrimSpace(diffText(sideOf(b.Pieces, false)))
		}
		items := diffItems(p, b)
		for i := range items {
			items[i].Pieces = unanchored(items[i].Pieces)
		}
		if len(items) == 0 {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Heading != heading {
			out = append(out, diffPlace{Heading: heading})
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, items...)
	}
	return out
}

func diffItems(p locale.Printer, b diffBlock) []diffItem {
	if b.Kind == revisions.KindSame || b.Kind == blockLeft {
		return nil
	}
	var out []diffItem
	label := func(kind revisions.ChangeKind) string {
		return p.T("diff.item." + string(kind) + "." + diffNoun(b.Block))
	}
	for _, n := range b.Notes {
		out = append(out, diffItem{n + ":", shorten(sideOf(b.Pieces, false))})
	}
	switch {
	case len(b.Rows) > 0:
		return append(out, rowItems(p, b)...)
	case len(b.Lines) > 0:
		for _, l := range b.Lines {
			if l.Kind != revisions.KindSame {
				out = append(out, diffItem{label(l.Kind), l.Pieces})
			}
		}
		return out
	case b.Kind == revisions.KindAdded, b.Kind == revisions.KindRemoved:
		return append(out, diffItem{label(b.Kind), shorten(b.Pieces)})
	case b.Kind == revisions.KindMoved:
		return append(out, diffItem{label(b.Kind), shorten(b.Pieces)})
	}
	for _, c := range diffExcerpts(b.Pieces) {
		out = append(out, diffItem{c.label(p, b.Block), c})
	}
	return out
}

func rowItems(p locale.Printer, b diffBlock) []diffItem {
	var out []diffItem
	for _, r := range b.Rows {
		switch r.Kind {
		case revisions.KindSame, blockLeft:
			continue
		case revisions.KindChanged:
		default:
			out = append(out, diffItem{p.T("diff.item." + string(r.Kind) + ".row"), shorten(cellLine(r.Cells))})
			continue
		}
		name := strings.TrimSpace(diffText(sideOf(r.Cells[0].Pieces, false)))
		for _, c := range r.Cells {
			if c.Op == revisions.OpSame && (diffExcerpt(c.Pieces)).changed() {
				out = append(out, diffItem{p.T("diff.item.changed.cell", name), shorten(c.Pieces)})
			}
		}
	}
	return append(out, columnItems(p, b)...)
}

// columnItems tells columns that came or went, each once.
func columnItems(p locale.Printer, b diffBlock) []diffItem {
	var columns [][]diffCell
	for _, r := range b.Rows {
		n := 0
		for _, c := range r.Cells {
			if r.Kind != revisions.KindChanged || c.Op == revisions.OpSame {
				continue
			}
			if n == len(columns) {
				columns = append(columns, nil)
			}
			columns[n] = append(columns[n], c)
			n++
		}
	}
	var out []diffItem
	for _, cells := range columns {
		key := "diff.item.added.column"
		if cells[0].Op == revisions.OpDel {
			key = "diff.item.removed.column"
		}
		out = append(out, diffItem{p.T(key), shorten(cellLine(cells))})
	}
	return out
}

func cellLine(cells []diffCell) []diffPiece {
	var out []diffPiece
	for i, c := range cells {
		if i > 0 {
			out = append(out, diffPiece{Op: revisions.OpSame, Text: " · "})
		}
		out = append(out, c.Pieces...)
	}
	return out
}

// diffNoun is the kind of a block that sentences name.
func diffNoun(block string) string {
	switch block {
	case "paragraph", "heading", "quote", blockItem, blockRow, blockNote:
		return block
	}
	return "place"
}

// diffExcerpt is changed words with some of those around them.
type diffExcerpt []diffPiece

func (e diffExcerpt) changed() bool {
	for _, p := range e {
		if p.changed() {
			return true
		}
	}
	return false
}

// diffExcerpts cuts a block into its changes, those near each other as one.
func diffExcerpts(pieces []diffPiece) []diffExcerpt {
	var out []diffExcerpt
	var open diffExcerpt
	var before *diffPiece // unchanged words that the next change may follow
	for i, p := range pieces {
		if p.Op == revisions.OpGone {
			before = nil
			continue // told where it came
		}
		if p.changed() {
			if open == nil && before != nil {
				b := *before
				if cut, short := cutWords(b.Text, aroundChange, true); short {
					b.Text = "… " + cut
				}
				open = diffExcerpt{b}
			}
			open = append(open, p)
			continue
		}
		before = &pieces[i]
		if open == nil {
			continue
		}
		if utf8.RuneCountInString(p.Text) <= aroundChange && i+1 < len(pieces) {
			open = append(open, p)
			continue
		}
		if cut, short := cutWords(p.Text, aroundChange, false); short {
			p.Text = cut + " …"
		}
		out = append(out, append(open, p))
		open = nil
	}
	if open != nil {
		out = append(out, open)
	}
	return out
}

// label names what happened in an diffExcerpt.
func (e diffExcerpt) label(p locale.Printer, block string) string {
	var del, ins, come, other bool
	for _, q := range e {
		switch {
		case q.Op == revisions.OpDel:
			del = true
		case q.Op == revisions.OpIns:
			ins = true
		case q.Op == revisions.OpCome:
			come = true
		case q.changed():
			other = true
		}
	}
	what := "changed"
	switch {
	case come && !del && !ins:
		what = "moved-words"
	case del && !ins && !come:
		what = "removed-words"
	case ins && !del && !come:
		what = "added-words"
	case other && !del && !ins && !come:
		what = "reformed"
	}
	return p.T("diff.item." + what + "." + diffNoun(block))
}

// shorten cuts a long text that is told whole.
func shorten(pieces []diffPiece) []diffPiece {
	left := wholeText
	for i, p := range pieces {
		n := utf8.RuneCountInString(p.Text)
		if n > left {
			out := append([]diffPiece(nil), pieces[:i+1]...)
			cut, _ := cutWords(p.Text, left, false)
			out[i].Text = cut + " …"
			return out
		}
		left -= n
	}
	return pieces
}

// unanchored are the pieces for a second showing: the first one is what leads to
// them.
func unanchored(pieces []diffPiece) []diffPiece {
	out := slices.Clone(pieces)
	for i := range out {
		out[i].Anchor = ""
	}
	return out
}
