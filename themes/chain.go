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

// back adds the themes and items that speak of a thing.
func (w *walk) back(to Target, id string) error {
	links, err := w.tx.ThemesTiedTo(w.ctx, to.Kind, []string{id})
	if err != nil {
		return err
	}
	for _, l := range links {
		t, ok := w.tree.get(w.tree.now(l.Theme))
		if l.State != Confirmed || !ok {
			continue
		}
		w.theme(t)
		w.steps[Target{Kind: to.Kind, ID: id}].From = append(w.steps[Target{Kind: to.Kind, ID: id}].From, ThemeTarget(t.ID))
	}
	return w.items(Query{Filter: Filter{To: to}, ToThemes: w.tree.tied(links)[id]})
}

// items adds the newest shown items that match.
func (w *walk) items(q Query) error {
	q.ShownOnly = true
	n, err := w.tx.CountFeedback(w.ctx, q)
	if err != nil {
		return err
	}
	list, err := w.tx.FeedbackList(w.ctx, q, chainItems, 0, Newest)
	for _, i := range list {
		w.item(i)
		if t := w.tree.now(i.Theme); t != 0 && w.has(ThemeTarget(t)) {
			w.add(*w.steps[ThemeTarget(t)], ItemTarget(i.ID))
		}
	}
	w.more += n - len(list)
	return err
}

func (w *walk) item(i Item) {
	title := i.Title
	if title == "" {
		title = quoted(i)
	}
	w.add(Step{To: ItemTarget(i.ID), Title: title, Lang: i.Lang, State: string(i.Status), At: i.At})
}

func (w *walk) theme(t Theme, from ...Target) {
	w.add(Step{To: ThemeTarget(t.ID), Title: t.Title(), Lang: t.Lang, At: t.Created}, from...)
}

// forward adds what links lead to, and what came of that.
func (w *walk) forward(links []Link) error {
	var passages []string
	var proposals, initiatives []int64
	from := map[Target][]Target{}
	for _, l := range links {
		if l.State != Confirmed {
			continue
		}
		by := ItemTarget(l.Item)
		if l.Theme != 0 {
			by = ThemeTarget(l.Theme)
		}
		to := Target{Kind: l.To.Kind, ID: l.To.ID}
		from[to] = append(from[to], by)
		switch to.Kind {
		case Passage:
			passages = append(passages, to.ID)
		case Proposal:
			proposals = append(proposals, to.number())
		case Initiative:
			initiatives = append(initiatives, to.number())
		}
	}
	steps, err := w.tx.PassageSteps(w.ctx, passages)
	if err != nil {
		return err
	}
	for _, step := range steps {
		w.add(step)
	}
	if err := w.proposals(proposals); err != nil {
		return err
	}
	if err := w.proposalsOn(passages); err != nil {
		return err
	}
	for _, id := range initiatives {
		e, err := w.tx.EvidenceOf(w.ctx, id)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		w.add(Step{To: Target{Kind: Initiative, ID: strconv.FormatInt(id, 10)}, Title: e.Title, State: "published", At: e.Published})
	}
	for to, by := range from {
		if w.has(to) {
			w.add(*w.steps[to], by...)
		}
	}
	return nil
}

// proposalsOn adds the proposals of passages.
func (w *walk) proposalsOn(passages []string) error {
	on, err := w.tx.ProposalsOn(w.ctx, passages)
	if err != nil {
		return err
	}
	for _, p := range passages {
		if err := w.proposals(on[p]); err != nil {
			return err
		}
		for _, id := range on[p] {
			if to := (Target{Kind: Proposal, ID: strconv.FormatInt(id, 10)}); w.has(to) {
				w.add(*w.steps[to], Target{Kind: Passage, ID: p})
			}
		}
	}
	return nil
}

// proposals adds public proposals, their decisions, and the initiatives that
// they are in.
func (w *walk) proposals(ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	for _, read := range []func(context.Context, []int64) ([]Step, error){
		w.tx.ProposalSteps, w.tx.DecisionSteps, w.tx.InitiativeSteps,
	} {
		steps, err := read(w.ctx, ids)
		if err != nil {
			return err
		}
		for _, step := range steps {
			w.add(step, step.From...)
		}
	}
	return nil
}

// chain is what was gathered, each sort in the order of time; themes as found.
func (w *walk) chain() (Chain, error) {
	c := Chain{More: w.more}
	sorts := map[Kind]*[]Step{
		ItemKind: &c.Items, ThemeKind: &c.Themes, Passage: &c.Passages, Proposal: &c.Proposals,
		Decision: &c.Decisions, Initiative: &c.Initiatives,
	}
	for _, key := range w.order {
		list := sorts[key.Kind]
		*list = append(*list, *w.steps[key])
	}
	for kind, list := range sorts {
		if kind != ThemeKind {
			slices.SortStableFunc(*list, func(a, b Step) int { return a.At.Compare(b.At) })
		}
	}
	return c, nil
}
