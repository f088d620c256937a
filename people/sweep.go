package people

import "context"

// Sweep removes expired sessions, links and held forms.
func (s *Service) Sweep(ctx context.Context) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		now := s.now()
		if _, err := tx.DeleteExpiredSessions(ctx, now); err != nil {
			return err
		}
		if _, err := tx.DeleteExpiredLinks(ctx, now); err != nil {
			return err
		}
		_, err := tx.DeleteExpiredHeldForms(ctx, now)
		return err
	})
}
