package docs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"luonnos/internal/fault"
	"luonnos/people"
)

// ImportFolder takes every file of a folder as one commit on an empty main
// (Markdown files become pages, others are kept), byte for byte. Hidden files
// and folders are left out. A link to a file inside the folder becomes a copy
// of the file; one that leads out is refused.
func (r *Repository) ImportFolder(ctx context.Context, dir string, by people.Pseudonym, message string) (ImportReport, error) {
	var report ImportReport
	if err := r.store.View(ctx, func(tx Tx) error { return requireEmpty(ctx, tx) }); err != nil {
		return report, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return report, fault.New(fault.Invalid, "error.import-read", dir).Because(err)
	}
	defer root.Close()
	in := folderImport{importer: importer{repo: r, report: &report}, root: root}
	err = fs.WalkDir(root.FS(), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fault.New(fault.Invalid, "error.import-read", file).Because(err)
		}
		return in.take(ctx, file, entry)
	})
	if err == nil && len(in.edits) == 0 {
		err = fault.New(fault.Invalid, "error.import-nothing", dir)
	}
	if err == nil {
		err = in.flush(ctx)
	}
	if err != nil {
		return report, err
	}
	report.Commits, report.Files = 1, len(in.edits)
	return report, r.adoptFiles(ctx, in.edits, by, message)
}

type folderImport struct {
	importer
	root  *os.Root
	edits []treeEdit
}

func (in *folderImport) take(ctx context.Context, file string, entry fs.DirEntry) error {
	if file == "." {
		return nil
	}
	if path.Base(file)[0] == '.' {
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if entry.IsDir() {
		return nil
	}
	// A root refuses to follow a link that leads out of it.
	info, err := in.root.Stat(file)
	if err != nil {
		if entry.Type()&fs.ModeSymlink != 0 {
			return fault.New(fault.Invalid, "error.import-link", file).Because(err)
		}
		return fault.New(fault.Invalid, "error.import-read", file).Because(err)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	content, err := in.read(file, info.Size())
	if err != nil {
		return err
	}
	o, err := in.repo.objects.object(BlobObject, content)
	if err != nil {
		return err
	}
	mode := modeFile
	if info.Mode()&0o100 != 0 {
		mode = modeExecutable
	}
	in.edits = append(in.edits, treeEdit{path: file, hash: o.Hash, mode: mode})
	if isPage(file, mode) {
		in.report.Pages++
	}
	return in.add(ctx, o)
}

func (in *folderImport) read(file string, size int64) ([]byte, error) {
	if size > maxImportFile {
		return nil, fault.New(fault.Invalid, "error.import-large", file, maxImportFile>>20)
	}
	f, err := in.root.Open(file)
	if err != nil {
		return nil, fault.New(fault.Invalid, "error.import-read", file).Because(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxImportFile+1))
	if err == nil && len(content) > maxImportFile {
		err = errors.New("the file grew while it was read")
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "error.import-read", file).Because(err)
	}
	return content, nil
}
