package server

import (
	"strconv"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// originView is the feedback that a proposal grew out of.
type originView struct {
	ID int64
	// Public: anyone may read the feedback.
	Public bool
}

// originItem is the feedback item that an origin names, 0 for none.
func originItem(origin string) int64 {
	number, ok := strings.CutPrefix(origin, string(themes.ItemKind)+"/")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return id
}

// origin is the feedback that something grew out of, nil for none.
func (r *request) origin(t *themes.Service, origin string) (*originView, error) {
	id := originItem(origin)
	if id == 0 {
		return nil, nil
	}
	_, err := t.Item(r.ctx(), people.Account{}, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	return &originView{ID: id, Public: err == nil}, nil
}

// mayCome asks whether the draft's feedback may still be made into a proposal:
// its sender may have taken their word back while it was written.
func (h proposing) mayCome(r *request, d revisions.Draft) error {
	id := originItem(d.Origin)
	if id == 0 {
		return nil
	}
	_, err := h.themes.MayDraft(r.ctx(), r.actor, id)
	return err
}
