package server

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/revisions"
	"luonnos/themes"
)

// evidencePage is what an initiative rests on, passage by passage.
type evidencePage struct {
	initiatives.Initiative
	// Summary counts what there is.
	Summary string
	// JSON and CSV are the addresses of the same as files.
	JSON, CSV string
	Passages  []evidencePassage
}

// evidencePassage is a passage of the frozen text with what led to it.
type evidencePassage struct {
	N    int
	Page pageLink
	// URL leads to it in the frozen text.
	URL       string
	Text      string
	Proposals []evidenceProposal
	Themes    []themeLink
	Said      []saidView
	// Folded are some of the quotations beyond the first few. More counts those
	// that only the files have.
	Folded []saidView
	More   int
}

type evidenceProposal struct {
	ID      int64
	Title   string
	Verdict revisions.Verdict
	Unit    string
	Why     string
	Decided time.Time
}

const (
	// evidenceSaid is how many quotations of a passage are read at once.
	evidenceSaid = 3
	// maxEvidenceSaid is how many a passage has on the page in all.
	maxEvidenceSaid = 40
	// maxEvidenceText is how much of a passage is shown, in characters.
	maxEvidenceText = 600
)

// evidence shows what an initiative rests on.
func (h publishing) evidence(r *request) error {
	i, e, err := h.gathered(r)
	if err != nil {
		return err
	}
	view := evidencePage{Initiative: i,
		Summary: r.t("evidence.summary", r.n("evidence.passages", len(e.Passages)), r.n("evidence.proposals", len(e.Proposals)),
			r.n("evidence.themes", len(e.Themes)), r.n("evidence.items", len(e.Items))),
		JSON: r.url("evidence.json", i.ID), CSV: r.url("evidence.csv", i.ID)}
	if view.Passages, err = h.evidencePassages(r, i, e); err != nil {
		return err
	}
	return r.render(http.StatusOK, "evidence", head{Title: r.t("evidence.title", i.Title), Section: "initiatives",
		Crumbs: []crumb{{r.t("initiative.list"), r.url("initiatives")}, {i.Title, r.url("initiative", i.ID)}}}, view)
}

// gathered is the initiative that the address names and what stands behind it.
func (h publishing) gathered(r *request) (initiatives.Initiative, themes.Evidence, error) {
	i, err := h.asked(r)
	if err != nil {
		return i, themes.Evidence{}, err
	}
	r.dependsOn(subjectThemes, subjectFeedback)
	e, err := h.themes.Evidence(r.ctx(), i.ID)
	return i, e, err
}

func (h publishing) evidencePassages(r *request, i initiatives.Initiative, e themes.Evidence) ([]evidencePassage, error) {
	pages, err := h.docs.Edition(r.ctx(), i.SourceSeq)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, p := range pages {
		titles[string(p.Path)] = titleOf(p.Path, p.Title)
	}
	proposals, groups, items := map[int64]evidenceProposal{}, map[int64]themeLink{}, map[int64]saidView{}
	for _, p := range e.Proposals {
		proposals[p.ID] = evidenceProposal{p.ID, p.Title, revisions.Verdict(p.Verdict), p.Unit, excerpt(p.Why), p.Decided}
	}
	for _, t := range e.Themes {
		groups[t.ID] = themeLink{ID: t.ID, Title: r.themeName(themes.Theme{ID: t.ID, Name: t.Name, Words: t.Words})}
	}
	for _, x := range e.Items {
		items[x.ID] = r.said(themes.Item{ID: x.ID, Title: x.Title, Text: x.Text, Lang: x.Lang, At: x.At})
	}
	out := make([]evidencePassage, len(e.Passages))
	for n, p := range e.Passages {
		path := docs.Path(p.Page)
		v := evidencePassage{N: n + 1, Page: pageLink{path, titles[p.Page], path.Lang()},
			URL: r.url("page", path, "v", i.SourceSeq)}
		v.Text = clipped(docs.PlainText([]byte(p.Text)), maxEvidenceText)
		for _, id := range p.Proposals {
			v.Proposals = append(v.Proposals, proposals[id])
		}
		tied, said := e.Behind(p)
		for _, id := range tied {
			v.Themes = append(v.Themes, groups[id])
		}
		if n := len(said) - maxEvidenceSaid; n > 0 {
			v.More, said = n, said[:maxEvidenceSaid]
		}
		for _, id := range said {
			v.Said = append(v.Said, items[id])
		}
		if len(v.Said) > evidenceSaid+1 {
			v.Said, v.Folded = v.Said[:evidenceSaid], v.Said[evidenceSaid:]
		}
		out[n] = v
	}
	return out, nil
}

// evidenceJSON is the same for other programs.
func (h publishing) evidenceJSON(r *request) error {
	_, e, err := h.gathered(r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := e.WriteJSON(&out); err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "application/json; charset=utf-8", out.Bytes())
}

// evidenceCSV is the same for spreadsheets.
func (h publishing) evidenceCSV(r *request) error {
	i, e, err := h.gathered(r)
	if err != nil {
		return err
	}
	var columns []string
	for _, c := range themes.EvidenceColumns {
		columns = append(columns, r.t("evidence.column-"+c))
	}
	var out bytes.Buffer
	if err := e.WriteCSV(&out, columns); err != nil {
		return err
	}
	name := strings.ReplaceAll(i.Tag, `"`, "") + "-" + strconv.FormatInt(i.ID, 10) + ".csv"
	r.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return r.Blob(http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
}
