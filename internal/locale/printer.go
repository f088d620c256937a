package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"luonnos/people"
)

// Printer speaks one language. Get one from Catalog.Printer.
type Printer struct {
	catalog *Catalog
	lang    people.Lang
}

// Lang returns the printer's language.
func (p Printer) Lang() people.Lang { return p.lang }

// Has reports whether there is a sentence for the key.
func (p Printer) Has(key string) bool {
	_, ok := p.catalog.sentences[p.lang][key]
	return ok
}

// T returns the sentence of the key with its places filled: {0}, {1} … by the
// arguments in order, {name} by an argument that is a map. A key without a
// sentence returns itself, a place without an argument stays as written.
func (p Printer) T(key string, args ...any) string {
	s, ok := p.catalog.sentences[p.lang][key]
	if !ok {
		p.catalog.miss(p.lang, key)
		return key
	}
	return p.fill(s.other, args)
}

// N returns the sentence of the key in the plural form for n. {0} and {n} are
// n itself with its digits grouped; the arguments follow from {1}.
func (p Printer) N(key string, n int, args ...any) string {
	s, ok := p.catalog.sentences[p.lang][key]
	if !ok {
		p.catalog.miss(p.lang, key)
		return key
	}
	shown := p.Number(n)
	all := append([]any{shown}, args...)
	return p.fill(s.form(n), append(all, map[string]any{"n": shown}))
}

// Number returns n with its digits grouped as the language does.
func (p Printer) Number(n int) string {
	return p.catalog.numbers[p.lang].Sprint(n)
}

func (p Printer) fill(segs []segment, args []any) string {
	if len(segs) == 1 && segs[0].name == "" {
		return segs[0].text
	}
	var b strings.Builder
	for _, s := range segs {
		if s.name == "" {
			b.WriteString(s.text)
			continue
		}
		arg, ok := lookup(s.name, args)
		if !ok {
			b.WriteString("{" + s.name + "}")
			continue
		}
		b.WriteString(p.show(arg, s.number))
	}
	return b.String()
}

func lookup(name string, args []any) (any, bool) {
	if i, err := strconv.Atoi(name); err == nil && i < len(args) {
		return args[i], true
	}
	for _, a := range args {
		switch m := a.(type) {
		case map[string]any:
			if v, ok := m[name]; ok {
				return v, true
			}
		case map[string]string:
			if v, ok := m[name]; ok {
				return v, true
			}
		}
	}
	return nil, false
}

func (p Printer) show(arg any, number bool) string {
	switch v := arg.(type) {
	case string:
		return v
	case time.Time:
		return p.Date(v)
	case int:
		if number {
			return p.Number(v)
		}
	case int64:
		if number {
			return p.Number(int(v))
		}
	}
	return fmt.Sprint(arg)
}
