package revisions

import (
	"iter"
	"slices"
	"strings"
)

// scene is a stretch that is merged word by word: its versions, and the blocks
// of the base around it.
type scene struct {
	b, o, t wording
	around  vicinity
}

// wording is one version of a stretch.
type wording struct {
	blocks []lexed
	tokens []token // of all blocks
	cuts   []int   // the token each block starts at, and the end
}

func newWording(blocks []lexed) wording { return wording{blocks, flow(blocks), cuts(blocks)} }

// vicinity is the base around a stretch: the blocks that are merged before and
// after it, and what was cut off.
type vicinity struct {
	head, before, after []block
	tail                string
}

// back yields the blocks of the base before a block of the stretch, the nearest
// first.
func (s *scene) back(from int) iter.Seq[block] {
	return func(yield func(block) bool) {
		for _, b := range slices.Backward(s.b.blocks[:from]) {
			if !yield(b.block) {
				return
			}
		}
		for _, blocks := range [][]block{s.around.before, s.around.head} {
			for _, b := range slices.Backward(blocks) {
				if !yield(b) {
					return
				}
			}
		}
	}
}

// forth yields the blocks of the base from a block of the stretch on.
func (s *scene) forth(from int) iter.Seq[block] {
	return func(yield func(block) bool) {
		for _, b := range s.b.blocks[from:] {
			if !yield(b.block) {
				return
			}
		}
		for _, b := range s.around.after {
			if !yield(b) {
				return
			}
		}
		// Nobody looks far beyond the change.
		lines, n := s.around.tail, 0
		for n < len(lines) && strings.Count(lines[:n], "\n") < farthest {
			n += strings.IndexByte(lines[n:]+"\n", '\n') + 1
		}
		for _, b := range splitBlocks(lines[:min(n, len(lines))]) {
			if !yield(b) {
				return
			}
		}
	}
}

// farthest is how many lines of what was cut off are looked at.
const farthest = 100

// peer is the sort key of the nearest block of the same kind and rank.
func (a addition) peer(blocks iter.Seq[block]) (key string, ok bool) {
	for b := range blocks {
		switch {
		case a.kind != headingBlock:
			alike := b.kind == a.kind && b.kind != paragraphBlock && fenceOf(strings.TrimSpace(b.body)) == ""
			return sortKey(b.body), alike
		case b.kind != headingBlock || headingLevel(b) > headingLevel(a.block):
		default:
			return sortKey(b.body), headingLevel(b) == headingLevel(a.block)
		}
	}
	return "", false
}
