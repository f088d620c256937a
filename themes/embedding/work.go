package embedding

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"strings"
	"unicode/utf8"
)

const (
	// maxText is how much of a text is sent, in bytes: what it is about is said
	// early, and small models read about as much.
	maxText = 2000
	// A request holds at most so many texts, and bytes of text.
	batchTexts = 64
	batchBytes = 64 << 10
)

// work is the texts of one call: each different text is looked up and asked for
// once.
type work struct {
	vectors [][]float32 // one for each text of the call
	texts   []input     // the different ones
	at      [][]int     // for each, where it stands in the call
	found   []bool
}

// input is a text as it is sent, and the key that its vector is kept by.
type input struct {
	text, key string
	index     int // in work.texts
}

func newWork(texts []string) *work {
	w := &work{vectors: make([][]float32, len(texts))}
	known := map[string]int{}
	for i, t := range texts {
		if t = sent(t); t == "" {
			continue
		}
		n, ok := known[t]
		if !ok {
			sum := sha256.Sum256([]byte(t))
			n = len(w.texts)
			known[t] = n
			w.texts = append(w.texts, input{t, hex.EncodeToString(sum[:]), n})
			w.at = append(w.at, nil)
		}
		w.at[n] = append(w.at[n], i)
	}
	w.found = make([]bool, len(w.texts))
	return w
}

// sent is a text as the service gets it.
func sent(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
	if len(text) > maxText {
		end := maxText
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	return text
}

// put sets the vector of a text wherever the text stands.
func (w *work) put(index int, vector []float32) {
	for _, i := range w.at[index] {
		w.vectors[i] = vector
	}
	w.found[index] = true
}

// batches are the texts that have no vector yet, as they are asked for.
func (w *work) batches() iter.Seq[[]input] {
	return func(yield func([]input) bool) {
		var batch []input
		size := 0
		for i, in := range w.texts {
			if w.found[i] {
				continue
			}
			if len(batch) == batchTexts || size+len(in.text) > batchBytes {
				if !yield(batch) {
					return
				}
				batch, size = nil, 0
			}
			batch = append(batch, in)
			size += len(in.text)
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}
