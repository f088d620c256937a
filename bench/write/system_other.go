//go:build !linux

package main

import (
	"os"
	"time"
)

// syncData makes the file's content durable.
func syncData(f *os.File) error { return f.Sync() }

// processorTime is not told here.
func processorTime() time.Duration { return 0 }
