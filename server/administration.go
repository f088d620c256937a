package server

import (
	"errors"
	"net/http"

	"luonnos/internal/fault"
	"luonnos/people"
)

// administering is what an administrator does about accounts.
type administering struct {
	people   *people.Service
	accounts accounts
}

// peoplePage lists accounts.
type peoplePage struct {
	Form   *form
	People []people.Account
	// Prev and Next are addresses, "" for none.
	Prev, Next string
	// Erased: an account has just been erased.
	Erased bool
}

// peoplePerPage is how many accounts one page of the list has.
const peoplePerPage = 50

func (h administering) list(r *request) error {
	number := max(1, int(min(r.queryNumber("page"), 100_000)))
	// One more than is shown tells whether there is a next page.
	found, err := h.people.List(r.ctx(), r.actor, r.query("q"), peoplePerPage+1, (number-1)*peoplePerPage)
	if err != nil {
		return err
	}
	view := peoplePage{Form: newForm("q", r.query("q")), People: found[:min(len(found), peoplePerPage)], Erased: r.query("ok") == "erased"}
	if number > 1 {
		view.Prev = r.url("people", "q", r.query("q"), "page", number-1)
	}
	if len(found) > peoplePerPage {
		view.Next = r.url("people", "q", r.query("q"), "page", number+1)
	}
	return r.render(http.StatusOK, "people", head{Title: r.t("administration.title"), Section: "people", NoIndex: true}, view)
}

// personPage is one account, for an administrator.
type personPage struct {
	Form    *form
	Account people.Account
	Roles   []choice
	// Changed: the role has just been changed.
	Changed bool
}

// asked is the living account that the address names.
func (h administering) asked(r *request) (people.Account, error) {
	if err := people.Can(r.actor, people.ListPeople, people.Subject{}); err != nil {
		return people.Account{}, err
	}
	a, err := h.people.Get(r.ctx(), people.ID(r.param("id")))
	if err == nil && !a.SignedIn() {
		err = fault.New(fault.NotFound, "error.person-missing")
	}
	return a, err
}

func (h administering) person(r *request) error {
	a, err := h.asked(r)
	if err != nil {
		return err
	}
	return h.personAgain(r, http.StatusOK, a, newForm("role", string(a.Role), "unit", a.Unit))
}

func (h administering) personAgain(r *request, status int, a people.Account, f *form) error {
	view := personPage{Form: f, Account: a, Changed: r.query("ok") == "role" && !r.posts()}
	for _, role := range people.Roles {
		view.Roles = append(view.Roles, choice{Value: string(role), Label: r.t("role." + string(role)), Hint: r.t("role." + string(role) + ".means")})
	}
	return r.render(status, "administration-person", head{Title: r.personName(a), Section: "people", NoIndex: true, Crumbs: h.crumbs(r)}, view)
}

func (h administering) crumbs(r *request) []crumb {
	return []crumb{{r.t("administration.title"), r.url("people")}}
}

// setRole gives the account a role and a unit.
func (h administering) setRole(r *request) error {
	a, err := h.asked(r)
	if err != nil {
		return err
	}
	role := people.Role(r.value("role"))
	if err := h.people.SetRole(r.ctx(), r.actor, a.ID, role, r.value("unit")); err != nil {
		f := r.form()
		if conflict, ok := errors.AsType[*fault.Error](err); ok && conflict.Kind == fault.Conflict {
			f.add("role", r.t(conflict.Key, conflict.Args...))
			return h.personAgain(r, http.StatusConflict, a, f)
		}
		if !f.take(r, err) {
			return err
		}
		return h.personAgain(r, http.StatusUnprocessableEntity, a, f)
	}
	if a.ID == r.actor.ID {
		// One who gave up the powers has no way back to this page.
		return r.redirect("account")
	}
	return r.redirect("person", a.ID, "ok", "role")
}

// erase asks once more, and erases the account.
func (h administering) erase(r *request) error {
	a, err := h.asked(r)
	if err != nil {
		return err
	}
	if r.posts() {
		if err := h.accounts.revisions.EraseFor(r.ctx(), r.actor, a.ID); err != nil {
			return err
		}
		if a.ID == r.actor.ID {
			r.signOut()
			return r.redirect("home")
		}
		return r.redirect("people", "ok", "erased")
	}
	view, err := h.accounts.erasing(r, a)
	if err != nil {
		return err
	}
	view.Action, view.Back = r.url("person.erase", a.ID), r.url("person", a.ID)
	return r.render(http.StatusOK, "account-erase", head{Title: r.t("account.erase.title"), Section: "people", NoIndex: true,
		Crumbs: append(h.crumbs(r), crumb{r.personName(a), r.url("person", a.ID)})}, view)
}
