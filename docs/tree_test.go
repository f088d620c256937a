package docs_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"luonnos/docs"
)

// TestTreesAreGits makes random changes and compares the files with a map and
// each tree with the one that git itself writes of the same files.
func TestTreesAreGits(t *testing.T) {
	requireGit(t)
	h := newHouse(t)
	dir := t.TempDir()
	git(t, dir, "", "init", "-q", "--bare")
	blobs := map[string]string{}
	for _, content := range []string{"1", "2"} {
		blobs[content] = git(t, dir, content, "hash-object", "--stdin")
	}
	names := rapid.SampledFrom([]string{"a", "a.txt", "a-b", "a0", "b", "ä", "Z", "a b"})
	path := rapid.Custom(func(t *rapid.T) string {
		// Files never have the names of folders: that is refused, see TestApplyRefuses.
		return strings.Join(append(rapid.SliceOfN(names, 0, 2).Draw(t, "folders"), names.Draw(t, "name")+".md"), "/")
	})
	rapid.Check(t, func(rt *rapid.T) {
		model := map[string]string{}
		var tip docs.Hash
		for range 3 {
			changes := rapid.MapOfN(path, rapid.SampledFrom([]string{"", "1", "2"}), 1, 6).Draw(rt, "changes")
			var list []string
			for _, p := range slices.Sorted(maps.Keys(changes)) {
				list = append(list, p, changes[p])
				model[p] = changes[p]
				if changes[p] == "" {
					delete(model, p)
				}
			}
			tip = h.draft(t, 1, tip, list...)
		}
		var index strings.Builder
		for p, content := range model {
			fmt.Fprintf(&index, "100644 %s\t%s\n", blobs[content], p)
		}
		git(t, dir, "", "read-tree", "--empty")
		git(t, dir, index.String(), "update-index", "--index-info")
		want := git(t, dir, "", "write-tree", "--missing-ok")
		h.view(t, func(ctx context.Context, tx docs.Tx) error {
			c, err := tx.Commit(ctx, tip)
			if err != nil {
				return err
			}
			got := map[string]string{}
			for p := range model {
				content, err := h.FileAt(ctx, tx, tip, p)
				if err != nil {
					return err
				}
				got[p] = string(content)
			}
			if diff := cmp.Diff(model, got); diff != "" {
				rt.Errorf("files (-want +got):\n%s", diff)
			}
			if string(c.Tree) != want {
				rt.Errorf("tree %s, git writes %s of %v", c.Tree, want, model)
			}
			return nil
		})
	})
}
