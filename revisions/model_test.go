package revisions_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// model is what ought to be on the page: its paragraphs, in order.
type model struct {
	page       docs.Path
	paragraphs []string
	open       []pending
	next       int // makes every wording unlike the others
}

// pending is a proposal not yet decided, and what its writer saw.
type pending struct {
	revisions.Proposal
	op       revisions.EditOp
	old, new string // paragraph changed or removed, or the one added after; new text
}

func (m *model) wording() string {
	m.next++
	return fmt.Sprintf("Kappale %d sanoo sanan%d ja lopettaa%d.", m.next, m.next, m.next)
}

func (m *model) text() string {
	return strings.Join(append([]string{"# Luettelo"}, m.paragraphs...), "\n\n") + "\n"
}

// accept says what main has after the proposal is accepted; ok is false when
// what it is about has changed since, and a person has to choose.
func (m *model) accept(p pending) (ok bool) {
	i := slices.Index(m.paragraphs, p.old)
	if i < 0 {
		return false
	}
	switch p.op {
	case revisions.EditChange:
		m.paragraphs[i] = p.new
	case revisions.EditRemove:
		m.paragraphs = append(m.paragraphs[:i:i], m.paragraphs[i+1:]...)
	}
	return true
}

// Several people propose against one page while it changes under them. What
// touches nothing that others have changed merges by itself and exactly; of all
// the rest nothing reaches main that was not decided on, and nothing that was
// decided on is lost.
func TestProposalsAgainstAModel(t *testing.T) {
	h := newHouse(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := &model{page: docs.Path("luettelo-" + strconv.Itoa(run) + ".md")}
		for range rapid.IntRange(2, 6).Draw(rt, "paragraphs") {
			m.paragraphs = append(m.paragraphs, m.wording())
		}
		h.write(rt, m.page, m.text())
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"propose", "propose", "decide", "withdraw"}).Draw(rt, "step") {
			case "propose":
				modelPropose(rt, h, m)
			case "decide":
				modelDecide(rt, h, m)
			case "withdraw":
				if p, ok := m.take(rt); ok {
					check(rt, h.Withdraw(context.Background(), h.aino, "", p.ID))
				}
			}
			if got := h.text(rt, m.page); got != m.text() {
				rt.Fatalf("main has\n%s\nwant\n%s", got, m.text())
			}
		}
		for _, p := range m.open {
			got, err := h.Proposal(context.Background(), people.Account{}, p.ID)
			check(rt, err)
			if got.State != revisions.Open {
				rt.Fatalf("proposal %d is %s", p.ID, got.State)
			}
		}
	})
	h.sound(t)
}

// take picks an open proposal out of the model.
func (m *model) take(rt *rapid.T) (pending, bool) {
	if len(m.open) == 0 {
		return pending{}, false
	}
	i := rapid.IntRange(0, len(m.open)-1).Draw(rt, "which")
	p := m.open[i]
	m.open = append(m.open[:i:i], m.open[i+1:]...)
	return p, true
}

func modelPropose(rt *rapid.T, h *house, m *model) {
	if len(m.paragraphs) == 0 {
		return
	}
	p := pending{
		op:  rapid.SampledFrom([]revisions.EditOp{revisions.EditChange, revisions.EditChange, revisions.EditRemove}).Draw(rt, "op"),
		old: rapid.SampledFrom(m.paragraphs).Draw(rt, "paragraph"),
	}
	e := revisions.Edit{Op: p.op, Path: m.page, Passage: h.passage(rt, m.page, p.old)}
	if p.op == revisions.EditChange {
		p.new = m.wording()
		e.Text = p.new
	}
	p.Proposal = h.propose(rt, h.aino, e)
	m.open = append(m.open, p)
}

func modelDecide(rt *rapid.T, h *house, m *model) {
	p, ok := m.take(rt)
	if !ok {
		return
	}
	ctx := context.Background()
	if rapid.IntRange(0, 4).Draw(rt, "mood") == 0 {
		h.decide(rt, p.Proposal, revisions.Reject)
		return
	}
	preview, err := h.Preview(ctx, h.official, p.ID, nil)
	check(rt, err)
	r := h.ruling(rt, p.Proposal, revisions.Accept)
	if preview.Outcome != revisions.Clean {
		// Neighbours can make a question of it; one who looks gets what was shown.
		r.Looked = true
		merged := preview.Pages[0].Merged
		for _, c := range merged.Chunks {
			if c.Origin == revisions.Unresolved {
				r.Choices = map[docs.Path][]string{m.page: append(r.Choices[m.page], c.Ours)}
			}
		}
	}
	_, err = h.Decide(ctx, h.official, "", r)
	if fault.Is(err, "error.nothing-left") {
		// Every question was answered with main's words.
		if preview.Outcome == revisions.Clean && slices.Contains(m.paragraphs, p.old) {
			rt.Fatalf("nothing left of %q", p.new)
		}
		m.open = append(m.open, p)
		return
	}
	check(rt, err)
	if preview.Outcome != revisions.Clean {
		now := paragraphs(h.text(rt, m.page))
		for _, x := range m.paragraphs {
			if x != p.old && !slices.Contains(now, x) {
				rt.Fatalf("%q went when %q was answered", x, p.old)
			}
		}
		m.paragraphs = now
		return
	}
	if !m.accept(p) && p.op == revisions.EditChange {
		rt.Fatalf("%q replaced %q, which is not on main any more", p.new, p.old)
	}
}

// paragraphs reads the page back where the model leaves a merge to a person.
func paragraphs(text string) []string {
	_, body, _ := strings.Cut(text, "\n\n")
	var ps []string
	for p := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		if p != "" {
			ps = append(ps, p)
		}
	}
	return ps
}
