package server

import (
	"net/http"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// versionsPerPage is how many versions a list shows at once.
const versionsPerPage = 50

// versionsPage lists the versions of a chapter.
type versionsPage struct {
	Path     docs.Path
	Title    string
	All      int
	Versions []versionRow
	// Older is the number to go on below, 0 at the end.
	Older int64
	// Gone: the page is not in the strategy any more.
	Gone bool
}

// versionRow is one version in the list.
type versionRow struct {
	Seq int64
	// Before is the number of the version before it, 0 for the first.
	Before          int64
	Kind            docs.VersionKind
	Summary         string
	At              time.Time
	Author, Decider string
	Proposal        int64
	Newest          bool
	// A and B: chosen at first in the form that compares two.
	A, B bool
}

func (h reading) versions(r *request) error {
	p, err := pagePath(r)
	if err != nil {
		return err
	}
	r.dependsOn(subjectPage(p))
	before := r.queryNumber("before")
	// One more than is shown: the last shown one needs the one before it.
	list, all, err := h.docs.Versions(r.ctx(), p, before, versionsPerPage+1)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errNoPage()
	}
	var ps []people.Pseudonym
	for _, v := range list {
		ps = append(ps, v.Author, v.Decider)
	}
	names, err := r.authors(ps...)
	if err != nil {
		return err
	}
	view := versionsPage{Path: p, Title: titleOf(p, list[0].Title), All: all,
		Gone: before == 0 && list[0].Kind == docs.Removed}
	for i, v := range list {
		if i == versionsPerPage {
			view.Older = list[i-1].Seq
			break
		}
		row := versionRow{Seq: v.Seq, Kind: v.Kind, Summary: v.Summary, At: v.At, Proposal: v.Proposal,
			Author: r.authorName(names, v.Author), Newest: before == 0 && i == 0, A: i == 1, B: i == 0}
		if v.Decider != v.Author {
			row.Decider = r.authorName(names, v.Decider)
		}
		if i+1 < len(list) {
			row.Before = list[i+1].Seq
		}
		view.Versions = append(view.Versions, row)
	}
	return r.render(http.StatusOK, "versions", head{Title: r.t("versions.title", view.Title), Section: "strategy",
		Crumbs: []crumb{{r.t("read.index"), r.url("strategy")}, {view.Title, r.url("page", p)}}}, view)
}

// differencePage shows what changed between two versions.
type differencePage struct {
	Path     docs.Path
	Title    string
	From, To differenceEnd
	Diff     diffView
}

// differenceEnd is one of the two versions; the zero one is before the page was.
type differenceEnd struct {
	Seq int64
	At  time.Time
}

// difference compares versions a and b of a page, the older first. Without b
// it is the newest, without a the one before b.
func (h reading) difference(r *request) error {
	p, err := pagePath(r)
	if err != nil {
		return err
	}
	r.dependsOn(subjectPage(p))
	a, b := r.queryNumber("a"), r.queryNumber("b")
	if b == 0 {
		newest, _, err := h.docs.Versions(r.ctx(), p, 0, 1)
		if err != nil {
			return err
		}
		if len(newest) == 0 {
			return errNoPage()
		}
		b = newest[0].Seq
	}
	if a == 0 {
		older, _, err := h.docs.Versions(r.ctx(), p, b, 1)
		if err != nil {
			return err
		}
		if len(older) > 0 {
			a = older[0].Seq
		}
	}
	if a > b {
		a, b = b, a
	}
	view := differencePage{Path: p}
	to, after, err := h.docs.ReadAt(r.ctx(), p, b)
	if err != nil {
		return err
	}
	view.To = differenceEnd{to.Seq, to.At}
	view.Title = titleOf(p, to.Title)
	var old []byte
	if a > 0 {
		from, source, err := h.docs.ReadAt(r.ctx(), p, a)
		if err != nil {
			return err
		}
		old, view.From = source, differenceEnd{from.Seq, from.At}
	}
	view.Diff = newDiffView(r.print, "1", revisions.Diff(string(old), string(after)))
	return r.render(http.StatusOK, "difference", head{Title: r.t("difference.title", view.Title), Section: "strategy", NoIndex: true, Wide: true,
		Crumbs: []crumb{{r.t("read.index"), r.url("strategy")}, {view.Title, r.url("page", p)}, {r.t("read.versions"), r.url("versions", p)}}}, view)
}
