package themes

import (
	"context"
	"slices"
	"strconv"

	"luonnos/internal/fault"
)

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
		ids, err := w.later(on[p])
		if err != nil {
			return err
		}
		if err := w.proposals(ids); err != nil {
			return err
		}
		for _, id := range ids {
			if to := (Target{Kind: Proposal, ID: strconv.FormatInt(id, 10)}); w.has(to) {
				w.add(*w.steps[to], Target{Kind: Passage, ID: p})
			}
		}
	}
	return nil
}

// later leaves out the proposals that were decided before the item was written
// that the walk began at; all are left when it began elsewhere.
func (w *walk) later(ids []int64) ([]int64, error) {
	if w.since.IsZero() || len(ids) == 0 {
		return ids, nil
	}
	decided, err := w.tx.DecisionSteps(w.ctx, ids)
	if err != nil {
		return nil, err
	}
	before := map[int64]bool{}
	for _, step := range decided { // oldest first: the last one counts
		before[step.From[0].number()] = step.At.Before(w.since)
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return before[id] }), nil
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
