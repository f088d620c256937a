package revisions_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// Whatever happens to the text and to proposals, in whatever order, each live
// one is found to go with the text as accepting it now would show.
func TestFitsAreWhatAcceptingWouldSay(t *testing.T) {
	h := newHouse(t)
	seen := map[string]int{}
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		pages := []docs.Path{docs.Path(fmt.Sprintf("a%d.md", run)), docs.Path(fmt.Sprintf("b%d.md", run))}
		for _, p := range pages {
			h.write(rt, p, pageOfSentences(rt))
		}
		var ps []revisions.Proposal
		for range rapid.IntRange(3, 11).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"propose", "propose", "revise", "decide", "write", "write", "remove", "keep", "keep"}).Draw(rt, "step") {
			case "propose":
				if p, ok := h.proposeAtRandom(rt, pages); ok {
					ps = append(ps, p)
				}
			case "revise":
				h.reviseAtRandom(rt, ps)
			case "decide":
				h.acceptAtRandom(rt, ps)
			case "write":
				h.rewriteAtRandom(rt, rapid.SampledFrom(pages).Draw(rt, "page"))
			case "remove":
				if rapid.IntRange(0, 4).Draw(rt, "really") == 0 {
					path := rapid.SampledFrom(pages).Draw(rt, "page")
					if _, _, err := h.repo.Read(context.Background(), path); err == nil {
						h.update(rt, func(tx revisions.Tx) error { return h.removePage(context.Background(), tx, path) })
					}
				}
			case "keep":
				h.keepFits(rt)
				h.fitsAreRight(rt, ps, seen)
			}
		}
		h.fitsAreRight(rt, ps, seen) // read before the work is done
		h.keepFits(rt)
		h.fitsAreRight(rt, ps, seen)
		h.view(rt, func(tx revisions.Tx) error {
			stale, err := tx.StaleFits(context.Background(), 0, 0)
			untold, uerr := tx.UntoldAuthors(context.Background(), 0)
			if len(stale)+len(untold) > 0 {
				rt.Fatalf("left: %v %v", stale, untold)
			}
			check(rt, uerr)
			return err
		})
	})
	t.Log(seen)
	if testing.Short() {
		return // too few to have met all
	}
	for _, want := range []string{"fits", "look", "needs clash"} {
		if seen[want] == 0 {
			t.Errorf("no proposal that %s", want)
		}
	}
}

// pageOfSentences has few different sentences, so that people often mean the same.
func pageOfSentences(t *rapid.T) string {
	word := rapid.SampledFrom([]string{"selkeästi", "nopeasti", "kolmella kielellä", "rohkeasti"})
	var ps []string
	for i := range rapid.IntRange(2, 4).Draw(t, "paragraphs") {
		ps = append(ps, fmt.Sprintf("Kohta %d kerrotaan %s. Siitä vastaa virasto %d ja se tehdään %s joka vuosi.",
			i, word.Draw(t, "word"), i, word.Draw(t, "word")))
	}
	return "# Sivu\n\n" + strings.Join(ps, "\n\n") + "\n"
}

func (h *house) rewriteAtRandom(t *rapid.T, path docs.Path) {
	text := pageOfSentences(t)
	if _, now, err := h.repo.Read(context.Background(), path); err != nil || string(now) != text {
		h.write(t, path, text)
	}
}

// editAtRandom rewords, removes or follows a passage of a page.
func (h *house) editAtRandom(t *rapid.T, path docs.Path) (e revisions.Edit, ok bool) {
	page, source, err := h.repo.Read(context.Background(), path)
	if err != nil {
		return e, false
	}
	at := rapid.IntRange(0, len(page.Passages)-1).Draw(t, "passage")
	e = revisions.Edit{Op: revisions.EditChange, Path: path, Passage: page.Passages[at]}
	old := docs.Passages(source)[at].Text(source)
	other := strings.Split(pageOfSentences(t), "\n\n")
	text := strings.TrimSpace(rapid.SampledFrom(other[1:]).Draw(t, "text"))
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		e.Op, e.Text = revisions.EditAdd, text
	case 1:
		e.Op = revisions.EditRemove
	default:
		e.Text = text
		if rapid.Bool().Draw(t, "one word") {
			e.Text = strings.Replace(old, "joka vuosi", "joka kuukausi", 1)
		}
	}
	return e, e.Op == revisions.EditRemove || e.Text != old
}

func (h *house) proposeAtRandom(t *rapid.T, pages []docs.Path) (p revisions.Proposal, ok bool) {
	ctx := context.Background()
	by := rapid.SampledFrom([]people.Account{h.aino, h.eero}).Draw(t, "by")
	token, _, err := h.StartDraft(ctx, by, people.Finnish, 0)
	check(t, err)
	for range rapid.IntRange(1, 2).Draw(t, "edits") {
		if e, ok := h.editAtRandom(t, rapid.SampledFrom(pages).Draw(t, "page")); ok {
			_, err := h.PutEdit(ctx, token, -1, e)
			tolerable(t, err)
		}
	}
	_, err = h.SaveDetails(ctx, token, someDetails)
	check(t, err)
	if rapid.Bool().Draw(t, "late") { // the text moves while it is written
		h.rewriteAtRandom(t, pages[0])
	}
	p, err = h.Submit(ctx, by, "", token)
	tolerable(t, err)
	return p, err == nil
}

// tolerable lets pass what a person would be told to mend.
func tolerable(t failer, err error) {
	t.Helper()
	if fault.KindOf(err) == fault.Internal {
		check(t, err)
	}
}

func (h *house) reviseAtRandom(t *rapid.T, ps []revisions.Proposal) {
	if len(ps) == 0 {
		return
	}
	ctx := context.Background()
	p := rapid.SampledFrom(ps).Draw(t, "proposal")
	author := h.aino
	if p.Author == h.eero.ID {
		author = h.eero
	}
	token, d, err := h.StartDraft(ctx, author, people.Finnish, p.ID)
	tolerable(t, err)
	if err != nil {
		return
	}
	// Nothing is left to edit where the text has come to say the same by itself.
	at := min(len(d.Edits), 1) - 1
	if e, ok := h.editAtRandom(t, p.Paths[0]); ok {
		_, err := h.PutEdit(ctx, token, at, e)
		tolerable(t, err)
	}
	_, err = h.Submit(ctx, author, "", token)
	tolerable(t, err)
}

func (h *house) acceptAtRandom(t *rapid.T, ps []revisions.Proposal) {
	if len(ps) == 0 {
		return
	}
	p, err := h.Proposal(context.Background(), people.Account{}, rapid.SampledFrom(ps).Draw(t, "proposal").ID)
	check(t, err)
	r := h.ruling(t, p, revisions.Accept)
	r.Looked = true
	_, err = h.Decide(context.Background(), h.official, "", r)
	tolerable(t, err)
}

// fitsAreRight compares what is said of each proposal with a preview of its merge.
func (h *house) fitsAreRight(t failer, ps []revisions.Proposal, seen map[string]int) {
	t.Helper()
	ctx := context.Background()
	for _, p := range ps {
		p, err := h.Proposal(ctx, people.Account{}, p.ID)
		check(t, err)
		fits, err := h.Fits(ctx, p)
		check(t, err)
		f, ok := fits[p.ID]
		if ok != p.State.Live() {
			t.Fatalf("proposal %d is %s; fit: %v", p.ID, p.State, ok)
		}
		if !ok {
			continue
		}
		fitness, obstacle := h.fitByPreview(t, p)
		if f.Fitness != fitness || f.Obstacle != obstacle || f.Version != p.Version {
			t.Fatalf("proposal %d, version %d: %+v, accepting says %s %s", p.ID, p.Version, f, fitness, obstacle)
		}
		if (len(f.Rivals) == 0) != (fitness == revisions.Fits) {
			t.Fatalf("proposal %d: %s, rivals %v", p.ID, fitness, f.Rivals)
		}
		seen[strings.TrimSpace(string(fitness)+" "+string(obstacle))]++
	}
}

func (h *house) fitByPreview(t failer, p revisions.Proposal) (revisions.Fitness, revisions.Obstacle) {
	t.Helper()
	m, err := h.Preview(context.Background(), h.official, p.ID, nil)
	if fault.Is(err, "error.page-gone") {
		return revisions.NeedsYou, revisions.PageGone
	}
	check(t, err)
	changed := false
	for _, page := range m.Pages {
		changed = changed || !bytes.Equal(page.Current, page.Result)
	}
	switch {
	case m.Outcome == revisions.Conflict:
		return revisions.NeedsYou, revisions.Clashing
	case !changed:
		return revisions.NeedsYou, revisions.NothingLeft
	case m.Outcome == revisions.Look:
		return revisions.FitsLook, ""
	}
	return revisions.Fits, ""
}
