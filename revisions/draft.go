package revisions

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// draftLife is how long a draft is kept after it was last touched.
const draftLife = 30 * 24 * time.Hour

// maxDetails bounds what is kept of the fields beside the edits, in bytes.
// It is far above what a proposal may hold, so that a text too long to send is
// still kept.
const maxDetails = 100_000

// StartDraft begins a draft against main as it stands; for a proposal > 0 a new
// version of it, filled with the newest version's edits, carried to main (author
// only): see Behind for those that have to be settled. A draft is reached by its
// token alone.
func (s *Service) StartDraft(ctx context.Context, actor people.Account, lang people.Lang, proposal int64) (people.Token, Draft, error) {
	return s.start(ctx, actor, lang, func(tx Tx, actor people.Account, d *Draft) error {
		if proposal == 0 {
			return nil
		}
		return s.fillFrom(ctx, tx, actor, proposal, d)
	})
}

// StartDraftFrom begins a draft that grows out of something else: it says what
// the details say, and the proposal that it becomes keeps the origin.
func (s *Service) StartDraftFrom(ctx context.Context, actor people.Account, origin string, x DraftDetails) (people.Token, Draft, error) {
	if err := x.keepable(); err != nil {
		return "", Draft{}, err
	}
	return s.start(ctx, actor, x.Lang, func(_ Tx, _ people.Account, d *Draft) error {
		d.Origin = origin
		x.keep(d)
		return nil
	})
}

// start begins a draft against main as it stands and lets fill write in it.
func (s *Service) start(ctx context.Context, actor people.Account, lang people.Lang, fill func(tx Tx, actor people.Account, d *Draft) error) (people.Token, Draft, error) {
	if err := people.Can(actor, people.Propose, people.Subject{}); err != nil {
		return "", Draft{}, err
	}
	token := people.NewToken()
	var d Draft
	err := s.write(ctx, actor, "", func(tx Tx, actor people.Account) error {
		now := s.time()
		tip, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		d = Draft{
			Hash: token.Hash(), Account: actor.ID, Base: tip, Lang: lang,
			Capacity: people.Private, Updated: now, Expires: now.Add(draftLife),
		}
		if err := fill(tx, actor, &d); err != nil {
			return err
		}
		return tx.PutDraft(ctx, d)
	})
	if err != nil {
		return "", Draft{}, err
	}
	return token, d, nil
}

// fillFrom begins a new version of a proposal with what its newest one says.
func (s *Service) fillFrom(ctx context.Context, tx Tx, actor people.Account, proposal int64, d *Draft) error {
	p, err := visible(ctx, tx, actor, proposal)
	if err != nil {
		return err
	}
	if err := revisable(actor, p); err != nil {
		return err
	}
	v, err := tx.ProposalVersion(ctx, p.ID, p.Version)
	if err != nil {
		return err
	}
	d.Proposal, d.Title, d.Reason, d.Area = p.ID, p.Title, p.Reason, p.Area
	d.Capacity, d.Named, d.Lang = p.Capacity, p.Named, p.Lang
	carried, _, err := s.editionAt(tx, d.Base).carry(ctx, s.editionAt(tx, v.Base), v.Edits)
	d.Edits = carried
	return err
}

// Draft returns a draft; Gone when it has expired or was sent.
func (s *Service) Draft(ctx context.Context, t people.Token) (Draft, error) {
	var d Draft
	err := s.store.View(ctx, func(tx Tx) (err error) {
		d, err = s.unsent(ctx, tx, t.Hash())
		return err
	})
	return d, err
}

func (s *Service) unsent(ctx context.Context, tx Tx, h people.TokenHash) (Draft, error) {
	d, err := tx.Draft(ctx, h)
	if fault.KindOf(err) == fault.NotFound || err == nil && !s.now().Before(d.Expires) {
		return Draft{}, fault.New(fault.Gone, "error.draft-gone")
	}
	return d, err
}

// DraftsOf lists the actor's unsent drafts, newest first.
func (s *Service) DraftsOf(ctx context.Context, actor people.Account) ([]Draft, error) {
	if !actor.SignedIn() {
		return nil, nil
	}
	var ds []Draft
	err := s.store.View(ctx, func(tx Tx) (err error) {
		ds, err = tx.DraftsOf(ctx, actor.ID)
		return err
	})
	now := s.now()
	return slices.DeleteFunc(ds, func(d Draft) bool { return !now.Before(d.Expires) }), err
}

// change loads the draft, lets fn work on it and keeps the result.
func (s *Service) change(ctx context.Context, t people.Token, fn func(tx Tx, d *Draft) error) (Draft, error) {
	var d Draft
	err := s.store.Update(ctx, "", func(tx Tx) (err error) {
		if d, err = s.unsent(ctx, tx, t.Hash()); err != nil {
			return err
		}
		if err = fn(tx, &d); err != nil {
			return err
		}
		d.Updated = s.time()
		d.Expires = d.Updated.Add(draftLife)
		return tx.PutDraft(ctx, d)
	})
	return d, err
}

// PutEdit adds an edit to the draft, or replaces the one at index (-1 adds). It
// fills Old and Heading; an Old that is set says what the writer had before
// them. A second change of a passage takes the place of the first, and a
// passage reworded to nothing is removed.
//
// An edit that changes nothing is an Invalid fault "error.no-change" (field
// "text"). When the text has moved on since the draft began, the draft is
// brought to main if its passages are as they were; otherwise Conflict
// "error.draft-behind" and the draft keeps the edit typed.
func (s *Service) PutEdit(ctx context.Context, t people.Token, index int, e Edit) (Draft, error) {
	e, err := tidyEdit(e)
	if err != nil {
		return Draft{}, err
	}
	behind := false
	d, err := s.change(ctx, t, func(tx Tx, d *Draft) error {
		edits, at := place(d.Edits, index, e)
		if size(edits) > MaxText || len(edits) > maxEdits {
			return fault.InField("text", "error.text-long", MaxText/1000)
		}
		behind, err = s.bring(ctx, tx, d, edits, at)
		return err
	})
	if err != nil {
		return Draft{}, err
	}
	if behind {
		return d, fault.New(fault.Conflict, "error.draft-behind")
	}
	return d, nil
}

// bring gives the draft its edits, of which the one at index is new, and moves
// it to main as it stands if all of them have their passages there. It reports
// behind when it could not.
func (s *Service) bring(ctx context.Context, tx Tx, d *Draft, edits []Edit, index int) (behind bool, err error) {
	tip, err := tx.Ref(ctx, docs.Main)
	if err != nil {
		return false, err
	}
	main := s.editionAt(tx, tip)
	added, addErr := main.add(ctx, edits[index])
	switch fault.KindOf(addErr) {
	case "":
		edits[index] = added
		settled, lost, err := main.settle(ctx, edits)
		if err != nil {
			return false, err
		}
		if len(lost) == 0 {
			d.Base, d.Edits = tip, settled
			_, err := main.rewrite(ctx, settled) // together they may not go
			return false, err
		}
	case fault.Conflict:
		if known, err := ever(ctx, tx, edits[index]); err != nil || !known {
			return false, errorOr(err, addErr)
		}
	default:
		return false, addErr
	}
	// On its old base the edit may still have its place, and the merge will
	// then carry it; where it has none it is kept as it was typed.
	base := s.editionAt(tx, d.Base)
	filled, err := base.add(ctx, edits[index])
	if fault.KindOf(err) == fault.Internal {
		return false, err
	}
	d.Edits = edits
	if err == nil {
		edits[index] = filled
		_, err = base.rewriteFound(ctx, edits)
		return true, err
	}
	return true, nil
}

// ever reports whether the passages of the edit have been in the strategy.
func ever(ctx context.Context, tx Tx, e Edit) (bool, error) {
	for _, id := range e.passages() {
		events, err := tx.PassageEvents(ctx, id)
		if err != nil || len(events) == 0 {
			return false, err
		}
	}
	return true, nil
}

func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func size(edits []Edit) int {
	n := 0
	for _, e := range edits {
		n += len(e.Text)
	}
	return n
}

// DropEdit takes an edit out of the draft; one that is not there is no error.
func (s *Service) DropEdit(ctx context.Context, t people.Token, index int) (Draft, error) {
	return s.change(ctx, t, func(_ Tx, d *Draft) error {
		if index >= 0 && index < len(d.Edits) {
			d.Edits = slices.Delete(slices.Clone(d.Edits), index, index+1)
		}
		return nil
	})
}

// Behind lists the indexes of the edits whose passages are no longer on main
// as the edits have them. Such a draft can be sent as long as its base has them,
// which the base of a new version, main as it began, has not.
func (s *Service) Behind(ctx context.Context, d Draft) ([]int, error) {
	var lost []int
	err := s.store.View(ctx, func(tx Tx) error {
		tip, err := tx.Ref(ctx, docs.Main)
		if err != nil {
			return err
		}
		_, lost, err = s.editionAt(tx, tip).settle(ctx, d.Edits)
		return err
	})
	return lost, err
}

// DraftDetails are what a draft says besides its edits.
type DraftDetails struct {
	// Lang is the language of the title and the reason; "" leaves it as it is.
	Lang                people.Lang
	Title, Reason, Area string
	Capacity            people.Capacity
	Named               bool
	Name, Email         string // of a visitor
}

// keepable reports whether the store can keep the details, valid or not.
func (x DraftDetails) keepable() error {
	all := x.Title + x.Reason + x.Area + x.Name + x.Email
	switch {
	case len(all) > maxDetails:
		return fault.InField("reason", "error.reason-long", MaxReason)
	case !utf8.ValidString(all) || strings.ContainsRune(all, 0):
		return fault.New(fault.Invalid, "error.text-characters")
	}
	return nil
}

func (x DraftDetails) keep(d *Draft) {
	d.Title, d.Reason, d.Area = x.Title, strings.ReplaceAll(x.Reason, "\r\n", "\n"), x.Area
	d.Capacity, d.Named, d.Name, d.Email = x.Capacity, x.Named, x.Name, x.Email
	if slices.Contains(people.Langs, x.Lang) {
		d.Lang = x.Lang
	}
}

// SaveDetails keeps what was typed, valid or not.
func (s *Service) SaveDetails(ctx context.Context, t people.Token, x DraftDetails) (Draft, error) {
	if err := x.keepable(); err != nil {
		return Draft{}, err
	}
	return s.change(ctx, t, func(_ Tx, d *Draft) error {
		x.keep(d)
		return nil
	})
}

// DiscardDraft deletes a draft, and with it a proposal that waits unconfirmed.
func (s *Service) DiscardDraft(ctx context.Context, t people.Token) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		d, err := tx.Draft(ctx, t.Hash())
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropUnconfirmed(ctx, tx, &d); err != nil {
			return err
		}
		return tx.DeleteDraft(ctx, d.Hash)
	})
}
