package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// What can be done to many items at once.
const (
	actShow  = "show"
	actHide  = "hide"
	actReply = "reply"
	actClose = "close"
	actArea  = "area"
	actMove  = "move"
)

// action is one of them.
type action struct {
	act     string
	allowed people.Action
	// asks: something has to be said before it is done.
	asks bool
}

var actions = []action{
	{actShow, people.ModerateFeedback, false},
	{actHide, people.ModerateFeedback, true},
	{actReply, people.ReplyFeedback, true},
	{actClose, people.ModerateFeedback, false},
	{actMove, people.CurateThemes, true},
	{actArea, people.ModerateFeedback, true},
}

// deskActs are the choices of those that the reader may do.
func deskActs(r *request) []choice {
	out := []choice{{Value: "", Label: r.t("desk.act-choose")}}
	for _, a := range actions {
		if r.can(a.allowed, "") {
			out = append(out, choice{Value: a.act, Label: r.t("desk.act-" + a.act)})
		}
	}
	return out
}

// deskDone tells what has just been done to how many.
func deskDone(r *request) string {
	for _, a := range actions {
		if n := int(r.queryNumber("done")); a.act == r.query("did") && n > 0 {
			return r.n("desk.did-"+a.act, n)
		}
	}
	return ""
}

// togetherPage asks what has to be said before something is done to many items.
type togetherPage struct {
	Form  *form
	Act   string
	Items []itemView
	// IDs are those of the items, in a row.
	IDs           string
	Action, Back  string
	Areas, Themes []choice
	Capacities    []choice
}

// maxTogether is how many items one form does something to.
const maxTogether = 200

// together does something to the chosen items of the inbox.
func (h desk) together(r *request) error {
	if err := people.Can(r.actor, people.ReadDesk, people.Subject{}); err != nil {
		return err
	}
	ids, f := h.chosen(r), queryForm(r, deskKeys)
	at := slices.IndexFunc(actions, func(a action) bool { return a.act == r.value("do") })
	if len(ids) == 0 {
		f.add("items", r.t("desk.choose-items"))
	}
	if at < 0 {
		f.add("do", r.t("desk.choose-act"))
	}
	if len(f.Faults()) > 0 {
		f.values.Set("do", r.value("do"))
		return h.showInbox(r, http.StatusUnprocessableEntity, f, deskFilter(r, newForm()))
	}
	if err := people.Can(r.actor, actions[at].allowed, people.Subject{}); err != nil {
		return err
	}
	if actions[at].asks && r.value("step") == "" {
		return h.showTogether(r, http.StatusOK, r.form(), ids)
	}
	done, err := h.do(r, actions[at].act, ids)
	if err != nil {
		f := r.form()
		if !f.take(r, err) {
			return err
		}
		return h.showTogether(r, http.StatusUnprocessableEntity, f, ids)
	}
	return r.redirect("desk", append(queryPairs(r, deskKeys), "did", actions[at].act, "done", done)...)
}

// chosen are the ticked items, or all those listed.
func (h desk) chosen(r *request) []int64 {
	texts := append(strings.Fields(r.value("items")), r.posted["item"]...)
	if r.value("every") != "" {
		texts = strings.Fields(r.value("listed"))
	}
	var out []int64
	for _, text := range texts {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 && !slices.Contains(out, id) && len(out) < maxTogether {
			out = append(out, id)
		}
	}
	return out
}

// do does the act to each of the items, and counts those it was done to. An item
// that has gone meanwhile is passed over.
func (h desk) do(r *request, act string, ids []int64) (int, error) {
	found, _, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{IDs: ids, Limit: maxTogether})
	if err != nil {
		return 0, err
	}
	ids = ids[:0]
	for _, item := range found {
		if item.Moderation != themes.Removed {
			ids = append(ids, item.ID)
		}
	}
	op := r.op()
	switch act {
	case actReply:
		reply, err := h.typedReply(r)
		if err != nil {
			return 0, err
		}
		return len(ids), atAnswer(h.themes.ReplyAll(r.ctx(), r.actor, op, ids, reply, r.value("close") != ""))
	case actMove:
		to, err := strconv.ParseInt(r.value("theme"), 10, 64)
		if err != nil && r.value("theme") != outside {
			return 0, fault.InField("theme", "desk.choose-theme")
		}
		return len(ids), h.themes.Move(r.ctx(), r.actor, op, ids, to)
	}
	done := 0
	for _, id := range ids {
		one := op + people.OpID("-"+strconv.FormatInt(id, 10))
		var err error
		switch act {
		case actShow:
			err = h.themes.Moderate(r.ctx(), r.actor, one, id, themes.Ruling{State: themes.Shown})
		case actHide:
			err = h.themes.Moderate(r.ctx(), r.actor, one, id, themes.Ruling{State: themes.Hidden, Reason: r.text("reason")})
		case actClose:
			err = h.themes.SetStatus(r.ctx(), r.actor, one, id, themes.Closed)
		case actArea:
			err = h.themes.SetArea(r.ctx(), r.actor, one, id, r.value("area"))
		}
		switch fault.KindOf(err) {
		case "":
			done++
		case fault.NotFound, fault.Gone, fault.Conflict:
		default:
			return done, err
		}
	}
	return done, nil
}

// typedReply is the answer as typed. In what capacity it is given is asked of
// those who have two.
func (h desk) typedReply(r *request) (themes.Reply, error) {
	if r.can(people.SpeakAsOfficial, "") && r.value("capacity") == "" {
		return themes.Reply{}, fault.InField("capacity", "desk.choose-capacity")
	}
	return themes.Reply{Text: r.text("answer"), Capacity: r.capacity()}, nil
}

// atAnswer puts what is wrong with an answer at the field where it is typed.
func atAnswer(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Field == "text" {
		return fault.InField("answer", f.Key, f.Args...)
	}
	return err
}

func (h desk) showTogether(r *request, status int, f *form, ids []int64) error {
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	view := togetherPage{Form: f, Act: r.value("do"), Action: r.url("desk", queryPairs(r, deskKeys)...), Back: r.url("desk", queryPairs(r, deskKeys)...),
		Areas: c.areaChoices(r, "give.no-area"), Capacities: capacityChoices(r),
		Themes: c.fineThemes(r, choice{Label: r.t("desk.theme-choose")}, choice{Value: outside, Label: r.t("feedback.no-theme")})}
	found, _, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{IDs: ids, Limit: maxTogether})
	if err != nil {
		return err
	}
	for _, item := range found {
		view.Items = append(view.Items, c.item(r, item))
		view.IDs += strconv.FormatInt(item.ID, 10) + " "
	}
	title := r.n("desk.together-"+view.Act, len(view.Items))
	return r.render(status, "desk-together", head{Title: title, Section: "desk", NoIndex: true,
		Crumbs: []crumb{{r.t("desk.title"), view.Back}}}, view)
}
