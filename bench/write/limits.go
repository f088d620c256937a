package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"luonnos/bench/internal/city"
)

// limits measures what no write can be faster than.
func limits(ctx context.Context, out io.Writer, c *city.City, revisions int) error {
	f, err := os.Create(filepath.Join(c.Data, "limit"))
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	disk, err := timed(1, 2000, func(i int) error {
		if _, err := f.WriteAt(block, int64(i)*int64(len(block))); err != nil {
			return err
		}
		return syncData(f)
	})
	if err != nil {
		return err
	}
	disk.print(out, revisions, 1, "(fdatasync 4 kB)")
	for _, writers := range []int{1, 32} {
		rows, err := timed(writers, 2000, func(i int) error { return c.WriteRows(ctx, i) })
		if err != nil {
			return err
		}
		rows.print(out, revisions, writers, "(five rows)")
	}
	return nil
}
