package main

import (
	"os"
	"syscall"
	"time"
)

// syncData makes the file's content durable, as the database does it.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
