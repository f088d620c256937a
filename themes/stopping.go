package themes

import "context"

// StopRun keeps a run that has ended and pauses its source: nothing there will
// be better until the administrator has changed it. A Conflict as PutRun.
func (s *Service) StopRun(ctx context.Context, r Run) error {
	return s.store.Update(ctx, "", func(tx Tx) error {
		if err := putRun(ctx, tx, r); err != nil {
			return err
		}
		stopped, err := source(ctx, tx, r.Source)
		if err != nil {
			return err
		}
		stopped.Source.Paused = true
		return tx.PutFeedbackSource(ctx, stopped.Source)
	})
}
