package revisions

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// history makes up the life of a page whose every word has a hidden identity: it
// knows where each word came from, whatever the words are. It keeps the texts
// marked, every word with its number, so that a merge of marked texts cannot
// take one word for another.
type history struct {
	*rand.Rand
	texts   []string      // marked, main's versions
	writers []Hand        // by the number of a word
	gone    []markedBlock // sentences that were removed, each as a block
}

// markedBlock is a paragraph, heading or item of a marked text. A sentence ends
// with a word that ends with a full stop.
type markedBlock struct {
	mark  string
	words []string
	wrap  int // words to a line, 0 for one line
}

func readMarked(text string) []markedBlock {
	var out []markedBlock
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		b := markedBlock{words: strings.Fields(part)}
		if line, _, more := strings.Cut(part, "\n"); more {
			b.wrap = len(strings.Fields(line))
		}
		if len(b.words) > 0 && (b.words[0] == "##" || b.words[0] == "-") {
			b.mark, b.words = b.words[0]+" ", b.words[1:]
		}
		if len(b.words) > 0 {
			out = append(out, b)
		}
	}
	return out
}

func writeMarked(blocks []markedBlock) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n\n")
		}
		out.WriteString(b.mark)
		for i, w := range b.words {
			switch {
			case i == 0:
			case b.wrap > 0 && i%b.wrap == 0:
				out.WriteString("\n")
			default:
				out.WriteString(" ")
			}
			out.WriteString(w)
		}
	}
	out.WriteString("\n")
	return out.String()
}

// unmark takes the numbers out of a marked text and returns them in order.
func unmark(marked string) (plain string, numbers []int) {
	var b strings.Builder
	at := 0
	for _, w := range wordsOf(marked) {
		word := marked[w.Start:w.End]
		cut := strings.LastIndexByte(word, 'q')
		n, err := strconv.Atoi(word[cut+1:])
		if err != nil {
			panic(word)
		}
		b.WriteString(marked[at:w.Start] + word[:cut])
		numbers = append(numbers, n)
		at = w.End
	}
	return b.String() + marked[at:], numbers
}

// common are words that stand in every sentence, rare ones that few share.
var (
	common = strings.Fields("ja on että kaupunki sekä myös ei tai kun asukkaat viesti se joka mukaan")
	stems  = strings.Fields("avo kirja kokous koulu kunta kysely lapsi liike linja luku maa mieli muoto nuori nimi osallistu palaute palvelu päätös ranta saavutettav selke sivu sosiaali some tavoit teema tieto toimi turva uutis valmistel vastaa verkko viestin vuosi yhteis ympäristö")
	tails  = strings.Fields("ille issa ista iin ien in ssa sta lla lta ksi tta t")
	stock  = []string{"Lisätietoja antaa kaupungin viestintä", "Katso myös ohjeet", "Vastaamme arkisin"}
)

// begin writes the first text, of so many blocks.
func (h *history) begin(blocks int) {
	var first []markedBlock
	for range blocks {
		first = append(first, h.block(Hand{Seq: 1}))
	}
	h.texts = append(h.texts, writeMarked(first))
}

func (h *history) fresh(text string, by Hand) string {
	h.writers = append(h.writers, by)
	return text + "q" + strconv.Itoa(len(h.writers)-1)
}

func (h *history) word() string {
	if h.IntN(100) < 45 {
		return common[h.IntN(h.IntN(len(common))+1)]
	}
	return stems[h.IntN(len(stems))] + tails[h.IntN(len(tails))]
}

func (h *history) sentence(by Hand) []string {
	words := strings.Fields(stock[h.IntN(len(stock))])
	if h.IntN(20) > 0 {
		words = nil
		for range 4 + h.IntN(14) {
			words = append(words, h.word())
		}
	}
	first := []rune(words[0])
	words[0] = strings.ToUpper(string(first[:1])) + string(first[1:])
	for i := range words {
		words[i] = h.fresh(words[i], by)
	}
	words[len(words)-1] += "."
	return words
}

func (h *history) block(by Hand) markedBlock {
	switch h.IntN(8) {
	case 0:
		b := markedBlock{mark: "## "}
		for range 1 + h.IntN(3) {
			b.words = append(b.words, h.fresh(h.word(), by))
		}
		return b
	case 1, 2:
		return markedBlock{mark: "- ", words: h.sentence(by)}
	}
	b := markedBlock{wrap: h.IntN(2) * (7 + h.IntN(8))}
	for range 1 + h.IntN(5) {
		b.words = append(b.words, h.sentence(by)...)
	}
	return b
}

// bounds of a sentence of the block.
func (h *history) pick(b markedBlock) (from, to int) {
	var ends []int
	for i, w := range b.words {
		if strings.HasSuffix(w, ".") || i == len(b.words)-1 {
			ends = append(ends, i+1)
		}
	}
	n := h.IntN(len(ends))
	if n > 0 {
		from = ends[n-1]
	}
	return from, ends[n]
}

// edit is one thing that people do to a text.
func (h *history) edit(blocks []markedBlock, by Hand) []markedBlock {
	blocks = slices.Clone(blocks)
	at := h.IntN(len(blocks))
	b := &blocks[at]
	b.words = slices.Clone(b.words)
	from, to := h.pick(*b)
	switch kind := h.IntN(12); {
	case kind < 5: // rewords
		i := from + h.IntN(to-from)
		n := min(1+h.IntN(3), to-i)
		end := strings.HasSuffix(b.words[i+n-1], ".")
		var words []string
		for range 1 + h.IntN(3) {
			words = append(words, h.fresh(h.word(), by))
		}
		if end {
			words[len(words)-1] += "."
		}
		b.words = slices.Replace(b.words, i, i+n, words...)
	case kind == 5: // adds a sentence
		if b.mark == "" {
			b.words = slices.Insert(b.words, to, h.sentence(by)...)
		}
	case kind == 6: // removes one, which can come back
		if b.mark != "" || from == 0 && to == len(b.words) {
			break
		}
		if gone := slices.Clone(b.words[from:to]); len(gone) >= recalled {
			h.gone = append(h.gone, markedBlock{words: gone})
		}
		b.words = slices.Delete(b.words, from, to)
	case kind == 7: // adds a block
		blocks = slices.Insert(blocks, at, h.block(by))
	case kind == 8: // moves a block
		moved := *b
		blocks = slices.Delete(blocks, at, at+1)
		blocks = slices.Insert(blocks, h.IntN(len(blocks)+1), moved)
	case kind == 9: // moves a sentence
		other := &blocks[h.IntN(len(blocks))]
		if b.mark != "" || other.mark != "" || from == 0 && to == len(b.words) || other == b {
			break
		}
		moved := slices.Clone(b.words[from:to])
		b.words = slices.Delete(b.words, from, to)
		other.words = append(slices.Clone(other.words), moved...)
	case kind == 10: // wraps anew
		if b.mark == "" {
			b.wrap = h.IntN(2) * (5 + h.IntN(12))
		}
	case kind == 11 && len(h.gone) > 0: // brings back
		i := h.IntN(len(h.gone))
		if back := h.gone[i]; !strings.Contains(writeMarked(blocks), back.words[0]+" ") {
			blocks = slices.Insert(blocks, at, back)
		}
	}
	return blocks
}

func (h *history) edited(text string, by Hand, most int) string {
	blocks := readMarked(text)
	for range 1 + h.IntN(most) {
		blocks = h.edit(blocks, by)
	}
	return writeMarked(blocks)
}
