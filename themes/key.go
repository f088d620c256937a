package themes

import "time"

// Key lets an Open311 client send. The key itself is shown once and kept as a hash.
type Key struct {
	ID      int64
	Name    string // whose it is
	Created time.Time
	// Used is when it was last sent with, by the day; zero for never.
	Used time.Time
}
