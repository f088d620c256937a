package server

import (
	"fmt"
	"net/url"
	"strings"

	"luonnos/docs"
	"luonnos/people"
)

// addresses builds the address of a route in a language.
type addresses struct {
	patterns map[string]string
	// queries are the query keys that mean something on some page.
	queries map[string]bool
}

func newAddresses(table []route) (addresses, error) {
	a := addresses{patterns: map[string]string{}, queries: map[string]bool{}}
	for _, row := range table {
		if p, ok := a.patterns[row.name]; ok && p != row.pattern {
			return a, fmt.Errorf("route %s has two patterns", row.name)
		}
		a.patterns[row.name] = row.pattern
		for _, key := range row.query {
			a.queries[key] = true
		}
		for _, lang := range people.Langs {
			if _, err := translate(row.pattern, lang); err != nil {
				return a, fmt.Errorf("route %s: %w", row.name, err)
			}
		}
	}
	return a, nil
}

// translate gives the pattern's words in the language and puts the language
// before it: "/{proposals}/:id" in Finnish is "/fi/ehdotukset/:id".
func translate(pattern string, lang people.Lang) (string, error) {
	var b strings.Builder
	b.WriteString("/" + string(lang))
	for part := range strings.SplitSeq(strings.Trim(pattern, "/"), "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name, ending, _ := strings.Cut(name, "}") // such as ".json"
			w, ok := word(name, lang)
			if !ok {
				return "", fmt.Errorf("no word for %s", part)
			}
			part = w + ending
		}
		if part != "" {
			b.WriteString("/" + part)
		}
	}
	return b.String(), nil
}

// url builds the address of the named route: the arguments fill its parameters
// in order, those beyond are query keys and values (empty values are left out).
func (a addresses) url(lang people.Lang, name string, args ...any) (string, error) {
	pattern, ok := a.patterns[name]
	if !ok {
		return "", fmt.Errorf("no route is called %q", name)
	}
	pattern, err := translate(pattern, lang)
	if err != nil {
		return "", err
	}
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if part != "*" && !strings.HasPrefix(part, ":") {
			continue
		}
		if len(args) == 0 {
			return "", fmt.Errorf("route %s: no argument for %s", name, part)
		}
		value := addressText(args[0])
		args = args[1:]
		if value == "" {
			return "", fmt.Errorf("route %s: empty argument for %s", name, part)
		}
		if part == "*" {
			parts[i] = escapePath(value)
		} else {
			parts[i] = url.PathEscape(value)
		}
	}
	if len(args)%2 != 0 {
		return "", fmt.Errorf("route %s: query key without a value", name)
	}
	address := strings.Join(parts, "/")
	q := url.Values{}
	for i := 0; i < len(args); i += 2 {
		if v := addressText(args[i+1]); v != "" && v != "0" {
			q.Set(addressText(args[i]), v)
		}
	}
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address, nil
}

func addressText(v any) string {
	if p, ok := v.(docs.Path); ok {
		return p.Slug()
	}
	return fmt.Sprint(v)
}

// escapePath escapes a nested path and keeps its slashes.
func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// normalQuery keeps the known keys with a value, once each and in order, so
// that one page has one key in the cache.
func (a addresses) normalQuery(raw string) string {
	if raw == "" {
		return ""
	}
	in, _ := url.ParseQuery(raw)
	out := url.Values{}
	for key, values := range in {
		if a.queries[key] && values[0] != "" {
			out.Set(key, values[0])
		}
	}
	return out.Encode()
}

// localTarget returns the target when it is an address of this site that is
// safe to redirect to, "" otherwise.
func localTarget(target string) string {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") ||
		strings.ContainsAny(target, "\\\r\n\t\x00") {
		return ""
	}
	u, err := url.Parse(target)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	return target
}
