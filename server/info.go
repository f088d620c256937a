package server

import "net/http"

// info is the pages that explain the site.
type info struct {
	// cloneURL is the address for git clone, "" when there is no public record.
	cloneURL string
}

// infoPage is a page of prose. The sentences are in the locale files.
type infoPage struct{ CloneURL string }

func (h info) help(r *request) error          { return h.show(r, "help") }
func (h info) record(r *request) error        { return h.show(r, "record") }
func (h info) accessibility(r *request) error { return h.show(r, "accessibility") }
func (h info) privacy(r *request) error       { return h.show(r, "privacy") }

func (h info) show(r *request, name string) error {
	r.dependsOn()
	return r.render(http.StatusOK, name, head{Title: r.t(name + ".title")}, infoPage{h.cloneURL})
}
