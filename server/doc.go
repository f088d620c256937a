// Package server is the web: addresses, one handler file a noun, templates,
// styles. It knows the domain rooms, and never the store; it is the only room
// that knows echo. What a person may do is asked of people.Can, nowhere else.
//
// # How to write a page
//
//  1. Routes are rows of the one table in routes.go: name, method, pattern,
//     handler. Words in braces are translated ({proposals} is ehdotukset,
//     forslag, proposals; see words.go); :id and a closing * are parameters.
//     A page and its form share the pattern, the name is "noun" or "noun.verb".
//  2. A handler is a method of a small struct with the services it needs:
//     func (h proposing) show(r *request) error. The request has the actor, the
//     language (r.lang, r.t, r.n), parameters (r.param, r.number), the form
//     (r.form, r.op) and the ways to answer (r.render, r.redirect). Errors are
//     returned: errors.go turns each fault kind into its page, once.
//  3. The page is templates/<name>.html, rendered by
//     r.render(http.StatusOK, "name", head{Title: …}, somePage{…}) with a typed
//     struct. Dot is that struct. It starts with the one <h1>; the layout
//     brings the rest. Pieces shared by pages are {{define}}d in
//     templates/partials: errors, input … (form.html), diff, state-badge,
//     verdict-badge, proposal-row, chapters. Functions: t, n (sentences), url,
//     asset, number, date, when and day (a <time>), md (a person's Markdown), op, field,
//     choices, foreign (the lang attribute of a text in another language) and
//     here (that of the page, inside such a text).
//  4. Addresses come from url alone: {{url "proposal" .ID}}. Arguments beyond
//     the pattern's parameters are query keys and values: {{url "difference"
//     .Path "a" 3 "b" 5}}. A docs.Path is written as its slug.
//  5. Sentences live in internal/locale/{fi,sv,en}/<noun>.json. No word of a
//     language stands in a template or in Go.
//
// # Forms
//
// Every form is a POST with {{op}} in it (a double click happens once), fields
// by {{template "input" (field .Form "title" "propose.title")}} (also
// "textarea", "checkbox", "select", "radios"; further pairs are attributes:
// "hint", "type", "rows", "maxlength", "autocomplete", "lang") and {{template
// "errors" .Form}} right after the <h1>. When the service returns a fault:
//
//	if err := h.service.Do(…); err != nil {
//		if !form.take(r, err) { return err }
//		return r.render(http.StatusUnprocessableEntity, "page", head, page)
//	}
//	return r.redirect("proposal", id) // 303: a reload sends nothing again
//
// take keeps what was typed and puts each sentence at its field. A fault that
// is returned from a POST loses nothing either: SignIn holds the form, sends
// the person to sign in and comes back with it; every other error page shows
// what was typed with a button that sends it again.
//
// # What may be kept
//
// A page for visitors is kept as compressed bytes when its handler calls
// r.dependsOn with the subjects it shows (event subjects: "page/<path>",
// "proposal/12", "proposals", "changes" …), before or after reading them. An
// event that touches one of them makes the page anew. Names of people come from
// r.names and r.authors, which add their subjects. A handler that never calls dependsOn is
// never kept; nor is any answer to someone who is signed in. Kept pages show
// dates, not "five minutes ago".
//
// # The look
//
// static/app.css, on the custom properties at its top; a municipality's
// brand.css sets some of them anew. Everything works without JavaScript, in
// 320 px, by keyboard, in forced colours and on paper. No inline style or
// script: the policy forbids them, and a test looks.
package server
