package intake

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-mastodon"

	"luonnos/themes"
)

// arrival makes an arrival of a post; false for one that is not taken.
func (f *mastodonFetch) arrival(p *mastodon.Status) (themes.Arrival, bool) {
	if p == nil || p.Visibility != "public" || p.Reblog != nil || !isID(string(p.ID)) {
		return themes.Arrival{}, false
	}
	profile := strings.ToLower(PlainText(p.Account.Note))
	if strings.Contains(profile, "#noindex") || strings.Contains(profile, "#nobot") {
		return themes.Arrival{}, false
	}
	a := themes.Arrival{
		Foreign: string(p.ID), Address: cmp.Or(address(p.URL), address(p.URI)), At: p.CreatedAt,
		Lang: readLang(p.Language), Title: line(p.SpoilerText), Text: PlainText(p.Content),
	}
	if a.Text == "" {
		return a, false // a picture without a word
	}
	a.Tags = postTags(a.Text, p.Tags)
	if p.Account.Acct != "" {
		handle := "@" + p.Account.Acct
		if !strings.Contains(p.Account.Acct, "@") {
			handle += "@" + f.host
		}
		a.Sender = &themes.Sender{Handle: line(handle)}
	}
	return a, true
}

// postTags are the tags of a post as they are written in it, and then those
// that only the server knows of.
func postTags(text string, tags []mastodon.Tag) []string {
	found := themes.FindTags(text)
	for _, t := range tags {
		same := func(other string) bool { return themes.FoldTag(other) == themes.FoldTag(t.Name) }
		if !slices.ContainsFunc(found, same) {
			found = append(found, t.Name)
		}
	}
	return found
}

// optedOut tells of each post in a page whether its writer does not want to be
// indexed; the library does not read these.
func optedOut(page []byte, posts int) []bool {
	out := make([]bool, posts)
	var accounts []struct {
		Account struct {
			NoIndex bool `json:"noindex"`
		} `json:"account"`
	}
	if json.Unmarshal(page, &accounts) != nil || len(accounts) != posts {
		for i := range out {
			out[i] = true // unreadable: nobody is taken
		}
		return out
	}
	for i, a := range accounts {
		out[i] = a.Account.NoIndex
	}
	return out
}

// idLess compares ids by number where they are numbers of any length, and as
// text where they are not.
func idLess(a, b string) bool {
	if isDigits(a) && isDigits(b) {
		a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		return len(a) < len(b) || len(a) == len(b) && a < b
	}
	return a < b
}

// isID reports whether an id can be put in an address as it is.
func isID(id string) bool {
	return id != "" && len(id) <= maxForeign && strings.IndexFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	}) < 0
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// idBefore is the id that a post would have, had it been written so much before
// the one with the id. Mastodon's ids are milliseconds and 16 more bits; where
// they are not such, it is the id itself.
func idBefore(id string, by time.Duration) string {
	n, err := strconv.ParseInt(id, 10, 64)
	ms := n>>16 - by.Milliseconds()
	if err != nil || ms < time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() {
		return id
	}
	return strconv.FormatInt(ms<<16, 10)
}
