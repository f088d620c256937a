package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"luonnos/people"
)

// templateString is a string in a template, such as {{t "home.title"}}.
var templateString = regexp.MustCompile(`"([^"\s]+)"`)

// spoken collects the strings of the program's Go files and templates, each
// with a file that has it.
func spoken(t *testing.T) map[string]string {
	t.Helper()
	const root = "../.."
	said := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case d.IsDir() && (strings.HasPrefix(name, ".") && path != root || name == "testdata" || name == "node_modules"):
			return filepath.SkipDir
		case strings.HasSuffix(name, ".html"):
			raw, err := os.ReadFile(path)
			for _, m := range templateString.FindAllStringSubmatch(string(raw), -1) {
				said[m[1]] = path
			}
			return err
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil {
						said[s] = path
					}
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(said) < 100 {
		t.Fatalf("only %d strings found: is the root wrong?", len(said))
	}
	return said
}

// TestEveryFailureIsExplained: what is the key of an error in the program has
// its sentence.
func TestEveryFailureIsExplained(t *testing.T) {
	key := regexp.MustCompile(`^(error|problem)(\.[a-z_-]+)+$`)
	fi := shapes(t, people.Finnish)
	for s, path := range spoken(t) {
		if key.MatchString(s) && fi[s] == "" {
			t.Errorf("%s says %q, which no locale file has", path, s)
		}
	}
}

// TestEverySentenceIsSpoken: a sentence that nothing names is dead. The program
// may put a key together, from a beginning such as "role." and a code, or by
// "stance.%s-count". Sentences of a word that is nowhere spoken (all of
// "account.", say) wait for their pages.
func TestEverySentenceIsSpoken(t *testing.T) {
	var patterns []string
	verb := regexp.MustCompile(`%[sdv]`)
	part := regexp.MustCompile(`^[a-z][a-z_-]*[.][a-z0-9_.%-]*$`)
	for s := range spoken(t) {
		if !part.MatchString(s) {
			continue
		}
		p := verb.ReplaceAllString(regexp.QuoteMeta(s), "[a-z0-9_-]+")
		if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "-") {
			p += ".+"
		}
		patterns = append(patterns, p)
	}
	said := regexp.MustCompile("^(" + strings.Join(patterns, "|") + ")$")

	keys := shapes(t, people.Finnish)
	words := map[string]bool{}
	for key := range keys {
		if said.MatchString(key) {
			word, _, _ := strings.Cut(key, ".")
			words[word] = true
		}
	}
	for key, shape := range keys {
		if word, _, _ := strings.Cut(key, "."); words[word] && !said.MatchString(key) {
			t.Errorf("%s nothing says %q", strings.Fields(shape)[0], key)
		}
	}
}
