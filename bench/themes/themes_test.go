package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luonnos/themes/grouping"
)

// write makes a set of two subjects in plain words; label gives the label of
// text i, which is of subject i%2.
func write(t *testing.T, dir, name string, label func(i int) string) {
	t.Helper()
	subjects := [][]string{
		strings.Fields("pyörätie auraus talvi lumi pyöräily liukas hiekoitus aamu katu"),
		strings.Fields("kirjasto aukiolo sunnuntai lainaus kirja lukusali lehti laina palautus"),
	}
	random := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("id\tlang\tlabel\ttext\n")
	for i := range 200 {
		var text []string
		for range 7 {
			text = append(text, subjects[i%2][random.IntN(len(subjects[0]))])
		}
		fmt.Fprintf(&b, "%d\tfi\t%s\t%s\n", i, label(i), strings.Join(text, " "))
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Good groups must be told as such, and labels that have nothing to do with the
// texts must show.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.tsv", func(i int) string { return fmt.Sprint(i % 2) })
	write(t, dir, "blind.tsv", func(i int) string { return fmt.Sprint(i / 2 % 2) })
	if err := os.WriteFile(filepath.Join(dir, "other.tsv"), []byte("a\tb\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(context.Background(), &out, options{data: dir, alone: true, only: []string{"incremental", "twins"}}); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), &out, options{data: dir, alone: true, only: []string{"scales"}}); err == nil {
		t.Error("there is no such part")
	}
	sets, err := readSets(dir)
	if err != nil || len(sets) != 2 {
		t.Fatalf("%d sets, %v", len(sets), err)
	}
	var a aims
	if err := quality(context.Background(), &out, sets, nil, &a); err != nil {
		t.Fatal(err)
	}
	if len(a.lines) != 1 { // nothing to compare with but the number of groups
		t.Errorf("%d aims", len(a.lines))
	}
	for i, s := range sets {
		_, sc, err := groupSet(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		if good := i == 1; good != (sc.v > 0.5) || good != (sc.ari > 0.3) {
			t.Errorf("%s: %+v\n%s", s.name, sc, out.String())
		}
	}
}

func TestHold(t *testing.T) {
	for _, test := range []struct {
		name       string
		ours, best score
		beside     bool
		want       []bool
	}{
		{"fi_vaalikone2019", score{v: .78, ari: .69}, score{v: .9, ari: .9}, true, []bool{true, false}},
		{"sv_vaalikone2015", score{v: .49, ari: .25}, score{}, false, []bool{false, true}},
		{"any", score{v: .5, ari: .2}, score{v: .5, ari: .21}, true, []bool{true, false}},
		{"any", score{v: .5, ari: .2}, score{}, false, nil},
	} {
		var a aims
		hold(&a, test.name, test.ours, test.best, test.beside)
		var got []bool
		for _, l := range a.lines {
			got = append(got, l.met)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", test.name, a.lines)
		}
	}
}

func TestReadSets(t *testing.T) {
	dir := t.TempDir()
	if _, err := readSets(dir); err == nil {
		t.Error("nothing is no set")
	}
	path := filepath.Join(dir, "a.tsv")
	if err := os.WriteFile(path, []byte("id\tlang\tlabel\ttext\r\n0\ten\toos\tone\r\n1\ten\tx/y\ttwo\twith a tab\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sets, err := readSets(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := sets[0]
	if s.name != "a" || s.k != 2 || len(s.oos) != 2 || !s.oos[0] || s.oos[1] || s.texts[1].Body != "two\twith a tab" || s.texts[0].Lang != "en" {
		t.Errorf("%+v", s)
	}
	if len(labelled(sets)) != 0 {
		t.Error("a set with texts out of scope is no measure of groups")
	}
	if err := os.WriteFile(path, []byte("id\tlang\tlabel\ttext\n0\ten\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readSets(dir); err == nil {
		t.Error("a line of two columns is an error")
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string]string{
		"Yksi kaksi kolme. Neljä viisi kuusi! Ja niin.": "Yksi kaksi kolme.|Neljä viisi kuusi! Ja niin.",
		"Ei":            "Ei",
		"A b c.\nD e f": "A b c.|D e f",
	} {
		if got := strings.Join(split(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A crowd is the same every time, of one language, without repeats.
func TestCrowd(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.tsv", func(i int) string { return fmt.Sprint(i % 2) })
	sets, err := readSets(dir)
	if err != nil {
		t.Fatal(err)
	}
	sets = append(sets, set{name: "b", k: 1, labels: []int{0}, texts: []grouping.Text{{Lang: "sv", Body: "På svenska."}}})
	one, other := newCrowd(sets), newCrowd(sets)
	if one.lang != "fi" || one.labels != 2 {
		t.Fatalf("%s, %d labels", one.lang, one.labels)
	}
	seen := map[string]bool{}
	labels := map[int]int{}
	for range 1000 {
		text, label := one.next()
		if again, _ := other.next(); again != text {
			t.Fatalf("%q, then %q", text, again)
		}
		if seen[text] || strings.Contains(text, "svenska") {
			t.Fatalf("%q", text)
		}
		seen[text] = true
		labels[label]++
	}
	if len(labels) != 2 || labels[0] < 400 || labels[1] < 400 {
		t.Errorf("labels %v", labels)
	}
}

func TestGroupHere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "texts")
	if err := os.WriteFile(path, []byte("Pyörätie on aurattava\nKirjasto auki sunnuntaina\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := groupHere(context.Background(), &out, path, "fi"); err != nil {
		t.Fatal(err)
	}
	var g grouped
	if err := json.Unmarshal([]byte(out.String()), &g); err != nil || len(g.Of) != 2 {
		t.Errorf("%q: %v", out.String(), err)
	}
}

func TestJaccard(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"a b c", "C b A", 1}, {"a b", "b c", 1. / 3}, {"a", "b", 0}, {"", "", 0}} {
		if got := jaccard(test.a, test.b); got != test.want {
			t.Errorf("%q and %q: %v", test.a, test.b, got)
		}
	}
	if leader([]int{0, 0, 1, 3}, 2) != 0 {
		t.Error("a twin of a twin has the same leader")
	}
}
