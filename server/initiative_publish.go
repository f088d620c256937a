package server

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/internal/fault"
	"luonnos/people"
)

// publishPage is where an official freezes a version and writes the initiative.
type publishPage struct {
	Form *form
	// Sources are the versions that can be frozen, newest first.
	Sources []choice
	Langs   []choice
	// Preview is the text as it will be read, "" until it is asked for.
	Preview template.HTML
	Title   string
	// Named are those whose names will be published.
	Named   []initiatives.Contributor
	Unnamed int
}

const (
	// sourcesOffered is how many of the newest versions can be frozen.
	sourcesOffered = 20
	// changesRead bounds the changes looked through for the suggested text.
	changesRead = 1000
	// changesNamed bounds the changes that it names.
	changesNamed = 40
)

// publish shows the form, what would come of it, and publishes.
func (h publishing) publish(r *request) error {
	if err := people.Can(r.actor, people.PublishInitiative, people.Subject{}); err != nil {
		return err
	}
	changes, err := h.docs.Changes(r.ctx(), changesRead)
	if err != nil {
		return err
	}
	if len(changes) == 0 {
		return r.render(http.StatusOK, "initiative-publish", h.publishHead(r), publishPage{})
	}
	if !r.posts() {
		f, err := h.suggestion(r, changes)
		if err != nil {
			return err
		}
		return h.publishAgain(r, http.StatusOK, f, changes)
	}
	f := r.form()
	if r.value("do") == "preview" {
		return h.publishAgain(r, http.StatusOK, f, changes)
	}
	if r.value("sure") == "" {
		f.add("sure", r.t("initiative.sure-required"))
		return h.publishAgain(r, http.StatusUnprocessableEntity, f, changes)
	}
	made, err := h.initiatives.Publish(r.ctx(), r.actor, r.op(), initiatives.Proposed{
		Title: r.text("title"), Text: r.text("text"), Tag: r.value("tag"),
		Lang: people.Lang(r.value("lang")), Source: docs.Hash(r.value("source")),
	})
	if err != nil {
		if conflict, ok := errors.AsType[*fault.Error](err); ok && conflict.Kind == fault.Conflict {
			f.add(conflict.Field, r.t(conflict.Key, conflict.Args...))
			return h.publishAgain(r, http.StatusConflict, f, changes)
		}
		if !f.take(r, err) {
			return err
		}
		return h.publishAgain(r, http.StatusUnprocessableEntity, f, changes)
	}
	return r.redirect("initiative", made.ID, "ok", "published")
}

func (h publishing) publishHead(r *request) head {
	return head{Title: r.t("initiative.publish"), Section: "initiatives", NoIndex: true,
		Crumbs: []crumb{{r.t("initiative.list"), r.url("initiatives")}}}
}

func (h publishing) publishAgain(r *request, status int, f *form, changes []docs.Commit) error {
	view := publishPage{Form: f, Langs: langChoices(r), Title: f.Value("title")}
	source := docs.Hash(f.Value("source"))
	known := false
	for _, c := range changes[:min(len(changes), sourcesOffered)] {
		view.Sources = append(view.Sources, choice{Value: string(c.Hash), Label: r.t("initiative.source-at", c.Seq, r.print.Date(c.At), excerpt(c.Summary))})
		known = known || c.Hash == source
	}
	if source != "" && !known {
		// Main has gone on by many versions while the form was open.
		view.Sources = append(view.Sources, choice{Value: string(source), Label: string(source)})
	}
	if r.value("do") == "preview" {
		view.Preview = docs.RenderFragment([]byte(f.Value("text")))
	}
	var err error
	if view.Named, view.Unnamed, err = h.initiatives.Contributing(r.ctx(), source); err != nil && !f.take(r, err) {
		return err
	}
	return r.render(status, "initiative-publish", h.publishHead(r), view)
}

// suggestion is a first wording: the newest version, with what came to it since
// the initiative before.
func (h publishing) suggestion(r *request, changes []docs.Commit) (*form, error) {
	before, err := h.initiatives.List(r.ctx())
	if err != nil {
		return nil, err
	}
	n := len(before) + 1
	since := int64(0)
	if len(before) > 0 {
		since = before[0].SourceSeq
	}
	var titles []string
	for _, c := range changes {
		if c.Seq > since && c.Proposal > 0 {
			titles = append(titles, "- "+r.t("initiative.suggested-change", c.Summary, c.Proposal))
		}
	}
	text := r.t("initiative.suggested-text", h.city[r.lang], n)
	if len(titles) > 0 {
		lead := "initiative.suggested-since"
		if since == 0 {
			lead = "initiative.suggested-first"
		}
		text += "\n\n" + r.t(lead) + "\n\n" + strings.Join(titles[:min(len(titles), changesNamed)], "\n")
		if more := len(titles) - changesNamed; more > 0 {
			text += "\n" + "- " + r.n("initiative.suggested-more", more)
		}
	}
	return newForm("title", r.t("initiative.suggested-title", h.city[r.lang], n), "text", text,
		"tag", r.t("initiative.suggested-tag", n), "lang", string(r.lang), "source", string(changes[0].Hash)), nil
}
