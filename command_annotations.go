package main

import (
	"bytes"
	"context"
	"os"
	"path"

	"luonnos/docs"
	"luonnos/internal/locale"
	"luonnos/people"
	"luonnos/revisions"
)

// annotationsSuffix ends the file of a page's discussion, beside the page.
const annotationsSuffix = ".annotations.jsonld"

// exportDiscussions writes the public discussion of each page that has one
// beside the page, as W3C Web Annotations of the page's file, and returns how
// many files that makes.
func exportDiscussions(ctx context.Context, r *rooms, dir string) (int, error) {
	catalog, err := locale.Load()
	if err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	pages, err := r.docs.Pages(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, page := range pages {
		text, err := pageAnnotations(ctx, r, catalog.Printer(page.Path.Lang()), page)
		if err != nil {
			return n, err
		}
		if text == nil {
			continue
		}
		if err := root.WriteFile(page.Path.Slug()+annotationsSuffix, text, 0o666); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// pageAnnotations is the file of a page's discussion, nil when nobody has said
// anything that can be read.
func pageAnnotations(ctx context.Context, r *rooms, p locale.Printer, page docs.Page) ([]byte, error) {
	discussion, err := r.revisions.Discussion(ctx, page.Path)
	if err != nil {
		return nil, err
	}
	authors := discussion.Authors()
	if len(authors) == 0 {
		return nil, nil
	}
	names, err := r.people.Names(ctx, authors)
	if err != nil {
		return nil, err
	}
	collection := discussion.Annotations(revisions.AnnotationNames{
		Page: path.Base(string(page.Path)), Label: p.T("anchor.collection", page.Title),
		Comment: revisions.CommentURN,
		Person: func(id people.ID) string {
			switch a := names[id]; {
			case a.Name != "":
				return a.Name
			case !a.Erased.IsZero():
				return p.T("person.erased")
			}
			return p.T("person.unnamed")
		},
	})
	var out bytes.Buffer
	if err := collection.Write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
