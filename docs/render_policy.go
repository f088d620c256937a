package docs

import (
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// The renderer writes no unsafe HTML; the policies are the second wall, should
// it ever err. They are built once and safe for concurrent use.
var (
	pagePolicy     = sync.OnceValue(newPagePolicy)
	fragmentPolicy = sync.OnceValue(newFragmentPolicy)
)

func clean(policy *bluemonday.Policy, page string) string { return policy.Sanitize(page) }

// basePolicy allows what text needs and no element, attribute or address more.
func basePolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "sup",
		"table", "thead", "tbody", "tr", "th", "td", "span", "div")
	p.AllowURLSchemes(linkSchemes()...)
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href", "title").OnElements("a")
	p.AllowNoAttrs().OnElements("a", "span", "div")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^col$`)).OnElements("th")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^align-(?:left|center|right)$`)).OnElements("td", "th")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[^\s"'<>]+$`)).OnElements("code")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^raw$`)).OnElements("pre")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^table-scroll$`)).OnElements("div")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^task task-(?:open|done)$`)).OnElements("span")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^img$`)).OnElements("span")
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile(`^0$`)).OnElements("pre", "div")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^region$`)).OnElements("pre", "div")
	p.AllowAttrs("aria-label").OnElements("pre", "div", "span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^(?:mark mark-[0-9]+|mark-n)$`)).OnElements("span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^mark-n$`)).OnElements("a")
	p.AllowAttrs("title").OnElements("span")
	p.AllowAttrs("aria-label").Matching(regexp.MustCompile(`^[0-9]+: `)).OnElements("a")
	return p
}

func newPagePolicy() *bluemonday.Policy {
	p := basePolicy()
	p.AllowElements("h1", "h2", "h3", "h4", "h5", "h6", "section")
	anchor := regexp.MustCompile(`^[\p{L}\p{N}\p{M}-]+$`)
	p.AllowAttrs("id").Matching(anchor).OnElements("h1", "h2", "h3", "h4", "h5", "h6", "div", "tr")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^(?:p[0-9]+-)?fn(?:ref)?(?::[0-9]+){1,2}$`)).OnElements("li", "sup")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^passage passage-[a-z]+$`)).OnElements("div", "tr")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnotes$`)).OnElements("section")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-endnotes$`)).OnElements("section")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnote-(?:ref|back)$`)).OnElements("a")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-(?:noteref|backlink)$`)).OnElements("a")
	p.AllowAttrs("aria-label").OnElements("a", "section")
	p.AllowAttrs("src", "alt", "title").OnElements("img")
	p.AllowAttrs("name").Matching(regexp.MustCompile(`^m[0-9]+c?$`)).OnElements("slot")
	return p
}

// newFragmentPolicy also tells search engines that the links are residents'.
func newFragmentPolicy() *bluemonday.Policy {
	p := basePolicy()
	p.RequireNoFollowOnLinks(true)
	return p
}
