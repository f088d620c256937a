package docs

import (
	"context"
	"path"
	"strings"
	"unicode/utf8"

	"luonnos/internal/fault"
)

// FileAt returns the content of a file in a commit's tree, NotFound without it.
// It must not be changed.
func (r *Repository) FileAt(ctx context.Context, tx Tx, commit Hash, path string) ([]byte, error) {
	if commit == "" {
		return nil, fault.New(fault.NotFound, "error.page-not-found")
	}
	c, err := tx.Commit(ctx, commit)
	if err != nil {
		return nil, err
	}
	e, found, err := r.fileIn(ctx, tx, c.Tree, path)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "error.page-not-found")
	}
	return r.Blob(ctx, tx, e.hash)
}

// fileIn finds a file below a tree.
func (r *Repository) fileIn(ctx context.Context, tx Tx, tree Hash, path string) (e treeEntry, found bool, err error) {
	for {
		name, rest, nested := strings.Cut(path, "/")
		entries, err := r.tree(ctx, tx, tree)
		if err != nil {
			return treeEntry{}, false, err
		}
		i := entryNamed(entries, name)
		if i < 0 || entries[i].mode.isTree() != nested || entries[i].mode.isSubmodule() {
			return treeEntry{}, false, nil
		}
		if !nested {
			return entries[i], true, nil
		}
		tree, path = entries[i].hash, rest
	}
}

// Blob returns the content of a file by its name in git; it must not be changed.
func (r *Repository) Blob(ctx context.Context, tx Tx, h Hash) ([]byte, error) {
	t, err := r.storedText(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	return t.source, nil
}

// validateFile refuses what could not be checked out everywhere, and hidden
// files: they are settings of tools, not text.
func validateFile(file string) error {
	if file == "" || path.Clean("/"+file) != "/"+file || !utf8.ValidString(file) ||
		strings.ContainsAny(file, "\x00\\") || hidden(file) {
		return fault.InField("path", "error.path")
	}
	return nil
}

// hidden reports whether the file or a folder above it begins with a dot.
func hidden(file string) bool {
	return strings.HasPrefix(file, ".") || strings.Contains(file, "/.")
}

// isPage reports whether a file of a tree is a page of the strategy.
func isPage(file string, mode fileMode) bool {
	return mode.isRegular() && ValidatePath(Path(file)) == nil && !hidden(file)
}
