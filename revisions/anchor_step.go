package revisions

import "context"

// carryAnchors takes what is anchored in a page through one commit.
func (s *Service) carryAnchors(ctx context.Context, tx Tx, p pageStep) (write func(context.Context, Tx) error, err error) {
	return nil, nil
}
