package themes

import "context"

// Problem is something that the rows do not agree on, and how often.
type Problem struct {
	What  string
	Count int
}

// Verify checks that the counts, senders, words, links and themes of feedback
// agree with the items.
func (s *Service) Verify(ctx context.Context) (problems []Problem, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		problems, err = tx.FeedbackProblems(ctx)
		return err
	})
	return problems, err
}
