package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"luonnos/docs"
)

// The weight of a stem in a text is that of BM25 with the usual constants,
// except that the average length is a constant too: a weight is then written
// once and does not change with what else is indexed.
const (
	saturation   = 1.2
	lengthEffect = 0.75
	usualLength  = 40 // stems in a passage
	weightUnit   = 1000
)

// IndexDocs replaces everything indexed under kind and subject by the list.
// Documents that are there already as they are stay untouched.
func (tx *Tx) IndexDocs(ctx context.Context, kind, subject string, list []docs.Doc) error {
	type indexed struct {
		id     int64
		digest string
	}
	read := func(s scanner) (x indexed, err error) {
		err = s.Scan(&x.id, &x.digest)
		return x, err
	}
	there, err := all(ctx, tx, read, `SELECT id, digest FROM search_docs WHERE kind = $1 AND subject = $2`, kind, subject)
	if err != nil {
		return err
	}
	old := map[string][]int64{}
	for _, x := range there {
		old[x.digest] = append(old[x.digest], x.id)
	}
	for _, d := range list {
		digest, err := digestOf(d)
		if err != nil {
			return err
		}
		if same := old[digest]; len(same) > 0 {
			old[digest] = same[1:]
			continue
		}
		if err := tx.insertDoc(ctx, kind, subject, digest, d); err != nil {
			return err
		}
	}
	for _, ids := range old {
		for _, id := range ids {
			if err := tx.deleteDoc(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func digestOf(d docs.Doc) (string, error) {
	h := sha256.New()
	// JSON alone would take different invalid bytes for the same.
	for _, s := range []string{d.Title, d.Text} {
		sum := sha256.Sum256([]byte(s))
		h.Write(sum[:])
	}
	if err := json.NewEncoder(h).Encode([]any{d.Part, d.Lang, d.Stems}); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func (tx *Tx) insertDoc(ctx context.Context, kind, subject, digest string, d docs.Doc) error {
	id, err := tx.count(ctx, docCounter, 1)
	if err != nil {
		return err
	}
	stems := slices.Sorted(maps.Keys(d.Stems))
	if err := tx.put(ctx, `INSERT INTO search_docs (id, kind, subject, digest, part, lang, title, text, stems)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, kind, subject, digest, d.Part, d.Lang, []byte(d.Title), []byte(d.Text), words[string](stems)); err != nil {
		return err
	}
	length := 0
	for _, n := range d.Stems {
		length += n
	}
	for _, stem := range stems {
		if err := tx.put(ctx, `INSERT INTO search_postings (stem, doc, weight) VALUES ($1, $2, $3)`,
			stem, id, stemWeight(d.Stems[stem], length)); err != nil {
			return err
		}
	}
	return nil
}

// stemWeight is the weight of a stem that occurs n times in a text of length stems.
func stemWeight(n, length int) int64 {
	tf := float64(n)
	norm := saturation * (1 - lengthEffect + lengthEffect*float64(length)/usualLength)
	return int64(math.Round(weightUnit * tf * (saturation + 1) / (tf + norm)))
}

func (tx *Tx) deleteDoc(ctx context.Context, id int64) error {
	var stems words[string]
	read := func(s scanner) (struct{}, error) { return struct{}{}, s.Scan(&stems) }
	if _, err := one(ctx, tx, read, `DELETE FROM search_docs WHERE id = $1 RETURNING stems`, id); err != nil {
		return err
	}
	for _, stem := range stems {
		if err := tx.put(ctx, `DELETE FROM search_postings WHERE stem = $1 AND doc = $2`, stem, id); err != nil {
			return err
		}
	}
	return nil
}

// match is a document and its score.
type match struct {
	doc   int64
	score float64
}

// SearchDocs returns the documents that hold something of every group, best
// first; see docs.Tx.
func (tx *Tx) SearchDocs(ctx context.Context, groups [][]string, limit int) ([]docs.Hit, error) {
	matches, err := tx.match(ctx, groups)
	if err != nil {
		return nil, err
	}
	if limit > 0 && len(matches) > limit {
		matches = matches[:limit]
	}
	hits := make([]docs.Hit, 0, len(matches))
	for _, m := range matches {
		read := func(s scanner) (h docs.Hit, err error) {
			h.Score = m.score
			err = s.Scan(&h.Kind, &h.Subject, &h.Passage, &h.Title, &h.Text, &h.Lang)
			return h, err
		}
		h, err := one(ctx, tx, read, `SELECT kind, subject, part, title, text, lang FROM search_docs WHERE id = $1`, m.doc)
		if err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, nil
}

// match returns all documents that match, best first; the older of equals first.
func (tx *Tx) match(ctx context.Context, groups [][]string) ([]match, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	count, err := one(ctx, tx, value[float64], `SELECT COUNT(*) FROM search_docs`)
	if err != nil {
		return nil, err
	}
	scores := map[int64]float64{}
	for i, group := range groups {
		found, err := tx.postings(ctx, group)
		if err != nil || len(found) == 0 {
			return nil, err
		}
		df := float64(len(found))
		rarity := math.Log1p((count - df + 0.5) / (df + 0.5))
		next := make(map[int64]float64, len(found))
		for _, m := range found {
			if before, ok := scores[m.doc]; ok || i == 0 {
				next[m.doc] = before + rarity*m.score
			}
		}
		scores = next
	}
	matches := make([]match, 0, len(scores))
	for doc, score := range scores {
		matches = append(matches, match{doc, score})
	}
	slices.SortFunc(matches, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
	})
	return matches, nil
}

// postings returns the documents that hold something of the group, with the
// sum of the weights. An exact word that is also a beginning counts twice.
func (tx *Tx) postings(ctx context.Context, group []string) ([]match, error) {
	if len(group) == 0 {
		return nil, nil
	}
	var parts []string
	var args []any
	for _, entry := range group {
		n := len(args)
		if stem, ok := strings.CutSuffix(entry, "*"); ok {
			args = append(args, typed(stem), typed(afterPrefix(stem)))
			parts = append(parts, `SELECT doc, weight FROM search_postings WHERE stem >= `+places(n+1, 1)+` AND stem < `+places(n+2, 1))
		} else {
			args = append(args, typed(entry))
			parts = append(parts, `SELECT doc, weight FROM search_postings WHERE stem = `+places(n+1, 1))
		}
	}
	read := func(s scanner) (m match, err error) {
		err = s.Scan(&m.doc, &m.score)
		return m, err
	}
	query := `SELECT doc, SUM(weight) FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS p GROUP BY doc`
	return once(ctx, tx, read, query, args...)
}
