// Package locale says things in Finnish, Swedish and English: the sentences of
// the interface, dates, numbers and plurals.
//
// The sentences live in fi/*.json, sv/*.json and en/*.json, one object a file,
// from key to sentence or to its plural forms:
//
//	"discuss.heading": "Keskustelu",
//	"discuss.greeting": "Hei {name}, {0:number} merkkiä",
//	"discuss.comments": {"one": "{0} kommentti", "other": "{0} kommenttia"}
//
// A place is an argument's index ({0}) or name ({name}); ":number" groups its
// digits. Anything else in braces stands for itself. The package must not know
// pages, mail or HTML: what it returns is plain text.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"luonnos/people"
	_ "time/tzdata" // the zone must be there on a machine without zone files
)

//go:embed fi/*.json sv/*.json en/*.json
var files embed.FS

// Zone is the time zone everything is shown in.
const Zone = "Europe/Helsinki"

// maxMissing bounds the memory of keys that were asked for in vain.
const maxMissing = 1000

// Catalog holds every sentence in every language. It is safe for concurrent use.
type Catalog struct {
	sentences map[people.Lang]map[string]sentence
	numbers   map[people.Lang]*message.Printer
	zone      *time.Location

	mu      sync.Mutex
	missing map[string]bool // "fi some.key"
}

// Load reads the embedded files. It fails on malformed files, on a key given
// twice in a language, and on a sentence without text.
func Load() (*Catalog, error) { return load(files) }

func load(from fs.FS) (*Catalog, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	c := &Catalog{
		sentences: map[people.Lang]map[string]sentence{},
		numbers:   map[people.Lang]*message.Printer{},
		zone:      zone,
		missing:   map[string]bool{},
	}
	for _, lang := range people.Langs {
		c.numbers[lang] = message.NewPrinter(language.Make(string(lang)))
		c.sentences[lang], err = loadLang(from, lang)
		if err != nil {
			return nil, fmt.Errorf("locale: %w", err)
		}
	}
	return c, nil
}

// Printer returns the printer of the language, the Finnish one for an unknown.
func (c *Catalog) Printer(lang people.Lang) Printer {
	if _, ok := c.sentences[lang]; !ok {
		lang = people.Finnish
	}
	return Printer{catalog: c, lang: lang}
}

// Missing lists the keys that were asked for and not found, as "fi some.key",
// for tests to insist that there are none.
func (c *Catalog) Missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keys []string
	for k := range c.missing {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *Catalog) miss(lang people.Lang, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.missing) < maxMissing {
		c.missing[string(lang)+" "+key] = true
	}
}
