package server

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"text/template/parse"

	"luonnos/internal/locale"
	"luonnos/people"
)

//go:embed templates
var templateFiles embed.FS

// templates holds every page in every language: one set a language, so that
// the functions are bound once and nothing is cloned for a request.
type templates struct {
	sets map[people.Lang]*template.Template
}

func newTemplates(cat *locale.Catalog, a addresses, files *assets) (*templates, error) {
	t := &templates{sets: map[people.Lang]*template.Template{}}
	for _, lang := range people.Langs {
		set, err := parseTemplates(funcs(cat.Printer(lang), a, files))
		if err != nil {
			return nil, err
		}
		t.sets[lang] = set
	}
	return t, nil
}

// parseTemplates names each page by its file, "home" for home.html; files in
// partials only {{define}}.
func parseTemplates(f template.FuncMap) (*template.Template, error) {
	set := template.New("").Funcs(f)
	err := fs.WalkDir(templateFiles, "templates", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		page := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		before := trees(set)
		if _, err := set.New(page).Parse(string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for defined, tree := range trees(set) {
			if old, ok := before[defined]; ok && old != tree {
				return fmt.Errorf("%s: a template %q is there already", name, defined)
			}
		}
		return nil
	})
	return set, err
}

// trees are the bodies of the set's templates: a second one of a name would
// silently take the place of the first.
func trees(set *template.Template) map[string]*parse.Tree {
	out := map[string]*parse.Tree{}
	for _, t := range set.Templates() {
		if t.Tree != nil {
			out[t.Name()] = t.Tree
		}
	}
	return out
}

// execute writes one template of the language's set.
func (t *templates) execute(lang people.Lang, name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := t.sets[lang].ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	// It comes from html/template: it is escaped already.
	return template.HTML(b.String()), nil
}
