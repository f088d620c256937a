package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list` tells of a package of this module.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// TestArrows holds the design: who may import whom, and which room alone knows
// a technology.
func TestArrows(t *testing.T) {
	pkgs := listPackages(t)

	// room -> the rooms it may depend on, directly or not.
	allowed := map[string][]string{
		"luonnos/internal/fault":   {},
		"luonnos/internal/event":   {},
		"luonnos/internal/locale":  {"people", "internal/fault", "internal/event"},
		"luonnos/people":           {"internal/fault", "internal/event"},
		"luonnos/docs":             {"people", "internal/fault", "internal/event"},
		"luonnos/revisions":        {"docs", "people", "internal/fault", "internal/event"},
		"luonnos/initiatives":      {"revisions", "docs", "people", "internal/fault", "internal/event"},
		"luonnos/themes/grouping":  {},
		"luonnos/themes":           {"themes/grouping", "people", "internal/fault", "internal/event"},
		"luonnos/themes/embedding": {"people", "internal/fault", "internal/event"},
		"luonnos/themes/intake":    {"themes", "themes/grouping", "people", "internal/fault", "internal/event"},
		"luonnos/internal/notify":  {"people", "internal/locale", "internal/fault", "internal/event"},
		"luonnos/internal/store":   {"themes", "themes/grouping", "initiatives", "revisions", "docs", "people", "internal/fault", "internal/event"},
		"luonnos/server":           {"themes", "themes/grouping", "themes/intake", "initiatives", "revisions", "docs", "people", "internal/locale", "internal/fault", "internal/event"},
	}
	for path, may := range allowed {
		p, ok := pkgs[path]
		if !ok {
			t.Errorf("%s: no such package; the design names it", path)
			continue
		}
		for _, dep := range p.Deps {
			room, ours := strings.CutPrefix(dep, "luonnos/")
			if ours && !slices.Contains(may, room) {
				t.Errorf("%s depends on %s", path, dep)
			}
		}
	}

	// technology -> the packages that alone may import it.
	only := map[string][]string{
		"github.com/go-git/go-git/":    {"luonnos/docs"},
		"github.com/yuin/goldmark":     {"luonnos/docs"},
		"github.com/sergi/go-diff/":    {"luonnos/revisions"},
		"github.com/labstack/echo/":    {"luonnos/server"},
		"modernc.org/sqlite":           {"luonnos/internal/store"},
		"database/sql":                 {"luonnos/internal/store"},
		"github.com/pressly/goose/":    {"luonnos/internal/store"},
		"github.com/wneessen/go-mail":  {"luonnos/internal/notify"},
		"github.com/alecthomas/kong":   {"luonnos"},
		"github.com/blevesearch/snowb": {"luonnos/docs", "luonnos/themes/grouping"},
		"github.com/mattn/go-mastodon": {"luonnos/themes/intake"},
		"github.com/mmcdole/gofeed":    {"luonnos/themes/intake"},
		"github.com/emersion/go-imap/": {"luonnos/themes/intake"},
		"github.com/emersion/go-mess":  {"luonnos/themes/intake"},
	}
	for path, p := range pkgs {
		for _, imp := range p.Imports {
			for tech, who := range only {
				if strings.HasPrefix(imp, tech) && !slices.Contains(who, path) {
					t.Errorf("%s imports %s, which belongs to %v", path, imp, who)
				}
			}
		}
	}

	for _, room := range []string{"luonnos/people", "luonnos/docs", "luonnos/revisions", "luonnos/initiatives", "luonnos/themes"} {
		for _, imp := range pkgs[room].Imports {
			if imp == "net/http" || imp == "database/sql" {
				t.Errorf("%s imports %s: a domain room knows neither web nor database", room, imp)
			}
		}
	}
}

func listPackages(t *testing.T) map[string]pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", "./...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	pkgs := map[string]pkg{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "luonnos" || strings.HasPrefix(p.ImportPath, "luonnos/") {
			pkgs[p.ImportPath] = p
		}
	}
	return pkgs
}

// TestFileNames keeps the rule that a file is named after one noun.
func TestFileNames(t *testing.T) {
	files, err := filepath.Glob("*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, f := range files {
		for _, bad := range []string{"util", "helper", "common", "misc"} {
			if strings.Contains(filepath.Base(f), bad) {
				t.Errorf("%s: name the noun instead of %q", f, bad)
			}
		}
	}
}
