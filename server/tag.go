package server

import (
	"net/http"
	"slices"
	"strings"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// tagging is how the desk says what hashtags mean.
type tagging struct {
	themes *themes.Service
	people *people.Service
	docs   *docs.Repository
}

// tagsPage lists the tags in use.
type tagsPage struct {
	Form *form
	Tags []tagView
}

// tagView is one tag with what it means.
type tagView struct {
	// Tag is the folded form, Shown how it is written.
	Tag, Shown string
	Items      int
	Aliases    []string
	Area       string // the area's name
	Passage    *tagPassage
}

// tagPassage is the passage that a tag is tied to.
type tagPassage struct {
	ID        string
	URL, Text string
	Lang      people.Lang
}

// writtenTags is how many of the newest items are looked at for how tags are
// written: the store keeps their folded form.
const writtenTags = themes.MaxList

// meanings is what pages on tags need to know.
type meanings struct {
	rules map[string]themes.TagRule
	areas map[string]string
	shown map[string]string
}

func (h tagging) meanings(r *request) (m meanings, err error) {
	m = meanings{rules: map[string]themes.TagRule{}, areas: map[string]string{}, shown: map[string]string{}}
	rules, err := h.themes.TagRules(r.ctx())
	if err != nil {
		return m, err
	}
	for _, rule := range rules {
		m.rules[rule.Tag] = rule
	}
	areas, err := h.people.Areas(r.ctx())
	if err != nil {
		return m, err
	}
	for _, a := range areas {
		m.areas[a.Code] = a.Name(r.lang)
	}
	items, _, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{Limit: writtenTags})
	for _, item := range items {
		m.note(item.Tags)
	}
	return m, err
}

// note remembers how tags are written; the newest way counts.
func (m meanings) note(tags []string) {
	for _, tag := range tags {
		if folded := themes.FoldTag(tag); m.shown[folded] == "" {
			m.shown[folded] = tag
		}
	}
}

func (m meanings) name(tag string) string {
	if shown := m.shown[tag]; shown != "" {
		return shown
	}
	return tag
}

func (h tagging) list(r *request) error {
	if err := people.Can(r.actor, people.CurateThemes, people.Subject{}); err != nil {
		return err
	}
	// A tag that nobody has used yet can be given a meaning too.
	if asked := r.query("tag"); asked != "" {
		if folded := themes.FoldTag(asked); folded != "" {
			return r.redirect("tag", folded)
		}
	}
	rows, err := h.themes.Tags(r.ctx())
	if err != nil {
		return err
	}
	m, err := h.meanings(r)
	if err != nil {
		return err
	}
	view := tagsPage{Form: newForm("tag", r.query("tag"))}
	for _, row := range rows {
		v, err := h.view(r, m, row)
		if err != nil {
			return err
		}
		view.Tags = append(view.Tags, v)
	}
	return r.render(http.StatusOK, "tags", head{Title: r.t("tag.title"), Section: "desk", NoIndex: true,
		Crumbs: []crumb{{r.t("nav.desk"), r.url("desk")}}}, view)
}

func (h tagging) view(r *request, m meanings, row themes.TagRow) (tagView, error) {
	rule := m.rules[row.Tag]
	v := tagView{Tag: row.Tag, Shown: m.name(row.Tag), Items: row.Items, Area: m.areas[rule.Area]}
	for _, a := range row.Aliases {
		v.Aliases = append(v.Aliases, m.name(a))
	}
	var err error
	v.Passage, err = h.passage(r, docs.PassageID(rule.To.ID))
	return v, err
}

// passage is a passage as a tag shows it, nil for none or one that is gone.
func (h tagging) passage(r *request, id docs.PassageID) (*tagPassage, error) {
	if id == "" {
		return nil, nil
	}
	life, err := h.docs.Passage(r.ctx(), id)
	if fault.KindOf(err) == fault.NotFound || err == nil && life.Gone {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &tagPassage{ID: string(id), URL: r.url("passage", id), Lang: life.Page.Path.Lang(),
		Text: taggedName(life.Page.Title, life.Passage.Heading, life.Text)}, nil
}

// taggedName is a passage as it is named in a list; text is its Markdown.
func taggedName(page, heading, text string) string {
	if heading == "" || heading == page {
		heading = page
	}
	if text = excerpt(text); text == heading {
		return heading
	}
	return heading + ": " + text
}

// tagPage is one tag with the form of its meaning.
type tagPage struct {
	tagView
	Form            *form
	Areas, Passages []choice
	// Searched: passages were searched for, and Found some.
	Searched, Found bool
	Saved           bool
}

// foundPassages is how many passages a search offers.
const foundPassages = 8

// show is one tag; its form searches for a passage, and saves what the tag means.
func (h tagging) show(r *request) error {
	if err := people.Can(r.actor, people.CurateThemes, people.Subject{}); err != nil {
		return err
	}
	tag := themes.FoldTag(r.param("tag"))
	if tag == "" {
		return errNoPage()
	}
	m, err := h.meanings(r)
	if err != nil {
		return err
	}
	rule := m.rules[tag]
	status, f := http.StatusOK, newForm("into", m.name(rule.Into), "area", rule.Area, "passage", rule.To.ID)
	if r.posts() {
		f = r.form()
		if r.value("do") != "find" {
			err := h.save(r, tag)
			if err == nil {
				return r.redirect("tag", tag, "ok", "saved")
			}
			if !f.take(r, err) {
				return err
			}
			status = http.StatusUnprocessableEntity
		}
	}
	items, n, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{Tag: tag, Limit: 1})
	if err != nil {
		return err
	}
	for _, item := range items {
		m.note(item.Tags)
	}
	row := themes.TagRow{Tag: tag, Items: n}
	view := tagPage{Form: f, Saved: r.query("ok") == "saved" && !r.posts()}
	if view.tagView, err = h.view(r, m, row); err != nil {
		return err
	}
	if view.Areas, err = areaChoices(r, h.people, "source.no-area"); err != nil {
		return err
	}
	if err := h.passages(r, &view); err != nil {
		return err
	}
	return r.render(status, "tag", head{Title: "#" + view.Shown, Section: "desk", NoIndex: true,
		Crumbs: []crumb{{r.t("nav.desk"), r.url("desk")}, {r.t("tag.title"), r.url("tags")}}}, view)
}

// passages offers none, the one the tag has, the one chosen, and those found.
func (h tagging) passages(r *request, view *tagPage) error {
	view.Passages = []choice{{Value: "", Label: r.t("tag.passage-none")}}
	add := func(id, name string) {
		if !slices.ContainsFunc(view.Passages, func(c choice) bool { return c.Value == id }) {
			view.Passages = append(view.Passages, choice{Value: id, Label: name})
		}
	}
	if view.Passage != nil {
		add(view.Passage.ID, view.Passage.Text)
	}
	chosen, err := h.passage(r, docs.PassageID(view.Form.Value("passage")))
	if err != nil {
		return err
	}
	if chosen != nil {
		add(chosen.ID, chosen.Text)
	}
	query := strings.TrimSpace(view.Form.Value("find"))
	if view.Searched = query != "" && r.posts(); !view.Searched {
		return nil
	}
	hits, err := h.docs.Search(r.ctx(), r.lang, query[:min(len(query), maxQuery)], maxHits)
	if err != nil {
		return err
	}
	for _, hit := range hits {
		if hit.Kind == docs.DocPage && hit.Passage != "" && len(view.Passages) < foundPassages+1 {
			add(string(hit.Passage), taggedName(hit.Title, "", hit.Text))
			view.Found = true
		}
	}
	return nil
}

// save keeps what the tag means; a tag that means nothing has no rule.
func (h tagging) save(r *request, tag string) error {
	rule := themes.TagRule{Tag: tag, Into: strings.TrimPrefix(r.value("into"), "#"), Area: r.value("area")}
	if id := docs.PassageID(r.value("passage")); id != "" {
		life, err := h.docs.Passage(r.ctx(), id)
		if fault.KindOf(err) == fault.NotFound || err == nil && life.Gone {
			return fault.InField("passage", "error.passage-not-found")
		}
		if err != nil {
			return err
		}
		rule.To = themes.Target{Kind: themes.Passage, ID: string(id), Page: string(life.Page.Path)}
	}
	return h.themes.PutTagRule(r.ctx(), r.actor, rule)
}
