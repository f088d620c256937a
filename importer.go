package main

import (
	"context"
	"time"

	"luonnos/internal/locale"
	"luonnos/themes/intake"
)

// takeImports takes in the tables of feedback that people have uploaded.
func (r *rooms) takeImports(ctx context.Context) error {
	zone, err := time.LoadLocation(locale.Zone)
	if err != nil {
		return err
	}
	return intake.Importer{Themes: r.themes, Areas: r.people.Areas, Zone: zone}.Run(ctx)
}
