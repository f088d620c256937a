package docs

import (
	"slices"
	"strconv"
)

// pageEdit is what one commit does to one page.
type pageEdit struct {
	path Path
	// old is the page before, zero for a new one.
	old     Page
	oldText *pageText
	// blob is the text after, "" when the page is removed.
	blob    Hash
	newText *pageText
}

// effect is everything the tables say of one commit on main. It follows from
// the commit and the pages before it alone, so that verify can work it out again.
type effect struct {
	versions []Version
	// pages are those that stand after the commit, of the ones it touched.
	pages   []Page
	removed []Path
	events  []PassageEvent
	// parts are the texts of the living passages among the events.
	parts map[PassageID]passagePart
}

// passagePart is a living passage's place, kind and text.
type passagePart struct {
	page Page
	kind PassageKind
	text string
}

// effectOf works out the effect of a commit on the pages it touches, which are
// given by path.
func effectOf(c Commit, edits []pageEdit) effect {
	b := effectBuilder{commit: c, effect: effect{parts: map[PassageID]passagePart{}}}
	renamed := renames(edits)
	alive := map[PassageID]bool{}
	for _, e := range edits {
		if e.blob == "" {
			b.version(Removed, e.path, "", e.old.Title, nil)
			b.removed = append(b.removed, e.path)
			continue
		}
		from := e
		if source, ok := renamed[e.path]; ok {
			from = source
		}
		ids := b.identify(e, from)
		b.put(e, ids)
		b.live(e, from, ids)
		for _, id := range ids {
			alive[id] = true
		}
	}
	for _, e := range edits {
		b.gone(e, alive)
	}
	return b.effect
}

type effectBuilder struct {
	effect
	commit Commit
}

// identify gives the passages of a page their identities.
func (b *effectBuilder) identify(e, from pageEdit) []PassageID {
	parent := ""
	if len(b.commit.Parents) > 0 {
		parent = string(b.commit.Parents[0])
	}
	before, after := from.oldText.wordings(), e.newText.wordings()
	return identify(before, from.old.Passages, after, func(i int) PassageID {
		return NewPassageID(string(e.path), parent, strconv.Itoa(i), e.newText.contents().texts[i])
	})
}

func (b *effectBuilder) put(e pageEdit, ids []PassageID) {
	title := e.newText.pageTitle(e.path)
	kind := Changed
	if e.old.Path == "" {
		kind = Added
	}
	b.version(kind, e.path, e.blob, title, ids)
	b.pages = append(b.pages, Page{
		Path: e.path, Title: title, Blob: e.blob, Seq: b.commit.Seq, Commit: b.commit.Hash,
		Passages: ids, Words: e.newText.contents().words, Changed: b.commit.At,
	})
}

func (b *effectBuilder) version(kind VersionKind, p Path, blob Hash, title string, ids []PassageID) {
	c := b.commit
	b.versions = append(b.versions, Version{
		Path: p, Seq: c.Seq, Kind: kind, Commit: c.Hash, Blob: blob, Title: title, Passages: ids,
		Author: c.Author, Decider: c.Decider, Proposal: c.Proposal, Summary: c.Summary, At: c.At,
	})
}

func (b *effectBuilder) event(id PassageID, p Path, change PassageChange, text string) {
	c := b.commit
	b.events = append(b.events, PassageEvent{
		Passage: id, Path: p, Seq: c.Seq, Change: change, Text: rowText(text),
		Author: c.Author, Decider: c.Decider, Proposal: c.Proposal, At: c.At,
	})
}

// live tells what happened to the passages that stand on the page.
func (b *effectBuilder) live(e, from pageEdit, ids []PassageID) {
	old, before, now := from.old.Passages, from.oldText.contents(), e.newText.contents()
	// Most passages of a page stand where they stood, counted from either end.
	head, tail := sharedEnds(old, ids)
	place := map[PassageID]int{}
	for i, id := range old[head : len(old)-tail] {
		place[id] = head + i
	}
	stays := inOrder(ids[head:len(ids)-tail], place, now.texts[head:])
	page := b.pages[len(b.pages)-1]
	for i, id := range ids {
		was, known, stayed := i, true, true
		if i >= len(ids)-tail {
			was += len(old) - len(ids)
		} else if i >= head {
			was, known = place[id]
			stayed = stays[id]
		}
		text := now.texts[i]
		switch {
		case !known:
			b.event(id, e.path, PassageCreated, text)
		case before.texts[was] != text:
			b.event(id, e.path, PassageChanged, text)
		case !stayed || from.path != e.path:
			b.event(id, e.path, PassageMoved, text)
		default:
			continue
		}
		b.parts[id] = passagePart{page, now.passages[i].Kind, text}
	}
}

// sharedEnds is how many identities two lists begin with alike, and how many of
// the others they end with alike.
func sharedEnds(a, b []PassageID) (head, tail int) {
	most := min(len(a), len(b))
	for head < most && a[head] == b[head] {
		head++
	}
	for tail < most-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

// gone tells which passages of the old page live nowhere any more.
func (b *effectBuilder) gone(e pageEdit, alive map[PassageID]bool) {
	for i, id := range e.old.Passages {
		if !alive[id] {
			b.event(id, e.path, PassageRemoved, e.oldText.contents().texts[i])
		}
	}
}

// inOrder returns, of the known passages, those with the most text that keep
// their order: the others are the ones that were moved. Of two neighbours that
// change places the shorter one moves, as a difference shows it. texts are those
// of the passages.
func inOrder(ids []PassageID, place map[PassageID]int, texts []string) map[PassageID]bool {
	// A chain is passages in order up to the i-th; before is the chain it continues.
	type chain struct{ i, place, weight, before int }
	var chains []chain
	var best []int // the chains worth continuing, by place and by weight alike
	for i, id := range ids {
		at, known := place[id]
		if !known {
			continue
		}
		c := chain{i: i, place: at, weight: 1 + len(texts[i]), before: -1}
		n, _ := slices.BinarySearchFunc(best, at, func(k, at int) int { return chains[k].place - at })
		if n > 0 {
			c.before = best[n-1]
			c.weight += chains[c.before].weight
		}
		lighter := n
		for lighter < len(best) && chains[best[lighter]].weight <= c.weight {
			lighter++
		}
		best = slices.Replace(best, n, lighter, len(chains))
		chains = append(chains, c)
	}
	stays := make(map[PassageID]bool, len(chains))
	if len(best) > 0 {
		for k := best[len(best)-1]; k >= 0; k = chains[k].before {
			stays[ids[chains[k].i]] = true
		}
	}
	return stays
}

// renames finds for pages that are new where their text came from: a page
// removed by the same commit that shares at least half of the passages.
func renames(edits []pageEdit) map[Path]pageEdit {
	var removed []pageEdit
	for _, e := range edits {
		if e.blob == "" {
			removed = append(removed, e)
		}
	}
	found := map[Path]pageEdit{}
	for _, e := range edits {
		if e.old.Path != "" || e.blob == "" {
			continue
		}
		best, bestShare := -1, 0.5
		for i, r := range removed {
			if share := sharedParts(r.oldText.contents().texts, e.newText.contents().texts); share >= bestShare && (best < 0 || share > bestShare) {
				best, bestShare = i, share
			}
		}
		if best >= 0 {
			found[e.path] = removed[best]
			removed = slices.Delete(removed, best, best+1)
		}
	}
	return found
}

// sharedParts is the share of the longer page's passages that the other has too.
func sharedParts(a, b []string) float64 {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 0
	}
	count := map[string]int{}
	for _, part := range a {
		count[part]++
	}
	shared := 0
	for _, part := range b {
		if count[part] > 0 {
			count[part]--
			shared++
		}
	}
	return float64(shared) / float64(longer)
}
