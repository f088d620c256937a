package revisions

import "slices"

// sentences ties what no alignment sees: whole sentences, headings, items and
// rows that stand elsewhere, and those that come back after they were gone.
func (s *arriving) sentences(recall func(sentence, int) []Origins) []lostSentence {
	before, after := s.was.sentences(), s.is.sentences()
	old := make(map[sentence]*places, len(before))
	for _, u := range before {
		if old[u.sentence] == nil {
			old[u.sentence] = &places{first: u.words}
		}
		old[u.sentence].free = append(old[u.sentence].free, u.words)
	}
	stays := make(map[sentence]bool, len(after))
	for _, u := range after {
		there, known := old[u.sentence]
		stays[u.sentence] = true
		switch {
		case !slices.Contains(s.from[u.words.Start:u.words.End], fresh):
		case known:
			s.move(there, u.words)
		case recall != nil && u.words.End-u.words.Start >= recalled:
			s.restore(recall(u.sentence, u.words.End-u.words.Start), u.words)
		}
	}
	s.reworded(before, after)
	var lost []lostSentence
	for _, u := range before {
		if n := u.words.End - u.words.Start; n >= recalled && !stays[u.sentence] {
			stays[u.sentence] = true
			lost = append(lost, lostSentence{u.sentence, s.was.origins[u.words.Start:u.words.End]})
		}
	}
	return lost
}

// places are where a sentence stands in the old text.
type places struct {
	first Extent
	free  []Extent // those that may still be where a new one comes from
}

// move ties a sentence to the place in the old text that nothing else came from.
// Without one a sentence long enough to be no accident is a copy.
func (s *arriving) move(there *places, to Extent) {
	if there.first.End-there.first.Start != to.End-to.Start {
		return
	}
	for len(there.free) > 0 {
		p := there.free[0]
		there.free = there.free[1:]
		if !slices.Contains(s.left[p.Start:p.End], false) {
			for i := range p.End - p.Start {
				s.untie(to.Start + i)
				s.tie(p.Start+i, to.Start+i)
			}
			return
		}
	}
	if to.End-to.Start >= recalled {
		s.restore(s.was.origins[there.first.Start:there.first.End], to)
	}
}

// moving is how many words in a row tell that a sentence was moved and reworded.
const moving = 4

// reworded ties what is left of the sentences that moved and were reworded on
// the way.
func (s *arriving) reworded(before, after []unit) {
	var windows map[sentence]unit
	for _, u := range after {
		for i := u.words.Start; i+moving <= u.words.End; i++ {
			if slices.ContainsFunc(s.from[i:i+moving], func(from int) bool { return from != fresh }) {
				continue
			}
			if windows == nil {
				windows = s.leftWindows(before)
			}
			if from, ok := windows[s.is.window(i)]; ok {
				s.pair(from, u)
				break
			}
		}
	}
}

// leftWindows finds the runs of words that nothing came from yet.
func (s *arriving) leftWindows(before []unit) map[sentence]unit {
	windows := map[sentence]unit{}
	for _, u := range before {
		for i := u.words.Start; i+moving <= u.words.End; i++ {
			if !slices.Contains(s.left[i:i+moving], false) {
				windows[s.was.window(i)] = u
			}
		}
	}
	return windows
}

// window is a run of words as a sentence.
func (t authored) window(i int) sentence {
	hash := uint64(hashSeed)
	for n := range moving {
		hash = hashWord(hash, t.word(i+n))
	}
	return sentence(hash)
}

// pair ties the words that two sentences share.
func (s *arriving) pair(from, to unit) {
	a, b := s.was.bytes(from), s.is.bytes(to)
	s.keep(appendShifted(nil, Follow(s.was.text[a.Start:a.End], s.is.text[b.Start:b.End]), a.Start, b.Start))
}

// bytes is where a sentence stands in the text.
func (t authored) bytes(u unit) Extent {
	return Extent{t.words[u.words.Start].Start, t.words[u.words.End-1].End}
}

// untie frees a word that was tied to a look-alike.
func (s *arriving) untie(b int) {
	if a := s.from[b]; a >= 0 {
		s.left[a] = true
	}
	s.from[b] = fresh
}

func (s *arriving) restore(origins []Origins, to Extent) {
	if len(origins) != to.End-to.Start {
		return
	}
	for i, o := range origins {
		s.untie(to.Start + i)
		s.from[to.Start+i], s.is.origins[to.Start+i] = returned, o
	}
}
