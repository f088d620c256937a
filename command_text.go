package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"luonnos/docs"
	"luonnos/people"
)

// importCmd takes a text as the strategy.
type importCmd struct {
	Path    string `arg:"" help:"A folder of Markdown, or a git repository (its history is kept)." type:"existingdir"`
	Message string `help:"What the version list says of an imported folder." default:"Tuotu kansiosta"`
}

// progressStep is how many commits go by between two lines of progress.
const progressStep = 500

func (c importCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	report, err := c.take(ctx, r)
	if err != nil {
		return err
	}
	fmt.Printf("%d commits, %d pages, %d files, %d objects, %d bytes\n",
		report.Commits, report.Pages, report.Files, report.Objects, report.Bytes)
	if isGit(c.Path) {
		fmt.Println("The imported commits keep the names and addresses of their authors, and the public record shows them to everyone.")
	}
	return r.record.Sync(ctx)
}

func (c importCmd) take(ctx context.Context, r *rooms) (docs.ImportReport, error) {
	if !isGit(c.Path) {
		return r.docs.ImportFolder(ctx, c.Path, people.NewPseudonym(), c.Message)
	}
	return r.docs.ImportGit(ctx, c.Path, func(done, all int) {
		if done%progressStep == 0 || done == all {
			fmt.Fprintf(os.Stderr, "%d of %d commits\n", done, all)
		}
	})
}

// isGit reports whether dir is a git repository, with a work tree or bare.
func isGit(dir string) bool {
	for _, mark := range []string{".git", "objects"} {
		if _, err := os.Stat(filepath.Join(dir, mark)); err == nil {
			if mark == ".git" {
				return true
			}
			_, err := os.Stat(filepath.Join(dir, "HEAD"))
			return err == nil
		}
	}
	return false
}

// exportCmd writes the text as files, the discussions of its pages and what its
// initiatives rest on.
type exportCmd struct {
	Dir     string `arg:"" help:"A folder to write to." type:"path"`
	Version int64  `help:"Number of an older version of the whole strategy; the newest when 0."`
}

func (c exportCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	n, err := r.docs.ExportFolder(ctx, c.Version, c.Dir)
	if err != nil {
		return err
	}
	if c.Version == 0 { // discussions are about the text as it stands
		discussions, err := exportDiscussions(ctx, r, c.Dir)
		if err != nil {
			return err
		}
		n += discussions
		evidence, err := exportEvidence(ctx, r, c.Dir)
		if err != nil {
			return err
		}
		n += evidence
	}
	fmt.Printf("%d files\n", n)
	return nil
}
