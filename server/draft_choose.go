package server

import (
	"net/http"

	"luonnos/docs"
	"luonnos/people"
)

// choosePage is where a person finds the place to change: first the page, then
// the passage on it.
type choosePage struct {
	Begun *begunDraft
	// Pages are listed until one of them is chosen.
	Pages []chosenPage
	// The chosen page and its passages.
	Path     docs.Path
	Title    string
	Lang     people.Lang
	Passages []passageLine
}

type chosenPage struct {
	Path  docs.Path
	Title string
	Lang  people.Lang
}

// propose leads to the form that the query asks for, or helps to find the place.
func (h proposing) propose(r *request) error {
	switch {
	case r.query("new") != "":
		return h.newPage(r)
	case r.query("passage") != "", r.query("page") != "" && r.query("at") != "":
		return h.write(r)
	}
	return h.choose(r)
}

func (h proposing) choose(r *request) error {
	var view choosePage
	var err error
	if view.Begun, err = h.begun(r); err != nil {
		return err
	}
	h2 := head{Title: r.t("propose.title"), Section: "proposals", NoIndex: true,
		Crumbs: []crumb{{r.t("proposal.list"), r.url("proposals")}}}
	if r.query("page") == "" {
		pages, err := h.docs.Pages(r.ctx())
		if err != nil {
			return err
		}
		for _, p := range pages {
			view.Pages = append(view.Pages, chosenPage{p.Path, titleOf(p.Path, p.Title), p.Path.Lang()})
		}
		return r.render(http.StatusOK, "propose", h2, view)
	}
	path, err := queryPath(r)
	if err != nil {
		return err
	}
	p, err := h.findPlace(r, path, "", placeTop)
	if err != nil {
		return err
	}
	view.Path, view.Title, view.Lang, view.Passages = path, p.PageTitle, p.Lang, p.Others
	if p.Passage != "" {
		title := passageLine{p.Passage, p.Kind, 1, excerpt(p.Text)}
		view.Passages = append([]passageLine{title}, view.Passages...)
	}
	h2.Crumbs = append(h2.Crumbs, crumb{r.t("propose.title"), r.url("propose")})
	return r.render(http.StatusOK, "propose", h2, view)
}

// queryPath is the page that the query names by its slug.
func queryPath(r *request) (docs.Path, error) {
	p := docs.Path(r.query("page") + ".md")
	if docs.ValidatePath(p) != nil {
		return "", errNoPage()
	}
	return p, nil
}
