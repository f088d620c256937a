package server

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// feedback is what residents say: the form, the public pages, the sender's own.
type feedback struct {
	people *people.Service
	docs   *docs.Repository
	themes *themes.Service
}

// subjectFeedback is what lists of feedback depend on.
const subjectFeedback = "feedback"

func subjectItem(id int64) string { return "feedback/" + strconv.FormatInt(id, 10) }

// itemTarget names a feedback item as themes does.
func itemTarget(id int64) themes.Target {
	return themes.Target{Kind: themes.ItemKind, ID: strconv.FormatInt(id, 10)}
}

// itemView is a feedback item as it is read in a list.
type itemView struct {
	themes.Item
	// Name is its title, or how its text begins.
	Name string
	// Excerpt is a part of the text of an item with a title.
	Excerpt string
	// From is the source, Where the area, In the theme; "" for none.
	From, Where string
	In          string
}

// maxItemName and maxItemExcerpt are how much of an item a list shows, in characters.
const (
	maxItemName    = 140
	maxItemExcerpt = 280
)

func itemName(r *request, item themes.Item) string {
	switch {
	case item.Title != "":
		return clipped(item.Title, maxItemName)
	case item.Text != "":
		return clipped(item.Text, maxItemName)
	}
	return r.t("feedback.number", item.ID)
}

// clipped is how a plain text begins, on one line and cut between words.
func clipped(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}

// catalogue is what items are shown and chosen by: their sources, areas and themes.
type catalogue struct {
	sources []themes.SourceCount
	areas   []people.Area
	themes  []themes.ThemeCount
}

func (h feedback) catalogue(r *request) (c catalogue, err error) {
	if c.areas, err = h.people.Areas(r.ctx()); err != nil {
		return c, err
	}
	if c.sources, err = h.themes.PublicSources(r.ctx()); err != nil {
		return c, err
	}
	c.themes, err = h.themes.Themes(r.ctx(), r.actor, themes.ThemeFilter{All: true})
	return c, err
}

// item shows an item by the names of what it is of.
func (c catalogue) item(r *request, item themes.Item) itemView {
	v := itemView{Item: item, Name: itemName(r, item), Where: c.area(r, item.Area), In: c.theme(r, item.Theme)}
	if item.Title != "" {
		v.Excerpt = clipped(item.Text, maxItemExcerpt)
	}
	for _, s := range c.sources {
		if s.Source == item.Source {
			v.From = countedName(r, s)
		}
	}
	return v
}

// countedName is what a source is called: those that always are have no name of
// their own.
func countedName(r *request, s themes.SourceCount) string {
	return cmp.Or(s.Name, r.t("channel."+string(s.Channel)))
}

func (c catalogue) area(r *request, code string) string {
	for _, a := range c.areas {
		if a.Code == code && code != "" {
			return a.Name(r.lang)
		}
	}
	return code
}

func (c catalogue) theme(r *request, id int64) string {
	for _, t := range c.themes {
		if t.Theme.ID == id && id > 0 {
			return r.themeName(t.Theme)
		}
	}
	return ""
}

func (c catalogue) sourceChoices(r *request) []choice {
	out := []choice{{Value: "", Label: r.t("feedback.any-source")}}
	for _, s := range c.sources {
		out = append(out, choice{Value: strconv.FormatInt(s.Source, 10), Label: countedName(r, s)})
	}
	return out
}

func (c catalogue) areaChoices(r *request, none string) []choice {
	out := []choice{{Value: "", Label: r.t(none)}}
	for _, a := range c.areas {
		out = append(out, choice{Value: a.Code, Label: a.Name(r.lang)})
	}
	return out
}

// outside stands for no theme at all in the choices of themes.
const outside = "none"

// themeChoices are the themes by name, the fine ones under their coarse one. One
// that is alone there stands for both.
func (c catalogue) themeChoices(r *request, first ...choice) []choice {
	return c.themesUnder(r, true, first)
}

// fineThemes are the choices of themes that items can be put in.
func (c catalogue) fineThemes(r *request, first ...choice) []choice {
	return c.themesUnder(r, false, first)
}

func (c catalogue) themesUnder(r *request, coarse bool, first []choice) []choice {
	under := map[int64][]themes.Theme{}
	for _, t := range c.themes {
		under[t.Theme.Parent] = append(under[t.Theme.Parent], t.Theme)
	}
	out := slices.Clone(first)
	add := func(t themes.Theme, label string) {
		out = append(out, choice{Value: strconv.FormatInt(t.ID, 10), Label: label})
	}
	for _, t := range under[0] {
		fine := under[t.ID]
		if !t.Coarse || coarse && len(fine) != 1 {
			add(t, r.themeName(t))
		}
		for _, x := range fine {
			if len(fine) == 1 {
				add(x, r.themeName(x))
			} else {
				add(x, r.themeName(t)+": "+r.themeName(x))
			}
		}
	}
	return out
}

// itemKeys are the keys of the query that select items.
var itemKeys = []string{"q", "theme", "about", "area", "source", "tag", "in", "from", "until"}

// itemFilter reads the query's filter; what cannot be read is said in the form.
func itemFilter(r *request, f *form) themes.Filter {
	out := themes.Filter{Query: clipped(r.query("q"), maxQuery), Area: r.query("area"), Tag: strings.TrimPrefix(r.query("tag"), "#"),
		Lang: people.Lang(r.query("in")), Source: r.queryNumber("source")}
	if out.Outside = r.query("theme") == outside; !out.Outside {
		out.Theme = r.queryNumber("theme")
	}
	if kind, id, _ := strings.Cut(r.query("about"), "/"); id != "" && (kind == string(themes.Passage) || kind == string(themes.Proposal)) {
		out.To = themes.Target{Kind: themes.Kind(kind), ID: id}
	}
	out.From = queryDay(r, f, "from")
	if until := queryDay(r, f, "until"); !until.IsZero() {
		out.Until = until.AddDate(0, 0, 1) // the whole day counts
	}
	return out
}

// queryDay is the beginning of a day named as 2026-11-26.
func queryDay(r *request, f *form, key string) time.Time {
	text := strings.TrimSpace(r.query(key))
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, r.print.Local(time.Unix(0, 0)).Location())
	if err != nil {
		f.add(key, r.t("feedback.bad-day"))
	}
	return day
}

// queryForm is a form that holds what the query says.
func queryForm(r *request, keys []string) *form {
	f := &form{values: url.Values{}}
	for _, key := range keys {
		f.values.Set(key, r.query(key))
	}
	return f
}

// queryPairs is what the query says of the keys, for an address.
func queryPairs(r *request, keys []string) []any {
	var out []any
	for _, key := range keys {
		out = append(out, key, r.query(key))
	}
	return out
}

func queried(r *request, keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return r.query(key) != "" })
}

// aboutView is the passage that an item is about, as it stands in the strategy.
type aboutView struct {
	Passage docs.PassageID
	Path    docs.Path
	Title   string // of the page
	Heading string
	Lang    people.Lang
	Text    string
	Gone    bool
}

// about reads the passage; nil for a target that is none, or was never there.
func (h feedback) about(r *request, to themes.Target) (*aboutView, error) {
	if to.Kind != themes.Passage {
		return nil, nil
	}
	life, err := h.docs.Passage(r.ctx(), docs.PassageID(to.ID))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	path := life.Events[len(life.Events)-1].Path
	v := &aboutView{Passage: life.ID, Path: path, Title: titleOf(path, life.Page.Title), Lang: path.Lang(),
		Heading: life.Passage.Heading, Gone: life.Gone,
		Text: strings.TrimSpace(docs.PlainText([]byte(life.Text)))}
	return v, nil
}

// twinOf is the item by which the item and all that say nearly the same are known.
func twinOf(item themes.Item) int64 { return cmp.Or(item.Twin, item.ID) }

// replyView is an answer to an item.
type replyView struct {
	themes.Reply
	By person
}

func (r *request) replies(found []themes.Reply) ([]replyView, error) {
	var ids []people.ID
	for _, x := range found {
		ids = append(ids, x.By)
	}
	names, err := r.names(ids...)
	if err != nil {
		return nil, err
	}
	out := make([]replyView, len(found))
	for i, x := range found {
		by := r.person(names, x.By, x.Capacity)
		by.Unit = x.Unit // as it was then
		out[i] = replyView{x, by}
	}
	return out, nil
}
