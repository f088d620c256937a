package locale

import (
	"fmt"
	"strings"
)

// sentence is a text with places; one is nil when it has no plural forms.
type sentence struct {
	one, other []segment
}

// segment is literal text, or a place when name is set.
type segment struct {
	text   string
	name   string // index or name of the argument
	number bool   // group the digits
}

func (s sentence) form(n int) []segment {
	// Finnish, Swedish and English share one rule for whole numbers.
	if s.one != nil && n == 1 {
		return s.one
	}
	return s.other
}

// parse cuts a text at its places.
func parse(text string) ([]segment, error) {
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("no text")
	}
	var segs []segment
	literal := func(s string) {
		if s == "" {
			return
		}
		if n := len(segs); n > 0 && segs[n-1].name == "" {
			segs[n-1].text += s
			return
		}
		segs = append(segs, segment{text: s})
	}
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		name, format, formatted := strings.Cut(text[open+1:open+end], ":")
		if !isName(name) {
			literal(text[:open+1])
			text = text[open+1:]
			continue
		}
		if formatted && format != "number" {
			return nil, fmt.Errorf("place {%s:%s}: the only format is number", name, format)
		}
		literal(text[:open])
		segs = append(segs, segment{name: name, number: formatted})
		text = text[open+end+1:]
	}
	literal(text)
	return segs, nil
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	return s != ""
}
