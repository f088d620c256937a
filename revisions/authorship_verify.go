package revisions

import (
	"context"

	"luonnos/docs"
)

// verifyAuthorship checks that every version that has been carried has its row
// of as many words as its text, of commits that are not after it.
func (s *Service) verifyAuthorship(ctx context.Context, tx Tx) ([]docs.Problem, error) {
	carried, err := tx.Carried(ctx)
	if err != nil {
		return nil, err
	}
	var problems []docs.Problem
	for seq := int64(1); seq <= carried; seq++ {
		versions, err := tx.VersionsOf(ctx, seq)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			page, err := s.pageOf(ctx, tx, v)
			if err != nil {
				return nil, err
			}
			a, ok, err := authoredRow(ctx, tx, v.Path, v.Seq, page.source)
			if err != nil {
				return nil, err
			}
			if !ok || !a.before(seq) {
				problems = append(problems, docs.Problem{
					What: "who wrote the words is missing or of another text", Where: subject("version", seq) + " " + string(v.Path),
				})
			}
		}
	}
	return problems, nil
}

// before reports whether every word comes from a commit up to the number.
func (t authored) before(seq int64) bool {
	for _, o := range t.origins {
		if o.Writer.Seq < 1 || o.Writer.Seq > seq || o.Instead.Seq > seq {
			return false
		}
	}
	return true
}
