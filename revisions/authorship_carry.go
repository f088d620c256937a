package revisions

import (
	"context"

	"luonnos/docs"
)

// carryAuthorship fills in who wrote the words of a page that came by a commit
// which did not say: an import, or a text of a time before there were rows.
func (s *Service) carryAuthorship(ctx context.Context, tx Tx, p pageStep) (write func(context.Context, Tx) error, err error) {
	path, seq := p.New.path, p.Commit.Seq
	if _, ok, err := authoredRow(ctx, tx, path, seq, p.New.source); err != nil || ok {
		return nil, err
	}
	var was authored
	if p.Old.exists {
		before, err := tx.VersionAt(ctx, path, seq-1)
		if err != nil {
			return nil, err
		}
		if was, err = s.authoredAt(ctx, tx, before); err != nil {
			return nil, err
		}
	}
	m := &memory{ctx: ctx, tx: tx, path: path, lost: map[sentence][]Origins{}}
	is, lost, err := s.authoredStep(ctx, tx, was, p, m)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx Tx) error { return putAuthored(ctx, tx, path, seq, is, lost) }, nil
}

// signWords notes where the words of accepted pages come from, while the merge
// is at hand. A page whose last version has no row yet is left to the carrier.
func (s *Service) signWords(ctx context.Context, tx Tx, c docs.Commit, pages []merging, v Version, r Ruling) error {
	for _, m := range pages {
		chosen := m.merged.fit(r.Choices[m.current.path])
		text, err := m.merged.Resolve(chosen)
		if err != nil {
			return err
		}
		var was authored
		if m.current.exists {
			ok := text != string(m.current.source)
			if ok {
				was, ok, err = authoredRow(ctx, tx, m.current.path, m.seq, m.current.source)
			}
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
		}
		a := arrival{seq: c.Seq, text: text, kept: m.merged.kept(was.text, chosen)}
		if r.Verdict == AcceptChanged || len(chosen) > 0 {
			proposed, err := s.pages(ctx, tx, v, []docs.Path{m.current.path})
			if err != nil {
				return err
			}
			proposal := string(proposed[0].after)
			a.proposal = &proposal
		}
		known := &memory{ctx: ctx, tx: tx, path: m.current.path, seq: c.Seq}
		a.recall = known.recall
		is, lost := was.arrive(a)
		if known.err != nil {
			return known.err
		}
		if err := putAuthored(ctx, tx, m.current.path, c.Seq, is, lost); err != nil {
			return err
		}
	}
	return nil
}
