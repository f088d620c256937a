package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// The types here are how Go values stand in columns, both ways.

// stamp is a time as microseconds since 1970 in UTC.
type stamp time.Time

// never is how the zero time is stored.
const never int64 = -62135596800000000

func (s stamp) Value() (driver.Value, error) { return time.Time(s).UnixMicro(), nil }

func (s *stamp) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("time from %T", src)
	}
	*s = stamp(time.UnixMicro(n).UTC())
	return nil
}

// words is a list of texts without white space, joined by spaces.
type words[S ~string] []S

func (w words[S]) Value() (driver.Value, error) {
	texts := make([]string, len(w))
	for i, s := range w {
		texts[i] = string(s)
	}
	return strings.Join(texts, " "), nil
}

func (w *words[S]) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("words from %T", src)
	}
	fields := strings.Fields(text)
	*w = nil
	if len(fields) > 0 {
		*w = make([]S, len(fields))
	}
	for i, f := range fields {
		(*w)[i] = S(f)
	}
	return nil
}

// document is a value as JSON; v is a pointer when it is read.
type document struct{ v any }

func (d document) Value() (driver.Value, error) {
	b, err := json.Marshal(d.v)
	return string(b), err
}

func (d document) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("document from %T", src)
	}
	return json.Unmarshal([]byte(text), d.v)
}

// typed is a text that a person typed. What no keyboard sends, and PostgreSQL
// refuses, becomes U+FFFD: bytes that are not UTF-8, and NUL.
type typed string

func (t typed) Value() (driver.Value, error) {
	return strings.ReplaceAll(strings.ToValidUTF8(string(t), "\uFFFD"), "\x00", "\uFFFD"), nil
}
