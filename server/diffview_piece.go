package server

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"luonnos/revisions"
)

// diffPiece is a run of words with their look and what happened to them.
type diffPiece struct {
	Op   revisions.Op
	Text string
	// Class names the look of the words, WasClass that of the same words before.
	Class, WasClass string
	// Look tells a change of the look, before the words.
	Look string
	// OldAddress and NewAddress are shown after words that lead elsewhere now.
	OldAddress, NewAddress string
	// Anchor and Other are the ids of this place and of the other end of its move,
	// where words that moved begin.
	Anchor, Other string
}

// InOld and InNew report whether the words are in the old and the new text.
func (p diffPiece) InOld() bool {
	return p.Op == revisions.OpSame || p.Op == revisions.OpDel || p.Op == revisions.OpGone
}

// InNew reports whether the words are in the new text.
func (p diffPiece) InNew() bool {
	return p.Op == revisions.OpSame || p.Op == revisions.OpIns || p.Op == revisions.OpCome
}

func (p diffPiece) changed() bool {
	return p.Op != revisions.OpSame || p.Look != "" || p.OldAddress+p.NewAddress != ""
}

// looks are the styles whose change is told, with the part of their key.
func looks() []struct {
	style revisions.Style
	name  string
} {
	return []struct {
		style revisions.Style
		name  string
	}{{revisions.Strong, "strong"}, {revisions.Emphasis, "em"}, {revisions.Struck, "struck"}, {revisions.Code, "code"}}
}

// pieces makes words ready to show; moves says which sentences that moved were
// seen, so that each end of a move is an address once.
func (d diffReader) pieces(in []revisions.Piece, moves map[int]bool) []diffPiece {
	out := make([]diffPiece, 0, len(in))
	for i, p := range in {
		q := diffPiece{Op: p.Op, Text: p.Text, Class: d.class(p.Style, p.Link), WasClass: d.class(p.Was, p.WasLink)}
		if p.Style&revisions.Image != 0 {
			if i == 0 || in[i-1].Style&revisions.Image == 0 || in[i-1].Link != p.Link {
				q.Text = d.T("diff.picture") + " " + strings.TrimPrefix(p.Text, "!")
			}
		}
		if p.Op == revisions.OpSame && p.Style != p.Was {
			q.Look = d.look(p)
		}
		ends := i+1 == len(in) || in[i+1].Link != p.Link || in[i+1].WasLink != p.WasLink
		switch {
		case p.NewLink:
			q.NewAddress = p.Link
			if p.Op == revisions.OpSame {
				q.OldAddress = p.WasLink
			}
		case p.Op == revisions.OpSame && p.Link != p.WasLink && ends:
			q.OldAddress, q.NewAddress = p.WasLink, p.Link
		}
		if p.Move > 0 && (i == 0 || in[i-1].Move != p.Move) {
			end := 2 * p.Move
			left, arrived := moveIDs(d.id, -p.Move)
			q.Anchor, q.Other = arrived, left
			if p.Op == revisions.OpGone {
				end++
				q.Anchor, q.Other = left, arrived
			}
			if moves[end] {
				q.Anchor, q.Other = "", ""
			}
			moves[end] = true
			if rest := strings.TrimLeft(q.Text, " "); q.Other != "" && rest != q.Text {
				out = append(out, diffPiece{Op: revisions.OpSame, Text: " "})
				q.Text = rest
			}
		}
		out = append(out, q)
	}
	return out
}

func (d diffReader) class(s revisions.Style, link string) string {
	var names []string
	for _, l := range looks() {
		if s&l.style != 0 {
			names = append(names, "s-"+l.name)
		}
	}
	if s&revisions.Image != 0 {
		names = append(names, "s-picture")
	}
	if s&revisions.NoteRef != 0 {
		names = append(names, "s-note")
	}
	if link != "" && s&revisions.Image == 0 {
		names = append(names, "s-link")
	}
	return strings.Join(names, " ")
}

// look tells how the look of the same words changed.
func (d diffReader) look(p revisions.Piece) string {
	var told []string
	for _, l := range looks() {
		switch {
		case p.Style&^p.Was&l.style != 0:
			told = append(told, d.T("diff.look."+l.name))
		case p.Was&^p.Style&l.style != 0:
			told = append(told, d.T("diff.look.no-"+l.name))
		}
	}
	return strings.Join(told, ", ")
}

// sideOf gives the words that are in the old text, or those in the new one.
func sideOf(pieces []diffPiece, old bool) []diffPiece {
	out := slices.DeleteFunc(slices.Clone(pieces), func(p diffPiece) bool { return old && !p.InOld() || !old && !p.InNew() })
	for i := range out {
		p := &out[i]
		if old {
			p.Look, p.NewAddress, p.Class = "", "", p.WasClass
		} else {
			p.OldAddress = ""
		}
		p.Anchor, p.Other = "", ""
		if i == 0 {
			continue
		}
		// The space before words that are left out is theirs.
		if r, _ := utf8.DecodeRuneInString(p.Text); strings.ContainsRune(".,;:!?)", r) {
			out[i-1].Text = strings.TrimRight(out[i-1].Text, " ")
		}
	}
	return out
}

func diffText(pieces []diffPiece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// cutWords leaves at most n runes of a text, at a blank, and says whether it was
// cut; from the end if tail.
func cutWords(s string, n int, tail bool) (string, bool) {
	runes := []rune(s)
	if len(runes) <= n {
		return s, false
	}
	if tail {
		cut := string(runes[len(runes)-n:])
		if i := strings.IndexByte(cut, ' '); i >= 0 {
			cut = cut[i+1:]
		}
		return cut, true
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i >= 0 {
		cut = cut[:i]
	}
	return cut, true
}
