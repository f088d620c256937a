package revisions

import (
	"context"

	"luonnos/docs"
	"luonnos/internal/fault"
)

// AuthorshipRow is where the words of a version of a page come from, as stored.
type AuthorshipRow struct {
	Path    docs.Path
	Seq     int64 // the commit that made the version
	Origins []byte
}

// LostSentence is a sentence that went from a page, as stored.
type LostSentence struct {
	Path     docs.Path
	Sentence int64
	Seq      int64 // the first commit that took it away
	Origins  []byte
}

// AuthorshipTx is what authorship needs of a transaction.
type AuthorshipTx interface {
	// Authorship is the row of a version of a page, false without one.
	Authorship(ctx context.Context, p docs.Path, seq int64) (AuthorshipRow, bool, error)
	PutAuthorship(ctx context.Context, row AuthorshipRow) error
	// LostSentence is a sentence that went from the page before the commit with
	// the number, false for one that did not. PutLostSentence keeps the earliest.
	LostSentence(ctx context.Context, p docs.Path, sentence, before int64) (LostSentence, bool, error)
	PutLostSentence(ctx context.Context, l LostSentence) error
}

// authoredRow is the text of a version with its row; false without one, or
// when it is not of this text.
func authoredRow(ctx context.Context, tx Tx, path docs.Path, seq int64, source []byte) (authored, bool, error) {
	row, ok, err := tx.Authorship(ctx, path, seq)
	if err != nil || !ok {
		return authored{}, false, err
	}
	a := authored{text: string(source), words: wordsOf(string(source))}
	if a.origins, err = decodeOrigins(row.Origins, len(a.words)); err != nil {
		return authored{}, false, nil
	}
	return a, true, nil
}

// putAuthored stores the origins of a version, and the sentences it lacks.
func putAuthored(ctx context.Context, tx Tx, path docs.Path, seq int64, a authored, lost []lostSentence) error {
	if err := tx.PutAuthorship(ctx, AuthorshipRow{path, seq, encodeOrigins(a.origins)}); err != nil {
		return err
	}
	for _, l := range lost {
		if err := tx.PutLostSentence(ctx, LostSentence{path, int64(l.sentence), seq, encodeOrigins(l.origins)}); err != nil {
			return err
		}
	}
	return nil
}

// memory recalls sentences of a page that went before a commit: stored ones, and
// those that the versions being worked out lose.
type memory struct {
	ctx  context.Context
	tx   Tx
	path docs.Path
	seq  int64
	lost map[sentence][]Origins
	err  error // the first failure to read; to be looked at in the end
}

func (m *memory) recall(s sentence, words int) []Origins {
	if origins, ok := m.lost[s]; ok {
		return origins
	}
	row, ok, err := m.tx.LostSentence(m.ctx, m.path, int64(s), m.seq)
	if err != nil && m.err == nil {
		m.err = err
	}
	if err != nil || !ok {
		return nil
	}
	origins, err := decodeOrigins(row.Origins, words)
	if err != nil {
		return nil // of another format, or of other words with the same digest
	}
	return origins
}

func (m *memory) forget(lost []lostSentence) {
	for _, l := range lost {
		if _, ok := m.lost[l.sentence]; !ok {
			m.lost[l.sentence] = l.origins
		}
	}
}

// authoredAt is a version of a page with where its words come from. What no row
// tells yet is worked out from the history.
func (s *Service) authoredAt(ctx context.Context, tx Tx, v docs.Version) (authored, error) {
	var steps []pageStep
	var is authored
	for {
		page, err := s.pageOf(ctx, tx, v)
		if err != nil {
			return authored{}, err
		}
		if n := len(steps); n > 0 {
			steps[n-1].Old = page
		}
		var ok bool
		if is, ok, err = authoredRow(ctx, tx, v.Path, v.Seq, page.source); err != nil {
			return authored{}, err
		} else if ok {
			break
		}
		commit, err := tx.CommitAt(ctx, v.Seq)
		if err != nil {
			return authored{}, err
		}
		steps = append(steps, pageStep{Commit: commit, Old: &pageText{path: v.Path}, New: page})
		earlier, err := tx.Versions(ctx, v.Path, v.Seq, 1)
		if err != nil {
			return authored{}, err
		}
		if len(earlier) == 0 {
			break
		}
		v = earlier[0]
	}
	m := &memory{ctx: ctx, tx: tx, path: v.Path, lost: map[sentence][]Origins{}}
	for i := len(steps) - 1; i >= 0; i-- {
		var err error
		if is, _, err = s.authoredStep(ctx, tx, is, steps[i], m); err != nil {
			return authored{}, err
		}
	}
	return is, nil
}

// authoredStep is what a commit makes of the words of a page.
func (s *Service) authoredStep(ctx context.Context, tx Tx, was authored, p pageStep, m *memory) (authored, []lostSentence, error) {
	if !p.Old.exists {
		var err error
		if was, err = s.renamed(ctx, tx, p); err != nil {
			return authored{}, nil, err
		}
	}
	a, err := s.arrivalOf(ctx, tx, was.text, p)
	if err != nil {
		return authored{}, nil, err
	}
	m.seq = p.Commit.Seq
	a.recall = m.recall
	is, lost := was.arrive(a)
	m.forget(lost)
	return is, lost, m.err
}

// renamed is the page that a new one took the passages of, gone with the same
// commit; nothing for a page that is all new.
func (s *Service) renamed(ctx context.Context, tx Tx, p pageStep) (authored, error) {
	versions, err := tx.VersionsOf(ctx, p.Commit.Seq)
	if err != nil || !p.New.exists {
		return authored{}, err
	}
	here := map[docs.PassageID]bool{}
	for _, id := range p.New.ids {
		here[id] = true
	}
	for _, v := range versions {
		if v.Kind != docs.Removed {
			continue
		}
		before, err := tx.VersionAt(ctx, v.Path, v.Seq-1)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return authored{}, err
		}
		for _, id := range before.Passages {
			if here[id] {
				return s.authoredAt(ctx, tx, before)
			}
		}
	}
	return authored{}, nil
}

// arrivalOf tells from the history what a commit did to a page of the text old:
// the merge is done again, and where its text is not what came, by a choice or a
// change of the decider, the texts are compared.
func (s *Service) arrivalOf(ctx context.Context, tx Tx, old string, p pageStep) (arrival, error) {
	a := arrival{seq: p.Commit.Seq, text: string(p.New.source)}
	if p.Commit.Proposal == 0 || len(p.Commit.Parents) < 2 {
		a.kept = Follow(old, a.text)
		return a, nil
	}
	theirs, err := tx.Commit(ctx, p.Commit.Parents[1])
	if err != nil {
		return a, err
	}
	proposed, err := s.fileText(ctx, tx, theirs.Hash, p.New.path)
	if err != nil {
		return a, err
	}
	base, err := s.fileText(ctx, tx, first(theirs.Parents), p.New.path)
	if err != nil {
		return a, err
	}
	merged := Merge(base, old, proposed)
	if text, ok := merged.Text(); ok && text == a.text {
		a.kept = merged.kept(old, nil)
		return a, nil
	}
	a.kept, a.proposal = Follow(old, a.text), &proposed
	return a, nil
}

// fileText is a page as a commit has it, "" where it has none.
func (s *Service) fileText(ctx context.Context, tx Tx, commit docs.Hash, path docs.Path) (string, error) {
	if commit == "" {
		return "", nil
	}
	source, err := s.docs.FileAt(ctx, tx, commit, string(path))
	if fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return string(source), err
}
