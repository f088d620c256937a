package docs

import (
	"context"
	"os"
	"path"
	"strings"

	"luonnos/internal/fault"
)

// ExportFolder writes the files of main (seq 0) or of an older version to a
// new or empty folder and returns how many. A symbolic link is written as a
// file that holds its target: a link could lead the next file out of the folder.
func (r *Repository) ExportFolder(ctx context.Context, seq int64, dir string) (int, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, fault.New(fault.Invalid, "error.export-write", dir).Because(err)
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return 0, fault.New(fault.Invalid, "error.export-write", dir).Because(err)
	}
	if len(there) > 0 {
		return 0, fault.New(fault.Conflict, "error.export-not-empty", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, fault.New(fault.Invalid, "error.export-write", dir).Because(err)
	}
	defer root.Close()
	n := 0
	err = r.store.View(ctx, func(tx Tx) error {
		c, err := mainAt(ctx, tx, seq)
		if err != nil {
			return err
		}
		return eachFile(ctx, tx, c.Tree, "", func(file string, e treeEntry) error {
			if e.mode.isSubmodule() {
				return nil
			}
			n++
			return exportFile(ctx, tx, root, file, e)
		})
	})
	return n, err
}

// mainAt returns main's commit with the number, the newest for 0.
func mainAt(ctx context.Context, tx Tx, seq int64) (Commit, error) {
	if seq == 0 {
		last, err := tx.LastSeq(ctx)
		if err != nil {
			return Commit{}, err
		}
		seq = last
	}
	return tx.CommitAt(ctx, seq)
}

func exportFile(ctx context.Context, tx Tx, root *os.Root, file string, e treeEntry) error {
	for name := range strings.SplitSeq(file, "/") {
		// Git itself never checks these out.
		if name == "" || name == "." || name == ".." || strings.EqualFold(name, ".git") {
			return fault.New(fault.Invalid, "error.export-write", file)
		}
	}
	content, err := readObject(ctx, tx, e.hash, BlobObject)
	if err != nil {
		return err
	}
	perm := os.FileMode(0o666)
	if e.mode == modeExecutable {
		perm = 0o777
	}
	if err := root.MkdirAll(path.Dir(file), 0o777); err != nil {
		return fault.New(fault.Invalid, "error.export-write", file).Because(err)
	}
	if err := root.WriteFile(file, content, perm); err != nil {
		return fault.New(fault.Invalid, "error.export-write", file).Because(err)
	}
	return nil
}
