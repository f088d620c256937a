package revisions

import "strings"

// triple is three versions of a text to merge, without what they begin and end
// with in common: a proposal changes little of a long page.
type triple struct {
	base, ours, theirs string
	before             []block // of what all begin with
	head, tail         string
}

// keptBlocks is how many blocks that all versions share stay with a change, to show
// where it stands.
const keptBlocks = 2

// cutShared cuts off what the versions share. It cuts between blocks only, where
// the rest reads the same as in the whole text.
func cutShared(base, ours, theirs string) triple {
	t := triple{base: base, ours: ours, theirs: theirs}
	at := 0
	t.before, at = cutHead(base[:commonHead(base, ours, theirs)])
	t.head, t.base, t.ours, t.theirs = base[:at], base[at:], ours[at:], theirs[at:]
	n := tailStart(t.base[len(t.base)-commonTail(t.base, t.ours, t.theirs):])
	if n == 0 {
		return t
	}
	b, o, th := t.base[:len(t.base)-n], t.ours[:len(t.ours)-n], t.theirs[:len(t.theirs)-n]
	if closed(b) && closed(o) && closed(th) {
		t.tail = t.base[len(t.base)-n:]
		t.base, t.ours, t.theirs = b, o, th
	}
	return t
}

func commonHead(a, b, c string) int {
	n := min(len(a), len(b), len(c))
	at := 0
	for at < n && a[at] == b[at] && a[at] == c[at] {
		at++
	}
	return strings.LastIndexByte(a[:at], '\n') + 1
}

func commonTail(a, b, c string) int {
	n := min(len(a), len(b), len(c))
	at := 0
	for at < n && a[len(a)-1-at] == b[len(b)-1-at] && a[len(a)-1-at] == c[len(c)-1-at] {
		at++
	}
	return at
}

// cutHead gives the blocks of a common beginning that may be cut off, and
// where they end.
func cutHead(head string) ([]block, int) {
	if strings.HasPrefix(head, "---") && !hasFrontEnd(head[3:]) {
		return nil, 0 // front matter, perhaps
	}
	blocks := splitBlocks(head)
	at := len(head)
	for i := len(blocks) - 1; i > 0; i-- {
		at -= len(blocks[i].body) + len(blocks[i].tail)
		if len(blocks)-i > keptBlocks && standsAlways(blocks[i]) && strings.Count(blocks[i-1].tail, "\n") > 1 {
			return blocks[:i], at
		}
	}
	return nil, 0
}

// standsAlways is true of a block that reads the same whatever is before its
// blank line.
func standsAlways(b block) bool {
	return (b.kind == headingBlock || b.kind == paragraphBlock) && indentation(b.body) == 0 && !strings.HasPrefix(b.body, "---")
}

// tailStart is the length of the part of a common end that may be cut off.
func tailStart(tail string) int {
	passed, blank := 0, false
	for at := strings.IndexByte(tail, '\n') + 1; at > 0 && at < len(tail); {
		line := tail[at:]
		if end := strings.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		trimmed := strings.TrimSpace(line)
		if blank && trimmed != "" {
			if first := splitBlocks(line)[0]; standsAlways(first) {
				if passed++; passed > keptBlocks {
					return len(tail) - at
				}
			}
		}
		blank = trimmed == ""
		at += len(line)
	}
	return 0
}

// closed reports whether nothing is open at the end of a text that would swallow
// the next block.
func closed(text string) bool {
	s := splitter{text: text, open: -1}
	for s.at < len(text) {
		s.line()
	}
	return s.fence == "" && !s.front
}
