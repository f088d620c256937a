package server

import (
	"bytes"
	"net/http"
	"strings"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

// annotations is the public discussion of a chapter for other programs.
func (h reading) annotations(r *request) error {
	p := docs.Path(strings.TrimSuffix(strings.Trim(r.param("*"), "/"), ".jsonld") + ".md")
	if docs.ValidatePath(p) != nil {
		return errNoPage()
	}
	r.dependsOn(subjectPage(p))
	// A chapter that is gone has its discussions still.
	newest, _, err := h.docs.Versions(r.ctx(), p, 0, 1)
	if err != nil {
		return err
	}
	discussion, err := h.revisions.Discussion(r.ctx(), p)
	if err != nil {
		return err
	}
	names, err := r.names(discussion.Authors()...)
	if err != nil {
		return err
	}
	// The addresses are in the chapter's language, whoever asks: they are ids.
	address := func(name string, arg any) string { return r.server.config.BaseURL + r.server.path(p.Lang(), name, arg) }
	collection := discussion.Annotations(revisions.AnnotationNames{
		Page: address("page", p), Label: r.t("anchor.collection", titleOf(p, newest[0].Title)),
		Comment: func(id int64) string { return address("comment", id) },
		Person:  func(id people.ID) string { return r.personName(names[id]) },
	})
	var out bytes.Buffer
	if err := collection.Write(&out); err != nil {
		return err
	}
	return r.Blob(http.StatusOK, revisions.AnnotationType, out.Bytes())
}
