// Package docs keeps the text: pages of Markdown, their passages, every version
// of them and who brought it.
//
// The text lives as git objects in the store; the tables beside them (commits,
// page versions, passage log, search) are written with each commit and answer
// what a reader asks, so nothing here walks git history inside a request. It is
// the only room that knows go-git and goldmark. It must not know proposals,
// discussion or the web: a proposal is a number to it.
package docs

import (
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
)

// Hash is a git object name: 40 lower-case hexadecimal digits, "" for none.
type Hash string

// RefName is a full git reference name, such as "refs/heads/main".
type RefName string

const (
	// Main is the strategy as it stands.
	Main RefName = "refs/heads/main"
	// Record holds the decisions that changed no text, as JSON files.
	Record RefName = "refs/heads/decisions"
	// TagPrefix begins the references of frozen versions.
	TagPrefix RefName = "refs/tags/"
	// ProposalPrefix begins the private references of proposals; no clone lists them.
	ProposalPrefix RefName = "refs/proposals/"
)

// Public reports whether the reference belongs to the public record.
func (r RefName) Public() bool {
	return r == Main || r == Record || strings.HasPrefix(string(r), string(TagPrefix))
}

// Path is the path of a page in the repository: slash-separated, ends in ".md".
type Path string

// ValidatePath returns a fault in the field "path" unless p can name a page;
// hidden files and folders cannot.
func ValidatePath(p Path) error {
	s := string(p)
	if s == "" || path.Clean("/"+s) != "/"+s || !strings.HasSuffix(s, ".md") || len(s) > 200 ||
		!utf8.ValidString(s) || strings.ContainsAny(s, "\x00\\") || strings.Contains("/"+s, "/.") {
		return fault.InField("path", "error.path")
	}
	return nil
}

// Lang is the language of the page: "sv" for "x.sv.md", Finnish without a suffix.
func (p Path) Lang() people.Lang {
	stem := strings.TrimSuffix(string(p), ".md")
	for _, l := range people.Langs {
		if strings.HasSuffix(stem, "."+string(l)) {
			return l
		}
	}
	return people.Finnish
}

// Slug is the path without ".md", as addresses show it.
func (p Path) Slug() string { return strings.TrimSuffix(string(p), ".md") }

// Page is a page as it stands on main.
type Page struct {
	Path  Path
	Title string
	Blob  Hash
	// Seq is the number of the commit on main that last changed the page.
	Seq int64
	// Commit is that commit.
	Commit Hash
	// Passages are the identities of the passages, in the order of Passages(source).
	Passages []PassageID
	Words    int
	Changed  time.Time
}

// VersionKind tells what a commit did to a page.
type VersionKind string

const (
	Added   VersionKind = "added"
	Changed VersionKind = "changed"
	Removed VersionKind = "removed"
)

// Version is one version of a page: the page log.
type Version struct {
	Path   Path
	Seq    int64 // commit's number on main, 1 for the first
	Kind   VersionKind
	Commit Hash
	Blob   Hash // "" when removed
	Title  string
	// Passages as in Page.
	Passages []PassageID
	// Author wrote the text; Decider brought it to main. They are the same for
	// an import.
	Author, Decider people.Pseudonym
	// Proposal is the number of the proposal that brought it, 0 for none.
	Proposal int64
	// Summary is the first line of the commit message.
	Summary string
	At      time.Time
}

// Commit is one commit of the graph.
type Commit struct {
	Hash    Hash
	Tree    Hash
	Parents []Hash
	// Gen is 1 for a root, otherwise one more than the largest of the parents'.
	Gen int64
	// Seq is the number on main's first-parent history, from 1; 0 off it.
	Seq      int64
	Author   people.Pseudonym
	Decider  people.Pseudonym
	Proposal int64
	Summary  string
	At       time.Time
}

// PassageChange tells what a commit did to a passage.
type PassageChange string

const (
	PassageCreated PassageChange = "created"
	PassageChanged PassageChange = "changed"
	PassageMoved   PassageChange = "moved"
	PassageRemoved PassageChange = "removed"
)

// PassageEvent is one event in the life of a passage.
type PassageEvent struct {
	Passage  PassageID
	Path     Path
	Seq      int64
	Change   PassageChange
	Text     string // the passage's Markdown after the event; before it when removed
	Author   people.Pseudonym
	Decider  people.Pseudonym
	Proposal int64
	At       time.Time
}

// File is one file of a tree to write; nil Content removes it.
type File struct {
	Path    string
	Content []byte
}

// Hit is one search result.
type Hit struct {
	// Kind is "page", "proposal" or "initiative".
	Kind string
	// Subject is the page's path or the number.
	Subject string
	Passage PassageID // "" outside pages
	Title   string
	// Text is the plain text of the passage or of the summary.
	Text  string
	Lang  people.Lang
	Score float64
}
