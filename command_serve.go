package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"luonnos/people"
)

// serveCmd serves the city's own strategy.
type serveCmd struct{}

func (serveCmd) Run(ctx context.Context, s *settings) error {
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		return err
	}
	defer r.close()
	a, err := newApp(s, r, time.Now, nil)
	if err != nil {
		return err
	}
	first, err := r.people.FirstAdministrator(ctx)
	if err != nil {
		return err
	}
	if first != "" {
		// Standard output, not the log: whoever starts the server reads it once.
		fmt.Fprintf(os.Stdout, "\nOpen this link once to become the first administrator:\n%s%s\n\n",
			a.base, a.server.LinkPath(people.Finnish, first))
	}
	return a.run(ctx)
}
