package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// sourcing is what an administrator does about where feedback comes from.
type sourcing struct {
	themes *themes.Service
	people *people.Service
}

// sourcesPage lists the sources.
type sourcesPage struct {
	Sources []sourceRow
	// Embedding is where texts are compared across languages, nil when nothing
	// leaves the server.
	Embedding *themes.EmbedderState
	// CanTag: the reader says what tags mean.
	CanTag bool
	// Removed: a source has just been removed.
	Removed bool
}

// sourceRow is one source with how its fetching goes.
type sourceRow struct {
	themes.Source
	Run   themes.Run
	Items int
	// Fetched: it is fetched by us, and can be asked for now.
	Fetched bool
	// State is "running", "failing", "paused", "waiting" (never fetched yet),
	// "good", or "" for a source that is not fetched.
	State string
	// Fault says why the last fetch failed, Detail what the machine said.
	Fault, Detail string
	Every         string
	// Soon: its next fetch is due.
	Soon bool
	// Editable: it is one that an administrator made. Removable: nothing has come from it.
	Editable, Removable bool
}

// intervals are how often a source may be fetched.
var intervals = []time.Duration{15 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}

// channels are those that an administrator makes sources of, in the order of
// the list, with the fields that each has beyond its name.
var channels = []struct {
	channel themes.Channel
	fields  []string
}{
	{themes.ByMastodon, []string{"address", "tag", "secret", "every"}},
	{themes.ByFeed, []string{"address", "every"}},
	{themes.ByMail, []string{"address", "user", "secret", "every"}},
	{themes.FromCity, []string{"address", "secret", "every"}},
	{themes.ByImport, nil},
}

// fieldsOf are the fields of a channel; ok is false for one that nobody makes.
func fieldsOf(c themes.Channel) (fields map[string]bool, ok bool) {
	for _, x := range channels {
		if x.channel == c {
			fields = map[string]bool{}
			for _, f := range x.fields {
				fields[f] = true
			}
			return fields, true
		}
	}
	return nil, false
}

func (h sourcing) row(r *request, s themes.SourceRun) sourceRow {
	_, ok := fieldsOf(s.Source.Channel)
	out := sourceRow{Source: s.Source, Run: s.Run, Items: s.Items, Fetched: s.Source.Channel.Fetched() && !s.Source.Always(), Editable: ok && !s.Source.Always()}
	if out.Fetched {
		out.Every = intervalName(r, s.Source.Every)
		out.Soon = !s.Run.Next.After(r.server.config.Now())
	}
	out.Removable = out.Editable && s.Items == 0
	key, detail, _ := strings.Cut(s.Run.Error, " ")
	switch {
	case !out.Fetched:
	case s.Source.Paused:
		out.State = "paused"
	case s.Run.Started.After(s.Run.Ended):
		out.State = "running"
	case s.Run.Failures > 0:
		out.State = "failing"
	case s.Run.Ended.IsZero():
		out.State = "waiting"
	default:
		out.State = "good"
	}
	if s.Run.Failures > 0 && r.print.Has(key) {
		out.Fault, out.Detail = r.t(key), detail
	}
	return out
}

// intervalName says how often: "15 minutes", "6 hours".
func intervalName(r *request, d time.Duration) string {
	if d < time.Hour {
		return r.n("source.every-minutes", int(d/time.Minute))
	}
	return r.n("source.every-hours", int(d/time.Hour))
}

func (h sourcing) list(r *request) error {
	all, err := h.themes.Sources(r.ctx(), r.actor)
	if err != nil {
		return err
	}
	view := sourcesPage{Removed: r.query("ok") == "removed", CanTag: r.can(people.CurateThemes, "")}
	state, on, err := h.themes.Embedding(r.actor)
	if err != nil {
		return err
	}
	if on {
		view.Embedding = &state
	}
	for _, s := range all {
		view.Sources = append(view.Sources, h.row(r, s))
	}
	return r.render(http.StatusOK, "sources", head{Title: r.t("source.title"), Section: "sources", NoIndex: true}, view)
}

// SecretHint names the sentence at the password or key.
func (v sourceForm) SecretHint() string {
	if v.Kept {
		return "kept"
	}
	return "hint"
}

// sourceForm is the form of a source, new or old.
type sourceForm struct {
	Form    *form
	Channel themes.Channel
	Has     map[string]bool
	Action  string
	Every   []choice
	Areas   []choice
	Langs   []choice
	// Kept: a password or key is saved; leaving the field empty keeps it.
	Kept bool
}

// sourcePage is one source with its form.
type sourcePage struct {
	sourceForm
	Row sourceRow
	// OK is what has just been done: "saved", "fetch", "paused", "resumed".
	OK string
}

// newSourcePage asks for the channel first, then for the source.
type newSourcePage struct {
	sourceForm
	Channels []themes.Channel
}

func (h sourcing) crumbs(r *request) []crumb {
	return []crumb{{r.t("source.title"), r.url("sources")}}
}

func (h sourcing) form(r *request, f *form, s themes.SourceRun) (sourceForm, error) {
	view := sourceForm{Form: f, Channel: s.Source.Channel, Kept: s.HasSecret}
	var err error
	view.Has, _ = fieldsOf(s.Source.Channel)
	for _, d := range intervals {
		view.Every = append(view.Every, choice{Value: strconv.Itoa(int(d / time.Minute)), Label: intervalName(r, d)})
	}
	view.Langs = []choice{{Value: "", Label: r.t("source.lang-found")}}
	for _, l := range people.Langs {
		view.Langs = append(view.Langs, choice{Value: string(l), Label: r.t("language." + string(l))})
	}
	view.Areas, err = areaChoices(r, h.people, "source.no-area")
	return view, err
}

// typedSource is the source that the posted form tells, over the one it was.
func typedSource(r *request, s themes.Source) (themes.Source, *form) {
	f := r.form()
	has, _ := fieldsOf(s.Channel)
	s.Name = r.value("name")
	s.Trusted = r.value("trusted") != ""
	s.Area, s.Lang = r.value("area"), people.Lang(r.value("lang"))
	if has["address"] {
		s.Address = r.value("address")
	}
	if has["tag"] {
		s.Tag = strings.TrimPrefix(r.value("tag"), "#")
	}
	if has["user"] {
		s.User = r.value("user")
	}
	if has["secret"] {
		s.Secret = r.value(secretField)
	}
	if has["every"] {
		minutes, err := strconv.Atoi(r.value("every"))
		if err != nil || minutes <= 0 || minutes > 7*24*60 {
			f.add("every", r.t("error.source-every"))
		}
		s.Every = time.Duration(minutes) * time.Minute
	}
	return s, f
}

// secretField is a form field that is never kept with a form that waits, nor
// shown again.
const secretField = "secret"

// withoutSecret is the form as it may be kept and shown.
func withoutSecret(values url.Values) url.Values {
	if !values.Has(secretField) {
		return values
	}
	out := url.Values{}
	for key, v := range values {
		if key != secretField {
			out[key] = v
		}
	}
	return out
}

// create shows the form of a new source, and makes it.
func (h sourcing) create(r *request) error {
	if err := people.Can(r.actor, people.ManageSources, people.Subject{}); err != nil {
		return err
	}
	channel := themes.Channel(r.query("channel"))
	if r.posts() {
		channel = themes.Channel(r.value("channel"))
	}
	if _, ok := fieldsOf(channel); !ok {
		view := newSourcePage{}
		for _, c := range channels {
			view.Channels = append(view.Channels, c.channel)
		}
		return r.render(http.StatusOK, "source-new", head{Title: r.t("source.new"), Section: "sources", NoIndex: true, Crumbs: h.crumbs(r)}, view)
	}
	status, f := http.StatusOK, newForm("every", "60")
	if r.posts() {
		var s themes.Source
		s, f = typedSource(r, themes.Source{Channel: channel})
		if len(f.faults) == 0 {
			made, err := h.themes.PutSource(r.ctx(), r.actor, r.op(), s)
			if err == nil {
				return r.redirect("source", made.ID, "ok", "saved")
			}
			if !f.take(r, err) {
				return err
			}
		}
		status = http.StatusUnprocessableEntity
	}
	fields, err := h.form(r, f, themes.SourceRun{Source: themes.Source{Channel: channel}})
	if err != nil {
		return err
	}
	fields.Action = r.url("source.new", "channel", channel)
	return r.render(status, "source-new", head{Title: r.t("source.new-" + string(channel)), Section: "sources", NoIndex: true,
		Crumbs: append(h.crumbs(r), crumb{r.t("source.new"), r.url("source.new")})}, newSourcePage{sourceForm: fields})
}

// asked is the source that the address names.
func (h sourcing) asked(r *request) (themes.SourceRun, error) {
	if err := people.Can(r.actor, people.ManageSources, people.Subject{}); err != nil {
		return themes.SourceRun{}, err
	}
	id, err := r.number("id")
	if err != nil {
		return themes.SourceRun{}, err
	}
	return h.themes.Source(r.ctx(), r.actor, id)
}

// show is one source with its form, which changes it.
func (h sourcing) show(r *request) error {
	s, err := h.asked(r)
	if err != nil {
		return err
	}
	status, f := http.StatusOK, sourceValues(s.Source)
	if r.posts() {
		if !h.row(r, s).Editable {
			return fault.New(fault.Forbidden, "error.source-fixed")
		}
		var typed themes.Source
		if typed, f = typedSource(r, s.Source); len(f.faults) == 0 {
			_, err := h.themes.PutSource(r.ctx(), r.actor, r.op(), typed)
			if err == nil {
				return r.redirect("source", s.Source.ID, "ok", "saved")
			}
			if !f.take(r, err) {
				return err
			}
		}
		status = http.StatusUnprocessableEntity
	}
	fields, err := h.form(r, f, s)
	if err != nil {
		return err
	}
	fields.Action = r.url("source", s.Source.ID)
	view := sourcePage{sourceForm: fields, Row: h.row(r, s)}
	if !r.posts() {
		view.OK = r.query("ok")
	}
	return r.render(status, "source", head{Title: sourceName(r, s.Source), Section: "sources", NoIndex: true, Crumbs: h.crumbs(r)}, view)
}

// sourceValues is the form of a source as it is.
func sourceValues(s themes.Source) *form {
	f := newForm("name", s.Name, "address", s.Address, "tag", s.Tag, "user", s.User,
		"every", strconv.Itoa(int(s.Every/time.Minute)), "area", s.Area, "lang", string(s.Lang))
	if s.Trusted {
		f.values.Set("trusted", "yes")
	}
	return f
}

// sourceName is how a source is called on a page: those that always are have
// a name in the page's language.
func sourceName(r *request, s themes.Source) string {
	if s.Name != "" {
		return s.Name
	}
	return r.t("channel." + string(s.Channel))
}

// fetch has the source fetched now.
func (h sourcing) fetch(r *request) error {
	s, err := h.asked(r)
	if err != nil {
		return err
	}
	if err := h.themes.FetchNow(r.ctx(), r.actor, s.Source.ID); err != nil {
		return err
	}
	return r.redirect("source", s.Source.ID, "ok", "fetch")
}

// pause stops the fetching, or lets it go on.
func (h sourcing) pause(r *request) error {
	s, err := h.asked(r)
	if err != nil {
		return err
	}
	s.Source.Paused = r.value("paused") != ""
	if _, err := h.themes.PutSource(r.ctx(), r.actor, r.op(), s.Source); err != nil {
		return err
	}
	done := "resumed"
	if s.Source.Paused {
		done = "paused"
	}
	return r.redirect("source", s.Source.ID, "ok", done)
}

// removeSourcePage asks once more.
type removeSourcePage struct{ Row sourceRow }

func (h sourcing) remove(r *request) error {
	s, err := h.asked(r)
	if err != nil {
		return err
	}
	if r.posts() {
		if err := h.themes.DeleteSource(r.ctx(), r.actor, s.Source.ID); err != nil {
			return err
		}
		return r.redirect("sources", "ok", "removed")
	}
	return r.render(http.StatusOK, "source-remove", head{Title: r.t("source.remove-title"), Section: "sources", NoIndex: true,
		Crumbs: append(h.crumbs(r), crumb{sourceName(r, s.Source), r.url("source", s.Source.ID)})}, removeSourcePage{h.row(r, s)})
}
