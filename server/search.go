package server

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"luonnos/docs"
	"luonnos/people"
)

const (
	// maxHits is how many results one search shows.
	maxHits = 60
	// maxQuery is the longest query, in bytes.
	maxQuery = 200
	// excerptWords is how many words a result shows of a long text.
	excerptWords = 40
)

// searchPage is the form and what was found, by kind.
type searchPage struct {
	Query  string
	Form   *form
	Groups []hitGroup
	Found  int
	// Full: there may be more than is shown.
	Full bool
}

type hitGroup struct {
	Kind string // docs.DocPage, docs.DocProposal, docs.DocInitiative
	Hits []hitView
}

type hitView struct {
	Title, URL string
	Excerpt    template.HTML
	Lang       people.Lang
}

// search finds passages, proposals and initiatives in every language; the words
// are stemmed in the language of the page.
func (h reading) search(r *request) error {
	query := strings.TrimSpace(r.query("q"))
	if len(query) > maxQuery {
		query = strings.ToValidUTF8(query[:maxQuery], "")
	}
	view := searchPage{Query: query, Form: newForm("q", query)}
	if query != "" {
		hits, err := h.docs.Search(r.ctx(), r.lang, query, maxHits)
		if err != nil {
			return err
		}
		view.Found, view.Full = len(hits), len(hits) == maxHits
		for _, kind := range []string{docs.DocPage, docs.DocProposal, docs.DocInitiative} {
			g := hitGroup{Kind: kind}
			for _, hit := range hits {
				if hit.Kind == kind {
					g.Hits = append(g.Hits, r.hitView(hit, query))
				}
			}
			if len(g.Hits) > 0 {
				view.Groups = append(view.Groups, g)
			}
		}
	}
	title := r.t("search.title")
	if query != "" {
		title = r.t("search.title-for", query)
	}
	return r.render(http.StatusOK, "search", head{Title: title, NoIndex: true}, view)
}

func (r *request) hitView(hit docs.Hit, query string) hitView {
	v := hitView{Title: hit.Title, Lang: hit.Lang, URL: r.server.AboutPath(r.lang, hit.Kind+"/"+hit.Subject),
		Excerpt: markedExcerpt(hit.Text, wanted(r.lang, hit.Lang, query))}
	if hit.Kind == docs.DocPage && hit.Passage != "" {
		v.URL += "#" + hit.Passage.Anchor()
	}
	if v.Title == "" {
		v.Title = hit.Subject
	}
	return v
}

// wanted reports whether a word of a text is one that the query asks for.
func wanted(reader, text people.Lang, query string) func(word string) bool {
	groups := docs.QueryStems(reader, query)
	return func(word string) bool {
		return slices.ContainsFunc(docs.Stems(text, word), func(stem string) bool {
			return slices.ContainsFunc(groups, func(group []string) bool {
				return slices.ContainsFunc(group, func(want string) bool {
					if begin, ok := strings.CutSuffix(want, docs.Prefix); ok {
						return strings.HasPrefix(stem, begin)
					}
					return stem == want
				})
			})
		})
	}
}

// markedExcerpt is the part of the text around the first wanted word, with the wanted
// words marked.
func markedExcerpt(text string, wanted func(string) bool) template.HTML {
	words := strings.Fields(text)
	first := slices.IndexFunc(words, wanted)
	from := max(0, min(first-excerptWords/3, len(words)-excerptWords))
	to := min(len(words), from+excerptWords)
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	for i, w := range words[from:to] {
		if i > 0 {
			b.WriteByte(' ')
		}
		if !wanted(w) {
			b.WriteString(template.HTMLEscapeString(w))
			continue
		}
		// The mark is on the word and not on the comma after it.
		core := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		before, after, _ := strings.Cut(w, core)
		b.WriteString(template.HTMLEscapeString(before) + "<mark>" + template.HTMLEscapeString(core) + "</mark>" +
			template.HTMLEscapeString(after))
	}
	if to < len(words) {
		b.WriteString(" …")
	}
	return template.HTML(b.String())
}
