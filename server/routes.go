package server

import (
	"net/http"

	"luonnos/themes"
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
	// upload is the longest file that the form takes, in bytes, 0 for none.
	upload int64
	// secret: whoever has the address may read the page, so no cache keeps it.
	secret bool
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// routes is every address of the site, without the language before it.
func (s *Server) routes() []route {
	c := s.config
	read := reading{docs: c.Docs, revisions: c.Revisions, themes: c.Themes}
	front := front{docs: c.Docs, revisions: c.Revisions}
	info := info{cloneURL: s.cloneURL()}
	held := holding{people: c.People}
	proposed := proposals{people: c.People, docs: c.Docs, revisions: c.Revisions, themes: c.Themes}
	write := proposing{people: c.People, docs: c.Docs, revisions: c.Revisions, themes: c.Themes}
	review := reviewing{people: c.People, docs: c.Docs, revisions: c.Revisions, proposals: proposed, write: write, now: c.Now}
	publish := publishing{docs: c.Docs, initiatives: c.Initiatives, themes: c.Themes, city: c.Brand.City, cloneURL: s.cloneURL()}
	own := accounts{people: c.People, revisions: c.Revisions, themes: c.Themes}
	admin := administering{people: c.People, accounts: own}
	sources := sourcing{themes: c.Themes, people: c.People}
	importing := importing{themes: c.Themes, people: c.People}
	tags := tagging{themes: c.Themes, people: c.People, docs: c.Docs}
	sign := signing{people: c.People, revisions: c.Revisions, samples: c.Samples}
	said := feedback{people: c.People, docs: c.Docs, themes: c.Themes}
	work := desk{feedback: said, revisions: c.Revisions, now: c.Now}
	spoken := theming{themes: c.Themes, people: c.People, docs: c.Docs, revisions: c.Revisions, now: c.Now}
	talk := discussing{docs: c.Docs, revisions: c.Revisions, reading: read, proposals: proposed}

	return []route{
		// Reading.
		{name: "home", method: get, pattern: "/", handle: front.home},
		{name: "strategy", method: get, pattern: "/{strategy}", handle: read.index},
		{name: "page", method: get, pattern: "/{strategy}/*", handle: read.page, query: []string{"v", "authors"}},
		{name: "versions", method: get, pattern: "/{versions}/*", handle: read.versions, query: []string{"before"}},
		{name: "difference", method: get, pattern: "/{difference}/*", handle: read.difference, query: []string{"a", "b"}},
		{name: "annotations", method: get, pattern: "/{annotations}/*", handle: read.annotations},
		{name: "passage", method: get, pattern: "/{passage}/:id", handle: read.passage},
		{name: "search", method: get, pattern: "/{search}", handle: read.search, limit: limitSearch, query: []string{"q"}},
		{name: "help", method: get, pattern: "/{help}", handle: info.help},
		{name: "record", method: get, pattern: "/{record}", handle: info.record},
		{name: "accessibility", method: get, pattern: "/{accessibility}", handle: info.accessibility},
		{name: "privacy", method: get, pattern: "/{privacy}", handle: info.privacy},
		{name: "continue", method: get, pattern: "/{continue}/:token", handle: held.show},

		// Proposing and discussing.
		{name: "proposals", method: get, pattern: "/{proposals}", handle: proposed.list, query: []string{"state", "page", "area", "fit", "order", "start"}},
		{name: "proposal", method: get, pattern: "/{proposals}/:id", handle: proposed.show, query: []string{"ok"}},
		{name: "proposal.versions", method: get, pattern: "/{proposals}/:id/{versions}", handle: proposed.versions, query: []string{"a", "b"}},
		{name: "proposal.stance", method: post, pattern: "/{proposals}/:id/{stance}", handle: proposed.takeStance, limit: limitStance},
		{name: "proposal.withdraw", method: get, pattern: "/{proposals}/:id/{withdraw}", handle: proposed.withdraw},
		{name: "proposal.withdraw", method: post, pattern: "/{proposals}/:id/{withdraw}", handle: proposed.withdraw},
		{name: "proposal.revise", method: post, pattern: "/{proposals}/:id/{revise}", handle: proposed.revise, limit: limitEdit},
		{name: "propose", method: get, pattern: "/{propose}", handle: write.propose, query: []string{"page", "passage", "at", "new"}},
		{name: "propose", method: post, pattern: "/{propose}", handle: write.begin, limit: limitEdit},
		{name: "draft", method: get, pattern: "/{propose}/:token", handle: write.show, query: []string{"ok"}},
		{name: "draft", method: post, pattern: "/{propose}/:token", handle: write.save, limit: limitEdit},
		{name: "draft.edit", method: get, pattern: "/{propose}/:token/{edit}/:n", handle: write.rewrite},
		{name: "draft.edit", method: post, pattern: "/{propose}/:token/{edit}/:n", handle: write.rewrite, limit: limitEdit},
		{name: "draft.sent", method: get, pattern: "/{propose}/:token/{sent}", handle: write.sent},
		{name: "draft.discard", method: get, pattern: "/{propose}/:token/{discard}", handle: write.discard},
		{name: "draft.discard", method: post, pattern: "/{propose}/:token/{discard}", handle: write.discard},
		{name: "proposal.comment", method: post, pattern: "/{proposals}/:id/{comment}", handle: talk.onProposal, limit: limitComment},
		{name: "passage.comment", method: post, pattern: "/{passage}/:id/{comment}", handle: talk.onPassage, limit: limitComment},
		{name: "comment", method: get, pattern: "/{comment}/:id", handle: talk.find},
		{name: "comment.answer", method: get, pattern: "/{comment}/:id/{reply}", handle: talk.answer},
		{name: "comment.answer", method: post, pattern: "/{comment}/:id/{reply}", handle: talk.answer, limit: limitComment},
		{name: "comment.edit", method: get, pattern: "/{comment}/:id/{edit}", handle: talk.edit},
		{name: "comment.edit", method: post, pattern: "/{comment}/:id/{edit}", handle: talk.edit, limit: limitComment},
		{name: "comment.remove", method: get, pattern: "/{comment}/:id/{remove}", handle: talk.remove},
		{name: "comment.remove", method: post, pattern: "/{comment}/:id/{remove}", handle: talk.remove, limit: limitComment},
		{name: "comment.history", method: get, pattern: "/{comment}/:id/{history}", handle: talk.history},

		// Feedback and the desk where it is looked after.
		{name: "feedback", method: get, pattern: "/{feedback}", handle: said.list, limit: limitSearch, query: append([]string{"start"}, itemKeys...)},
		{name: "feedback.new", method: get, pattern: "/{feedback}/{new}", handle: said.give, query: []string{"passage"}},
		{name: "feedback.new", method: post, pattern: "/{feedback}/{new}", handle: said.send, limit: limitSubmit},
		{name: "feedback.own", method: get, pattern: "/{feedback}/{own}/:token", handle: said.own, limit: limitOwn, query: []string{"ok"}, secret: true},
		{name: "feedback.consent", method: post, pattern: "/{feedback}/{own}/:token/{consent}", handle: said.consent, limit: limitEdit},
		{name: "feedback.withdraw", method: get, pattern: "/{feedback}/{own}/:token/{withdraw}", handle: said.withdraw, limit: limitOwn, secret: true},
		{name: "feedback.withdraw", method: post, pattern: "/{feedback}/{own}/:token/{withdraw}", handle: said.withdraw, limit: limitEdit, secret: true},
		{name: "feedback.item", method: get, pattern: "/{feedback}/:id", handle: said.show},
		{name: "desk", method: get, pattern: "/{desk}", handle: work.inbox, query: append([]string{"start", "did", "done"}, deskKeys...)},
		{name: "desk", method: post, pattern: "/{desk}", handle: work.together, limit: limitEdit, query: append([]string{"start"}, deskKeys...)},
		{name: "desk.item", method: get, pattern: "/{desk}/:id", handle: work.show, query: append([]string{"n", "ok"}, deskKeys...)},
		{name: "desk.item", method: post, pattern: "/{desk}/:id", handle: work.save, limit: limitEdit, query: append([]string{"n"}, deskKeys...)},
		{name: "desk.erase", method: get, pattern: "/{desk}/:id/{erase}", handle: work.erase},
		{name: "desk.erase", method: post, pattern: "/{desk}/:id/{erase}", handle: work.erase},

		// Review, decision, initiatives.
		{name: "queue", method: get, pattern: "/{queue}", handle: review.queue, query: []string{"state", "page", "area", "fit", "start", "done"}},
		{name: "decision", method: get, pattern: "/{proposals}/:id/{decide}", handle: review.decide, query: queueKeys},
		{name: "decision", method: post, pattern: "/{proposals}/:id/{decide}", handle: review.decide, limit: limitEdit, query: queueKeys},
		{name: "initiatives", method: get, pattern: "/{initiatives}", handle: publish.list},
		{name: "initiative.publish", method: get, pattern: "/{initiatives}/{new}", handle: publish.publish},
		{name: "initiative.publish", method: post, pattern: "/{initiatives}/{new}", handle: publish.publish, limit: limitEdit},
		{name: "initiative", method: get, pattern: "/{initiatives}/:id", handle: publish.show, query: []string{"ok"}},
		{name: "initiative.print", method: get, pattern: "/{initiatives}/:id/{print}", handle: publish.print},
		{name: "evidence", method: get, pattern: "/{initiatives}/:id/{evidence}", handle: publish.evidence},
		{name: "evidence.json", method: get, pattern: "/{initiatives}/:id/{evidence}.json", handle: publish.evidenceJSON},
		{name: "evidence.csv", method: get, pattern: "/{initiatives}/:id/{evidence}.csv", handle: publish.evidenceCSV},

		// Themes of feedback.
		{name: "themes", method: get, pattern: "/{themes}", handle: spoken.overview, query: themeKeys},
		{name: "themes.outside", method: get, pattern: "/{themes}/{outside}", handle: spoken.outside, query: append([]string{"start", "ok"}, themeKeys...)},
		{name: "themes.outside", method: post, pattern: "/{themes}/{outside}", handle: spoken.outside, limit: limitEdit},
		{name: "theme", method: get, pattern: "/{themes}/:id", handle: spoken.show, query: append([]string{"start", "ok"}, compareKeys...)},
		{name: "theme", method: post, pattern: "/{themes}/:id", handle: spoken.act, limit: limitEdit},
		{name: "theme.tie", method: get, pattern: "/{themes}/:id/{tie}", handle: spoken.chooseTie, query: []string{"q"}},

		// Where feedback comes from.
		{name: "sources", method: get, pattern: "/{sources}", handle: sources.list, query: []string{"ok"}},
		{name: "source.new", method: get, pattern: "/{sources}/{new}", handle: sources.create, query: []string{"channel"}},
		{name: "source.new", method: post, pattern: "/{sources}/{new}", handle: sources.create, limit: limitEdit, query: []string{"channel"}},
		{name: "keys", method: get, pattern: "/{sources}/{keys}", handle: sources.keys, query: []string{"ok"}},
		{name: "keys", method: post, pattern: "/{sources}/{keys}", handle: sources.keys, limit: limitEdit},
		{name: "key.remove", method: post, pattern: "/{sources}/{keys}/:id/{remove}", handle: sources.removeKey, limit: limitEdit},
		{name: "source", method: get, pattern: "/{sources}/:id", handle: sources.show, query: []string{"ok"}},
		{name: "source", method: post, pattern: "/{sources}/:id", handle: sources.show, limit: limitEdit},
		{name: "source.fetch", method: post, pattern: "/{sources}/:id/{fetch}", handle: sources.fetch, limit: limitEdit},
		{name: "source.pause", method: post, pattern: "/{sources}/:id/{pause}", handle: sources.pause, limit: limitEdit},
		{name: "source.remove", method: get, pattern: "/{sources}/:id/{remove}", handle: sources.remove},
		{name: "source.remove", method: post, pattern: "/{sources}/:id/{remove}", handle: sources.remove, limit: limitEdit},
		{name: "feedback.imports", method: get, pattern: "/{feedback}/{import}", handle: importing.list, query: []string{"ok"}},
		{name: "feedback.imports", method: post, pattern: "/{feedback}/{import}", handle: importing.list, limit: limitEdit, upload: themes.MaxImport},
		{name: "feedback.import", method: get, pattern: "/{feedback}/{import}/:id", handle: importing.show},
		{name: "feedback.import", method: post, pattern: "/{feedback}/{import}/:id", handle: importing.show, limit: limitEdit},
		{name: "feedback.import.progress", method: get, pattern: "/{feedback}/{import}/:id/{progress}", handle: importing.progress},
		{name: "tags", method: get, pattern: "/{tags}", handle: tags.list, query: []string{"tag"}},
		{name: "tag", method: get, pattern: "/{tags}/:tag", handle: tags.show, query: []string{"ok"}},
		{name: "tag", method: post, pattern: "/{tags}/:tag", handle: tags.show, limit: limitEdit},

		// People.
		{name: "signin", method: get, pattern: "/{signin}", handle: sign.ask, query: []string{"target"}},
		{name: "signin", method: post, pattern: "/{signin}", handle: sign.send, limit: limitSignIn},
		{name: "signin.link", method: get, pattern: "/{signin}/:token", handle: sign.link, secret: true},
		{name: "signin.link", method: post, pattern: "/{signin}/:token", handle: sign.useLink, limit: limitEdit, secret: true},
		{name: "signin.sample", method: post, pattern: "/{signin}/{sample}/:id", handle: sign.sample},
		{name: "signout", method: post, pattern: "/{signout}", handle: sign.out},
		{name: "account", method: get, pattern: "/{account}", handle: own.show, query: []string{"ok"}},
		{name: "account", method: post, pattern: "/{account}", handle: own.save, limit: limitEdit},
		{name: "account.address", method: post, pattern: "/{account}/{address}", handle: own.address, limit: limitSignIn},
		{name: "account.session", method: post, pattern: "/{account}/{session}", handle: own.endSession},
		{name: "account.draft", method: post, pattern: "/{account}/{draft}", handle: own.reopen, limit: limitEdit},
		{name: "account.feedback", method: post, pattern: "/{account}/{feedback}", handle: own.openSent, limit: limitEdit},
		{name: "account.erase", method: get, pattern: "/{account}/{remove}", handle: own.erase},
		{name: "account.erase", method: post, pattern: "/{account}/{remove}", handle: own.erase},
		{name: "people", method: get, pattern: "/{people}", handle: admin.list, query: []string{"q", "page", "ok"}},
		{name: "person", method: get, pattern: "/{people}/:id", handle: admin.person, query: []string{"ok"}},
		{name: "person", method: post, pattern: "/{people}/:id", handle: admin.setRole},
		{name: "person.erase", method: get, pattern: "/{people}/:id/{remove}", handle: admin.erase},
		{name: "person.erase", method: post, pattern: "/{people}/:id/{remove}", handle: admin.erase},
	}
}
