// Package processor tells the processor time that a piece of work takes, which
// other programs on the machine do not lengthen much. Only programs under bench
// import it.
package processor

import (
	"syscall"
	"time"
)

// Used is the processor time of this process so far, garbage collection and all.
func Used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
