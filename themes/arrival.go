package themes

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"luonnos/people"
)

// digest tells what a source has now from what it had.
func (a Arrival) digest() string {
	a.Sender = nil
	a.Gone = false
	if !a.At.IsZero() {
		a.At = a.At.UTC()
	}
	b, err := json.Marshal(a)
	if err != nil {
		return "" // an attribute that is no text: taken for changed
	}
	sum := sha256.Sum256(b)
	return base64.RawStdEncoding.EncodeToString(sum[:15])
}

// tidyArrival cuts an arrival to what is kept, and finds its language and tags.
func tidyArrival(a Arrival, from Source) Arrival {
	a.Foreign = cutBytes(strings.TrimSpace(clean(a.Foreign)), maxForeign)
	if a.Gone {
		return a
	}
	a.Address = webAddress(strings.TrimSpace(clean(a.Address)))
	a.Title = cutRunes(strings.Join(strings.Fields(clean(a.Title)), " "), MaxTitle)
	a.Text = cutBytes(tidyText(a.Text), MaxText)
	a.Area = strings.TrimSpace(a.Area)
	a.Tags = tidyTags(a.Tags, a.Text)
	a.At = a.At.UTC()
	if !slices.Contains(people.Langs, a.Lang) {
		found, sure := FindLang(a.Title + "\n" + a.Text)
		switch {
		case sure:
			a.Lang = found
		case from.Lang != "":
			a.Lang = from.Lang
		case found != "":
			a.Lang = found
		default:
			a.Lang = people.Finnish
		}
	}
	if a.Status != Closed {
		a.Status = Open
	}
	a.Attributes = tidyAttributes(a.Attributes)
	if a.Place != nil && !a.Place.valid() {
		a.Place = nil
	}
	if a.About.Kind != Passage || a.About.ID == "" {
		a.About = Target{}
	}
	return a
}

// webAddress is an address that a reader can follow, "" for any other: it comes
// from strangers, and other programs read it too.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(address) > maxAddress {
		return ""
	}
	return address
}

func (p Place) valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Long >= -180 && p.Long <= 180
}

// tidyText keeps lines and paragraphs, and nothing that does not show.
func tidyText(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(clean(text), "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// clean replaces what is no text and drops what does not show, and what turns the
// direction of the words around it: those would be others' words.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const more = " …"
	end := most - len(more)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}

func cutRunes(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// tidyTags are the given tags and those in the text, each once.
func tidyTags(tags []string, text string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, t := range append(slices.Clone(tags), FindTags(text)...) {
		t = strings.TrimLeft(strings.TrimSpace(clean(t)), "#")
		folded := FoldTag(t)
		if folded == "" || seen[folded] || utf8.RuneCountInString(t) > MaxTag || len(kept) == MaxTags {
			continue
		}
		seen[folded] = true
		kept = append(kept, t)
	}
	return kept
}

func tidyAttributes(attributes map[string]string) map[string]string {
	if len(attributes) == 0 {
		return nil
	}
	names := make([]string, 0, len(attributes))
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	kept := map[string]string{}
	for _, name := range names[:min(len(names), maxAttributes)] {
		if short := cutRunes(strings.TrimSpace(clean(name)), MaxTag); short != "" {
			kept[short] = cutBytes(tidyText(attributes[name]), maxAttribute)
		}
	}
	return kept
}
func (a Arrival) refused() bool { return a.Foreign == "" || a.Title == "" && a.Text == "" }
