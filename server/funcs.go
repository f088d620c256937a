package server

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"time"

	"luonnos/docs"
	"luonnos/internal/locale"
	"luonnos/people"
)

// funcs are the words that templates have, in one language.
func funcs(p locale.Printer, a addresses, files *assets) template.FuncMap {
	return template.FuncMap{
		"t":      p.T,
		"n":      p.N,
		"number": p.Number,
		"date":   p.Date,
		"when":   func(t time.Time) template.HTML { return timeElement(p, t, p.DateTime(t)) },
		"day":    func(t time.Time) template.HTML { return timeElement(p, t, p.Date(t)) },
		"url": func(name string, args ...any) (string, error) {
			return a.url(p.Lang(), name, args...)
		},
		"asset": files.url,
		"md":    func(s string) template.HTML { return docs.RenderFragment([]byte(s)) },
		"op":    opElement,
		"field": func(f *form, name, label string, pairs ...any) (field, error) {
			return newField(p, f, name, label, pairs)
		},
		"choices": newChoices,
		"foreign": func(l people.Lang) template.HTMLAttr { return foreign(p.Lang(), l) },
		// here is the lang attribute of the page, for its own words inside a
		// text in another language.
		"here": func() template.HTMLAttr { return template.HTMLAttr(`lang="` + string(p.Lang()) + `"`) },
		"add":  func(a, b int) int { return a + b },
	}
}

// timeElement shows a time as people read it, and as machines do.
func timeElement(p locale.Printer, t time.Time, shown string) template.HTML {
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(p.ISO(t)) + `">` +
		template.HTMLEscapeString(shown) + `</time>`)
}

// opElement is the hidden field that makes a form sent twice count once.
func opElement() template.HTML {
	return template.HTML(`<input type="hidden" name="` + opField + `" value="` + rand.Text() + `">`)
}

// foreign is the lang attribute of a text in another language than the page's,
// nothing for one in the same.
func foreign(page, text people.Lang) template.HTMLAttr {
	if text == page {
		return ""
	}
	for _, l := range people.Langs {
		if text == l {
			return template.HTMLAttr(`lang="` + string(l) + `"`)
		}
	}
	return ""
}

// field is one field of a form, as the partials show it.
type field struct {
	Name, Label, Value, Fault string
	// Hint is a sentence below the label.
	Hint string
	// Type is the input's; "text" when not given.
	Type         string
	Autocomplete string
	Rows         int
	MaxLength    int
	Required     bool
	// Lang is the language of what is typed, "" for the page's.
	Lang string
	// Choices are the options of a select or of radio buttons.
	Choices []choice
	// Checked and On: a checkbox and the value it sends.
	Checked bool
	On      string
}

// choice is one option.
type choice struct {
	Value, Label, Hint string
	Selected           bool
}

// ID is the id of the input, Described the ids that describe it.
func (f field) ID() string { return "f-" + f.Name }

func (f field) Described() string {
	switch {
	case f.Fault != "" && f.Hint != "":
		return f.ID() + "-fault " + f.ID() + "-hint"
	case f.Fault != "":
		return f.ID() + "-fault"
	case f.Hint != "":
		return f.ID() + "-hint"
	}
	return ""
}

// newField makes a field from pairs of option and value; label and hint are
// sentence keys.
func newField(p locale.Printer, f *form, name, label string, pairs []any) (field, error) {
	out := field{Name: name, Label: p.T(label), Value: f.Value(name), Fault: f.Fault(name), Type: "text", Rows: 6, On: "yes"}
	if len(pairs)%2 != 0 {
		return out, fmt.Errorf("field %s: option without a value", name)
	}
	for i := 0; i < len(pairs); i += 2 {
		if err := out.set(p, fmt.Sprint(pairs[i]), pairs[i+1]); err != nil {
			return out, err
		}
	}
	for i, c := range out.Choices {
		out.Choices[i].Selected = f.Has(name, c.Value) || c.Value == "" && f.Value(name) == ""
	}
	out.Checked = f.Has(name, out.On)
	return out, nil
}

func (f *field) set(p locale.Printer, option string, value any) error {
	ok := true
	switch option {
	case "hint":
		f.Hint = p.T(fmt.Sprint(value))
	case "type":
		f.Type = fmt.Sprint(value)
	case "autocomplete":
		f.Autocomplete = fmt.Sprint(value)
	case "lang":
		f.Lang = fmt.Sprint(value)
	case "on":
		f.On = fmt.Sprint(value)
	case "rows":
		f.Rows, ok = value.(int)
	case "maxlength":
		f.MaxLength, ok = value.(int)
	case "required":
		f.Required, ok = value.(bool)
	case "choices":
		f.Choices, ok = value.([]choice)
	default:
		return fmt.Errorf("field %s: no option %q", f.Name, option)
	}
	if !ok {
		return fmt.Errorf("field %s: option %q cannot be %v", f.Name, option, value)
	}
	return nil
}

// newChoices makes options from pairs of value and label as shown.
func newChoices(pairs ...string) ([]choice, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("choices: value without a label")
	}
	var out []choice
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, choice{Value: pairs[i], Label: pairs[i+1]})
	}
	return out, nil
}
