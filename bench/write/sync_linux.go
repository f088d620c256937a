package main

import (
	"os"
	"syscall"
)

// syncData makes the file's content durable, as the database does it.
func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
