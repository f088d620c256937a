package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"luonnos/themes/grouping"
)

// set is labelled texts of one file.
type set struct {
	name, path string
	texts      []grouping.Text
	labels     []int // one a text
	k          int   // how many labels there are
	// oos marks the texts that belong to no label; nil in a set without such.
	oos []bool
}

// outOfScope is the label of texts that belong to no other.
const outOfScope = "oos"

// readSets reads every .tsv of a folder that has the header id, lang, label,
// text; other files there are something else.
func readSets(dir string) ([]set, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, err
	}
	var sets []set
	for _, path := range paths {
		s, ok, err := readSet(path)
		if err != nil {
			return nil, err
		}
		if ok {
			sets = append(sets, s)
		}
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("no .tsv with the columns id, lang, label, text in %s", dir)
	}
	return sets, nil
}

func readSet(path string) (set, bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return set{}, false, err
	}
	defer file.Close()
	s := set{name: strings.TrimSuffix(filepath.Base(path), ".tsv"), path: path}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() || strings.TrimRight(lines.Text(), "\r") != "id\tlang\tlabel\ttext" {
		return set{}, false, lines.Err()
	}
	number := map[string]int{}
	for lines.Scan() {
		fields := strings.SplitN(strings.TrimRight(lines.Text(), "\r"), "\t", 4)
		if len(fields) < 4 {
			return set{}, false, fmt.Errorf("%s: line %d has %d columns", path, len(s.texts)+2, len(fields))
		}
		label, known := number[fields[2]]
		if !known {
			label = len(number)
			number[fields[2]] = label
		}
		s.texts = append(s.texts, grouping.Text{ID: int64(len(s.texts) + 1), Lang: fields[1], Body: fields[3]})
		s.labels = append(s.labels, label)
	}
	if err := lines.Err(); err != nil {
		return set{}, false, fmt.Errorf("%s: %w", path, err)
	}
	s.k = len(number)
	if outside, ok := number[outOfScope]; ok {
		s.oos = make([]bool, len(s.labels))
		for i, l := range s.labels {
			s.oos[i] = l == outside
		}
	}
	return s, true, nil
}

// labelled leaves out the sets with texts that belong to no label: how well
// texts are grouped is told by the others.
func labelled(sets []set) []set {
	var out []set
	for _, s := range sets {
		if s.oos == nil {
			out = append(out, s)
		}
	}
	return out
}
