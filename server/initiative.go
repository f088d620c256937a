package server

import (
	"html/template"
	"net/http"
	"strconv"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/themes"
)

// publishing shows initiatives and makes new ones.
type publishing struct {
	docs        *docs.Repository
	initiatives *initiatives.Service
	themes      *themes.Service
	// city is the municipality's name, cloneURL where git clone finds the record.
	city     map[people.Lang]string
	cloneURL string
}

const subjectInitiatives = "initiatives"

func subjectInitiative(id int64) string { return "initiative/" + strconv.FormatInt(id, 10) }

// initiativesPage is the list.
type initiativesPage struct {
	Initiatives []initiatives.Initiative
	CanPublish  bool
}

func (h publishing) list(r *request) error {
	r.dependsOn(subjectInitiatives)
	list, err := h.initiatives.List(r.ctx())
	if err != nil {
		return err
	}
	return r.render(http.StatusOK, "initiatives", head{Title: r.t("initiative.list"), Section: "initiatives", Description: r.t("initiative.list-lead")},
		initiativesPage{Initiatives: list, CanPublish: r.can(people.PublishInitiative, "")})
}

// initiativePage is a published initiative.
type initiativePage struct {
	initiatives.Initiative
	By   person
	Text template.HTML
	// Pages are those of the frozen version.
	Pages        []pageLink
	Contributors []initiatives.Contributor
	Unnamed      int
	CloneURL     string
	// Dir is the folder that git clone makes.
	Dir string
	// New: the reader has just published it.
	New bool
}

func (h publishing) show(r *request) error {
	i, err := h.asked(r)
	if err != nil {
		return err
	}
	view := initiativePage{Initiative: i, Text: docs.RenderFragment([]byte(i.Text)), CloneURL: h.cloneURL, Dir: "strategia",
		New: r.query("ok") == "published" && r.actor.ID == i.By}
	if view.By, err = h.publisher(r, i); err != nil {
		return err
	}
	pages, err := h.docs.Edition(r.ctx(), i.SourceSeq)
	if err != nil {
		return err
	}
	for _, p := range pages {
		view.Pages = append(view.Pages, pageLink{p.Path, titleOf(p.Path, p.Title), p.Path.Lang()})
	}
	if view.Contributors, view.Unnamed, err = h.contributors(r, i.ID); err != nil {
		return err
	}
	return r.render(http.StatusOK, "initiative", head{Title: i.Title, Section: "initiatives", Description: excerpt(i.Text),
		Crumbs: []crumb{{r.t("initiative.list"), r.url("initiatives")}}}, view)
}

// asked is the initiative that the address names.
func (h publishing) asked(r *request) (initiatives.Initiative, error) {
	id, err := r.number("id")
	if err != nil {
		return initiatives.Initiative{}, err
	}
	r.dependsOn(subjectInitiative(id))
	return h.initiatives.Get(r.ctx(), id)
}

func (h publishing) publisher(r *request, i initiatives.Initiative) (person, error) {
	names, err := r.names(i.By)
	return r.person(names, i.By, people.AsOfficial), err
}

// contributors are those who are named. A page with them is made anew when one
// of them is erased or takes another name.
func (h publishing) contributors(r *request, id int64) ([]initiatives.Contributor, int, error) {
	named, unnamed, err := h.initiatives.Contributors(r.ctx(), id)
	for _, c := range named {
		r.touchPerson(c.Account)
	}
	return named, unnamed, err
}

// printPage is an initiative with the whole text it is about, for paper.
type printPage struct {
	initiatives.Initiative
	City         string
	By           person
	Text         template.HTML
	Pages        []printedPage
	Contributors []initiatives.Contributor
	Unnamed      int
	// EvidenceURL is written out: paper has no links.
	EvidenceURL string
}

// printedPage is a page of the frozen version.
type printedPage struct {
	Title  string
	Anchor string
	Lang   people.Lang
	Text   template.HTML
}

func (h publishing) print(r *request) error {
	i, err := h.asked(r)
	if err != nil {
		return err
	}
	view := printPage{Initiative: i, City: h.city[r.lang], Text: docs.RenderFragment([]byte(i.Text)),
		EvidenceURL: r.server.config.BaseURL + r.url("evidence", i.ID)}
	if view.By, err = h.publisher(r, i); err != nil {
		return err
	}
	if view.Contributors, view.Unnamed, err = h.contributors(r, i.ID); err != nil {
		return err
	}
	pages, err := h.docs.Edition(r.ctx(), i.SourceSeq)
	if err != nil {
		return err
	}
	// The pages stand in one document: no id may be there twice.
	taken := []string{"main", "contents", "strategy"}
	for n, p := range pages {
		printed := printedPage{Title: titleOf(p.Path, p.Title), Anchor: "page-" + strconv.Itoa(n+1), Lang: p.Path.Lang()}
		taken = append(taken, printed.Anchor)
		labels := r.renderLabels()
		labels.Footnotes += ": " + printed.Title
		out := docs.Render(p.Source, docs.RenderOptions{LinkRewrite: r.linkRewrite(p.Path), Labels: labels,
			Reserved: taken, BaseHeading: 2, Page: n + 1})
		for _, heading := range out.TOC {
			taken = append(taken, heading.Anchor)
		}
		printed.Text = out.HTML
		view.Pages = append(view.Pages, printed)
	}
	return r.render(http.StatusOK, "initiative-print", head{Title: r.t("initiative.print-title", i.Title), NoIndex: true, Bare: true}, view)
}
