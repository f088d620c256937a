package revisions

import "strings"

// Sentences cuts Markdown into its sentences, in order, each on one line and
// without the mark that begins a heading, an item or a quotation: for people to
// point at. A line of code and a row of a table are one each.
func Sentences(text string) []string {
	var out []string
	words := newVocabulary()
	for _, b := range splitBlocks(text) {
		var tokens []token
		for i, t := range b.lex(nil, words) {
			if t.starts && i > 0 {
				out = appendSentence(out, tokens, b)
				tokens = tokens[:0]
			}
			tokens = append(tokens, t)
		}
		out = appendSentence(out, tokens, b)
	}
	return out
}

func appendSentence(out []string, tokens []token, b block) []string {
	var raw strings.Builder
	for _, t := range tokens {
		raw.WriteString(t.raw())
	}
	words := strings.Fields(raw.String())
	if len(words) > 1 && (isHeading(words[0]+" x") || isItem(words[0]+" x") || words[0] == ">") && strings.HasPrefix(strings.TrimSpace(b.body), words[0]) {
		words = words[1:]
	}
	sentence := strings.Join(words, " ")
	if strings.Trim(sentence, "#->*_+=`~|: ") == "" {
		return out
	}
	return append(out, sentence)
}
