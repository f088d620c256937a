package revisions

import (
	"context"
	"slices"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
)

// WordRun is a run of words of a text that come from the same place. Between two
// runs are only marks and white space.
type WordRun struct {
	Extent     // from its first word to its last
	Words  int // how many they are
	Origins
}

// Act is what a commit of main brought: by whom, accepted by whom, when and why.
type Act struct {
	docs.Commit
	// Title is the proposal's, in Lang; "" without one.
	Title string
	Lang  people.Lang
	// Decision is the number of the decision that accepted it, 0 without one.
	Decision int64
}

// Wrote returns who the hand is; "" is somebody of an imported history.
func (a Act) Wrote(h Hand) people.Pseudonym {
	if h.Decider {
		return a.Decider
	}
	return a.Author
}

// PageAuthorship is who wrote a version of a page, word by word.
type PageAuthorship struct {
	Path   docs.Path
	Seq    int64 // the commit that made the version
	Source []byte
	Runs   []WordRun
	// Acts are the commits that the runs name, by number.
	Acts map[int64]Act
}

// versionKey names a version of a page.
type versionKey struct {
	path docs.Path
	seq  int64
}

// maxAuthorships bounds how many are kept: those of a large strategy as it stands.
const maxAuthorships = 64

// Authorship tells who wrote the words of a page as it stood after main's commit
// with the number, 0 for the newest; NotFound for a page that was not there. What
// it returns is shared and must not be changed.
func (s *Service) Authorship(ctx context.Context, path docs.Path, seq int64) (PageAuthorship, error) {
	var out PageAuthorship
	err := s.store.View(ctx, func(tx Tx) error {
		if seq == 0 {
			page, err := tx.Page(ctx, path)
			if err != nil {
				return err
			}
			seq = page.Seq
		}
		v, err := tx.VersionAt(ctx, path, seq)
		if err != nil {
			return err
		}
		if v.Kind == docs.Removed {
			return fault.New(fault.NotFound, "error.page-not-found")
		}
		key := versionKey{path, v.Seq}
		if kept, ok := s.authorships.Get(key); ok {
			out = kept
			return nil
		}
		a, err := s.authoredAt(ctx, tx, v)
		if err != nil {
			return err
		}
		out = PageAuthorship{Path: path, Seq: v.Seq, Source: []byte(a.text), Runs: a.runs()}
		if out.Acts, err = acts(ctx, tx, out.Runs); err == nil {
			s.authorships.Add(key, out)
		}
		return err
	})
	return out, err
}

// runs are the words of the text joined as far as they come from the same place.
func (t authored) runs() []WordRun {
	var out []WordRun
	for i, w := range t.words {
		if n := len(out); n > 0 && out[n-1].Origins == t.origins[i] {
			out[n-1].End = w.End
			out[n-1].Words++
			continue
		}
		out = append(out, WordRun{Extent: w, Words: 1, Origins: t.origins[i]})
	}
	return out
}

// acts looks up the commits that the runs name.
func acts(ctx context.Context, tx Tx, runs []WordRun) (map[int64]Act, error) {
	found := map[int64]Act{}
	for _, r := range runs {
		for _, h := range []Hand{r.Writer, r.Instead} {
			if _, ok := found[h.Seq]; ok || h.Seq == 0 {
				continue
			}
			c, err := tx.CommitAt(ctx, h.Seq)
			if err != nil {
				return nil, err
			}
			a := Act{Commit: c}
			if c.Proposal > 0 {
				p, err := tx.Proposal(ctx, c.Proposal)
				if err != nil && fault.KindOf(err) != fault.NotFound {
					return nil, err
				}
				a.Title, a.Lang, a.Decision = p.Title, p.Lang, p.Decision
			}
			found[h.Seq] = a
		}
	}
	return found, nil
}

// In returns the runs of a part of the text, cut to it.
func (p PageAuthorship) In(part Extent) []WordRun {
	var out []WordRun
	for _, r := range p.Runs {
		if r.End <= part.Start || r.Start >= part.End {
			continue
		}
		if r.Start < part.Start || r.End > part.End {
			r.Start, r.End = max(r.Start, part.Start), min(r.End, part.End)
			words := wordsOf(string(p.Source[r.Start:r.End]))
			if r.Words = len(words); r.Words == 0 {
				continue
			}
			r.Start, r.End = r.Start+words[0].Start, r.Start+words[r.Words-1].End
		}
		out = append(out, r)
	}
	return out
}

// Passage are the runs of a part of the page with their places in text: the same
// words without the indentation of the page. Without words, or when the words are
// not the same in number, there are none.
func (p PageAuthorship) Passage(part Extent, text string) []WordRun {
	runs, words := p.In(part), wordsOf(text)
	at := 0
	for i, r := range runs {
		if at+r.Words > len(words) {
			return nil
		}
		runs[i].Extent = Extent{words[at].Start, words[at+r.Words-1].End}
		at += r.Words
	}
	if at != len(words) {
		return nil
	}
	return runs
}

// Share is how many of the words a person wrote.
type Share struct {
	By    people.Pseudonym // "" for everybody of an imported history
	Words int
}

// Shares counts the words of runs by person, most first.
func (p PageAuthorship) Shares(runs []WordRun) []Share {
	var out []Share
	for _, r := range runs {
		by := p.Acts[r.Writer.Seq].Wrote(r.Writer)
		i := slices.IndexFunc(out, func(s Share) bool { return s.By == by })
		if i < 0 {
			i = len(out)
			out = append(out, Share{By: by})
		}
		out[i].Words += r.Words
	}
	slices.SortStableFunc(out, func(a, b Share) int { return b.Words - a.Words })
	return out
}
