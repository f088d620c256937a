package server

import (
	"errors"
	"net/url"

	"luonnos/internal/fault"
)

// opField is the hidden field with the operation id of a form.
const opField = "op"

// form is a form as shown: what it holds and what is wrong with it.
type form struct {
	values url.Values
	faults []fieldFault
}

// fieldFault is one thing to mend.
type fieldFault struct {
	Field string // "" when it belongs to no field
	Text  string
}

// newForm makes a form that holds the pairs of field and value.
func newForm(pairs ...string) *form {
	f := &form{values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// form is the posted form, to be shown again.
func (r *request) form() *form { return &form{values: r.posted} }

// Value is what the field holds.
func (f *form) Value(field string) string {
	if f == nil {
		return ""
	}
	return f.values.Get(field)
}

// Has reports whether the field holds the value, for checkboxes and lists.
func (f *form) Has(field, value string) bool {
	if f == nil {
		return false
	}
	for _, v := range f.values[field] {
		if v == value {
			return true
		}
	}
	return false
}

// Fault is the sentence at the field, "" when all is well.
func (f *form) Fault(field string) string {
	if f == nil {
		return ""
	}
	for _, x := range f.faults {
		if x.Field == field {
			return x.Text
		}
	}
	return ""
}

// Faults lists what is wrong, in the order it was found.
func (f *form) Faults() []fieldFault {
	if f == nil {
		return nil
	}
	return f.faults
}

// add puts a sentence at a field, or at the whole form for "".
func (f *form) add(field, text string) {
	f.faults = append(f.faults, fieldFault{Field: field, Text: text})
}

// take puts the faults of an error at their fields. It reports false for an
// error that is not about what was typed: that one is to be returned.
func (f *form) take(r *request, err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if !f.take(r, e) {
				return false
			}
		}
		return true
	}
	x, ok := errors.AsType[*fault.Error](err)
	if !ok || x.Kind != fault.Invalid {
		return false
	}
	f.add(x.Field, r.t(x.Key, x.Args...))
	return true
}
