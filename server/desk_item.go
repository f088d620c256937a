package server

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"luonnos/people"
	"luonnos/themes"
)

// deskItemPage is one item with all that can be done about it.
type deskItemPage struct {
	itemView
	Form *form
	// Done tells what has just been done.
	Done    string
	Action  string
	About   *aboutView
	Details []typed
	Sender  senderView
	Answers []replyView
	// Ties are the links to the text and to proposals, Offered those suggested.
	Ties, Offered []tieView
	// Found are passages that answer the search, Searched that there was one.
	Found    []foundPassage
	Searched bool
	// Passages are those that a proposal can be begun at.
	Passages []choice
	// Twins counts those that say nearly the same; some of them, and of the others in
	// the theme, are listed.
	Twins         int
	Alike, Beside []itemView
	// Prev and Next are its neighbours in the inbox, Back the inbox.
	Prev, Next, Back string

	States, Statuses, Areas, Themes, Capacities []choice
	CanModerate, CanReply, CanTie, CanCurate    bool
	EraseURL                                    string
	// Chain is what has come of it.
	Chain chainView
}

// senderView is what the desk sees of a sender: never an address.
type senderView struct {
	Known, Mailable, Tell bool
	Name, Handle          string
	Consent               themes.Consent
}

func (h desk) show(r *request) error {
	item, err := h.asked(r)
	if err != nil {
		return err
	}
	return h.showItem(r, http.StatusOK, item, &form{values: url.Values{}})
}

// asked is the item that the address names, for those of the desk.
func (h desk) asked(r *request) (themes.Item, error) {
	if err := people.Can(r.actor, people.ReadDesk, people.Subject{}); err != nil {
		return themes.Item{}, err
	}
	id, err := r.number("id")
	if err != nil {
		return themes.Item{}, err
	}
	return h.themes.Item(r.ctx(), r.actor, id)
}

// fill puts what is kept into the fields that were not typed in.
func (view *deskItemPage) fill() {
	item := view.Item
	theme := ""
	if item.Theme > 0 {
		theme = strconv.FormatInt(item.Theme, 10)
	}
	tags := strings.Join(item.Tags, ", ")
	for field, value := range map[string]string{
		"state": string(item.Moderation), "title": item.Title, "text": item.Text, "reason": item.Reason, "status": string(item.Status),
		"area": item.Area, "tags": tags, "theme": theme,
		"was-ruling": item.Ruled(), "was-replies": strconv.Itoa(item.Replies),
		"was-status": string(item.Status), "was-area": item.Area, "was-tags": tags, "was-theme": theme,
		"consent": string(view.Sender.Consent),
	} {
		if !view.Form.values.Has(field) {
			view.Form.values.Set(field, value)
		}
	}
}

func (h desk) showItem(r *request, status int, item themes.Item, f *form) error {
	c, err := h.catalogue(r)
	if err != nil {
		return err
	}
	query := queryPairs(r, append([]string{"n"}, deskKeys...))
	view := deskItemPage{itemView: c.item(r, item), Form: f, Details: details(item),
		Action: r.url("desk.item", append([]any{item.ID}, query...)...),
		Areas:  c.areaChoices(r, "give.no-area"), Capacities: capacityChoices(r),
		Themes: c.fineThemes(r, choice{Label: r.t("feedback.no-theme")}),
	}
	if item.Moderation != themes.Removed {
		view.CanModerate, view.CanReply = r.can(people.ModerateFeedback, ""), r.can(people.ReplyFeedback, "")
		view.CanTie, view.CanCurate = r.can(people.TieFeedback, ""), r.can(people.CurateThemes, "")
	}
	for _, did := range []string{"saved", "tied", "untied", "asked", "erased"} {
		if did == cmp.Or(f.Value("did"), r.query("ok")) {
			view.Done = r.t("desk.ok-" + did)
		}
	}
	if item.Moderation == themes.Waiting {
		view.States = append(view.States, choice{Value: string(themes.Waiting), Label: r.t("desk.state-waiting")})
	}
	view.States = append(view.States, choice{Value: string(themes.Shown), Label: r.t("desk.state-shown"), Hint: r.t("desk.state-shown-hint")},
		choice{Value: string(themes.Hidden), Label: r.t("desk.state-hidden"), Hint: r.t("desk.state-hidden-hint")})
	view.Statuses = []choice{{Value: string(themes.Open), Label: r.t("feedback.status-open")}, {Value: string(themes.Closed), Label: r.t("feedback.status-closed")}}
	if view.About, err = h.about(r, item.About); err != nil {
		return err
	}
	if view.Sender, err = h.sender(r, item.ID); err != nil {
		return err
	}
	if view.Answers, err = h.repliesTo(r, item.ID); err != nil {
		return err
	}
	if err := h.ties(r, &view); err != nil {
		return err
	}
	if err := h.find(r, &view); err != nil {
		return err
	}
	if err := h.beside(r, c, &view); err != nil {
		return err
	}
	if view.Chain, err = h.chain(r, item); err != nil {
		return err
	}
	if err := h.neighbours(r, &view); err != nil {
		return err
	}
	if view.Sender.Known && r.can(people.EraseSender, "") {
		view.EraseURL = r.url("desk.erase", item.ID)
	}
	view.fill()
	return r.render(status, "desk-item", head{Title: r.t("feedback.title-of", item.ID, view.Name), Section: "desk", NoIndex: true,
		Crumbs: []crumb{{r.t("desk.title"), view.Back}}}, view)
}

// details are what a channel told besides the text.
func details(item themes.Item) []typed {
	var out []typed
	for _, key := range slices.Sorted(maps.Keys(item.Attributes)) {
		out = append(out, typed{key, item.Attributes[key]})
	}
	return out
}

func (h desk) sender(r *request, item int64) (senderView, error) {
	found, err := h.themes.Senders(r.ctx(), r.actor, []int64{item})
	s, known := found[item]
	if err != nil || !known {
		return senderView{}, err
	}
	v := senderView{Known: true, Mailable: s.Email != "", Tell: s.Tell, Name: s.Name, Handle: s.Handle, Consent: s.Consent}
	if s.Account == "" {
		return v, nil
	}
	names, err := r.names(s.Account)
	if err != nil {
		return v, err
	}
	v.Name = r.personName(names[s.Account])
	return v, nil
}

// maxBeside bounds the items listed beside one.
const maxBeside = 5

// beside lists items that say nearly the same, and others of the same theme.
func (h desk) beside(r *request, c catalogue, view *deskItemPage) error {
	alike, n, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{Twins: twinOf(view.Item), Limit: maxBeside + 1})
	if err != nil {
		return err
	}
	view.Twins = max(0, n-1)
	known := map[int64]bool{view.ID: true}
	for _, item := range alike {
		if !known[item.ID] && len(view.Alike) < maxBeside {
			view.Alike = append(view.Alike, c.item(r, item))
		}
		known[item.ID] = true
	}
	if view.Theme == 0 {
		return nil
	}
	same, _, err := h.themes.Items(r.ctx(), r.actor, themes.Filter{Theme: view.Theme, Order: themes.Surest, Limit: 2*maxBeside + 1})
	for _, item := range same {
		if !known[item.ID] && len(view.Beside) < maxBeside {
			view.Beside = append(view.Beside, c.item(r, item))
		}
	}
	return err
}

// neighbours finds the items before and after this one in the inbox that the
// reader came from. Its place there is known by number: what has left the inbox
// meanwhile has left its place to the next one.
func (h desk) neighbours(r *request, view *deskItemPage) error {
	n := int(min(r.queryNumber("n"), 1_000_000))
	view.Back = r.url("desk", append(queryPairs(r, deskKeys), "start", max(0, n-1)/perDesk*perDesk)...)
	if n == 0 {
		return nil
	}
	filter := deskFilter(r, newForm())
	filter.Offset, filter.Limit = max(0, n-2), 3
	found, _, err := h.themes.Items(r.ctx(), r.actor, filter)
	if err != nil {
		return err
	}
	at := func(i int) string {
		return r.url("desk.item", append([]any{found[i].ID, "n", filter.Offset + i + 1}, queryPairs(r, deskKeys)...)...)
	}
	here := n - 1 - filter.Offset // where it was, or the one that has its place now
	for i, item := range found {
		if item.ID == view.ID {
			here = i
		}
	}
	if here > 0 && here-1 < len(found) {
		view.Prev = at(here - 1)
	}
	next := here
	if here < len(found) && found[here].ID == view.ID {
		next++
	}
	if next < len(found) {
		view.Next = at(next)
	}
	return nil
}
