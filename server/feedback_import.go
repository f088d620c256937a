package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// importing is how officials bring tables of feedback in.
type importing struct {
	themes *themes.Service
	people *people.Service
}

const (
	// previewTime bounds the going through a table.
	previewTime = 50 * time.Second
	// importRows is how many rows a preview shows.
	importRows = 20
	// importFaults is how many refused rows a page lists.
	importFaults = 50
	// importsShown is how many earlier imports are listed.
	importsShown = 20
	// exampleCells is how many cells of a column are shown beside its choice.
	exampleCells  = 3
	exampleLength = 40
)

// importsPage takes a file, and lists the earlier ones.
type importsPage struct {
	Form    *form
	MaxSize int // in megabytes
	Imports []themes.Import
	// Dropped: a table has just been discarded.
	Dropped bool
}

func (h importing) list(r *request) error {
	if err := people.Can(r.actor, people.ImportFeedback, people.Subject{}); err != nil {
		return err
	}
	status, view := http.StatusOK, importsPage{Form: newForm(), MaxSize: themes.MaxImport >> 20, Dropped: r.query("ok") == "dropped"}
	if r.posts() {
		made, err := h.upload(r)
		if err == nil {
			return r.redirect("feedback.import", made.ID)
		}
		if !view.Form.take(r, err) {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	var err error
	if view.Imports, err = h.themes.Imports(r.ctx(), r.actor, importsShown); err != nil {
		return err
	}
	return r.render(status, "feedback-imports", head{Title: r.t("import.title"), Section: importSection(r), NoIndex: true, Crumbs: h.crumbs(r)[:1]}, view)
}

// upload keeps the posted file once it can be read as a table.
func (h importing) upload(r *request) (themes.Import, error) {
	name, data, err := r.file("file")
	if err != nil {
		return themes.Import{}, err
	}
	if len(data) > 0 {
		if _, err := intake.ReadTable(bytes.NewReader(data), name); err != nil {
			return themes.Import{}, err
		}
	}
	return h.themes.StartImport(r.ctx(), r.actor, r.op(), name, data)
}

// importPage is one upload: its preview, its progress or its result.
type importPage struct {
	Form   *form
	Import themes.Import
	// Columns are the choices of what each column is.
	Columns []field
	Rows    []importRow
	// Good rows will be taken in, Bad ones left out.
	Good, Bad int
	Faults    []importFault
	// More is how many refused rows there are beyond Faults.
	More    int
	Sources []choice
	// Until is how long the table waits to be confirmed.
	Until time.Time
	// Percent of the rows are handled.
	Percent int
}

// importRow is a row as it would come in.
type importRow struct {
	Number      int
	Title, Text string
	Lang        people.Lang
	At          time.Time
	Area, Tags  string
	Sender      bool
	Fault       string
}

type importFault struct {
	Row          int
	Text, Column string
}

// fault is a refused row in the reader's words.
func (r *request) importFault(f themes.RowFault) importFault {
	out := importFault{Row: f.Row, Column: f.Column}
	_, what, _ := strings.Cut(f.Key, "-")
	if ended := "import.refused-" + what; f.Found == "" && r.print.Has(ended) {
		out.Text = r.t(ended)
	} else {
		out.Text = r.t(f.Key, f.Found)
	}
	return out
}

// asked is the import that the address names.
func (h importing) asked(r *request) (themes.Import, error) {
	if err := people.Can(r.actor, people.ImportFeedback, people.Subject{}); err != nil {
		return themes.Import{}, err
	}
	id, err := r.number("id")
	if err != nil {
		return themes.Import{}, err
	}
	return h.themes.Import(r.ctx(), r.actor, id)
}

// show is where an upload is: its preview, which takes choices and in the end
// the word to begin; its progress; its result.
func (h importing) show(r *request) error {
	i, err := h.asked(r)
	if err != nil {
		return err
	}
	if i.State != themes.ImportOpen {
		if r.posts() {
			return r.redirect("feedback.import", i.ID)
		}
		return h.result(r, i)
	}
	if r.posts() && r.value("do") == "drop" {
		if err := h.themes.DropImport(r.ctx(), r.actor, i.ID); err != nil {
			return err
		}
		return r.redirect("feedback.imports", "ok", "dropped")
	}
	return h.preview(r, i)
}

// part values of a column beyond those of intake.
const (
	partSkip = ""
	partKeep = "keep"
)

func (h importing) preview(r *request, i themes.Import) error {
	// The longest tables take longer to go through than a page may.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx()), previewTime)
	defer cancel()
	r.SetRequest(r.Request().WithContext(ctx))
	table, err := intake.ReadTable(h.themes.ImportContent(r.ctx(), i.ID), i.Name)
	if err != nil {
		return err
	}
	columns, f := intake.Guess(table), newForm()
	if i.Reading != "" {
		columns = intake.Columns{}
		if err := json.Unmarshal([]byte(i.Reading), &columns); err != nil {
			return err
		}
	}
	if r.posts() {
		f = r.form()
		columns = chosenColumns(r, f, len(table.Columns))
		if r.value("do") != "confirm" && len(f.faults) == 0 {
			if err := h.themes.ReadImport(r.ctx(), r.actor, i.ID, columnsText(columns)); err != nil {
				return err
			}
		}
	}
	view := importPage{Form: f, Import: i, Until: i.Created.Add(themes.ImportLife)}
	view.columns(r, table, columns)
	if err := h.rows(r, &view, table, columns); err != nil {
		return err
	}
	if view.Sources, err = h.sources(r, f); err != nil {
		return err
	}
	status := http.StatusOK
	if r.posts() && r.value("do") == "confirm" && len(f.faults) == 0 {
		if view.Good == 0 {
			f.add("", r.t("error.upload-nothing"))
		} else if err := h.confirm(r, i, columns, view.Good+view.Bad); err == nil {
			return r.redirect("feedback.import", i.ID)
		} else if !f.take(r, err) {
			return err
		}
	}
	if len(f.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.render(status, "feedback-import", head{Title: r.t("import.preview-title", i.Name), Section: importSection(r), NoIndex: true, Wide: true,
		Crumbs: h.crumbs(r)}, view)
}

// importSection is where the reader finds imports: administrators at the
// sources, officials at the desk.
func importSection(r *request) string {
	if r.can(people.ManageSources, "") {
		return "sources"
	}
	return "desk"
}

// crumbs lead by there to the imports.
func (h importing) crumbs(r *request) []crumb {
	name := importSection(r)
	return []crumb{{r.t("nav." + name), r.url(name)}, {r.t("import.title"), r.url("feedback.imports")}}
}

// confirm has the table taken in.
func (h importing) confirm(r *request, i themes.Import, c intake.Columns, total int) error {
	source, err := strconv.ParseInt(r.value("source"), 10, 64)
	if r.value("source") != "" && err != nil {
		return fault.InField("source", "error.upload-source")
	}
	return h.themes.ConfirmImport(r.ctx(), r.actor, r.op(), i.ID, themes.ImportOrder{
		Reading: columnsText(c), Source: source, Name: r.value("name"), Trusted: r.value("trusted") != "", Total: total,
	})
}

// chosenColumns are the choices of the posted form.
func chosenColumns(r *request, f *form, n int) intake.Columns {
	c := intake.Columns{Parts: map[intake.Part]int{}}
	for i := range n {
		name := columnField(i)
		switch part := intake.Part(r.value(name)); {
		case part == partSkip:
		case part == partKeep:
			c.Keep = append(c.Keep, i)
		case !slices.Contains(intake.Parts, part):
			f.add(name, r.t("error.upload-columns"))
		default:
			if _, twice := c.Parts[part]; twice {
				f.add(name, r.t("error.upload-twice", r.t("import.part-"+string(part))))
				continue
			}
			c.Parts[part] = i
		}
	}
	_, text := c.Parts[intake.PartText]
	if _, title := c.Parts[intake.PartTitle]; !text && !title {
		f.add(columnField(0), r.t("error.upload-text"))
	}
	return c
}

func columnField(i int) string { return "column-" + strconv.Itoa(i) }

func columnsText(c intake.Columns) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers and words alone
	}
	return string(b)
}

// columns fills in what each column can be.
func (v *importPage) columns(r *request, t *intake.Table, c intake.Columns) {
	chosen := map[int]string{}
	for part, i := range c.Parts {
		chosen[i] = string(part)
	}
	for _, i := range c.Keep {
		chosen[i] = partKeep
	}
	options := []choice{{Value: partSkip, Label: r.t("import.part-skip")}}
	for _, p := range intake.Parts {
		options = append(options, choice{Value: string(p), Label: r.t("import.part-" + string(p))})
	}
	options = append(options, choice{Value: partKeep, Label: r.t("import.part-keep")})
	for i, name := range t.Columns {
		col := field{Name: columnField(i), Label: name, Choices: slices.Clone(options), Fault: v.Form.Fault(columnField(i))}
		if name == strconv.Itoa(i+1) {
			col.Label = r.t("import.column", i+1)
		}
		value := chosen[i]
		if r.posts() {
			value = r.value(col.Name)
		}
		for n := range col.Choices {
			col.Choices[n].Selected = col.Choices[n].Value == value
		}
		var cells []string
		for _, row := range t.Sample {
			if i < len(row) && row[i] != "" && len(cells) < exampleCells && !slices.Contains(cells, row[i]) {
				cells = append(cells, row[i])
			}
		}
		if len(cells) > 0 {
			col.Hint = r.t("import.column-example", shortened(strings.Join(cells, " · "), exampleLength))
		}
		v.Columns = append(v.Columns, col)
	}
}

// shortened is the beginning of a text on one line.
func shortened(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + "…"
	}
	return s
}

// rows goes through the whole table: it shows the first rows and counts all.
func (h importing) rows(r *request, v *importPage, t *intake.Table, c intake.Columns) error {
	areas, err := h.people.Areas(r.ctx())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range areas {
		names[a.Code] = a.Name(r.lang)
	}
	zone := r.print.Local(time.Now()).Location()
	for row := range t.Arrivals(c, intake.RowOptions{Zone: zone, Areas: areas}) {
		if err := r.ctx().Err(); err != nil {
			return err
		}
		shown := importRow{Number: row.Number}
		if row.Fault != nil {
			v.Bad++
			f := r.importFault(intake.RefusedRow(row))
			shown.Fault = f.Text
			if len(v.Faults) < importFaults {
				v.Faults = append(v.Faults, f)
			}
		} else {
			v.Good++
			a := row.Arrival
			shown.Title, shown.Text, shown.Lang, shown.At = a.Title, shortened(a.Text, 200), a.Lang, a.At
			shown.Area, shown.Tags, shown.Sender = names[a.Area], strings.Join(a.Tags, ", "), a.Sender != nil
		}
		if len(v.Rows) < importRows {
			v.Rows = append(v.Rows, shown)
		}
	}
	v.More = v.Bad - len(v.Faults)
	return nil
}

// sources are the systems that the table may be from; the last is a new one.
func (h importing) sources(r *request, f *form) ([]choice, error) {
	list, err := h.themes.ImportSources(r.ctx(), r.actor)
	if err != nil {
		return nil, err
	}
	var out []choice
	for _, s := range list {
		out = append(out, choice{Value: strconv.FormatInt(s.ID, 10), Label: sourceName(r, s)})
	}
	return append(out, choice{Value: "", Label: r.t("import.source-new")}), nil
}

// result is how far the import is, or what became of it.
func (h importing) result(r *request, i themes.Import) error {
	view := importPage{Import: i, Percent: handledPercent(i)}
	for _, f := range i.Faults[:min(len(i.Faults), importFaults)] {
		view.Faults = append(view.Faults, r.importFault(f))
	}
	view.More = i.Refused - len(view.Faults)
	title := "import.progress-title"
	switch i.State {
	case themes.ImportDone:
		title = "import.done-title"
	case themes.ImportFailed:
		title = "import.failed-title"
	}
	return r.render(http.StatusOK, "feedback-imported", head{Title: r.t(title, i.Name), Section: importSection(r), NoIndex: true, Crumbs: h.crumbs(r)}, view)
}

func handledPercent(i themes.Import) int { return 100 * i.Done / max(1, i.Total) }

// progress tells the page's script how far the import is.
func (h importing) progress(r *request) error {
	i, err := h.asked(r)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]any{
		"percent": handledPercent(i), "text": r.t("import.progress", i.Done, i.Total), "ended": i.State != themes.ImportQueued,
	})
}
