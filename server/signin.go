package server

import (
	"net/http"
	"slices"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// signing lets people in and out.
type signing struct {
	people    *people.Service
	revisions *revisions.Service
	// samples are the demo's people, who come in with one click; nil elsewhere.
	samples []people.Account
}

// signinPage asks for an address.
type signinPage struct {
	Form *form
	// Samples are the demo's people by role.
	Samples []sampleGroup
}

type sampleGroup struct {
	Role   people.Role
	People []people.Account
}

func (h signing) ask(r *request) error {
	return h.askAgain(r, http.StatusOK, newForm("target", localTarget(r.query("target"))))
}

func (h signing) askAgain(r *request, status int, f *form) error {
	return r.render(status, "signin", head{Title: r.t("signin.title"), NoIndex: true},
		signinPage{Form: f, Samples: h.groups()})
}

// groups are the samples by role, those first who do most.
func (h signing) groups() []sampleGroup {
	var out []sampleGroup
	for _, role := range slices.Backward(people.Roles) {
		g := sampleGroup{Role: role}
		for _, a := range h.samples {
			if a.Role == role {
				g.People = append(g.People, a)
			}
		}
		if len(g.People) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// signinSentPage says where the link went.
type signinSentPage struct{ Email, Target string }

// send mails the link. The answer is the same whether the address is known.
func (h signing) send(r *request) error {
	f := r.form()
	email, target := r.value("email"), localTarget(r.value("target"))
	if err := r.server.limits.allowLetter(r.actor, r.RealIP(), email); err != nil {
		return err
	}
	if err := h.people.RequestSignIn(r.ctx(), email, r.lang, target); err != nil {
		if !f.take(r, err) {
			return err
		}
		return h.askAgain(r, http.StatusUnprocessableEntity, f)
	}
	return r.render(http.StatusOK, "signin-sent", head{Title: r.t("signin.sent.title"), NoIndex: true},
		signinSentPage{Email: email, Target: target})
}

// signinLinkPage asks the reader of a mailed link to press a button: programs
// that scan mail open links, but press nothing.
type signinLinkPage struct {
	Form  *form
	Link  people.Link
	Token people.Token
	// Proposal is the title of what a LinkConfirm publishes.
	Proposal string
	// AskName: the account is new, or has no name yet.
	AskName bool
}

func (p signinLinkPage) sentence(part string) string {
	switch p.Link.Kind {
	case people.LinkConfirm:
		return "signin.link.confirm-" + part
	case people.LinkEmail:
		return "signin.link.address-" + part
	case people.LinkFirst:
		return "signin.first." + part
	}
	return "signin.link." + part
}

// Title, Lead and Button are the keys of the page's sentences.
func (p signinLinkPage) Title() string  { return p.sentence("title") }
func (p signinLinkPage) Lead() string   { return p.sentence("lead") }
func (p signinLinkPage) Button() string { return p.sentence("button") }

func (h signing) link(r *request) error { return h.linkAgain(r, http.StatusOK, newForm()) }

func (h signing) linkAgain(r *request, status int, f *form) error {
	page := signinLinkPage{Form: f, Token: people.Token(r.param("token"))}
	var err error
	if page.Link, err = h.people.PeekLink(r.ctx(), page.Token); err != nil {
		return h.linkGone(r, err)
	}
	name, err := h.people.NameAt(r.ctx(), page.Link)
	if err != nil {
		return err
	}
	page.AskName = name == "" && page.Link.Kind != people.LinkEmail
	if page.Link.Kind == people.LinkConfirm {
		waiting, err := h.revisions.Awaiting(r.ctx(), page.Link)
		if err != nil {
			return h.linkGone(r, err)
		}
		page.Proposal = waiting.Title
		if !f.values.Has("name") {
			f.values.Set("name", waiting.Name)
		}
	}
	return r.render(status, "signin-link", head{Title: r.t(page.Title()), NoIndex: true}, page)
}

// linkGone offers a new link in place of one that works no more.
func (h signing) linkGone(r *request, err error) error {
	if fault.KindOf(err) != fault.Gone {
		return err
	}
	f := newForm()
	f.take(r, fault.New(fault.Invalid, "error.link-gone"))
	return r.render(http.StatusGone, "signin",
		head{Title: r.t("signin.link.gone"), NoIndex: true}, signinPage{Form: f, Samples: h.groups()})
}

func (h signing) useLink(r *request) error {
	token := people.Token(r.param("token"))
	if l, err := h.people.PeekLink(r.ctx(), token); err == nil && l.Kind == people.LinkEmail {
		if err := h.people.TakeAddress(r.ctx(), r.actor, token); err != nil {
			return h.linkGone(r, err)
		}
		return r.redirect("account")
	}
	session, actor, link, err := h.people.UseLink(r.ctx(), token, r.value("name"), r.Request().UserAgent())
	if err != nil {
		f := r.form()
		if f.take(r, err) {
			return h.linkAgain(r, http.StatusUnprocessableEntity, f)
		}
		return h.linkGone(r, err)
	}
	r.signIn(session)
	switch link.Kind {
	case people.LinkConfirm:
		p, err := h.revisions.Confirm(r.ctx(), actor, link)
		if err != nil {
			return err
		}
		return r.redirect("proposal", p.ID, "ok", "sent")
	case people.LinkFirst:
		return r.redirect("account")
	}
	return r.redirectTo(link.Target, "home")
}

// sample signs in as one of the demo's people. The route is there in the demo alone.
func (h signing) sample(r *request) error {
	id := people.ID(r.param("id"))
	if !slices.ContainsFunc(h.samples, func(a people.Account) bool { return a.ID == id }) {
		return errNoPage()
	}
	session, err := h.people.SignIn(r.ctx(), id, r.Request().UserAgent())
	if err != nil {
		return err
	}
	r.signIn(session)
	return r.redirectTo(r.value("target"), "home")
}

func (h signing) out(r *request) error {
	if err := h.people.SignOut(r.ctx(), r.sessionToken()); err != nil {
		return err
	}
	r.signOut()
	return r.redirect("home")
}
