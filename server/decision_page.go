package server

import (
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// decisionPage is where an official answers a proposal.
type decisionPage struct {
	revisions.Proposal
	Form   *form
	By     person
	Area   string
	Where  []passageLink
	Reason template.HTML
	// Open: it still waits for an answer; Action takes it.
	Open   bool
	Action string
	// Fit tells what has come between the proposal and the text.
	Fit fitView
	// Tip and Seen name what the page shows, for the form to send back.
	Tip  docs.Hash
	Seen string
	// Problem tells why the proposal cannot be merged at all.
	Problem string
	Outcome revisions.Outcome
	// Pages are what accepting would change in the strategy; of pages with
	// unsettled conflicts, what the proposal wanted to change.
	Pages     []pageChange
	Conflicts []conflictView
	// Why explains an outcome that a person must confirm; Merged are the
	// sentences that nobody wrote as they now stand.
	Why      []string
	Merged   []string
	TextLang people.Lang
	Edits    []decisionEdit
	Verdicts []choice
	// Rivals are the open proposals on the same passages.
	Rivals []revisions.Proposal
	// Kept is what was typed and fits no field of this page any more.
	Kept []typed
}

// conflictView is one conflict as readable sentences.
type conflictView struct {
	Name, Fault string
	// N of Of: its number among all.
	N, Of int
	// Where is the heading that it lies under.
	Where              string
	Lang               people.Lang
	Base, Ours, Theirs string
	Chosen, Own        string
}

// decisionEdit is a change of the proposal that the official may reword.
type decisionEdit struct {
	draftEdit
	Name    string
	Text    string
	HasText bool
	// CanDrop: it is not the only change.
	CanDrop, Dropped bool
}

func (h reviewing) showDecision(r *request, status int, d *deciding) error {
	p := d.proposal
	view := decisionPage{
		Proposal: p, Form: d.form, Reason: docs.RenderFragment([]byte(p.Reason)), Open: p.State.Live(),
		Tip: d.preview.Tip, Seen: seenMerge(d.preview), Problem: d.problem, Outcome: d.preview.Outcome,
		TextLang: textLang(d.newest), Action: r.url("decision", append([]any{p.ID}, r.queueQuery()...)...),
	}
	for _, v := range []revisions.Verdict{revisions.Accept, revisions.AcceptChanged, revisions.AskChanges, revisions.Reject} {
		view.Verdicts = append(view.Verdicts, choice{Value: string(v), Label: r.t("decide." + string(v)), Hint: r.t("decide." + string(v) + "-hint")})
	}
	if !d.sameMerge {
		d.form.values.Del("looked")
	}
	if err := h.about(r, d, &view); err != nil {
		return err
	}
	if err := h.merged(r, d, &view); err != nil {
		return err
	}
	if err := h.edits(r, d, &view); err != nil {
		return err
	}
	view.Kept = d.kept(r)
	return r.render(status, "decision", head{Title: r.t("decide.title", p.ID), Section: "queue", NoIndex: true,
		Crumbs: []crumb{{r.t("queue.title"), r.url("queue", r.queueQuery()...)}, {p.Title, r.url("proposal", p.ID)}}}, view)
}

// about fills in whose proposal it is and what else is proposed there.
func (h reviewing) about(r *request, d *deciding, view *decisionPage) error {
	names, err := r.names(d.proposal.Author)
	if err != nil {
		return err
	}
	view.By = r.person(names, d.proposal.Author, d.proposal.Capacity)
	if view.Area, err = h.proposals.areaName(r, d.proposal.Area); err != nil {
		return err
	}
	if view.Fit, err = h.proposals.fit(r, d.proposal, d.newest); err != nil {
		return err
	}
	others, err := h.proposals.others(r, d.proposal, d.newest)
	view.Rivals = slices.DeleteFunc(others, func(p revisions.Proposal) bool { return !p.State.Live() })
	return err
}

// merged fills in what accepting would do.
func (h reviewing) merged(r *request, d *deciding, view *decisionPage) error {
	proposed, err := h.revisions.Difference(r.ctx(), r.actor, d.proposal.ID, 0)
	if err != nil {
		return err
	}
	view.Where = passageLinks(d.newest.Edits, proposed)
	if !view.Open || view.Problem != "" {
		view.Pages = pageChanges(r, proposed)
		return nil
	}
	for i, page := range d.preview.Pages {
		change := pageChange{pageLink: pageLink{page.Path, titleOf(page.Path, page.Title), page.Path.Lang()}, New: len(page.Current) == 0}
		difference := page.Difference
		if conflicts := d.conflicts(r, i, page); len(conflicts) > 0 {
			view.Conflicts = append(view.Conflicts, conflicts...)
			difference = d.settled(r, i, page, proposed)
		}
		change.Diff = newDiffView(r.print, "m"+strconv.Itoa(i), difference)
		view.Pages = append(view.Pages, change)
		for _, why := range page.Merged.Reasons {
			if text := r.t(why); !slices.Contains(view.Why, text) {
				view.Why = append(view.Why, text)
			}
		}
		view.Merged = append(view.Merged, d.written(page)...)
	}
	for i := range view.Conflicts {
		view.Conflicts[i].N, view.Conflicts[i].Of = i+1, len(view.Conflicts)
	}
	return nil
}

// conflicts are the conflicts of the page at the index, with what was chosen.
func (d *deciding) conflicts(r *request, at int, page revisions.PageMerge) []conflictView {
	var out []conflictView
	heading := titleOf(page.Path, page.Title)
	var before strings.Builder // a heading may be of several chunks
	for _, chunk := range page.Merged.Chunks {
		if chunk.Origin != revisions.Unresolved {
			before.WriteString(chunk.Text)
			continue
		}
		heading = lastHeading(before.String(), heading)
		before.Reset()
		c := typedChoice(r, at, len(out))
		v := conflictView{Name: c.name, Fault: d.form.Fault(c.name), Where: heading, Lang: page.Path.Lang(),
			Base: strings.TrimSpace(chunk.Base), Ours: strings.TrimSpace(chunk.Ours), Theirs: strings.TrimSpace(chunk.Theirs)}
		v.Own = v.Theirs
		if d.sameMerge && d.sameVersion && r.posts() {
			v.Chosen, v.Own = c.side, c.own
		}
		out = append(out, v)
		heading = lastHeading(chunk.Ours, heading)
	}
	return out
}

// headingMark begins a heading.
var headingMark = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+`)

// lastHeading is the last heading in the text, or the one before it.
func lastHeading(text, before string) string {
	for line := range strings.Lines(text) {
		if m := headingMark.FindString(line); m != "" {
			before = strings.TrimRight(strings.TrimPrefix(line, m), "# \r\n")
		}
	}
	return before
}

// settled is what the page's choices make of it, or what the proposal wanted
// while they are not all made.
func (d *deciding) settled(r *request, at int, page revisions.PageMerge, proposed []revisions.PageDifference) revisions.Difference {
	var texts []string
	for k, c := range conflictsOf(page) {
		text, ok := typedChoice(r, at, k).words(c)
		if !ok || !d.sameMerge || !d.sameVersion {
			break
		}
		texts = append(texts, text)
	}
	if text, err := page.Merged.Settle(texts); err == nil {
		return revisions.Diff(string(page.Current), text)
	}
	for _, p := range proposed {
		if p.Path == page.Path {
			return p.Difference
		}
	}
	return revisions.Difference{}
}

// written are the merged sentences that stand neither in the strategy nor in
// the changes: the ones to look at.
func (d *deciding) written(page revisions.PageMerge) []string {
	if page.Merged.Outcome != revisions.Look {
		return nil
	}
	known := map[string]bool{}
	edits := d.edits
	if edits == nil {
		edits = d.newest.Edits
	}
	for _, e := range edits {
		for _, s := range revisions.Sentences(e.Text) {
			known[s] = true
		}
	}
	for _, s := range revisions.Sentences(string(page.Current)) {
		known[s] = true
	}
	return slices.DeleteFunc(revisions.Sentences(string(page.Result)), func(s string) bool { return known[s] })
}

// edits fills in the changes that may be reworded, as typed when they were.
func (h reviewing) edits(r *request, d *deciding, view *decisionPage) error {
	shown, err := h.write.draftEdits(r, revisions.Draft{Edits: d.newest.Edits})
	if err != nil {
		return err
	}
	for i, e := range shown {
		x := decisionEdit{draftEdit: e, Name: editField(i), Text: e.Edit.Text, HasText: hasText(e.Edit), CanDrop: len(shown) > 1}
		if r.posts() && d.sameVersion {
			if r.posted.Has(x.Name) {
				x.Text = r.text(x.Name)
			}
			x.Dropped = r.value(x.Name+"-drop") != ""
		}
		view.Edits = append(view.Edits, x)
	}
	return nil
}

// kept is what was typed for another version or another merge.
func (d *deciding) kept(r *request) []typed {
	if !r.posts() || d.proposal.State.Live() && d.sameVersion && d.sameMerge {
		return nil
	}
	var out []typed
	keys := make([]string, 0, len(r.posted))
	for key := range r.posted {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		text := r.posted.Get(key)
		name, written := strings.CutSuffix(key, "-text")
		switch {
		case strings.TrimSpace(text) == "":
		case written && r.posted.Get(name) == "own":
			out = append(out, typed{r.t("decide.own-text"), text})
		case (!d.sameVersion || !d.proposal.State.Live()) && r.value("verdict") == string(revisions.AcceptChanged) && isEditField(key):
			out = append(out, typed{r.t("decide.edit-text"), text})
		}
	}
	if !d.proposal.State.Live() && strings.TrimSpace(r.text("reason")) != "" {
		out = append([]typed{{r.t("decide.reason"), r.text("reason")}}, out...)
	}
	return out
}

func isEditField(key string) bool {
	_, err := strconv.Atoi(strings.TrimPrefix(key, "e"))
	return err == nil
}
