package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"luonnos/bench/internal/city"
)

// limits measures what no write can be faster than.
func limits(ctx context.Context, out io.Writer, at *city.City, revisions int) error {
	f, err := os.Create(filepath.Join(at.Data, "limit"))
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	alone := crew{writers: 1}
	disk, err := alone.timed(2000, func(i int) error {
		if _, err := f.WriteAt(block, int64(i)*int64(len(block))); err != nil {
			return err
		}
		return syncData(f)
	})
	if err != nil {
		return err
	}
	disk.print(out, revisions, alone, "(fdatasync 4 kB)")
	for _, c := range []crew{alone, {writers: 32}} {
		rows, err := c.timed(2000, func(i int) error { return at.WriteRows(ctx, i) })
		if err != nil {
			return err
		}
		rows.print(out, revisions, c, "(five rows)")
	}
	return nil
}
