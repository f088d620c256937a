package revisions

import "strings"

// Settle is Resolve with choices that came through a form.
func (m Merged) Settle(choices []string) (string, error) { return m.Resolve(m.fit(choices)) }

// fit gives choices that came through a form the white space around them that
// the text has at each conflict: a browser changes line ends, and a person does
// not see the blank line that parts two paragraphs.
func (m Merged) fit(choices []string) []string {
	fitted := make([]string, 0, len(choices))
	for _, c := range m.Chunks {
		if c.Origin != Unresolved || len(fitted) == len(choices) {
			continue
		}
		fitted = append(fitted, c.fit(choices[len(fitted)]))
	}
	return append(fitted, choices[len(fitted):]...)
}

func (c Chunk) fit(choice string) string {
	if choice == c.Ours || choice == c.Theirs {
		return choice
	}
	words := strings.TrimSpace(tidyText(choice))
	if words == "" {
		for _, alternative := range []string{c.Ours, c.Theirs, c.Base} {
			if onlySpace(alternative) {
				return alternative
			}
		}
		return ""
	}
	model := c.Ours
	for _, alternative := range []string{c.Ours, c.Theirs, c.Base} {
		if strings.TrimSpace(tidyText(alternative)) == words {
			return alternative
		}
		if strings.TrimSpace(model) == "" {
			model = alternative
		}
	}
	if strings.Contains(model, "\r\n") {
		words = strings.ReplaceAll(words, "\n", "\r\n")
	}
	core := strings.TrimSpace(model)
	at := strings.Index(model, core)
	return model[:at] + words + model[at+len(core):]
}
