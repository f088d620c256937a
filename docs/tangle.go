package docs

import "strings"

const (
	// maxQuotations is how deep quotations can lie in one another.
	maxQuotations = 100
	// maxOpenLinks is how many links can be begun before one ends.
	maxOpenLinks = 500
)

// Tangled reports whether a text is one that nobody writes and that the parser
// of Markdown takes seconds for: its time grows with the square of the depth of
// quotations, and of the links without an end.
func Tangled(text string) bool {
	for line := range strings.Lines(text) {
		markers := 0
		for _, r := range line {
			if r == '>' {
				markers++
			} else if r != ' ' && r != '\t' {
				break
			}
		}
		if markers > maxQuotations {
			return true
		}
	}
	open := 0
	for i := range len(text) {
		switch {
		case text[i] == '(' && i > 0 && text[i-1] == ']':
			open++
		case text[i] == ')' && open > 0:
			open--
		}
		if open > maxOpenLinks {
			return true
		}
	}
	return false
}
