// Package fault holds the kinds of error that people can meet.
//
// A domain room returns a fault where something a person did, or met, has to
// be explained to them: the kind decides the HTTP status once, in server, and
// the key names a sentence in the locale files. Everything else is an internal
// error: logged, and shown as such. The package must not know languages, HTTP
// or any domain noun.
package fault

import (
	"errors"
	"fmt"
)

// Kind tells what sort of answer an error deserves.
type Kind string

const (
	// Invalid: what was sent cannot be used as it is; the person can mend it.
	Invalid Kind = "invalid"
	// NotFound: there is no such thing, or the person may not know of it.
	NotFound Kind = "not_found"
	// SignIn: the action needs a signed-in person.
	SignIn Kind = "sign_in"
	// Forbidden: the signed-in person may not do this.
	Forbidden Kind = "forbidden"
	// Conflict: the thing has changed since the person looked, or its state
	// does not allow the action.
	Conflict Kind = "conflict"
	// Gone: the thing was public once and is no more; a used or expired link.
	Gone Kind = "gone"
	// TooMany: a rate limit was met.
	TooMany Kind = "too_many"
	// Internal: anything not meant for people.
	Internal Kind = "internal"
)

// Error is one explained failure.
type Error struct {
	Kind Kind
	// Key names the sentence in the locale files, such as "error.reason-required".
	Key string
	// Field is the form field the sentence belongs to, or "".
	Field string
	// Args fill the places of the sentence, in order.
	Args []any
	// Err is the cause, for the log alone; may be nil.
	Err error
}

// New makes a fault of the kind with the sentence key and its arguments.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// InField makes an Invalid fault that belongs to one form field.
func InField(field, key string, args ...any) *Error {
	return &Error{Kind: Invalid, Key: key, Field: field, Args: args}
}

// Because returns a copy of e with its cause set.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if len(e.Args) > 0 {
		s += fmt.Sprintf(" %v", e.Args)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first fault in err's chain, Internal for any
// other error, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Kind
	}
	return Internal
}

// Is reports whether err's chain holds a fault with the key.
func Is(err error, key string) bool {
	f, ok := errors.AsType[*Error](err)
	return ok && f.Key == key
}
