package docs

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/fault"
)

func TestSplice(t *testing.T) {
	const list = "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n- c\n\nLoppu\n"
	const loose = "1. a\n\n2. b\n\n   lisää\n\n3. c\n"
	const table = "Alku\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nLoppu\n"
	const plain = "# A\nyksi\n\nkaksi\nrivi\n\nkolme\n"
	tests := []struct {
		name, source string
		ops          []SpliceOp
		want         string
	}{
		{"change", plain, []SpliceOp{{Kind: "change", Passage: 1, Text: "uusi"}}, "# A\nuusi\n\nkaksi\nrivi\n\nkolme\n"},
		{"change into several", plain, []SpliceOp{{Kind: "change", Passage: 3, Text: "x\r\n\r\ny\r\n"}}, "# A\nyksi\n\nkaksi\nrivi\n\nx\n\ny\n"},
		{"same text posted by a form", plain, []SpliceOp{{Kind: "change", Passage: 2, Text: "kaksi\r\nrivi"}}, plain},
		{"remove", plain, []SpliceOp{{Kind: "remove", Passage: 2}}, "# A\nyksi\n\nkolme\n"},
		{"remove two", plain, []SpliceOp{{Kind: "remove", Passage: 1}, {Kind: "remove", Passage: 2}}, "# A\n\nkolme\n"},
		{"remove the last", plain, []SpliceOp{{Kind: "remove", Passage: 3}}, "# A\nyksi\n\nkaksi\nrivi\n"},
		{"remove the first", plain, []SpliceOp{{Kind: "remove", Passage: 0}}, "yksi\n\nkaksi\nrivi\n\nkolme\n"},
		{"remove what kept two apart", "yksi\n# A\nkaksi\n", []SpliceOp{{Kind: "remove", Passage: 1}}, "yksi\n\nkaksi\n"},
		{"remove all", "yksi\n\nkaksi\n", []SpliceOp{{Kind: "remove", Passage: 0}, {Kind: "remove", Passage: 1}}, ""},
		{"add at the top", plain, []SpliceOp{{Kind: "add", Passage: -1, Text: "uusi"}}, "uusi\n\n" + plain},
		{"add under a tight heading", plain, []SpliceOp{{Kind: "add", Passage: 0, Text: "uusi"}}, "# A\n\nuusi\n\nyksi\n\nkaksi\nrivi\n\nkolme\n"},
		{"add at the end", "yksi", []SpliceOp{{Kind: "add", Passage: 0, Text: "uusi"}}, "yksi\n\nuusi\n"},
		{"add two in order", "yksi\n", []SpliceOp{{Kind: "add", Passage: 0, Text: "a"}, {Kind: "add", Passage: 0, Text: "b"}}, "yksi\n\na\n\nb\n"},
		{"add and remove", plain, []SpliceOp{{Kind: "add", Passage: 2, Text: "uusi"}, {Kind: "remove", Passage: 2}}, "# A\nyksi\n\nuusi\n\nkolme\n"},
		{"add under front matter", "---\na: b\n---\nyksi\n", []SpliceOp{{Kind: "add", Passage: -1, Text: "uusi"}}, "---\na: b\n---\n\nuusi\n\nyksi\n"},
		{"move down", plain, []SpliceOp{{Kind: "move", From: 1, Passage: 3}}, "# A\n\nkaksi\nrivi\n\nkolme\n\nyksi\n"},
		{"move and change", plain, []SpliceOp{{Kind: "move", From: 1, Passage: 3}, {Kind: "change", Passage: 1, Text: "eka"}}, "# A\n\nkaksi\nrivi\n\nkolme\n\neka\n"},
		{"move to the top", plain, []SpliceOp{{Kind: "move", From: 3, Passage: -1}}, "kolme\n\n# A\nyksi\n\nkaksi\nrivi\n"},

		{"change an item to two paragraphs", list, []SpliceOp{{Kind: "change", Passage: 2, Text: "b\n\nlisää"}}, "Alku\n\n- a\n  jatkuu\n- b\n\n  lisää\n  - b1\n  - b2\n- c\n\nLoppu\n"},
		{"change one line of an item", list, []SpliceOp{{Kind: "change", Passage: 1, Text: "A\njatkuu\nvielä"}}, "Alku\n\n- A\n  jatkuu\n  vielä\n- b\n  - b1\n  - b2\n- c\n\nLoppu\n"},
		{"item typed with its marker", list, []SpliceOp{{Kind: "change", Passage: 5, Text: "* c1\n* c2"}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n- c1\n- c2\n\nLoppu\n"},
		{"add an item", list, []SpliceOp{{Kind: "add", Passage: 1, Text: "uusi"}}, "Alku\n\n- a\n  jatkuu\n- uusi\n- b\n  - b1\n  - b2\n- c\n\nLoppu\n"},
		{"add an item after one with items", list, []SpliceOp{{Kind: "add", Passage: 2, Text: "- uusi\n- toinen"}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n- uusi\n- toinen\n- c\n\nLoppu\n"},
		{"add a nested item", list, []SpliceOp{{Kind: "add", Passage: 4, Text: "b3"}, {Kind: "add", Passage: 2, Text: "uusi"}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n  - b3\n- uusi\n- c\n\nLoppu\n"},
		{"add a nested item, told last", list, []SpliceOp{{Kind: "add", Passage: 2, Text: "uusi"}, {Kind: "add", Passage: 4, Text: "b3"}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n  - b3\n- uusi\n- c\n\nLoppu\n"},
		{"lines that stay keep their indentation", "- a\nlaiska\n  b\n  c\n", []SpliceOp{{Kind: "change", Passage: 0, Text: "a\nlaiska\nb\nC"}}, "- a\nlaiska\n  b\n  C\n"},
		{"a tab that reaches too far stays", "1. a\n\tb\n", []SpliceOp{{Kind: "change", Passage: 0, Text: "A\n\tb"}}, "1. A\n\tb\n"},
		{"add behind the list", list, []SpliceOp{{Kind: "add", Passage: 1, Text: "uusi", Outside: true}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n- c\n\nuusi\n\nLoppu\n"},
		{"add a heading in a list", list, []SpliceOp{{Kind: "add", Passage: 1, Text: "## Uusi"}}, "Alku\n\n- a\n  jatkuu\n- b\n  - b1\n  - b2\n- c\n\n## Uusi\n\nLoppu\n"},
		{"remove an item", list, []SpliceOp{{Kind: "remove", Passage: 1}}, "Alku\n\n- b\n  - b1\n  - b2\n- c\n\nLoppu\n"},
		{"remove an item with items", list, []SpliceOp{{Kind: "remove", Passage: 2}}, "Alku\n\n- a\n  jatkuu\n- \n  - b1\n  - b2\n- c\n\nLoppu\n"},
		{"remove an item and its items", list, []SpliceOp{{Kind: "remove", Passage: 2}, {Kind: "remove", Passage: 3}, {Kind: "remove", Passage: 4}}, "Alku\n\n- a\n  jatkuu\n- c\n\nLoppu\n"},
		{"remove the list", "Alku\n\n- a\n- b\n\nLoppu\n", []SpliceOp{{Kind: "remove", Passage: 1}, {Kind: "remove", Passage: 2}}, "Alku\n\nLoppu\n"},
		{"move an item with its items", list, []SpliceOp{{Kind: "move", From: 2, Passage: 5}, {Kind: "change", Passage: 3, Text: "B1"}}, "Alku\n\n- a\n  jatkuu\n- c\n- b\n  - B1\n  - b2\n\nLoppu\n"},
		{"move an item deeper", list, []SpliceOp{{Kind: "move", From: 1, Passage: 3}}, "Alku\n\n- b\n  - b1\n  - a\n    jatkuu\n  - b2\n- c\n\nLoppu\n"},
		{"move an item out", list, []SpliceOp{{Kind: "move", From: 1, Passage: 6}}, "Alku\n\n- b\n  - b1\n  - b2\n- c\n\nLoppu\n\n- a\n  jatkuu\n"},
		{"move a paragraph into a list", list, []SpliceOp{{Kind: "move", From: 0, Passage: 5}}, "- a\n  jatkuu\n- b\n  - b1\n  - b2\n- c\n- Alku\n\nLoppu\n"},
		{"add to a loose numbered list", loose, []SpliceOp{{Kind: "add", Passage: 1, Text: "uusi"}}, "1. a\n\n2. b\n\n   lisää\n\n3. uusi\n\n3. c\n"},
		{"add a paragraph in an item", loose, []SpliceOp{{Kind: "add", Passage: 2, Text: "uusi\nrivi"}}, "1. a\n\n2. b\n\n   lisää\n\n   uusi\n   rivi\n\n3. c\n"},
		{"remove the text of a loose item", loose, []SpliceOp{{Kind: "remove", Passage: 1}}, "1. a\n\n2. \n   lisää\n\n3. c\n"},

		{"add a row under the header", table, []SpliceOp{{Kind: "add", Passage: 1, Text: "| x | y |"}}, "Alku\n\n| a | b |\n|---|---|\n| x | y |\n| 1 | 2 |\n| 3 | 4 |\n\nLoppu\n"},
		{"add words as a row", table, []SpliceOp{{Kind: "add", Passage: 3, Text: "uusi\n\ntoinen"}}, "Alku\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| uusi |\n| toinen |\n\nLoppu\n"},
		{"remove a row", table, []SpliceOp{{Kind: "remove", Passage: 3}}, "Alku\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLoppu\n"},
		{"remove a table", table, []SpliceOp{{Kind: "remove", Passage: 1}, {Kind: "remove", Passage: 2}, {Kind: "remove", Passage: 3}}, "Alku\n\nLoppu\n"},
		{"move a row", table, []SpliceOp{{Kind: "move", From: 3, Passage: 1}}, "Alku\n\n| a | b |\n|---|---|\n| 3 | 4 |\n| 1 | 2 |\n\nLoppu\n"},
		{"change a row", table, []SpliceOp{{Kind: "change", Passage: 2, Text: "| 1 | 5 |"}}, "Alku\n\n| a | b |\n|---|---|\n| 1 | 5 |\n| 3 | 4 |\n\nLoppu\n"},

		{"CRLF stays", "yksi\r\n\r\nkaksi\r\n", []SpliceOp{{Kind: "change", Passage: 0, Text: "a\nb"}, {Kind: "add", Passage: 1, Text: "c"}}, "a\r\nb\r\n\r\nkaksi\r\n\r\nc\r\n"},
		{"a byte order mark stays first", "\uFEFFyksi\n", []SpliceOp{{Kind: "add", Passage: -1, Text: "c"}}, "\uFEFFc\n\nyksi\n"},
		{"remove under a byte order mark", "\uFEFFyksi\n\nkaksi\n", []SpliceOp{{Kind: "remove", Passage: 0}}, "\uFEFFkaksi\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Splice([]byte(tt.source), tt.ops)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSpliceFaults(t *testing.T) {
	const source = "- a\n  - b\n\n| a |\n|---|\n| 1 |\n"
	tests := []struct {
		name string
		ops  []SpliceOp
		key  string
	}{
		{"gone", []SpliceOp{{Kind: "change", Passage: 9, Text: "x"}}, "error.passage-gone"},
		{"empty", []SpliceOp{{Kind: "change", Passage: 0, Text: " \r\n"}}, "error.passage-empty"},
		{"twice", []SpliceOp{{Kind: "change", Passage: 0, Text: "x"}, {Kind: "remove", Passage: 0}}, "error.passage-twice"},
		{"remove twice", []SpliceOp{{Kind: "remove", Passage: 0}, {Kind: "change", Passage: 0, Text: "x"}}, "error.passage-twice"},
		{"header", []SpliceOp{{Kind: "remove", Passage: 2}}, "error.passage-table-header"},
		{"header moved", []SpliceOp{{Kind: "move", From: 2, Passage: 0}}, "error.passage-table-header"},
		{"into itself", []SpliceOp{{Kind: "move", From: 0, Passage: 1}}, "error.passage-inside"},
		{"unknown", []SpliceOp{{Kind: "paint"}}, "error.passage-operation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Splice([]byte(source), tt.ops)
			var f *fault.Error
			if !errors.As(err, &f) || f.Key != tt.key {
				t.Errorf("got %v, want %s", err, tt.key)
			}
		})
	}
}
