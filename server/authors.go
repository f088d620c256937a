package server

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// authorsView is who wrote the words of a text: the partials "shares" and
// "writers" show it, docs.Mark sets the words apart.
type authorsView struct {
	Words  int
	Shares []authorShare
	// Writers are those whose words are marked, by number; Unmarked wrote the
	// rest, the most of it.
	Writers  []writer
	Unmarked *writer
	marks    []docs.Mark
}

// authorShare is how much of the words is of one person.
type authorShare struct {
	Name    string
	Words   int
	Percent int
}

// writer is somebody's words that came with one commit.
type writer struct {
	Number int // 0 when unmarked
	Name   string
	// Decider accepted them, "" when nobody else did.
	Decider string
	// Amended: the one who accepted wrote them, in place of or beside what was proposed.
	Amended  bool
	Proposal int64 // 0 without one
	Title    string
	Lang     people.Lang // of the title
	At       time.Time
	Words    int
	// Instead are those whose wording stood there before.
	Instead []string
	about   string // what the marks of the words say
}

// authors is who wrote the words of a version of a page, nil unless the reader
// asks for it.
func (h reading) authors(r *request, p docs.Path, seq int64) (*authorsView, error) {
	if r.query("authors") == "" {
		return nil, nil
	}
	a, err := h.revisions.Authorship(r.ctx(), p, seq)
	if err != nil {
		return nil, err
	}
	return showAuthors(r, a, a.Runs)
}

// showAuthors names those who wrote the runs, words of the page or a part of it.
func showAuthors(r *request, a revisions.PageAuthorship, runs []revisions.WordRun) (*authorsView, error) {
	var ps []people.Pseudonym
	for _, act := range a.Acts {
		ps = append(ps, act.Author, act.Decider)
	}
	names, err := r.authors(ps...)
	if err != nil {
		return nil, err
	}
	name := func(h revisions.Hand) string { return r.authorName(names, a.Acts[h.Seq].Wrote(h)) }
	view := &authorsView{}
	writers := map[revisions.Hand]*writer{}
	var hands []revisions.Hand
	for _, run := range runs {
		w := writers[run.Writer]
		if w == nil {
			act := a.Acts[run.Writer.Seq]
			w = &writer{Name: name(run.Writer), Amended: run.Writer.Decider, Proposal: act.Proposal, Title: act.Title, Lang: act.Lang, At: act.At}
			if act.Decider != act.Author && !w.Amended {
				w.Decider = r.authorName(names, act.Decider)
			}
			writers[run.Writer] = w
			hands = append(hands, run.Writer)
		}
		w.Words += run.Words
		view.Words += run.Words
		if run.Instead.Seq == 0 {
			continue
		}
		if before := name(run.Instead); before != w.Name && !slices.Contains(w.Instead, before) {
			w.Instead = append(w.Instead, before)
		}
	}
	for _, s := range a.Shares(runs) {
		view.Shares = append(view.Shares, authorShare{r.authorName(names, s.By), s.Words, (s.Words*100 + view.Words/2) / max(view.Words, 1)})
	}
	view.number(r, writers, hands)
	view.mark(runs, writers)
	return view, nil
}

// number gives everybody but the one with the most words a number, in the order
// they came.
func (v *authorsView) number(r *request, writers map[revisions.Hand]*writer, hands []revisions.Hand) {
	slices.SortFunc(hands, func(a, b revisions.Hand) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(btoi(a.Decider), btoi(b.Decider)))
	})
	for _, h := range hands {
		if w := writers[h]; v.Unmarked == nil || w.Words > v.Unmarked.Words {
			v.Unmarked = w
		}
	}
	for _, h := range hands {
		if w := writers[h]; w != v.Unmarked {
			w.Number = len(v.Writers) + 1
			w.about = w.sentence(r)
			v.Writers = append(v.Writers, *w)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// mark makes the marks: neighbours of one writer are one.
func (v *authorsView) mark(runs []revisions.WordRun, writers map[revisions.Hand]*writer) {
	var last *writer
	for _, run := range runs {
		w := writers[run.Writer]
		if w == last && w.Number > 0 {
			v.marks[len(v.marks)-1].End = run.End
		} else if w.Number > 0 {
			v.marks = append(v.marks, docs.Mark{Start: run.Start, End: run.End, Number: w.Number, About: w.about})
		}
		last = w
	}
}

// anchor is the id that docs.Mark leads to.
func (w writer) anchor() string { return "mark-" + strconv.Itoa(w.Number) }

// sentence is what the marks of the words say when they are pointed at, or heard.
func (w *writer) sentence(r *request) string {
	day := r.print.Date(w.At)
	switch {
	case w.Amended && w.Proposal > 0:
		return r.t("authorship.mark-amended", w.Number, w.Name, w.Proposal, day)
	case w.Proposal > 0:
		return r.t("authorship.mark-proposed", w.Number, w.Name, w.Decider, w.Proposal, day)
	}
	return r.t("authorship.mark-brought", w.Number, w.Name, day)
}

// passageMarked is the text of a passage with the words of each writer set apart.
func passageMarked(text string, v *authorsView) template.HTML {
	if v == nil {
		return docs.RenderFragment([]byte(text))
	}
	return docs.RenderFragment([]byte(text), v.marks...)
}
