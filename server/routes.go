package server

import (
	"net/http"
)

// handler answers one request; errors.go answers for what it returns.
type handler func(*request) error

// route is one row of the table.
type route struct {
	// name is what url knows it by. A page and its form share name or pattern.
	name    string
	method  string
	pattern string
	handle  handler
	// limit is the class of action for the rate limits, "" for none.
	limit limitClass
	// query are the keys the page reads from the query.
	query []string
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is every address of the site, without the language before it.
func (s *Server) routes() []route {
	c := s.config
	read := reading{docs: c.Docs, revisions: c.Revisions}
	front := front{docs: c.Docs, revisions: c.Revisions}
	info := info{cloneURL: s.cloneURL()}
	held := holding{people: c.People}

	return []route{
		// Reading.
		{name: "home", method: get, pattern: "/", handle: front.home},
		{name: "strategy", method: get, pattern: "/{strategy}", handle: read.index},
		{name: "page", method: get, pattern: "/{strategy}/*", handle: read.page, query: []string{"v", "authors"}},
		{name: "versions", method: get, pattern: "/{versions}/*", handle: read.versions, query: []string{"before"}},
		{name: "difference", method: get, pattern: "/{difference}/*", handle: read.difference, query: []string{"a", "b"}},
		{name: "passage", method: get, pattern: "/{passage}/:id", handle: read.passage},
		{name: "search", method: get, pattern: "/{search}", handle: read.search, limit: limitSearch, query: []string{"q"}},
		{name: "help", method: get, pattern: "/{help}", handle: info.help},
		{name: "record", method: get, pattern: "/{record}", handle: info.record},
		{name: "accessibility", method: get, pattern: "/{accessibility}", handle: info.accessibility},
		{name: "privacy", method: get, pattern: "/{privacy}", handle: info.privacy},
		{name: "continue", method: get, pattern: "/{continue}/:token", handle: held.show},

		// Proposing and discussing.
		{name: "proposals", method: get, pattern: "/{proposals}", handle: notYet},
		{name: "proposal", method: get, pattern: "/{proposals}/:id", handle: notYet},
		{name: "propose", method: get, pattern: "/{propose}", handle: notYet, query: []string{"page", "passage"}},

		// Review, decision, initiatives.
		{name: "queue", method: get, pattern: "/{queue}", handle: notYet},
		{name: "initiatives", method: get, pattern: "/{initiatives}", handle: notYet},
		{name: "initiative", method: get, pattern: "/{initiatives}/:id", handle: notYet},

		// People.
		{name: "signin", method: get, pattern: "/{signin}", handle: notYet, query: []string{"target"}},
		{name: "signin.link", method: get, pattern: "/{signin}/:token", handle: notYet},
		{name: "signout", method: post, pattern: "/{signout}", handle: notYet},
		{name: "account", method: get, pattern: "/{account}", handle: notYet},
		{name: "people", method: get, pattern: "/{people}", handle: notYet, query: []string{"q", "page"}},
	}
}

// notYet holds the place of a page whose handler is still to be written.
func notYet(*request) error { return errNoPage() }
