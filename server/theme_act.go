package server

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// themeActs are what a form on a theme's page asks for.
var themeActs = append([]string{"rename", "pin", "unpin", "join", "split", "move"}, tieActs...)

// tieActs are those on what the theme is tied to.
var tieActs = []string{"tie", "confirm", "reject", "untie"}

func themeNumber(id int64) string { return strconv.FormatInt(id, 10) }

// compareNames orders names as a list for people does, near enough: upper and
// lower case together.
func compareNames(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

// act does what the form asks for, and shows it again with what is amiss.
func (h theming) act(r *request) error {
	id, err := r.number("id")
	if err != nil {
		return err
	}
	act, action := r.value("do"), people.CurateThemes
	if slices.Contains(tieActs, act) {
		action = people.TieFeedback
	}
	if err := people.Can(r.actor, action, people.Subject{}); err != nil {
		return err
	}
	if !slices.Contains(themeActs, act) {
		return errNoPage()
	}
	f := r.form()
	to, err := h.do(r, id, act)
	if err != nil {
		if x, ok := errors.AsType[*fault.Error](err); ok && act == "split" && x.Field == "name" {
			// The page has another name to give, that of the theme itself.
			err = fault.InField("split-name", x.Key, x.Args...)
		}
		if !f.take(r, err) {
			return err
		}
		return h.showTheme(r, http.StatusUnprocessableEntity, f)
	}
	return r.redirect("theme", to, "ok", act)
}

// do returns the theme to look at afterwards.
func (h theming) do(r *request, id int64, act string) (int64, error) {
	ctx := r.ctx()
	switch act {
	case "rename":
		return id, h.themes.Rename(ctx, r.actor, r.op(), id, r.value("name"))
	case "pin", "unpin":
		return id, h.themes.Pin(ctx, r.actor, r.op(), id, act == "pin")
	case "join":
		into, err := strconv.ParseInt(r.value("into"), 10, 64)
		if err != nil {
			return 0, fault.InField("into", "error.theme-choose")
		}
		return into, h.themes.Join(ctx, r.actor, r.op(), id, into)
	case "split":
		items, err := h.ticked(r)
		if err != nil {
			return 0, err
		}
		made, err := h.themes.Split(ctx, r.actor, r.op(), id, items, r.value("split-name"))
		return made.ID, err
	case "move":
		items, err := h.ticked(r)
		if err != nil {
			return 0, err
		}
		to := int64(0)
		if r.value("to") != outside {
			if to, err = strconv.ParseInt(r.value("to"), 10, 64); err != nil {
				return 0, fault.InField("to", "error.theme-choose")
			}
		}
		return id, h.themes.Move(ctx, r.actor, r.op(), items, to)
	}
	link := themes.Link{Theme: id, To: themes.Target{Kind: themes.Kind(r.value("kind")), ID: r.value("thing"), Page: r.value("page")}}
	switch act {
	case "untie":
		return id, h.themes.Untie(ctx, r.actor, r.op(), link)
	case "reject":
		link.State = themes.Rejected
	default:
		link.State = themes.Confirmed
	}
	return id, h.themes.Tie(ctx, r.actor, r.op(), link)
}

// ticked are the texts that the form has ticked.
func (h theming) ticked(r *request) ([]int64, error) {
	var out []int64
	for _, v := range r.posted["items"] {
		if id, err := strconv.ParseInt(v, 10, 64); err == nil {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return nil, fault.InField("items", "error.nothing-chosen")
	}
	return out, nil
}
