package revisions

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"luonnos/docs"
	"luonnos/people"
)

// The types here are the public discussion of a page in the Web Annotation Data
// Model of W3C (Recommendation of 23 February 2017), as JSON-LD. What that
// model has no word for is in the terms "luonnos:…".

// AnnotationType is the media type of an AnnotationCollection as JSON.
const AnnotationType = `application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"`

// AnnotationCollection holds every comment on the strategy's page that can be
// read, on one AnnotationPage.
type AnnotationCollection struct {
	Context []any          `json:"@context"`
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Label   string         `json:"label"`
	Total   int            `json:"total"`
	First   AnnotationPage `json:"first"`
}

// AnnotationPage is the only page of a collection.
type AnnotationPage struct {
	ID         string       `json:"id"`
	Type       string       `json:"type"`
	StartIndex int          `json:"startIndex"`
	Items      []Annotation `json:"items"`
}

// Annotation is one comment. Its Target is an AnnotationTarget or, for an
// answer, the id of the comment answered.
type Annotation struct {
	ID         string            `json:"id"`
	Type       string            `json:"type"`
	Motivation string            `json:"motivation"`
	Created    time.Time         `json:"created"`
	Modified   *time.Time        `json:"modified,omitempty"`
	Creator    AnnotationCreator `json:"creator"`
	Body       AnnotationBody    `json:"body"`
	Target     any               `json:"target"`
}

// AnnotationCreator is a person by the name that the pages show.
type AnnotationCreator struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// AnnotationBody is what a comment says.
type AnnotationBody struct {
	Type     string      `json:"type"`
	Value    string      `json:"value"`
	Format   string      `json:"format"`
	Language people.Lang `json:"language"`
}

// AnnotationTarget are words of a page. The selectors select the words as they
// stand now; those of an orphan tell what stood there, and have no position.
type AnnotationTarget struct {
	Type     string     `json:"type"`
	Source   string     `json:"source"`
	Selector []Selector `json:"selector"`
	// Fate is what has become of the words, Then the words that were commented
	// on where they have changed, Since the version that did it, 0 for none.
	Fate  Fate      `json:"luonnos:fate"`
	Then  *Selector `json:"luonnos:then,omitempty"`
	Since int64     `json:"luonnos:since,omitempty"`
}

// Selector is a TextQuoteSelector, or a TextPositionSelector that counts the
// characters (Unicode code points) of the page's Markdown from 0 up to, but
// without, End.
type Selector struct {
	Type   string `json:"type"`
	Exact  string `json:"exact,omitempty"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
	Start  *int   `json:"start,omitempty"`
	End    *int   `json:"end,omitempty"`
}

// AnnotationNames gives what annotations have to be told: the addresses of the
// page and of comments, and the names of people.
type AnnotationNames struct {
	Page, Label string
	Comment     func(id int64) string
	Person      func(people.ID) string
}

// CommentURN names a comment where there is no address for it.
func CommentURN(id int64) string { return "urn:luonnos:comment:" + strconv.FormatInt(id, 10) }

// Write writes the collection as JSON.
func (c AnnotationCollection) Write(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(c)
}

// PageDiscussion is every thread on a page of the strategy that has something
// to read: about words that stand there, or stood there when they were lost.
type PageDiscussion struct {
	source  string
	threads []anchoredThread
}

type anchoredThread struct {
	Thread
	at Anchored
}

// Discussion returns the discussion of a page.
func (s *Service) Discussion(ctx context.Context, path docs.Path) (PageDiscussion, error) {
	var d PageDiscussion
	err := s.store.View(ctx, func(tx Tx) error {
		d = PageDiscussion{}
		places := placing{service: s, tx: tx, pages: map[docs.Path]*pageText{}}
		page, err := places.page(ctx, path)
		if err != nil {
			return err
		}
		d.source = string(page.source)
		rows, err := s.anchorsOn(ctx, tx, path)
		if err != nil {
			return err
		}
		for _, a := range rows {
			if a.Kind != AnchorComment || a.Path != path {
				continue
			}
			cs, err := tx.CommentsOfThread(ctx, a.ID)
			if err != nil {
				return err
			}
			for _, t := range gather(cs) {
				d.threads = append(d.threads, anchoredThread{t, a})
			}
		}
		slices.SortFunc(d.threads, func(a, b anchoredThread) int { return cmp.Compare(a.ID, b.ID) })
		return nil
	})
	return d, err
}

// Authors lists those who wrote what can be read.
func (d PageDiscussion) Authors() []people.ID {
	var ids []people.ID
	for _, t := range d.threads {
		for _, c := range append([]Comment{t.Comment}, t.Answers...) {
			if c.Removed == "" {
				ids = append(ids, c.Author)
			}
		}
	}
	return ids
}

// Annotations are the comments of the discussion; removed ones are left out.
func (d PageDiscussion) Annotations(n AnnotationNames) AnnotationCollection {
	items := []Annotation{}
	for _, t := range d.threads {
		target := d.target(t.at, n.Page)
		if t.Removed == "" {
			items = append(items, annotate(t.Comment, "commenting", target, n))
		}
		for _, c := range t.Answers {
			switch {
			case c.Removed != "":
			case t.Removed != "": // what it answers cannot be read any more
				items = append(items, annotate(c, "commenting", target, n))
			default:
				items = append(items, annotate(c, "replying", n.Comment(t.ID), n))
			}
		}
	}
	return AnnotationCollection{
		Context: []any{"http://www.w3.org/ns/anno.jsonld", map[string]string{"luonnos": "urn:luonnos:"}},
		ID:      n.Page + "#comments", Type: "AnnotationCollection", Label: n.Label, Total: len(items),
		First: AnnotationPage{ID: n.Page + "#comments-1", Type: "AnnotationPage", Items: items},
	}
}

func annotate(c Comment, motivation string, target any, n AnnotationNames) Annotation {
	a := Annotation{
		ID: n.Comment(c.ID), Type: "Annotation", Motivation: motivation, Created: c.Created,
		Creator: AnnotationCreator{"Person", n.Person(c.Author)},
		Body:    AnnotationBody{"TextualBody", c.Body, "text/markdown", c.Lang},
		Target:  target,
	}
	if !c.Edited.IsZero() {
		a.Modified = &c.Edited
	}
	return a
}

func (d PageDiscussion) target(a Anchored, page string) AnnotationTarget {
	then := Selector{Type: "TextQuoteSelector", Exact: a.Quote, Prefix: a.Prefix, Suffix: a.Suffix}
	t := AnnotationTarget{Type: "SpecificResource", Source: page, Fate: a.Outcome(), Since: a.Since}
	now := a.Now(d.source)
	if now == "" {
		t.Selector = []Selector{then}
		return t
	}
	prefix, suffix := surroundings(d.source, a.Extent)
	start := utf8.RuneCountInString(d.source[:a.Start])
	end := start + utf8.RuneCountInString(now)
	t.Selector = []Selector{
		{Type: "TextQuoteSelector", Exact: now, Prefix: prefix, Suffix: suffix},
		{Type: "TextPositionSelector", Start: &start, End: &end},
	}
	if t.Fate == FateChanged {
		t.Then = &then
	}
	return t
}
