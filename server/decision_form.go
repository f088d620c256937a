package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"luonnos/revisions"
)

// conflictChoice is what an official chose for one conflict. Its fields are
// named by the page and the conflict on it.
type conflictChoice struct {
	name string
	// side is "ours", "theirs" or "own", "" while nothing is chosen.
	side, own string
}

func typedChoice(r *request, page, conflict int) conflictChoice {
	name := fmt.Sprintf("c%d-%d", page, conflict)
	return conflictChoice{name: name, side: r.posted.Get(name), own: r.posted.Get(name + "-text")}
}

// words is the text chosen; false while there is none.
func (c conflictChoice) words(chunk revisions.Chunk) (string, bool) {
	switch c.side {
	case "ours":
		return chunk.Ours, true
	case "theirs":
		return chunk.Theirs, true
	case "own":
		return c.own, strings.TrimSpace(c.own) != ""
	}
	return "", false
}

// conflictsOf are the places of a page that a person has to settle.
func conflictsOf(page revisions.PageMerge) []revisions.Chunk {
	var out []revisions.Chunk
	for _, c := range page.Merged.Chunks {
		if c.Origin == revisions.Unresolved {
			out = append(out, c)
		}
	}
	return out
}

// seenMerge names what a person is shown of a merge: the conflicts and the
// merged text. A choice or a confirmation made for another merge is none.
func seenMerge(m revisions.MergePreview) string {
	h := sha256.New()
	write := func(parts ...string) {
		for _, s := range parts {
			_, _ = h.Write([]byte(strconv.Itoa(len(s)) + ":" + s))
		}
	}
	for _, page := range m.Pages {
		write(string(page.Path), string(page.Result))
		for _, c := range conflictsOf(page) {
			write(c.Base, c.Ours, c.Theirs)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// hasText reports whether the edit has words that can be reworded.
func hasText(e revisions.Edit) bool {
	return e.Op == revisions.EditChange || e.Op == revisions.EditAdd || e.Op == revisions.EditPage
}

// typedEdits are the proposal's edits as the official reworded them, without
// those they left out. It is never nil.
func typedEdits(r *request, own []revisions.Edit) []revisions.Edit {
	out := []revisions.Edit{}
	for i, e := range own {
		name := editField(i)
		if r.value(name+"-drop") != "" {
			continue
		}
		if hasText(e) && r.posted.Has(name) {
			e.Text = r.text(name)
		}
		out = append(out, e)
	}
	return out
}

func editField(i int) string { return "e" + strconv.Itoa(i) }

// sameEdits reports whether rewording changed nothing. Empty lines around a
// text do not count: a form does not keep them.
func sameEdits(a, b []revisions.Edit) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if strings.Trim(a[i].Text, "\n") != strings.Trim(b[i].Text, "\n") {
			return false
		}
	}
	return true
}
