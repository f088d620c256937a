package revisions

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"luonnos/internal/need"
)

// corpusCase is one real merge of prose; see README.md beside the data.
type corpusCase struct {
	ID, Kind, Base, Ours, Theirs, Merged string
}

// readCorpus skips the test where the shared data is not at hand.
func readCorpus(t testing.TB) []corpusCase {
	t.Helper()
	file, err := os.Open(need.Data(t, "merge.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []corpusCase
	for decoder := json.NewDecoder(unzipped); ; {
		var c corpusCase
		switch err := decoder.Decode(&c); {
		case errors.Is(err, io.EOF):
			return cases
		case err != nil:
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
}

func TestMergeCorpus(t *testing.T) {
	cases := readCorpus(t)
	_, err := exec.LookPath("git")
	git := err == nil
	dir := t.TempDir()
	merged := 0
	for _, c := range cases {
		m := Merge(c.Base, c.Ours, c.Theirs)
		text, ok := m.Text()
		if mirror := Merge(c.Base, c.Theirs, c.Ours); m.Outcome != mirror.Outcome {
			t.Errorf("%s: %s, but %s with the sides exchanged", c.ID, m.Outcome, mirror.Outcome)
		}
		switch {
		case c.Kind == "competing":
			if m.Outcome == Clean {
				t.Errorf("%s: competing wordings merge without a look", c.ID)
			}
		case c.Kind == "linear":
			if m.Outcome == Clean && !slices.Equal(strings.Fields(text), strings.Fields(c.Merged)) {
				t.Errorf("%s: transplanted edits merge to another text", c.ID)
			}
			if ok {
				merged++
			}
		}
		if !git {
			continue
		}
		want, clean := gitMergeFile(t, dir, c.Base, c.Ours, c.Theirs)
		if clean && m.Outcome != Look && (!ok || text != want) {
			t.Errorf("%s: %s and not what git merges", c.ID, m.Outcome)
		}
	}
	if !git {
		t.Log("git is not installed: not compared with it")
	}
	if merged < 394 {
		t.Errorf("only %d of 400 transplanted changes merge", merged)
	}
}
