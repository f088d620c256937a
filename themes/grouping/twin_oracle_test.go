package grouping_test

import (
	"bufio"
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"luonnos/internal/need"
	"luonnos/themes/grouping"
)

// shingles are the different runs of five letters of a text, spaces between its
// words.
func shingles(body string) map[string]bool {
	words := strings.FieldsFunc(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) })
	letters := []rune(" " + strings.Join(words, " ") + " ")
	out := map[string]bool{}
	for i := 0; i+5 <= len(letters); i++ {
		out[string(letters[i:i+5])] = true
	}
	return out
}

// jaccard is the share of shingles that two texts have in common.
func jaccard(a, b map[string]bool) float64 {
	both := 0
	for s := range a {
		if b[s] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}

const (
	// Texts less alike than this are never folded, texts more alike always.
	neverFolded  = 0.6
	alwaysFolded = 0.95
)

// checkTwins compares what was folded with the exact likeness of all pairs.
func checkTwins(t rapid.TB, texts []grouping.Text, r *grouping.Result) (folded int) {
	t.Helper()
	of := make([]map[string]bool, len(texts))
	for i, text := range texts {
		of[i] = shingles(text.Body)
	}
	for i, w := range r.Twin {
		if w == i {
			continue
		}
		folded++
		if j := jaccard(of[i], of[w]); j < neverFolded && len(of[i]) > 0 {
			t.Errorf("%q is folded into %q: alike by %.2f", texts[i].Body, texts[w].Body, j)
		}
	}
	for i := range texts {
		for j := range i {
			short, long := min(len(of[i]), len(of[j])), max(len(of[i]), len(of[j]))
			if texts[i].Lang != texts[j].Lang || r.Twin[i] == r.Twin[j] || short < 20 || float64(short) < alwaysFolded*float64(long) {
				continue // the sizes alone say that they are less alike
			}
			if jaccard(of[i], of[j]) >= alwaysFolded {
				t.Errorf("%q and %q are not folded: alike by %.2f", texts[i].Body, texts[j].Body, jaccard(of[i], of[j]))
			}
		}
	}
	return folded
}

// Repeats of real texts are folded into one, others are not.
func TestTwinsOfRealTexts(t *testing.T) {
	file, err := os.Open(need.Data(t, "themes/fi_vaalikone2015.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var texts []grouping.Text
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	lines.Scan()
	for lines.Scan() && len(texts) < 1000 {
		fields := strings.SplitN(lines.Text(), "\t", 4)
		texts = append(texts, grouping.Text{ID: int64(len(texts) + 1), Lang: "fi", Body: fields[3]})
	}
	random := rand.New(rand.NewPCG(3, 3))
	copied := map[int]int{}
	for i := 0; i < 1000; i += 5 {
		body := []rune(strings.ToUpper(texts[i].Body))
		if len(body) >= 300 { // one letter of three hundred
			body[random.IntN(len(body))] = 'x'
		}
		copied[len(texts)] = i
		texts = append(texts, grouping.Text{ID: int64(len(texts) + 1), Lang: "fi", Body: " " + string(body) + " !!"})
	}
	r, err := grouping.Group(context.Background(), texts, grouping.Options{})
	if err != nil {
		t.Fatal(err)
	}
	folded := checkTwins(t, texts, r)
	for c, i := range copied {
		if r.Twin[c] != r.Twin[i] {
			t.Errorf("%q is not folded into %q", texts[c].Body, texts[i].Body)
		}
		if r.Of[c] != r.Of[i] {
			t.Errorf("%q and its repeat are in themes %d and %d", texts[i].Body, r.Of[i], r.Of[c])
		}
	}
	t.Logf("%d folded, %d of them copies made here", folded, len(copied))
}

// The same words in another case, with other marks, are a repeat, however short.
func TestTwinsOfDrawnTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var texts []grouping.Text
		for range rapid.IntRange(0, 25).Draw(t, "texts") {
			texts = append(texts, drawText(t, int64(len(texts)+1)))
		}
		whole := len(texts)
		for i := range whole {
			if rapid.Bool().Draw(t, "repeat") {
				again := texts[i]
				again.ID, again.Body = int64(len(texts)+1), "\t"+strings.ToUpper(strings.ReplaceAll(again.Body, " ", "  "))+"."
				texts = append(texts, again)
			}
		}
		r, err := grouping.Group(context.Background(), texts, grouping.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkResult(t, texts, r)
		checkTwins(t, texts, r)
		at := map[string]int{}
		for i, text := range texts {
			words := text.Lang + strings.Join(strings.Fields(strings.ToLower(strings.Trim(text.Body, "."))), " ")
			if first, ok := at[words]; ok && r.Twin[first] != r.Twin[i] {
				t.Errorf("%q and %q are not folded", texts[first].Body, text.Body)
			} else if !ok {
				at[words] = i
			}
		}
	})
}
