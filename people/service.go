package people

import "time"

// Service is what people can do about themselves and, as administrators, about
// others: signin.go, session.go, account.go, profile.go, role.go, erase.go,
// held.go, area.go and sweep.go.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService returns the service over the store. now is the clock.
func NewService(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }
