package people

import "context"

// Areas lists the city's areas.
func (s *Service) Areas(ctx context.Context) (areas []Area, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		areas, err = tx.Areas(ctx)
		return err
	})
	return areas, err
}
