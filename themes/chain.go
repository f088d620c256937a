package themes

import (
	"context"
	"slices"
	"strconv"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Step is one thing on the way from feedback to an initiative.
type Step struct {
	To Target
	// Title is what the thing is called, or how its text begins; Lang is what
	// language that is in, "" for joined languages.
	Title string
	Lang  people.Lang
	// State is the proposal's, the decision's verdict, the initiative's, or the
	// item's status; of a passage that is gone "removed", else "" for passages
	// and themes.
	State string
	At    time.Time
	// From are the earlier steps that lead here.
	From []Target
}

// Chain is everything that a thing has to do with, both ways: public parts only.
type Chain struct {
	Items, Themes, Passages, Proposals, Decisions, Initiatives []Step
	// More is how many items there are beyond those in Items.
	More int
}

// chainItems is how many items a chain names.
const chainItems = 20

// ItemTarget and ThemeTarget name things of this room.
func ItemTarget(id int64) Target  { return Target{Kind: ItemKind, ID: strconv.FormatInt(id, 10)} }
func ThemeTarget(id int64) Target { return Target{Kind: ThemeKind, ID: strconv.FormatInt(id, 10)} }

func (t Target) number() int64 {
	n, err := strconv.ParseInt(t.ID, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Chain follows feedback through themes, passages, proposals and decisions to
// initiatives, from whichever of these one stands at. Of what waits or is
// hidden it says nothing, to nobody.
func (s *Service) Chain(ctx context.Context, _ people.Account, of Target) (c Chain, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		w := &walk{ctx: ctx, tx: tx, tree: newTree(list), steps: map[Target]*Step{}}
		if err := w.begin(of); err != nil {
			return err
		}
		c, err = w.chain()
		return err
	})
	return c, err
}

// walk gathers a chain.
type walk struct {
	ctx   context.Context
	tx    Tx
	tree  tree
	steps map[Target]*Step
	order []Target
	more  int
	// since is when the item was written that the walk began at: what had been
	// decided of its passages before did not come of it.
	since time.Time
}

// add notes a step and what leads to it.
func (w *walk) add(step Step, from ...Target) {
	key := Target{Kind: step.To.Kind, ID: step.To.ID}
	have, there := w.steps[key]
	if !there {
		step.From = slices.Clone(step.From)
		have = &step
		w.steps[key] = have
		w.order = append(w.order, key)
	}
	for _, f := range from {
		if f = (Target{Kind: f.Kind, ID: f.ID}); !slices.Contains(have.From, f) {
			have.From = append(have.From, f)
		}
	}
}

func (w *walk) has(t Target) bool {
	_, there := w.steps[Target{Kind: t.Kind, ID: t.ID}]
	return there
}

func (w *walk) begin(of Target) error {
	switch of.Kind {
	case ItemKind:
		return w.fromItem(of.number())
	case ThemeKind:
		return w.fromTheme(of.number())
	case Passage:
		return w.fromPassage(of)
	case Proposal:
		return w.fromProposals([]int64{of.number()})
	case Initiative:
		return w.fromInitiative(of.number())
	}
	return fault.New(fault.NotFound, "error.target-missing")
}

// fromItem goes forward: to its theme, and to what it and the theme are tied to.
func (w *walk) fromItem(id int64) error {
	i, err := visible(w.ctx, w.tx, people.Account{}, id)
	if err != nil {
		return err
	}
	w.item(i)
	w.since = i.At
	own, err := w.tx.LinksOfItems(w.ctx, []int64{id})
	if err != nil {
		return err
	}
	if t, ok := w.tree.get(w.tree.now(i.Theme)); ok {
		w.theme(t, ItemTarget(id))
		of, err := w.tx.LinksOfThemes(w.ctx, []int64{t.ID})
		if err != nil {
			return err
		}
		own = append(own, of...)
	}
	from, err := w.tx.ProposalsFrom(w.ctx, []int64{id})
	if err != nil {
		return err
	}
	for _, p := range from[id] {
		own = append(own, Link{Item: id, To: Target{Kind: Proposal, ID: strconv.FormatInt(p, 10)}, State: Confirmed})
	}
	return w.forward(own)
}

func (w *walk) fromTheme(id int64) error {
	t, ok := w.tree.get(w.tree.now(id))
	if !ok || t.Gone {
		return errThemeMissing()
	}
	w.theme(t)
	if err := w.items(Query{Themes: w.tree.fine(t.ID)}); err != nil {
		return err
	}
	links, err := w.tx.LinksOfThemes(w.ctx, append(w.tree.fine(t.ID), t.ID))
	if err != nil {
		return err
	}
	return w.forward(links)
}

// fromPassage goes both ways.
func (w *walk) fromPassage(of Target) error {
	steps, err := w.tx.PassageSteps(w.ctx, []string{of.ID})
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return fault.New(fault.NotFound, "error.target-missing")
	}
	w.add(steps[0])
	if err := w.back(of, of.ID); err != nil {
		return err
	}
	return w.proposalsOn([]string{of.ID})
}

// fromProposals goes back to feedback and forward to decisions.
func (w *walk) fromProposals(ids []int64) error {
	if err := w.proposals(ids); err != nil {
		return err
	}
	passages, err := w.tx.PassagesOf(w.ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		to := Target{Kind: Proposal, ID: strconv.FormatInt(id, 10)}
		if !w.has(to) {
			continue
		}
		if err := w.back(to, to.ID); err != nil {
			return err
		}
		// Passages that anything was said of; the others are the proposal's own matter.
		for _, p := range passages[id] {
			if err := w.passageBehind(p, to); err != nil {
				return err
			}
		}
	}
	if len(w.order) == 0 {
		return fault.New(fault.NotFound, "error.target-missing")
	}
	return nil
}

func (w *walk) passageBehind(p, proposal Target) error {
	said, err := saidOf(w.ctx, w.tx, Passage, []string{p.ID})
	if err != nil || said[p.ID] == 0 {
		return err
	}
	steps, err := w.tx.PassageSteps(w.ctx, []string{p.ID})
	if err != nil || len(steps) == 0 {
		return err
	}
	w.add(steps[0])
	w.steps[proposal].From = append(w.steps[proposal].From, Target{Kind: Passage, ID: p.ID})
	return w.back(p, p.ID)
}

func (w *walk) fromInitiative(id int64) error {
	if _, err := w.tx.EvidenceOf(w.ctx, id); err != nil {
		return err
	}
	ids, err := w.tx.ProposalsIn(w.ctx, id)
	if err != nil {
		return err
	}
	var behind []int64
	for _, p := range ids {
		if ok, err := w.said(p); err != nil {
			return err
		} else if ok {
			behind = append(behind, p)
		}
	}
	if len(behind) == 0 {
		return nil
	}
	return w.fromProposals(behind)
}

// said reports whether anything was said of a proposal or of its passages.
func (w *walk) said(proposal int64) (bool, error) {
	id := strconv.FormatInt(proposal, 10)
	said, err := saidOf(w.ctx, w.tx, Proposal, []string{id})
	if err != nil || said[id] > 0 {
		return err == nil, err
	}
	of, err := w.tx.PassagesOf(w.ctx, []int64{proposal})
	if err != nil {
		return false, err
	}
	var ids []string
	for _, p := range of[proposal] {
		ids = append(ids, p.ID)
	}
	said, err = saidOf(w.ctx, w.tx, Passage, ids)
	return len(said) > 0, err
}
