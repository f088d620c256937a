package themes

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"luonnos/people"
)

// Evidence is what stands behind an initiative: every passage of the frozen
// version that accepted proposals brought, with the feedback that led there. It
// holds no senders. The text is as it was frozen; feedback and its ties are as
// they are when it is asked for, as far as they came before the publication.
type Evidence struct {
	Initiative int64     `json:"initiative"`
	Title      string    `json:"title"`
	Tag        string    `json:"tag"`
	Published  time.Time `json:"published"`
	// Made is when this was put together.
	Made      time.Time          `json:"made"`
	Passages  []EvidencePassage  `json:"passages"`
	Proposals []EvidenceProposal `json:"proposals"`
	Themes    []EvidenceTheme    `json:"themes"`
	Items     []EvidenceItem     `json:"feedback"`
}

// EvidencePassage is a passage of the frozen text.
type EvidencePassage struct {
	ID   string `json:"id"`
	Page string `json:"page"`
	// Text is its Markdown as frozen.
	Text      string  `json:"text"`
	Proposals []int64 `json:"proposals"`
	Themes    []int64 `json:"themes"`
	Items     []int64 `json:"feedback"`
}

// EvidenceProposal is an accepted proposal with its decision.
type EvidenceProposal struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
	// Verdict, Why, Unit and Decided are those of the decision.
	Verdict string    `json:"verdict"`
	Why     string    `json:"decision"`
	Unit    string    `json:"unit"`
	Decided time.Time `json:"decided"`
	Themes  []int64   `json:"themes"`
	Items   []int64   `json:"feedback"`
}

// EvidenceTheme is a theme that speaks of a passage or a proposal.
type EvidenceTheme struct {
	ID    int64    `json:"id"`
	Name  string   `json:"name"`
	Words []string `json:"words"`
	// Count is how many of the items below are in it.
	Count int `json:"count"`
}

// EvidenceItem is one shown item.
type EvidenceItem struct {
	ID      int64       `json:"id"`
	Theme   int64       `json:"theme"`
	Channel Channel     `json:"channel"`
	Source  string      `json:"source"`
	Address string      `json:"address"`
	At      time.Time   `json:"written"`
	Lang    people.Lang `json:"language"`
	Area    string      `json:"area"`
	Title   string      `json:"title"`
	Text    string      `json:"text"`
}

// Evidence gathers what stands behind an initiative; NotFound when there is no
// such public one.
func (s *Service) Evidence(ctx context.Context, initiative int64) (e Evidence, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		e, err = tx.EvidenceOf(ctx, initiative)
		if err != nil {
			return err
		}
		e.Made = s.time()
		ids, err := tx.ProposalsIn(ctx, initiative)
		if err != nil {
			return err
		}
		if e.Proposals, err = tx.EvidenceProposals(ctx, ids); err != nil {
			return err
		}
		if e.Passages, err = tx.FrozenPassages(ctx, initiative); err != nil {
			return err
		}
		list, err := tx.Themes(ctx)
		if err != nil {
			return err
		}
		g := gathering{tx: tx, tree: newTree(list), e: &e, items: map[int64]Item{}, themes: map[int64]bool{}}
		return g.gather(ctx)
	})
	return e, err
}

// gathering fills evidence in.
type gathering struct {
	tx     Tx
	tree   tree
	e      *Evidence
	items  map[int64]Item
	themes map[int64]bool
}

func (g *gathering) gather(ctx context.Context) error {
	passages := make([]string, len(g.e.Passages))
	for i, p := range g.e.Passages {
		passages[i] = p.ID
	}
	themes, items, err := g.behind(ctx, Passage, passages)
	if err != nil {
		return err
	}
	for i := range g.e.Passages {
		p := &g.e.Passages[i]
		p.Themes, p.Items = themes[p.ID], items[p.ID]
	}
	proposals := make([]string, len(g.e.Proposals))
	for i, p := range g.e.Proposals {
		proposals[i] = strconv.FormatInt(p.ID, 10)
	}
	if themes, items, err = g.behind(ctx, Proposal, proposals); err != nil {
		return err
	}
	for i := range g.e.Proposals {
		p := &g.e.Proposals[i]
		p.Themes, p.Items = themes[proposals[i]], items[proposals[i]]
	}
	return g.finish(ctx)
}

// behind finds the themes and the items that things are tied to themselves.
func (g *gathering) behind(ctx context.Context, kind Kind, ids []string) (themes, items map[string][]int64, err error) {
	links, err := g.tx.ThemesTiedTo(ctx, kind, ids)
	if err != nil {
		return nil, nil, err
	}
	themes = g.tree.tied(links)
	for _, of := range themes {
		for _, t := range of {
			g.themes[t] = true
		}
	}
	said, err := g.tx.SaidDirectly(ctx, kind, ids)
	if err != nil {
		return nil, nil, err
	}
	items = map[string][]int64{}
	for _, id := range slices.Sorted(maps.Keys(said)) {
		found, err := g.read(ctx, Query{Filter: Filter{To: Target{Kind: kind, ID: id}}})
		if err != nil {
			return nil, nil, err
		}
		items[id] = found
	}
	return themes, items, nil
}

// read gathers every shown item that matches and was written before the
// publication, and returns their ids.
func (g *gathering) read(ctx context.Context, q Query) ([]int64, error) {
	q.ShownOnly, q.Until = true, g.e.Published
	var ids []int64
	same := 0 // of the items read, how many are as old as the last
	for {
		some, err := g.tx.FeedbackList(ctx, q, MaxList, same, Oldest)
		if err != nil {
			return nil, err
		}
		for _, i := range some {
			g.items[i.ID] = i.public()
			ids = append(ids, i.ID)
			if !i.At.Equal(q.From) {
				q.From, same = i.At, 0
			}
			same++
		}
		if len(some) < MaxList {
			slices.Sort(ids)
			return ids, nil
		}
	}
}

// finish lists the items of the themes and names the themes and the sources.
func (g *gathering) finish(ctx context.Context) error {
	if len(g.themes) > 0 {
		if _, err := g.read(ctx, Query{Themes: slices.Sorted(maps.Keys(g.themes))}); err != nil {
			return err
		}
	}
	sources, err := g.tx.FeedbackSources(ctx)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, r := range sources {
		names[r.Source.ID] = r.Source.Name
	}
	count := map[int64]int{}
	for _, id := range slices.Sorted(maps.Keys(g.items)) {
		i := g.items[id]
		count[i.Theme]++
		g.e.Items = append(g.e.Items, EvidenceItem{
			ID: id, Theme: i.Theme, Channel: i.Channel, Source: names[i.Source], Address: i.Address, At: i.At, Lang: i.Lang,
			Area: i.Area, Title: i.Title, Text: i.Text,
		})
	}
	for id := range g.themes {
		if t, ok := g.tree.get(id); ok {
			g.e.Themes = append(g.e.Themes, EvidenceTheme{ID: id, Name: t.Name, Words: t.Words, Count: count[id]})
		}
	}
	slices.SortFunc(g.e.Themes, func(a, b EvidenceTheme) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}
