package revisions

// kept finds the words of ours in the text that the merge gives with a text
// chosen for each conflict, as Resolve takes them.
func (m Merged) kept(ours string, chosen []string) []Stretch {
	var out []Stretch
	at := 0
	for _, c := range m.Chunks {
		text := c.Text
		if c.Origin == Unresolved {
			text, chosen = chosen[0], chosen[1:]
			own := ours[c.InOurs.Start:c.InOurs.End]
			out = appendShifted(out, Follow(own, text), c.InOurs.Start, at)
		} else if c.Origin != FromTheirs && c.InOurs.Start < c.InOurs.End {
			out = append(out, Stretch{Old: c.InOurs, New: Extent{at, at + len(text)}})
		}
		at += len(text)
	}
	return out
}

// appendShifted adds the stretches of parts of two texts that start at the bytes.
func appendShifted(dst, stretches []Stretch, old, new int) []Stretch {
	for _, s := range stretches {
		s.Old.Start, s.Old.End = s.Old.Start+old, s.Old.End+old
		s.New.Start, s.New.End = s.New.Start+new, s.New.End+new
		dst = append(dst, s)
	}
	return dst
}
