package themes

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

// MaxThemeName is the longest name of a theme, in characters.
const MaxThemeName = 120

// curate runs what a person does to themes.
func (s *Service) curate(ctx context.Context, actor people.Account, op people.OpID, fn func(d *doing) error) error {
	return s.once(ctx, actor, op, people.CurateThemes, func(tx Tx, actor people.Account) error {
		return s.do(ctx, tx, actor, fn)
	})
}

func (s *Service) do(ctx context.Context, tx Tx, actor people.Account, fn func(d *doing) error) error {
	list, err := tx.Themes(ctx)
	if err != nil {
		return err
	}
	d := &doing{s: s, tx: tx, actor: actor, tree: newTree(list)}
	if err := fn(d); err != nil {
		return err
	}
	return d.touch.emit(ctx, tx, event.Event{Kind: event.ThemeChanged, Subject: subject("theme", d.theme), Time: s.time()})
}

// doing is one act on its way into the store.
type doing struct {
	s     *Service
	tx    Tx
	actor people.Account
	tree  tree
	touch touched
	theme int64 // the one the act is about
}

// live is a theme that can be worked on.
func (d *doing) live(id int64) (Theme, error) {
	t, ok := d.tree.get(id)
	switch {
	case !ok:
		return t, errThemeMissing()
	case t.Into != 0 || t.Gone:
		return t, fault.New(fault.Conflict, "error.theme-gone")
	}
	return t, nil
}

// fine is a live theme that holds items.
func (d *doing) fine(id int64) (Theme, error) {
	t, err := d.live(id)
	if err == nil && t.Coarse {
		err = fault.New(fault.Invalid, "error.theme-coarse")
	}
	return t, err
}

func (d *doing) put(ctx context.Context, t Theme) error {
	t.Changed = d.s.time()
	d.touch.theme(t.ID)
	return d.tx.PutTheme(ctx, t)
}

func (d *doing) note(ctx context.Context, deed Deed) (err error) {
	if deed.ID, err = d.tx.NextNumber(ctx, "theme-deed"); err != nil {
		return err
	}
	if _, err := d.tx.NextNumber(ctx, revisionNumber); err != nil {
		return err
	}
	d.theme = deed.Theme
	deed.By, deed.At = d.actor.ID, d.s.time()
	return d.tx.PutDeed(ctx, deed)
}

// Rename calls a theme by a name; "" gives it its words back.
func (s *Service) Rename(ctx context.Context, actor people.Account, op people.OpID, id int64, name string) error {
	return s.curate(ctx, actor, op, func(d *doing) error {
		t, err := d.live(id)
		if err != nil {
			return err
		}
		if t.Name, err = themeName(name); err != nil {
			return err
		}
		if err := d.put(ctx, t); err != nil {
			return err
		}
		return d.note(ctx, Deed{Theme: id, Act: Renamed, Name: t.Name})
	})
}

func themeName(name string) (string, error) {
	name = strings.Join(strings.Fields(clean(name)), " ")
	if utf8.RuneCountInString(name) > MaxThemeName {
		return "", fault.InField("name", "error.theme-name-long", MaxThemeName)
	}
	return name, nil
}

// Pin keeps the machine from dissolving a theme, or lets it again.
func (s *Service) Pin(ctx context.Context, actor people.Account, op people.OpID, id int64, on bool) error {
	return s.curate(ctx, actor, op, func(d *doing) error {
		t, err := d.live(id)
		if err != nil || t.Pinned == on {
			return err
		}
		t.Pinned = on
		act := Pinned
		if !on {
			act = Unpinned
		}
		if err := d.put(ctx, t); err != nil {
			return err
		}
		return d.note(ctx, Deed{Theme: id, Act: act})
	})
}

// Join makes two themes one: what is in from, and what the machine would put
// there, is in into from now on.
func (s *Service) Join(ctx context.Context, actor people.Account, op people.OpID, from, into int64) error {
	return s.curate(ctx, actor, op, func(d *doing) error {
		if from == into {
			return fault.InField("into", "error.theme-itself")
		}
		a, err := d.fine(from)
		if err != nil {
			return err
		}
		b, err := d.fine(into)
		if err != nil {
			return err
		}
		d.touch.items = append(d.touch.items, a.Quotes...)
		if err := d.touch.gather(ctx, d.tx, from); err != nil {
			return err
		}
		if err := d.tx.MoveTheme(ctx, from, into); err != nil {
			return err
		}
		a.Into, b.Kept = into, true
		if err := d.put(ctx, a); err != nil {
			return err
		}
		if err := d.put(ctx, b); err != nil {
			return err
		}
		return d.note(ctx, Deed{Theme: into, Act: Joined, Other: from})
	})
}

// Split makes a theme of some of the items of another, with their
// near-duplicates.
func (s *Service) Split(ctx context.Context, actor people.Account, op people.OpID, id int64, items []int64, name string) (Theme, error) {
	var made Theme
	err := s.write(ctx, actor, op, people.CurateThemes, func(tx Tx, actor people.Account) error {
		err := s.do(ctx, tx, actor, func(d *doing) (err error) {
			made, err = d.split(ctx, id, items, name)
			return err
		})
		tx.SetResult(subject("theme", made.ID))
		return err
	})
	if again, ok := repeated(err, "theme"); ok {
		err = s.store.View(ctx, func(tx Tx) (err error) {
			made, err = tx.Theme(ctx, again)
			return err
		})
	}
	return made, err
}

func (d *doing) split(ctx context.Context, id int64, items []int64, name string) (Theme, error) {
	t, err := d.fine(id)
	if err != nil {
		return Theme{}, err
	}
	if name, err = themeName(name); err != nil {
		return Theme{}, err
	}
	list, err := d.chosen(ctx, items)
	if err != nil {
		return Theme{}, err
	}
	list = slices.DeleteFunc(list, func(i Item) bool { return i.Theme != id })
	if len(list) == 0 {
		return Theme{}, fault.New(fault.Invalid, "error.nothing-chosen")
	}
	n, err := d.tx.NextNumber(ctx, themeNumber)
	if err != nil {
		return Theme{}, err
	}
	made := Theme{ID: n, Parent: t.Parent, Lang: t.Lang, Name: name, Words: t.Words, Kept: true, Created: d.s.time()}
	for _, i := range list[:min(len(list), maxQuotes)] {
		made.Quotes = append(made.Quotes, i.ID)
	}
	t.Kept = true
	if err := d.put(ctx, made); err != nil {
		return Theme{}, err
	}
	if err := d.put(ctx, t); err != nil {
		return Theme{}, err
	}
	moved, err := d.move(ctx, list, n)
	if err != nil {
		return Theme{}, err
	}
	return made, d.note(ctx, Deed{Theme: n, Act: Parted, Other: id, Items: moved, Name: name})
}

// maxQuotes is how many typical items a theme names.
const maxQuotes = 5

// Move puts items, with their near-duplicates, into a theme, or outside all
// with 0. The machine leaves them there.
func (s *Service) Move(ctx context.Context, actor people.Account, op people.OpID, items []int64, to int64) error {
	return s.curate(ctx, actor, op, func(d *doing) error {
		if to != 0 {
			if _, err := d.fine(to); err != nil {
				return err
			}
		}
		list, err := d.chosen(ctx, items)
		if err != nil {
			return err
		}
		// Each theme that items leave has its own part of the deed.
		from := map[int64][]Item{}
		for _, i := range list {
			from[i.Theme] = append(from[i.Theme], i)
		}
		for _, old := range slices.Sorted(maps.Keys(from)) {
			moved, err := d.move(ctx, from[old], to)
			if err != nil {
				return err
			}
			if err := d.note(ctx, Deed{Theme: to, Act: Moved, Other: old, Items: moved}); err != nil {
				return err
			}
		}
		return nil
	})
}

// chosen are items and their near-duplicates.
func (d *doing) chosen(ctx context.Context, ids []int64) ([]Item, error) {
	switch {
	case len(ids) == 0:
		return nil, fault.New(fault.Invalid, "error.nothing-chosen")
	case len(ids) > MaxList:
		return nil, fault.New(fault.Invalid, "error.too-many-chosen", MaxList)
	}
	twins, err := d.tx.TwinsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := append(slices.Clone(ids), twins...)
	slices.Sort(all)
	list, err := d.tx.FeedbackItems(ctx, slices.Compact(all))
	return slices.DeleteFunc(list, func(i Item) bool { return i.Moderation == Removed }), err
}

// move puts items into a theme as a person's decision, and returns their ids.
func (d *doing) move(ctx context.Context, items []Item, to int64) ([]int64, error) {
	ids := make([]int64, 0, len(items))
	for _, i := range items {
		d.touch.item(i)
		i.Theme, i.Sure, i.ByPerson = to, 1, true
		revision, err := d.tx.NextNumber(ctx, revisionNumber)
		if err != nil {
			return nil, err
		}
		if err := d.tx.PutFeedback(ctx, i, "", revision); err != nil {
			return nil, err
		}
		d.touch.item(i)
		ids = append(ids, i.ID)
	}
	return ids, nil
}
