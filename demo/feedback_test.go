package demo_test

import (
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// checkFeedback checks what the sample's feedback is to show.
func (c *city) checkFeedback(t *testing.T) {
	ctx := t.Context()
	official := people.Account{}
	for _, a := range c.sample {
		if a.Role == people.Official {
			official = a
		}
	}
	count := func(f themes.Filter) int {
		t.Helper()
		f.Limit = 1
		_, n, err := c.Themes.Items(ctx, official, f)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for what, x := range map[string]struct {
		f    themes.Filter
		most int
		n    int
	}{
		"all":      {themes.Filter{}, 400, 300},
		"Finnish":  {themes.Filter{Lang: people.Finnish}, 300, 200},
		"Swedish":  {themes.Filter{Lang: people.Swedish}, 80, 40},
		"English":  {themes.Filter{Lang: people.English}, 60, 30},
		"waiting":  {themes.Filter{Moderation: themes.Waiting}, 20, 5},
		"hidden":   {themes.Filter{Moderation: themes.Hidden}, 10, 2},
		"mail":     {themes.Filter{Channel: themes.ByMail}, 40, 10},
		"calls":    {themes.Filter{Channel: themes.ByImport}, 60, 20},
		"closed":   {themes.Filter{Status: themes.Closed}, 300, 200},
		"to do":    {themes.Filter{Unanswered: true}, 80, 30},
		"one week": {themes.Filter{From: c.until.AddDate(0, 0, -97), Until: c.until.AddDate(0, 0, -90)}, 90, 45},
	} {
		if n := count(x.f); n < x.n || n > x.most {
			t.Errorf("%s: %d items, not %d to %d", what, n, x.n, x.most)
		}
	}

	// The desk's names stand, near-duplicates are folded, and feedback that a proposal grew out of is followed
	// to the initiative.
	list, err := c.Themes.Themes(ctx, people.Account{}, themes.ThemeFilter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	named, folded := 0, 0
	for _, x := range list {
		if x.Theme.Name != "" && x.Count.Items > 0 {
			named++
		}
		if !x.Theme.Coarse {
			folded += x.Count.Folded
		}
	}
	if named < 8 || folded < 5 {
		t.Errorf("%d named themes, %d near-duplicates", named, folded)
	}
	proposals, _, err := c.Revisions.Proposals(ctx, people.Account{}, revisions.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	grown := 0
	for _, p := range proposals {
		if p.Origin == "" {
			continue
		}
		grown++
		chain, err := c.Themes.Chain(ctx, people.Account{}, themes.Target{Kind: themes.ItemKind, ID: strings.TrimPrefix(p.Origin, "feedback/")})
		if err != nil || len(chain.Proposals) == 0 || len(chain.Decisions) == 0 || len(chain.Initiatives) == 0 {
			t.Errorf("the chain of %s: %+v (%v)", p.Origin, chain, err)
		}
	}
	if grown != 1 {
		t.Errorf("%d proposals grew out of feedback", grown)
	}
}
