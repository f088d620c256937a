// Package prose reads the corpus of real prose that the text engine is measured
// on, and compares texts by the textbook, slowly and exactly. It must share
// nothing with the engine, or it would find its own mistakes right. Only
// programs under bench import it.
package prose

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
)

// DefaultCorpus is where the shared data lies beside the project.
const DefaultCorpus = "../shared/data/merge.jsonl.gz"

// Sample is one three-way merge of the corpus; see README.md beside it.
type Sample struct {
	ID, Repo, Path             string
	Kind                       Kind
	Base, Ours, Theirs, Merged string
}

// Kind is how a sample was made.
type Kind string

const (
	Real Kind = "merge" // people merged
	// Linear: Ours came after Base, Merged after Ours; Theirs is Base with what
	// was changed from Ours to Merged.
	Linear Kind = "linear"
	// Competing wordings of the same words. There is no merged text: the right
	// answer is a conflict.
	Competing Kind = "competing"
)

// Read gives the samples of a file of JSON lines, packed with gzip.
func Read(path string) ([]Sample, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	var samples []Sample
	for decoder := json.NewDecoder(unzipped); ; {
		var s Sample
		switch err := decoder.Decode(&s); {
		case errors.Is(err, io.EOF):
			return samples, nil
		case err != nil:
			return nil, err
		}
		samples = append(samples, s)
	}
}

// Lexer cuts text the way the corpus was grouped: words and single marks.
type Lexer struct{ token *regexp.Regexp }

func NewLexer() Lexer { return Lexer{regexp.MustCompile(`[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]`)} }

// Tokens of the text, in order.
func (l Lexer) Tokens(text string) []string { return l.token.FindAllString(text, -1) }

// Extents of the tokens: where each begins and ends, in bytes.
func (l Lexer) Extents(text string) [][]int { return l.token.FindAllStringIndex(text, -1) }
