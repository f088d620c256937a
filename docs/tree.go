package docs

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"luonnos/internal/fault"
)

// fileMode is the mode of a tree entry exactly as it is written, because older
// tools wrote some modes differently and an untouched entry keeps its bytes.
type fileMode string

const (
	modeFile       fileMode = "100644"
	modeExecutable fileMode = "100755"
	modeTree       fileMode = "40000"
	modeSymlink    fileMode = "120000"
	modeSubmodule  fileMode = "160000"
)

func (m fileMode) isTree() bool      { return m == modeTree || m == "0"+modeTree }
func (m fileMode) isSubmodule() bool { return m == modeSubmodule }
func (m fileMode) isRegular() bool   { return strings.HasPrefix(string(m), "100") }

// treeEntry is one line of a tree object.
type treeEntry struct {
	mode fileMode
	name string
	hash Hash
}

// sortName is what git orders entries by: a folder counts as if it ended in "/".
func (e treeEntry) sortName() string {
	if e.mode.isTree() {
		return e.name + "/"
	}
	return e.name
}

func parseTree(content []byte) ([]treeEntry, error) {
	var entries []treeEntry
	for len(content) > 0 {
		space := bytes.IndexByte(content, ' ')
		zero := bytes.IndexByte(content, 0)
		if space < 1 || zero < space+2 || len(content) < zero+21 {
			return nil, fmt.Errorf("damaged tree after %d entries", len(entries))
		}
		entries = append(entries, treeEntry{
			mode: fileMode(content[:space]),
			name: string(content[space+1 : zero]),
			hash: Hash(hex.EncodeToString(content[zero+1 : zero+21])),
		})
		content = content[zero+21:]
	}
	return entries, nil
}

func encodeTree(entries []treeEntry) ([]byte, error) {
	var b bytes.Buffer
	for _, e := range entries {
		raw, err := hex.DecodeString(string(e.hash))
		if err != nil || len(raw) != 20 {
			return nil, fmt.Errorf("tree entry %q has the object name %q", e.name, e.hash)
		}
		b.WriteString(string(e.mode) + " " + e.name + "\x00")
		b.Write(raw)
	}
	return b.Bytes(), nil
}

// readTree returns a tree's entries, none for "".
func readTree(ctx context.Context, tx Tx, h Hash) ([]treeEntry, error) {
	if h == "" {
		return nil, nil
	}
	content, err := readObject(ctx, tx, h, TreeObject)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(content)
	if err != nil {
		return nil, fmt.Errorf("tree %s: %w", h, err)
	}
	return entries, nil
}

// cachedTrees is how many trees are kept: those of main as it stands, and of
// the proposals that were written against it.
const cachedTrees = 256

// cachedTreeSize bounds the trees that are kept, in entries.
const cachedTreeSize = 2000

// tree is readTree through what is kept; nobody may change the entries. A name
// always stands for the same entries, and whoever asks has it from a row of
// their transaction, so that nothing is shown that the store has given up.
func (r *Repository) tree(ctx context.Context, tx Tx, h Hash) ([]treeEntry, error) {
	if entries, ok := r.trees.Get(h); ok {
		return entries, nil
	}
	entries, err := readTree(ctx, tx, h)
	if err == nil && h != "" {
		r.keepTree(h, entries)
	}
	return entries, err
}

func (r *Repository) keepTree(h Hash, entries []treeEntry) {
	if len(entries) <= cachedTreeSize {
		r.trees.Add(h, entries)
	}
}

// treeEdit puts a file into a tree, or removes it when hash is "".
type treeEdit struct {
	path string
	hash Hash
	// mode "" keeps the mode of the file that was there.
	mode fileMode
}

// editTree writes the tree that base becomes by the edits and returns its
// name. A folder left empty disappears; the root may be empty.
func (r *Repository) editTree(ctx context.Context, tx Tx, base Hash, edits []treeEdit) (Hash, error) {
	h, err := r.editFolder(ctx, tx, base, edits)
	if err == nil && h == "" {
		return r.objects.write(ctx, tx, TreeObject, nil)
	}
	return h, err
}

func (r *Repository) editFolder(ctx context.Context, tx Tx, base Hash, edits []treeEdit) (Hash, error) {
	kept, err := r.tree(ctx, tx, base)
	if err != nil {
		return "", err
	}
	entries := slices.Clone(kept)
	below := map[string][]treeEdit{}
	var folders []string
	for _, e := range edits {
		name, rest, nested := strings.Cut(e.path, "/")
		if !nested {
			if entries, err = setFile(entries, e); err != nil {
				return "", err
			}
			continue
		}
		if below[name] == nil {
			folders = append(folders, name)
		}
		e.path = rest
		below[name] = append(below[name], e)
	}
	for _, name := range folders {
		if entries, err = r.setFolder(ctx, tx, entries, name, below[name]); err != nil {
			return "", err
		}
	}
	if len(entries) == 0 {
		return "", nil
	}
	slices.SortStableFunc(entries, func(a, b treeEntry) int { return strings.Compare(a.sortName(), b.sortName()) })
	content, err := encodeTree(entries)
	if err != nil {
		return "", err
	}
	h, err := r.objects.write(ctx, tx, TreeObject, content)
	if err == nil {
		r.keepTree(h, entries)
	}
	return h, err
}

func entryNamed(entries []treeEntry, name string) int {
	return slices.IndexFunc(entries, func(e treeEntry) bool { return e.name == name })
}

func setFile(entries []treeEntry, e treeEdit) ([]treeEntry, error) {
	i := entryNamed(entries, e.path)
	switch {
	case i < 0 && e.hash == "":
		return entries, nil
	case i >= 0 && entries[i].mode.isTree():
		return nil, fault.InField("path", "error.path")
	case e.hash == "":
		return slices.Delete(entries, i, i+1), nil
	case i < 0:
		mode := e.mode
		if mode == "" {
			mode = modeFile
		}
		return append(entries, treeEntry{mode, e.path, e.hash}), nil
	}
	entries[i].hash = e.hash
	if e.mode != "" {
		entries[i].mode = e.mode
	}
	return entries, nil
}

func (r *Repository) setFolder(ctx context.Context, tx Tx, entries []treeEntry, name string, edits []treeEdit) ([]treeEntry, error) {
	i := entryNamed(entries, name)
	var old Hash
	if i >= 0 {
		if !entries[i].mode.isTree() {
			return nil, fault.InField("path", "error.path")
		}
		old = entries[i].hash
	}
	h, err := r.editFolder(ctx, tx, old, edits)
	switch {
	case err != nil:
		return nil, err
	case h == "" && i < 0:
		return entries, nil
	case h == "":
		return slices.Delete(entries, i, i+1), nil
	case i < 0:
		return append(entries, treeEntry{modeTree, name, h}), nil
	}
	entries[i].hash = h
	return entries, nil
}

// treeChange is a file that differs between two trees; the zero entry stands
// for no file.
type treeChange struct {
	path     string
	old, new treeEntry
}

// diffTrees lists the files that differ, by path; unlike sub-trees alone are read.
func (r *Repository) diffTrees(ctx context.Context, tx Tx, old, new Hash) ([]treeChange, error) {
	var changes []treeChange
	err := r.diffFolders(ctx, tx, old, new, "", &changes)
	slices.SortFunc(changes, func(a, b treeChange) int { return strings.Compare(a.path, b.path) })
	return changes, err
}

func (r *Repository) diffFolders(ctx context.Context, tx Tx, old, new Hash, prefix string, changes *[]treeChange) error {
	if old == new {
		return nil
	}
	before, err := r.tree(ctx, tx, old)
	if err != nil {
		return err
	}
	after, err := r.tree(ctx, tx, new)
	if err != nil {
		return err
	}
	// Most entries of a large folder stay.
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	was := make(map[string]treeEntry, len(before))
	for _, e := range before {
		was[e.name] = e
	}
	compare := func(a, b treeEntry, name string) error {
		if a == b {
			return nil
		}
		folders := [2]Hash{}
		change := treeChange{path: prefix + name}
		for i, e := range []treeEntry{a, b} {
			switch {
			case e.mode.isTree():
				folders[i] = e.hash
			case i == 0:
				change.old = e
			default:
				change.new = e
			}
		}
		if change.old != change.new {
			*changes = append(*changes, change)
		}
		return r.diffFolders(ctx, tx, folders[0], folders[1], prefix+name+"/", changes)
	}
	for _, e := range after {
		if err := compare(was[e.name], e, e.name); err != nil {
			return err
		}
		delete(was, e.name)
	}
	for _, e := range before {
		if _, gone := was[e.name]; gone {
			if err := compare(e, treeEntry{}, e.name); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachFile calls fn for every file below a tree, in git's order.
func eachFile(ctx context.Context, tx Tx, tree Hash, prefix string, fn func(path string, e treeEntry) error) error {
	entries, err := readTree(ctx, tx, tree)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.mode.isTree() {
			err = eachFile(ctx, tx, e.hash, prefix+e.name+"/", fn)
		} else {
			err = fn(prefix+e.name, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
