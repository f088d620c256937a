package revisions

import (
	"context"

	"luonnos/docs"
)

// fit checks that what was found out of the proposal can have been found out:
// not of a version or a text that there is not.
func (c checking) fit(ctx context.Context) error {
	f, ok, err := c.tx.Fit(ctx, c.p.ID)
	if err != nil || !ok {
		return err
	}
	last, err := c.tx.LastSeq(ctx)
	if f.Version > c.p.Version || f.Seq > last || f.Base > f.Seq {
		c.report("version %d on %d was tried against the text at %d; there are %d versions, and the text is at %d",
			f.Version, f.Base, f.Seq, c.p.Version, last)
	}
	return err
}

// verifyCarried checks that nothing was taken through commits that there are not.
func verifyCarried(ctx context.Context, tx Tx) ([]docs.Problem, error) {
	done, err := tx.Carried(ctx)
	if err != nil {
		return nil, err
	}
	last, err := tx.LastSeq(ctx)
	if err != nil || done <= last {
		return nil, err
	}
	return []docs.Problem{{What: "carried beyond the newest commit", Where: string(docs.Main)}}, nil
}
