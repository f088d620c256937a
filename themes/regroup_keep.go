package themes

import (
	"cmp"
	"context"
	"slices"

	"luonnos/internal/event"
	"luonnos/people"
	"luonnos/themes/grouping"
)

// keepThemes writes the themes and the model.
func (r *regrouping) keepThemes(ctx context.Context) error {
	data, err := r.result.Model.MarshalBinary()
	if err != nil {
		return err
	}
	return r.s.store.Update(ctx, "", func(tx Tx) error {
		r.shift = 0
		if n := r.result.Next - r.next; n > 0 {
			first, err := tx.TakeNumbers(ctx, themeNumber, int(n))
			if err != nil {
				return err
			}
			r.shift = first - r.next
		}
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		r.tree = newTree(list)
		// What was hidden while this ran must not come back.
		left, err := r.revised(ctx, tx)
		if err != nil {
			return err
		}
		var touch touched
		for _, t := range r.unsay(r.themes(), left) {
			changed, err := r.keepTheme(ctx, tx, t)
			if err != nil {
				return err
			}
			if changed {
				touch.theme(t.ID)
			}
		}
		if list, err = tx.Themes(ctx); err != nil {
			return err
		}
		r.tree = newTree(list)
		if err := r.keepModel(ctx, tx, data); err != nil || len(touch.themes) == 0 {
			return err
		}
		return touch.emit(ctx, tx, event.Event{Kind: event.ThemeChanged, Subject: "themes", Time: r.s.time()})
	})
}

func (r *regrouping) keepModel(ctx context.Context, tx Tx, data []byte) (err error) {
	r.model, err = tx.PutThemeModel(ctx, StoredModel{Above: r.next, Shift: r.shift, At: r.s.time(), Data: data})
	return err
}

// themes are those of the result, coarse ones first.
func (r *regrouping) themes() []Theme {
	var list []Theme
	fine := map[int64]bool{}
	for _, t := range r.result.Themes {
		fine[t.ID] = true
	}
	for _, t := range r.result.Coarse {
		if !fine[t.ID] {
			made := r.theme(t)
			made.Coarse = true
			list = append(list, made)
		}
	}
	for _, t := range r.result.Themes {
		made := r.theme(t)
		if t.Parent != 0 && !fine[t.Parent] {
			made.Parent = r.real(t.Parent)
		}
		list = append(list, made)
	}
	return list
}

func (r *regrouping) theme(t grouping.Theme) Theme {
	made := Theme{ID: r.real(t.ID), Lang: people.Lang(t.Lang), Words: t.Words}
	for _, q := range t.Quotes[:min(len(t.Quotes), maxQuotes)] {
		made.Quotes = append(made.Quotes, r.shown[q].ID)
	}
	for _, n := range t.Near[:min(len(t.Near), maxQuotes)] {
		made.Near = append(made.Near, r.real(n.ID))
	}
	return made
}

// keepTheme writes what the machine says of a theme, and leaves what people said.
func (r *regrouping) keepTheme(ctx context.Context, tx Tx, t Theme) (changed bool, err error) {
	was, there := r.tree.get(t.ID)
	if there && was.Into != 0 {
		return false, nil // joined while this ran
	}
	is := was
	is.ID, is.Parent, is.Coarse, is.Lang, is.Gone = t.ID, t.Parent, t.Coarse, t.Lang, false
	is.Words, is.Quotes, is.Near = t.Words, t.Quotes, t.Near
	if there && same(was, is) {
		return false, nil
	}
	is.Changed = r.s.time()
	if !there {
		is.Created = is.Changed
	}
	return true, tx.PutTheme(ctx, is)
}

// same reports whether the machine says the same of a theme as before.
func same(a, b Theme) bool {
	return a.Parent == b.Parent && a.Coarse == b.Coarse && a.Lang == b.Lang && a.Gone == b.Gone &&
		slices.Equal(a.Words, b.Words) && slices.Equal(a.Quotes, b.Quotes) && slices.Equal(a.Near, b.Near)
}

// place puts every item where it belongs now.
func (r *regrouping) place(ctx context.Context) error {
	var changed []Placed
	for i, p := range r.shown {
		is := p
		is.Theme, is.Sure, is.Twin = 0, float64(r.result.Score[i]), 0
		if t := r.result.Of[i]; t >= 0 {
			is.Theme = r.real(r.result.Themes[t].ID)
		}
		if twin := r.result.Twin[i]; twin != i {
			is.Twin = r.shown[twin].ID
		}
		changed = appendMoved(changed, p, is)
	}
	placed := make([]assignment, len(r.rest))
	eachAtOnce(len(r.rest), func(i int) {
		p := r.rest[i]
		placed[i] = r.s.assign(p.ID, p.Lang, p.Title, p.Text)
	})
	for i, p := range r.rest {
		is := p
		is.Theme, is.Sure, is.Twin = placed[i].theme, placed[i].sure, 0
		changed = appendMoved(changed, p, is)
	}
	slices.SortFunc(changed, func(a, b Placed) int { return cmp.Compare(a.ID, b.ID) })
	for some := range slices.Chunk(changed, placedAtOnce) {
		if err := r.placeSome(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// appendMoved adds where an item is to be put, if that is another place. A
// person's place is not the machine's to change.
func appendMoved(changed []Placed, was, is Placed) []Placed {
	if was.ByPerson {
		is.Theme, is.Sure = was.Theme, was.Sure
	}
	if was.Theme == is.Theme && was.Twin == is.Twin && was.Sure == is.Sure {
		return changed
	}
	return append(changed, is)
}

func (r *regrouping) placeSome(ctx context.Context, some []Placed) error {
	return r.s.store.Update(ctx, "", func(tx Tx) error {
		// People may have joined themes since.
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		tr := newTree(list)
		var touch touched
		for _, p := range some {
			p.Theme = tr.now(p.Theme)
			_, between, err := tx.PlaceFeedback(ctx, p)
			if err != nil {
				return err
			}
			touch.theme(between...)
		}
		if len(touch.themes) == 0 {
			return nil
		}
		return touch.emit(ctx, tx, event.Event{Kind: event.ThemeChanged, Subject: "themes", Time: r.s.time()})
	})
}

// clear marks the themes that nothing is in any more and nobody keeps, and the
// model as done: a run that ended before is done again.
func (r *regrouping) clear(ctx context.Context) error {
	return r.s.store.Update(ctx, "", func(tx Tx) error {
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		used, err := tx.ThemesInUse(ctx)
		if err != nil {
			return err
		}
		found := map[int64]bool{}
		for _, t := range r.themes() {
			found[t.ID] = true
		}
		parents := map[int64]bool{}
		for _, t := range list {
			if !t.Coarse && (slices.Contains(used, t.ID) || found[t.ID]) {
				parents[t.Parent] = true
			}
		}
		var touch touched
		if list, err = r.unsayKept(ctx, tx, list, &touch); err != nil {
			return err
		}
		for _, t := range list {
			if t.Gone || t.Into != 0 || t.held() || found[t.ID] || parents[t.ID] || slices.Contains(used, t.ID) {
				continue
			}
			if err := touch.gather(ctx, tx, t.ID); err != nil {
				return err
			}
			t.Gone, t.Changed = true, r.s.time()
			if err := tx.PutTheme(ctx, t); err != nil {
				return err
			}
		}
		if err := tx.FinishThemeModel(ctx, r.model, r.revision); err != nil || len(touch.themes) == 0 {
			return err
		}
		return touch.emit(ctx, tx, event.Event{Kind: event.ThemeChanged, Subject: "themes", Time: r.s.time()})
	})
}

// unsayKept is unsay of themes as they are kept: an item that was revised between
// its theme's writing and its own place was not in the theme yet.
func (r *regrouping) unsayKept(ctx context.Context, tx Tx, list []Theme, touch *touched) ([]Theme, error) {
	left, err := r.revised(ctx, tx)
	if err != nil {
		return nil, err
	}
	kept := r.unsay(list, left)
	for n, t := range kept {
		if same(t, list[n]) {
			continue
		}
		kept[n].Changed = r.s.time()
		touch.theme(t.ID)
		if err := tx.PutTheme(ctx, kept[n]); err != nil {
			return nil, err
		}
	}
	return kept, nil
}
