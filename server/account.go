package server

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// accounts is where a person looks after what is their own.
type accounts struct {
	people    *people.Service
	revisions *revisions.Service
	themes    *themes.Service
}

// accountPage is a person's own page.
type accountPage struct {
	Form    *form
	Account people.Account
	Langs   []choice
	// Saved: the details have just been kept. Mailed is the address that a link
	// has just gone to.
	Saved     bool
	Mailed    string
	Proposals []ownProposal
	// Needing counts those of them that need their writer.
	Needing  int
	Drafts   []ownDraft
	Comments []ownComment
	Feedback []ownFeedback
	Sessions []ownSession
}

// ownProposal is what the person has proposed, and how it goes with the text.
type ownProposal struct {
	revisions.Proposal
	Fit fitBadge
}

// ownDraft is an unsent proposal.
type ownDraft struct {
	Title   string
	Lang    people.Lang
	Edits   int
	Updated time.Time
	Hash    people.TokenHash
}

// ownComment is what the person said, in short.
type ownComment struct {
	ID    int64
	Text  string
	Lang  people.Lang
	At    time.Time
	Place string
}

// ownFeedback is what the person has given feedback on, in short.
type ownFeedback struct {
	themes.Item
	Short string
}

// ownSession is one signed-in browser.
type ownSession struct {
	people.Session
	Device string
	This   bool
}

// ownShown bounds each list of one's own things.
const ownShown = 50

func (h accounts) show(r *request) error {
	if err := people.Can(r.actor, people.ManageAccount, people.Subject{Owner: r.actor.ID}); err != nil {
		return err
	}
	return h.showAgain(r, http.StatusOK, newForm(), "")
}

// showAgain shows the page with what was typed into one of its forms.
func (h accounts) showAgain(r *request, status int, f *form, mailed string) error {
	// The page has several forms: the others hold what is kept.
	for field, value := range map[string]string{"name": r.actor.Name, "lang": string(r.actor.Lang)} {
		if !f.values.Has(field) {
			f.values.Set(field, value)
		}
	}
	view := accountPage{Form: f, Account: r.actor, Langs: langChoices(r), Saved: r.query("ok") == "saved" && !r.posts(), Mailed: mailed}
	var err error
	if err = h.ownProposals(r, &view); err != nil {
		return err
	}
	if view.Drafts, err = h.drafts(r); err != nil {
		return err
	}
	if view.Comments, err = h.comments(r); err != nil {
		return err
	}
	if view.Feedback, err = h.feedback(r); err != nil {
		return err
	}
	if view.Sessions, err = h.sessions(r); err != nil {
		return err
	}
	return r.render(status, "account", head{Title: r.t("account.title"), NoIndex: true}, view)
}

func (h accounts) ownProposals(r *request, view *accountPage) error {
	found, _, err := h.revisions.Proposals(r.ctx(), r.actor, revisions.Filter{Author: r.actor.ID, Order: "newest", Limit: ownShown})
	if err != nil {
		return err
	}
	fits, err := fitBadges(r, h.revisions, found)
	if err != nil {
		return err
	}
	for _, p := range found {
		view.Proposals = append(view.Proposals, ownProposal{p, fits[p.ID]})
		if fits[p.ID].Fitness == revisions.NeedsYou {
			view.Needing++
		}
	}
	// What waits for the reader stands first.
	slices.SortStableFunc(view.Proposals, func(a, b ownProposal) int {
		return cmp.Compare(b.Fit.waits(), a.Fit.waits())
	})
	return nil
}

func (h accounts) drafts(r *request) ([]ownDraft, error) {
	ds, err := h.revisions.DraftsOf(r.ctx(), r.actor)
	var out []ownDraft
	for _, d := range ds {
		out = append(out, ownDraft{draftTitle(r, d), d.Lang, len(d.Edits), d.Updated, d.Hash})
	}
	return out, err
}

func (h accounts) comments(r *request) ([]ownComment, error) {
	cs, err := h.revisions.OwnComments(r.ctx(), r.actor)
	var out []ownComment
	for _, c := range cs[:min(len(cs), ownShown)] {
		x := ownComment{ID: c.ID, Text: excerpt(c.Body), Lang: c.Lang, At: c.Created}
		if c.Proposal > 0 {
			x.Place = r.t("proposal.number", c.Proposal)
		}
		out = append(out, x)
	}
	return out, err
}

func (h accounts) feedback(r *request) ([]ownFeedback, error) {
	list, err := h.themes.Sent(r.ctx(), r.actor)
	var out []ownFeedback
	for _, i := range list[:min(len(list), ownShown)] {
		out = append(out, ownFeedback{i, excerpt(i.Title + " " + i.Text)})
	}
	return out, err
}

func (h accounts) sessions(r *request) ([]ownSession, error) {
	list, err := h.people.Sessions(r.ctx(), r.actor)
	var out []ownSession
	for _, s := range list {
		out = append(out, ownSession{s, r.device(s.Device), s.Hash == r.sessionToken().Hash()})
	}
	return out, err
}

// save takes the name and the language; the page comes back in that language.
func (h accounts) save(r *request) error {
	lang := people.Lang(r.value("lang"))
	if err := h.people.UpdateProfile(r.ctx(), r.actor, r.value("name"), lang); err != nil {
		return h.refused(r, err)
	}
	r.SetCookie(r.server.cookie(langCookie, string(lang), langAge))
	return r.Redirect(http.StatusSeeOther, r.server.path(lang, "account")+"?ok=saved")
}

// refused shows the page with what is to be mended.
func (h accounts) refused(r *request, err error) error {
	f := r.form()
	if !f.take(r, err) {
		return err
	}
	return h.showAgain(r, http.StatusUnprocessableEntity, f, "")
}

// address mails a link to a new address of the person's.
func (h accounts) address(r *request) error {
	if err := r.server.limits.allowLetter(r.actor, r.RealIP(), r.value("email")); err != nil {
		return err
	}
	if err := h.people.RequestAddress(r.ctx(), r.actor, r.value("email"), r.lang); err != nil {
		return h.refused(r, err)
	}
	return h.showAgain(r, http.StatusOK, newForm(), r.value("email"))
}

// endSession ends one session, or all of them where none is named.
func (h accounts) endSession(r *request) error {
	hash := people.TokenHash(r.value("session"))
	if err := h.people.Revoke(r.ctx(), r.actor, hash); err != nil {
		return err
	}
	if hash == "" || hash == r.sessionToken().Hash() {
		r.signOut()
		return r.redirect("home")
	}
	return r.Redirect(http.StatusSeeOther, r.url("account")+"#sessions")
}

// reopen leads to a draft that may have been begun in another browser.
func (h accounts) reopen(r *request) error {
	token, err := h.revisions.ReopenDraft(r.ctx(), r.actor, people.TokenHash(r.value("draft")))
	if err != nil {
		return err
	}
	r.rememberDraft(token)
	return r.redirect("draft", token)
}

// openSent leads to the sender's own page of an item of feedback.
func (h accounts) openSent(r *request) error {
	item, err := strconv.ParseInt(r.value("item"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "error.feedback-missing")
	}
	token, err := h.themes.OpenSent(r.ctx(), r.actor, item)
	if err != nil {
		return err
	}
	return r.redirect("feedback.own", token)
}

// erasePage says what goes and what stays before an account is erased.
type erasePage struct {
	Account people.Account
	// Goes and Stays count proposals, Comments the comments that are emptied,
	// Feedback what has been given and is not public.
	Goes, Stays, Comments, Feedback int
	// Own: it is the reader's own account. Action takes the form, Back leads away.
	Own          bool
	Action, Back string
}

// erasing counts what erasing the account would take.
func (h accounts) erasing(r *request, a people.Account) (erasePage, error) {
	view := erasePage{Account: a, Own: a.ID == r.actor.ID}
	var err error
	_, view.Stays, err = h.revisions.Proposals(r.ctx(), r.actor, revisions.Filter{Author: a.ID, States: []revisions.State{revisions.Accepted}, Limit: 1})
	if err != nil {
		return view, err
	}
	_, view.Goes, err = h.revisions.Proposals(r.ctx(), r.actor, revisions.Filter{Author: a.ID, Limit: 1,
		States: []revisions.State{revisions.Open, revisions.Returned, revisions.Rejected, revisions.Withdrawn}})
	if err != nil {
		return view, err
	}
	cs, err := h.revisions.OwnComments(r.ctx(), a)
	if err != nil {
		return view, err
	}
	view.Comments = len(cs)
	sent, err := h.themes.Sent(r.ctx(), a)
	for _, i := range sent {
		if i.Moderation != themes.Shown {
			view.Feedback++
		}
	}
	return view, err
}

// erase asks once more, and erases the person's own account.
func (h accounts) erase(r *request) error {
	if err := people.Can(r.actor, people.ErasePerson, people.Subject{Owner: r.actor.ID}); err != nil {
		return err
	}
	if !r.posts() {
		view, err := h.erasing(r, r.actor)
		if err != nil {
			return err
		}
		view.Action, view.Back = r.url("account.erase"), r.url("account")
		return r.render(http.StatusOK, "account-erase", head{Title: r.t("account.erase.title"), NoIndex: true,
			Crumbs: []crumb{{r.t("account.title"), r.url("account")}}}, view)
	}
	if err := h.revisions.EraseFor(r.ctx(), r.actor, r.actor.ID); err != nil {
		return err
	}
	r.signOut()
	r.forgetDraft()
	r.actor = people.Account{}
	return r.render(http.StatusOK, "account-erased", head{Title: r.t("account.erase.done"), NoIndex: true}, nil)
}
