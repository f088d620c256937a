package server

import (
	"strconv"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/themes"
)

// saidView is a piece of feedback as it is quoted.
type saidView struct {
	ID    int64
	Title string
	// Text is the beginning of a long one; Cut tells that there is more.
	Text string
	Cut  bool
	Lang people.Lang
	At   time.Time
	// Alike is how many others said nearly the same.
	Alike int
}

// maxSaid is how much of a text is quoted, in characters.
const maxSaid = 320

// said quotes an item. The page that does depends on what becomes of it.
func (r *request) said(i themes.Item) saidView {
	r.touch("feedback/" + strconv.FormatInt(i.ID, 10))
	v := saidView{ID: i.ID, Title: i.Title, Lang: i.Lang, At: i.At}
	v.Text = clipped(i.Text, maxSaid)
	v.Cut = strings.HasSuffix(v.Text, "…") && !strings.HasSuffix(i.Text, "…")
	return v
}

// saidBox is what people said of a passage or a proposal.
type saidBox struct {
	// All is how many pieces of feedback there are, Texts the newest of them.
	All   int
	Texts []saidView
	// URL leads to all of them.
	URL string
}

// saidShown is how many texts stand at a passage or a proposal.
const saidShown = 5

// saidOf gathers what was said of a thing of another room.
func saidOf(r *request, s *themes.Service, to themes.Target) (saidBox, error) {
	counts, err := s.Said(r.ctx(), []themes.Target{to})
	if err != nil || counts[to] == 0 {
		return saidBox{}, err
	}
	items, _, err := s.Items(r.ctx(), people.Account{}, themes.Filter{To: to, NoTwins: true, Limit: saidShown})
	if err != nil {
		return saidBox{}, err
	}
	box := saidBox{All: counts[to], URL: r.url("feedback", "about", string(to.Kind)+"/"+to.ID)}
	box.Texts, err = saidAll(r, s, items)
	return box, err
}

// chainOf tells what came of what people said of a thing, as everyone may see
// it; what they said stands beside it and is left out. Nothing where nobody did.
func chainOf(r *request, s *themes.Service, of themes.Target, said saidBox) (chainView, error) {
	if said.All == 0 {
		return chainView{}, nil
	}
	c, err := s.Chain(r.ctx(), people.Account{}, of)
	c.Items, c.More = nil, 0
	return r.chain(c), err
}

// saidAll quotes items, each with how many others said nearly the same.
func saidAll(r *request, s *themes.Service, items []themes.Item) ([]saidView, error) {
	ids := make([]int64, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	alike, err := s.Twins(r.ctx(), ids)
	if err != nil {
		return nil, err
	}
	out := make([]saidView, len(items))
	for i, item := range items {
		out[i] = r.said(item)
		out[i].Alike = alike[item.ID]
	}
	return out, nil
}

// toPassage and toProposal name things as the room of themes does.
func toPassage(id docs.PassageID) themes.Target {
	return themes.Target{Kind: themes.Passage, ID: string(id)}
}

func toProposal(id int64) themes.Target {
	return themes.Target{Kind: themes.Proposal, ID: strconv.FormatInt(id, 10)}
}
