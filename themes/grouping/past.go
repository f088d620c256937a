package grouping

// Before carries identity and decisions from one run to the next.
type Before struct {
	// Theme: text -> the fine theme it was in.
	Theme map[int64]int64
	// Parent: fine theme -> its parent.
	Parent map[int64]int64
	// Held: text -> the theme a person put it in, 0 where a person said that it
	// belongs to none.
	Held map[int64]int64
	// Kept are the themes, fine ones or parents, that people named, pinned,
	// joined or split: they stay, their texts lead, and no two become one.
	Kept map[int64]bool
	// Joined: theme -> the theme a person joined it into.
	Joined map[int64]int64
	// Next is the first free theme id; 0 is as good as 1.
	Next int64
}

// past is what came before with joined themes followed to where they went.
type past struct {
	theme, held, parent map[int64]int64
	// kept are the themes to keep: those of Before, and those that texts are
	// held in.
	kept map[int64]bool
	// used are the ids of parents that are given out in this run.
	used map[int64]bool
	next int64
}

func (b *Before) settle() *past {
	p := &past{theme: map[int64]int64{}, held: map[int64]int64{}, parent: map[int64]int64{}, kept: map[int64]bool{}, used: map[int64]bool{}, next: 1}
	if b == nil {
		return p
	}
	p.next = max(p.next, b.Next)
	follow := func(id int64) int64 {
		for range len(b.Joined) {
			to, ok := b.Joined[id]
			if !ok || to <= 0 {
				break
			}
			id = to
		}
		p.next = max(p.next, id+1)
		return id
	}
	for text, id := range b.Theme {
		if id > 0 {
			p.theme[text] = follow(id)
		}
	}
	for id, kept := range b.Kept {
		if kept && id > 0 {
			p.kept[follow(id)] = true
		}
	}
	for text, id := range b.Held {
		if id <= 0 {
			p.held[text] = 0
			delete(p.theme, text)
			continue
		}
		id = follow(id)
		p.held[text] = id
		p.theme[text] = id
		p.kept[id] = true
	}
	for id, parent := range b.Parent {
		if parent <= 0 || id <= 0 {
			continue
		}
		to := follow(id)
		// A theme that another was joined into keeps its own parent; of several
		// that could give it one, the eldest does.
		if _, own := b.Parent[to]; to == id {
			p.parent[to] = follow(parent)
		} else if have := p.parent[to]; !own && (have == 0 || follow(parent) < have) {
			p.parent[to] = follow(parent)
		}
	}
	return p
}

// parents are the themes that stand above others.
func (p *past) parents() map[int64]bool {
	set := map[int64]bool{}
	for _, id := range p.parent {
		set[id] = true
	}
	return set
}
