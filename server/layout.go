package server

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"luonnos/people"
)

// head is what a page says about itself to the layout around it.
type head struct {
	// Title is the page's own; the site's name is added.
	Title string
	// Description is for search engines, a sentence.
	Description string
	// Crumbs lead from the home page to this one, which is not among them.
	Crumbs []crumb
	// Section is the name of the route of the navigation's entry, "" for none.
	Section string
	// NoIndex keeps the page out of search engines.
	NoIndex bool
	// Wide gives the page the width of the screen: tables, differences.
	Wide bool
	// Bare leaves the site's top and bottom out: a page for paper.
	Bare bool
}

// crumb is one step of the way to a page.
type crumb struct{ Text, URL string }

// link is an entry of a navigation.
type link struct {
	Text, URL string
	Current   bool
}

// languageLink is one way to read the page in another language.
type languageLink struct {
	Code    people.Lang
	Name    string
	URL     string // marks the choice, see rememberLanguage
	Plain   string // the page's absolute address, for search engines
	Current bool
}

// layoutView is the page around a page.
type layoutView struct {
	head
	Lang       people.Lang
	City, Site string
	Actor      people.Account
	ActorName  string
	Nav        []link
	Languages  []languageLink
	SignInURL  string
	Demo       bool
	// Failed: the page has a form with something to mend.
	Failed bool
	Main   template.HTML
}

// render answers with a page. page names the template and data is its dot; a
// data with a Form whose faults are set is announced in the title.
func (r *request) render(status int, page string, h head, data any) error {
	main, err := r.server.pages.execute(r.lang, page, data)
	if err != nil {
		return fmt.Errorf("page %s: %w", page, err)
	}
	brand := r.server.config.Brand
	whole, err := r.server.pages.execute(r.lang, "layout", layoutView{
		head: h, Lang: r.lang, City: brand.City[r.lang], Site: brand.Site[r.lang],
		Actor: r.actor, ActorName: r.personName(r.actor),
		Nav: r.navigation(h.Section), Languages: r.languages(),
		SignInURL: r.url("signin", "target", r.comeBack()), Demo: r.server.config.Demo,
		Failed: status == http.StatusUnprocessableEntity, Main: main,
	})
	if err != nil {
		return fmt.Errorf("layout of %s: %w", page, err)
	}
	return r.HTML(status, string(whole))
}

func (r *request) navigation(section string) []link {
	var out []link
	add := func(name string) {
		out = append(out, link{Text: r.t("nav." + name), URL: r.url(name), Current: name == section})
	}
	add("strategy")
	add("proposals")
	add("feedback")
	add("themes")
	add("initiatives")
	if r.can(people.ReadQueue, "") {
		add("queue")
	}
	if r.can(people.ReadDesk, "") {
		add("desk")
	}
	if r.can(people.ManageSources, "") {
		add("sources")
	}
	if r.can(people.ListPeople, "") {
		add("people")
	}
	return out
}

// languages are the addresses of this page in each language, its query kept. A
// page that only answers a form has none: there the home page stands in.
func (r *request) languages() []languageLink {
	out := make([]languageLink, 0, len(people.Langs))
	for _, lang := range people.Langs {
		address := r.inLanguage(lang)
		joint := "?"
		if strings.Contains(address, "?") {
			joint = "&"
		}
		out = append(out, languageLink{
			Code: lang, Name: r.t("language." + string(lang)), Current: lang == r.lang,
			URL:   address + joint + chooseLang + "=" + string(lang),
			Plain: r.server.config.BaseURL + address,
		})
	}
	return out
}

func (r *request) inLanguage(lang people.Lang) string {
	a := r.server.addresses
	name := r.readableRoute()
	var args []any
	for _, value := range r.ParamValues() {
		args = append(args, value)
	}
	if name == "home" {
		args = nil
	} else if r.Request().Method == get {
		for key, values := range r.QueryParams() {
			if key != chooseLang && len(values) > 0 {
				args = append(args, key, values[0])
			}
		}
	}
	address, err := a.url(lang, name, args...)
	if err != nil {
		return "/" + string(lang)
	}
	return address
}

// readableRoute is the route if it can be read by a GET, else the home page.
func (r *request) readableRoute() string {
	for _, row := range r.server.table {
		if row.method == get && row.pattern == r.route.pattern {
			return row.name
		}
	}
	return "home"
}

// comeBack is where to return after signing in: this page, or home where the
// address only takes a form.
func (r *request) comeBack() string {
	if r.Request().Method == get {
		return r.here()
	}
	return r.inLanguage(r.lang)
}
