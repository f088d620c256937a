package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"

	"luonnos/internal/fault"
)

// openGit opens the repository in dir for reading.
func openGit(dir string) (*filesystem.Storage, error) {
	own, common, err := gitFolders(dir)
	if err != nil {
		return nil, fault.New(fault.Invalid, "error.import-no-git", dir).Because(err)
	}
	var files billy.Filesystem = osfs.New(own)
	if common != own {
		files = dotgit.NewRepositoryFilesystem(files, osfs.New(common))
	}
	git := filesystem.NewStorageWithOptions(files, cache.NewObjectLRU(64<<20), filesystem.Options{
		KeepDescriptors: true,
		AlternatesFS:    osfs.New("/"),
	})
	config, err := git.Config()
	if err != nil {
		return nil, fault.New(fault.Invalid, "error.import-broken", dir).Because(err)
	}
	if format := config.Raw.Section("extensions").Option("objectformat"); format != "" && format != "sha1" {
		return nil, fault.New(fault.Invalid, "error.import-format", dir, format)
	}
	return git, nil
}

// gitFolders finds the folder that holds HEAD and the one that holds the
// objects; they differ in a linked worktree.
func gitFolders(dir string) (own, common string, err error) {
	own = filepath.Join(dir, ".git")
	info, err := os.Stat(own)
	switch {
	case err != nil:
		own = dir
	case !info.IsDir():
		content, err := os.ReadFile(own)
		if err != nil {
			return "", "", err
		}
		target, ok := strings.CutPrefix(strings.TrimSpace(string(content)), "gitdir: ")
		if !ok {
			return "", "", &fs.PathError{Op: "open", Path: own, Err: fs.ErrInvalid}
		}
		own = from(dir, target)
	}
	if _, err := os.Stat(filepath.Join(own, "HEAD")); err != nil {
		return "", "", err
	}
	common = own
	if content, err := os.ReadFile(filepath.Join(own, "commondir")); err == nil {
		common = from(own, strings.TrimSpace(string(content)))
	}
	_, err = os.Stat(filepath.Join(common, "objects"))
	return own, common, err
}

// from is a path as seen from a folder.
func from(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
