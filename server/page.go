package server

import (
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// strategyPage is one chapter as it is read.
type strategyPage struct {
	Path docs.Path
	// Title is set when the text has no heading that could be the page's.
	Title string
	Lang  people.Lang
	Text  template.HTML
	// Meta stands under the title.
	Meta *pageMeta
	// Old is the version shown when it is not the newest.
	Old *oldVersion
	// Authors is who wrote the words, nil unless asked for.
	Authors    *authorsView
	Prev, Next *chapter
	// Unseen are passages that have no place in the rendered page.
	Unseen []unseenPassage
	// Lost are discussions of words that are not in the text any more.
	Lost []lostThread
}

// oldVersion is what an old version says of itself.
type oldVersion struct {
	Seq  int64
	At   time.Time
	Gone bool // the page is not in the strategy any more
}

type unseenPassage struct {
	ID   docs.PassageID
	Text string
}

// page shows a chapter, or an old version of it (?v=12).
func (h reading) page(r *request) error {
	p, err := pagePath(r)
	if err != nil {
		return err
	}
	r.dependsOn(subjectPage(p), subjectChanges)
	if seq := r.queryNumber("v"); seq > 0 {
		return h.oldPage(r, p, seq)
	}
	page, source, err := h.docs.Read(r.ctx(), p)
	if err != nil {
		return err
	}
	talk, lost, err := h.revisions.Marks(r.ctx(), p)
	if err != nil {
		return err
	}
	marks, err := h.marks(r, talk, page.Passages)
	if err != nil {
		return err
	}
	view := strategyPage{Lost: lostThreads(r, lost), Path: p, Lang: p.Lang()}
	if view.Authors, err = h.authors(r, p, page.Seq); err != nil {
		return err
	}
	view.Meta = &pageMeta{Path: p, Changed: page.Changed, Seq: page.Seq, Authors: view.Authors}
	key := renderingKey{lang: r.lang, path: p, blob: page.Blob, seq: page.Seq}
	out := r.renderText(&view, key, source, page.Passages, marks, func(i int, passage docs.Passage, first bool) any {
		m := passageMargin{ID: passage.ID, Kind: passage.Kind, Heading: passage.Heading, Marks: marks[passage.ID], N: i + 1}
		if first {
			m.Meta = view.Meta
		}
		return m
	})
	if len(out.Unseen) > 0 {
		passages := docs.Passages(source)
		for _, i := range out.Unseen {
			if i < len(page.Passages) && i < len(passages) {
				view.Unseen = append(view.Unseen, unseenPassage{page.Passages[i], passages[i].Text(source)})
			}
		}
	}
	if view.Prev, view.Next, err = h.neighbours(r, p); err != nil {
		return err
	}
	return r.render(http.StatusOK, "page", head{Title: titleOf(p, page.Title), Section: "strategy", Wide: true,
		Crumbs: []crumb{{r.t("read.index"), r.url("strategy")}}}, view)
}

// oldPage shows a version that is not the newest, without margins: what is
// proposed is proposed to the text as it stands.
func (h reading) oldPage(r *request, p docs.Path, seq int64) error {
	version, source, err := h.docs.ReadAt(r.ctx(), p, seq)
	if err != nil {
		return err
	}
	if version.Kind == docs.Removed {
		return errNoPage()
	}
	newest, _, err := h.docs.Versions(r.ctx(), p, 0, 1)
	if err != nil {
		return err
	}
	view := strategyPage{Path: p, Lang: p.Lang(), Old: &oldVersion{Seq: version.Seq, At: version.At}}
	if view.Authors, err = h.authors(r, p, version.Seq); err != nil {
		return err
	}
	view.Meta = &pageMeta{Path: p, Authors: view.Authors}
	view.Old.Gone = len(newest) > 0 && newest[0].Kind == docs.Removed
	key := renderingKey{lang: r.lang, path: p, blob: version.Blob, seq: version.Seq, old: true}
	r.renderText(&view, key, source, nil, nil, func(_ int, _ docs.Passage, first bool) any {
		if first {
			return passageMargin{Meta: view.Meta, Bare: true}
		}
		return nil
	})
	title := titleOf(p, version.Title)
	return r.render(http.StatusOK, "page", head{Title: r.t("read.version-title", title, r.print.Date(version.At)),
		Section: "strategy", NoIndex: true, Wide: true,
		Crumbs: []crumb{{r.t("read.index"), r.url("strategy")}, {title, r.url("page", p)}, {r.t("read.versions"), r.url("versions", p)}}}, view)
}

// pageMeta stands under the title: when changed, versions, who wrote, contents.
type pageMeta struct {
	Path    docs.Path
	Changed time.Time
	Seq     int64 // 0 in an old version, which has the contents alone
	Authors *authorsView
	TOC     []docs.Heading
}

// passageMargin stands beside a passage.
type passageMargin struct {
	ID      docs.PassageID
	Kind    docs.PassageKind
	Heading string
	// N is the passage's number on the page, to tell links apart by ear.
	N     int
	Marks passageMarks
	Meta  *pageMeta
	// Bare: nothing but Meta, in an old version.
	Bare bool
}

// passageMarks are what stands at a passage.
type passageMarks struct {
	revisions.Marks
	// Said is how many pieces of feedback are about it.
	Said int
}

// marks adds to the discussion of a page what people said of its passages.
func (h reading) marks(r *request, talk map[docs.PassageID]revisions.Marks, ids []docs.PassageID) (map[docs.PassageID]passageMarks, error) {
	to := make([]themes.Target, len(ids))
	for i, id := range ids {
		to[i] = toPassage(id)
	}
	said, err := h.themes.Said(r.ctx(), to)
	if err != nil {
		return nil, err
	}
	out := map[docs.PassageID]passageMarks{}
	for i, id := range ids {
		if m := (passageMarks{talk[id], said[to[i]]}); m != (passageMarks{}) {
			out[id] = m
		}
	}
	return out, nil
}

// authorName names who a pseudonym stands for; one that nobody has here comes
// from an imported history.
func (r *request) authorName(names map[people.Pseudonym]people.Account, p people.Pseudonym) string {
	if a, ok := names[p]; ok {
		return r.personName(a)
	}
	return r.t("person.outside")
}

// renderText renders the source into the view. margin gives the data of the
// partial "margin" for each passage, nil for none, which follows from the key
// and the marks; first is true at the page's title.
func (r *request) renderText(view *strategyPage, key renderingKey, source []byte, ids []docs.PassageID,
	marks map[docs.PassageID]passageMarks, margin func(i int, p docs.Passage, first bool) any) *rendering {
	out := r.rendering(view, key, source, ids)
	view.Title = out.title
	for _, x := range out.TOC {
		if x.Level == 2 || x.Level == 3 || view.Title != "" && x.Level == 1 {
			view.Meta.TOC = append(view.Meta.TOC, x)
		}
	}
	titled := view.Title != ""
	view.Text = out.withMargins(marks, func(i int, p docs.Passage) template.HTML {
		first := !titled && p.Kind == docs.KindHeading && p.Level == 1
		titled = titled || first
		data := margin(i, p, first)
		if data == nil {
			return ""
		}
		html, err := r.server.pages.execute(r.lang, "margin", data)
		if err != nil {
			r.server.config.Log.Error("margin", "error", err)
		}
		return html
	})
	return out
}

func topHeadings(toc []docs.Heading) int {
	n := 0
	for _, x := range toc {
		if x.Level == 1 {
			n++
		}
	}
	return n
}

// linkRewrite turns links between the files of the strategy into addresses of
// the site.
func (r *request) linkRewrite(from docs.Path) func(string) string {
	return func(dest string) string {
		file, fragment, marked := strings.Cut(dest, "#")
		if !strings.HasSuffix(file, ".md") || strings.Contains(file, "?") {
			return dest
		}
		to := docs.Path(path.Join(path.Dir(string(from)), file))
		if docs.ValidatePath(to) != nil {
			return dest
		}
		address := r.url("page", to)
		if marked {
			address += "#" + fragment
		}
		return address
	}
}

func (r *request) renderLabels() docs.RenderLabels {
	return docs.RenderLabels{Table: r.t("text.table"), Footnotes: r.t("text.footnotes"),
		FootnoteRef: r.t("text.footnote"), FootnoteBack: r.t("text.footnote-back"),
		TaskDone: r.t("text.task-done"), TaskOpen: r.t("text.task-open"), Code: r.t("text.code")}
}

// neighbours are the chapters before and after, in the same language.
func (h reading) neighbours(r *request, p docs.Path) (prev, next *chapter, err error) {
	pages, err := h.docs.Pages(r.ctx())
	if err != nil {
		return nil, nil, err
	}
	var last *chapter
	found := false
	for _, x := range pages {
		if x.Path.Lang() != p.Lang() {
			continue
		}
		c := &chapter{Path: x.Path, Title: titleOf(x.Path, x.Title), Lang: x.Path.Lang()}
		if found {
			return prev, c, nil
		}
		if x.Path == p {
			found, prev = true, last
		}
		last = c
	}
	return prev, nil, nil
}
