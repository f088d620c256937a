package themes

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"luonnos/internal/fault"
)

const (
	// MaxTag is the longest tag, in characters.
	MaxTag = 100
	// MaxTags is how many tags of one item are kept.
	MaxTags = 50
)

// tagSeparators may be inside a tag: low line, middle dot, katakana middle dot
// and zero width non-joiner.
const tagSeparators = "_\u00b7\u30fb\u200c"

// undecomposed are the Latin letters whose stroke or tail is no combining mark,
// and the letters that have a second small form.
var undecomposed = strings.NewReplacer("đ", "d", "ð", "d", "ħ", "h", "ı", "i", "ĸ", "k", "ł", "l",
	"ŋ", "n", "ø", "o", "ŧ", "t", "ß", "ss", "ς", "σ")

// FoldTag returns the form by which tags are compared, as Mastodon compares
// hashtags: compatibility forms are made one (NFKC), case and the diacritics of
// Latin letters go, and so does what cannot be in a tag, the '#' among it:
// #Töölö and #toolo are one tag. It goes a little further than Mastodon's table
// of letters: every Latin letter loses its marks, and ß is ss. The folded form
// of what holds nothing of a tag is "". See ActivityPub's Hashtag in Mastodon's
// documentation (spec/activitypub).
func FoldTag(tag string) string {
	letters := norm.NFD.String(strings.ToLower(norm.NFKC.String(tag)))
	var b strings.Builder
	latin := false
	for _, r := range undecomposed.Replace(letters) {
		switch {
		case unicode.Is(unicode.M, r):
			if !latin {
				b.WriteRune(r)
			}
		case unicode.IsLetter(r) || unicode.Is(unicode.Nd, r):
			latin = unicode.Is(unicode.Latin, r)
			b.WriteRune(r)
		case strings.ContainsRune(tagSeparators, r):
			latin = false
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

// FindTags returns the hashtags of a plain text, as written and without '#', in
// their order, each once by its folded form, and at most MaxTags. They are
// found by Mastodon's rule: letters, digits and low lines, separators inside,
// not digits alone; and not after a letter, a digit, '/', '=' or ')', so that an
// address holds none.
func FindTags(text string) []string {
	var tags []string
	seen := map[string]bool{}
	for i := 0; len(tags) < MaxTags; {
		at := strings.IndexByte(text[i:], '#')
		if at < 0 {
			break
		}
		i += at + 1
		before, _ := utf8.DecodeLastRuneInString(text[:i-1])
		if i > 1 && (before == '/' || before == '=' || before == ')' || unicode.IsLetter(before) || unicode.IsNumber(before)) {
			continue
		}
		tag := tagAt(text[i:])
		i += len(tag)
		folded := FoldTag(tag)
		if folded == "" || seen[folded] || utf8.RuneCountInString(tag) > MaxTag {
			continue
		}
		seen[folded] = true
		tags = append(tags, tag)
	}
	return tags
}

// tagAt returns the tag that text begins with, "" for none.
func tagAt(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return !inWord(r) && !strings.ContainsRune(tagSeparators, r) })
	if end < 0 {
		end = len(text)
	}
	tag := strings.TrimRightFunc(text[:end], func(r rune) bool { return !inWord(r) })
	first, size := utf8.DecodeRuneInString(tag)
	if !inWord(first) {
		return ""
	}
	if strings.ContainsFunc(tag, isAlpha) {
		return tag
	}
	_, last := utf8.DecodeLastRuneInString(tag)
	if len(tag) > size+last && strings.ContainsAny(tag[size:len(tag)-last], tagSeparators) {
		return tag // such as 2026_11
	}
	return ""
}

func isAlpha(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

// inWord tells the characters that a tag may begin and end with.
func inWord(r rune) bool {
	return r != utf8.RuneError && (isAlpha(r) || unicode.Is(unicode.Nd, r) || unicode.Is(unicode.Pc, r))
}

// Tagging is what the tag rules together say.
type Tagging struct{ rules map[string]TagRule }

// NewTagging puts rules together, by the folded forms of their tags.
func NewTagging(rules []TagRule) Tagging {
	t := Tagging{rules: make(map[string]TagRule, len(rules))}
	for _, r := range rules {
		r.Tag, r.Into = FoldTag(r.Tag), FoldTag(r.Into)
		if r.Tag != "" {
			t.rules[r.Tag] = r
		}
	}
	return t
}

// Check tells whether the rule can be put among the others: it needs a tag,
// and its tag must not become another name of itself.
func (t Tagging) Check(r TagRule) error {
	tag, into := FoldTag(r.Tag), FoldTag(r.Into)
	switch {
	case tag == "":
		return fault.InField("tag", "error.hashtag")
	case utf8.RuneCountInString(tag) > MaxTag:
		return fault.InField("tag", "error.hashtag-long", MaxTag)
	case into == "" && strings.TrimSpace(r.Into) != "":
		return fault.InField("into", "error.hashtag")
	case utf8.RuneCountInString(into) > MaxTag:
		return fault.InField("into", "error.hashtag-long", MaxTag)
	case into != "" && slices.Contains(t.names(into), tag):
		return fault.InField("into", "error.hashtag-circle")
	}
	return nil
}

// names returns the folded tag and the tags that it is another name of, the
// last one being the one to use.
func (t Tagging) names(tag string) []string {
	names := []string{FoldTag(tag)}
	for {
		into := t.rules[names[len(names)-1]].Into
		// Check lets no circle in; rows of two writers could still make one.
		if into == "" || slices.Contains(names, into) {
			return names
		}
		names = append(names, into)
	}
}

// Name returns the folded tag that a tag counts as.
func (t Tagging) Name(tag string) string {
	names := t.names(tag)
	return names[len(names)-1]
}

// Tagged is what the tags of an item say by the rules.
type Tagged struct {
	// Names are the folded tags that the item counts under, in their order.
	Names []string
	// Area is of the first tag that tells one, "" for none.
	Area string
	// To are the passages that the item is tied to.
	To []Target
}

// Read applies the rules to an item's tags.
func (t Tagging) Read(tags []string) Tagged {
	var s Tagged
	for _, tag := range tags {
		names := t.names(tag)
		if name := names[len(names)-1]; name != "" && !slices.Contains(s.Names, name) {
			s.Names = append(s.Names, name)
		}
		for _, name := range names {
			r := t.rules[name]
			if s.Area == "" {
				s.Area = r.Area
			}
			if r.To != (Target{}) && !slices.Contains(s.To, r.To) {
				s.To = append(s.To, r.To)
			}
		}
	}
	return s
}
