package server

import (
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// placeView tells what has become of the words that a thread is about: the dot
// of the partial "quote-place".
type placeView struct {
	revisions.Place
	Lang people.Lang
	// Elsewhere is the address of where the words or their place are now, ""
	// when that is the page being read.
	Elsewhere string
	// From is the address of the passage where the thread was begun, when it is
	// read somewhere else.
	From string
	// Blocks are the words then and, where they changed, what has become of them.
	Blocks []diffBlock
	// Cause is the address of what last changed, moved or removed the words, and
	// Proposal its number, 0 for a version that no proposal brought.
	Cause    string
	Proposal int64
	At       time.Time
	// Proposed: the words are of a proposal's text, where nothing moves.
	Proposed bool
	// Touched: a proposal touched the words, and nobody commented on them.
	Touched bool
}

// placeOf is the place of a thread on the page of a passage; nil when the thread
// is about the whole passage as it stands there.
func (h reading) placeOf(r *request, t revisions.Thread, life docs.PassageLife) *placeView {
	if t.Place == nil {
		return nil
	}
	p := *t.Place
	r.dependsOn(subjectPage(p.Path))
	if p.Fate == revisions.FateUnchanged && p.Passage == life.ID && sameWords(p.Then, life.Text) {
		return nil
	}
	view := newPlaceView(r, t.ID, p)
	if t.Passage != life.ID {
		view.From = r.url("passage", t.Passage) + commentAnchor(t.ID)
	}
	switch {
	case p.Passage != "" && p.Passage != life.ID:
		view.Elsewhere = r.url("page", p.Path) + "#" + p.Passage.Anchor()
	case p.Fate == revisions.FateMoved && t.Passage == life.ID:
		// It moved with its passage, which is shown above.
		view.Elsewhere = r.url("page", p.Path) + "#" + p.Passage.Anchor()
	}
	return view
}

// newPlaceView is a place with what led to it; thread tells apart the quotes of
// one page.
func newPlaceView(r *request, thread int64, p revisions.Place) *placeView {
	v := &placeView{Place: p, Lang: p.Path.Lang(), Blocks: quoteBlocks(r, thread, p)}
	if p.Since.Seq > 0 {
		v.At, v.Proposal = p.Since.At, p.Since.Proposal
		v.Cause = r.url("difference", p.Path, "b", p.Since.Seq)
		if v.Proposal > 0 {
			v.Cause = r.url("proposal", v.Proposal)
		}
	}
	return v
}

// quoteBlocks are the words that were commented on, as readers see Markdown, with
// what has changed in them.
func quoteBlocks(r *request, thread int64, p revisions.Place) []diffBlock {
	now := p.Then
	if p.Fate == revisions.FateChanged {
		now = p.Now
	}
	reader := diffReader{Printer: r.print, id: "q" + strconv.FormatInt(thread, 10)}
	return reader.blocks(markMoves(revisions.Diff(p.Then, now).Changes))
}

// proposedPlace is the place of a thread on a proposal's own text.
func proposedPlace(r *request, t revisions.Thread, p revisions.Proposal) *placeView {
	if t.Place == nil {
		return nil
	}
	view := newPlaceView(r, t.ID, *t.Place)
	view.Proposed = true
	if n := t.Place.Version; n > 0 {
		view.Cause = r.url("proposal.versions", p.ID, "a", n-1, "b", n)
	}
	return view
}

// sinceView tells what has become of the passages that a decided proposal
// touched: the dot of the partial "since".
type sinceView struct {
	Accepted bool
	Places   []*placeView
}

// since compares the passages with the text as it stands: those of an accepted
// proposal as it left them, of another as it found them.
func (h proposals) since(r *request, p revisions.Proposal) (sinceView, error) {
	view := sinceView{Accepted: p.State == revisions.Accepted}
	if p.State.Live() || p.State == revisions.Unconfirmed {
		return view, nil
	}
	places, err := h.revisions.PassagePlaces(r.ctx(), r.actor, p.ID)
	for i, place := range places {
		if place.Fate == "" {
			continue
		}
		r.dependsOn(subjectPage(place.Path))
		if place.Fate == revisions.FateUnchanged {
			continue
		}
		x := newPlaceView(r, -int64(i)-1, place)
		x.Touched = true
		if place.Passage != "" {
			x.Elsewhere = r.url("page", place.Path) + "#" + place.Passage.Anchor()
		}
		view.Places = append(view.Places, x)
	}
	return view, err
}

func commentAnchor(id int64) string { return "#comment-" + strconv.FormatInt(id, 10) }

// lostThread is a discussion of words that are not in the text any more, in the
// list at the end of their page.
type lostThread struct {
	revisions.LostThread
	Blocks []diffBlock // the words that are gone
	Anchor string      // of the thread on the page of the passage
}

func lostThreads(r *request, lost []revisions.LostThread) []lostThread {
	out := make([]lostThread, len(lost))
	for i, l := range lost {
		out[i] = lostThread{l, quoteBlocks(r, l.ID, l.Place), commentAnchor(l.ID)}
	}
	return out
}
