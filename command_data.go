package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// backupCmd copies the database while others use it.
type backupCmd struct {
	File string `arg:"" help:"The file to write; it must not be there." type:"path"`
}

func (c backupCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	return r.db.Backup(ctx, c.File)
}

// restoreCmd puts a backup in place of the data. The old database is kept
// beside it, and the public record is made anew.
type restoreCmd struct {
	File string `arg:"" help:"A file that backup wrote." type:"existingfile"`
}

func (c restoreCmd) Run(ctx context.Context, s *settings) error {
	if err := check(ctx, c.File, s); err != nil {
		return fmt.Errorf("this backup is not fit for use: %w", err)
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(s.database()); err == nil {
		kept := s.database() + time.Now().UTC().Format(".before-20060102T150405")
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(s.database()+suffix, kept+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		fmt.Println("the data until now are kept as", kept)
	}
	if err := copyFile(s.database(), c.File); err != nil {
		return err
	}
	if err := os.RemoveAll(s.record()); err != nil {
		return err
	}
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	return r.record.Sync(ctx)
}

// check opens a copy of the file, so that the backup itself stays as it is.
func check(ctx context.Context, file string, s *settings) error {
	dir, err := os.MkdirTemp("", "luonnos-restore-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	trial := *s
	trial.Data = dir
	if err := copyFile(trial.database(), file); err != nil {
		return err
	}
	r, err := openRooms(ctx, &trial, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	return r.verify(ctx, io.Discard)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// verifyCmd checks the whole house.
type verifyCmd struct{}

func (verifyCmd) Run(ctx context.Context, s *settings) error {
	if _, err := os.Stat(s.database()); err != nil {
		return fmt.Errorf("no data in %s", s.Data)
	}
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.verify(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Println("git and rows agree; nothing is missing")
	return nil
}

// verify writes every problem found to w, and returns an error when there is one.
func (r *rooms) verify(ctx context.Context, w io.Writer) error {
	if err := r.db.IntegrityCheck(ctx); err != nil {
		return err
	}
	text, err := r.docs.Verify(ctx)
	if err != nil {
		return err
	}
	proposals, err := r.revisions.Verify(ctx)
	if err != nil {
		return err
	}
	feedback, err := r.themes.Verify(ctx)
	if err != nil {
		return err
	}
	problems := append(text, proposals...)
	for _, p := range problems {
		fmt.Fprintf(w, "%s: %s\n", p.Where, p.What)
	}
	for _, p := range feedback {
		fmt.Fprintf(w, "feedback: %d %s\n", p.Count, p.What)
	}
	if n := len(problems) + len(feedback); n > 0 {
		return fmt.Errorf("%d problems", n)
	}
	return nil
}
