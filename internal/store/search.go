package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"luonnos/docs"
)

// The weight of a stem in a text is that of BM25 with the usual constants,
// except that the average length is a constant too: a weight is then written
// once and does not change with what else is indexed.
const (
	saturation   = 1.2
	lengthEffect = 0.75
	usualLength  = 40  // stems in a passage
	lengthStep   = 1.5 // lengths are rounded to its powers: some words more leave the weights as they were
	weightUnit   = 1000
)

// indexed is a document as it stands in the index.
type indexed struct {
	id     int64
	digest string
	stems  words[string] // each as often as it occurs, in order
}

// IndexDocs replaces everything indexed under kind and subject by the list.
// Documents that are there already as they are stay untouched; a new one takes
// the place of one that goes, as a rewording leaves most stems as they were.
func (tx *Tx) IndexDocs(ctx context.Context, kind, subject string, list []docs.Doc) error {
	read := func(s scanner) (x indexed, err error) {
		err = s.Scan(&x.id, &x.digest, &x.stems)
		return x, err
	}
	there, err := all(ctx, tx, read, `SELECT id, digest, stems FROM search_docs WHERE kind = $1 AND subject = $2 ORDER BY id`, kind, subject)
	if err != nil {
		return err
	}
	digests := make([]string, len(list))
	var fresh []int
	for i, d := range list {
		digests[i] = digestOf(d)
		same := slices.IndexFunc(there, func(x indexed) bool { return x.digest == digests[i] })
		if same < 0 {
			fresh = append(fresh, i)
			continue
		}
		there = slices.Delete(there, same, same+1)
	}
	for _, i := range fresh {
		if len(there) > 0 {
			err = tx.rewriteDoc(ctx, there[0], digests[i], list[i])
			there = there[1:]
		} else {
			err = tx.insertDoc(ctx, kind, subject, digests[i], list[i])
		}
		if err != nil {
			return err
		}
	}
	for _, x := range there {
		if err := tx.deleteDoc(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

// digestOf tells documents apart. The stems are summed and not sorted: they
// follow from the texts anyway, until the stemmer changes.
func digestOf(d docs.Doc) string {
	var sum uint64
	for stem, n := range d.Stems {
		h := fnv.New64a()
		h.Write([]byte(stem))
		sum += h.Sum64() * uint64(n)
	}
	var b []byte
	for _, s := range []string{d.Part, string(d.Lang), d.Title, d.Text} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.BigEndian.AppendUint64(b, sum)
	digest := sha256.Sum256(b)
	return hex.EncodeToString(digest[:16])
}

func (tx *Tx) insertDoc(ctx context.Context, kind, subject, digest string, d docs.Doc) error {
	id, err := tx.count(ctx, docCounter, 1)
	if err != nil {
		return err
	}
	if err := tx.put(ctx, `INSERT INTO search_docs (id, kind, subject, digest, part, lang, title, text, stems)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, kind, subject, digest, d.Part, d.Lang, []byte(d.Title), []byte(d.Text), everyStem(d.Stems)); err != nil {
		return err
	}
	return tx.setPostings(ctx, id, nil, d.Stems)
}

// rewriteDoc makes a document another one.
func (tx *Tx) rewriteDoc(ctx context.Context, x indexed, digest string, d docs.Doc) error {
	if err := tx.put(ctx, `UPDATE search_docs SET digest = $1, part = $2, lang = $3, title = $4, text = $5, stems = $6 WHERE id = $7`,
		digest, d.Part, d.Lang, []byte(d.Title), []byte(d.Text), everyStem(d.Stems), x.id); err != nil {
		return err
	}
	return tx.setPostings(ctx, x.id, x.counted(), d.Stems)
}

func (tx *Tx) deleteDoc(ctx context.Context, x indexed) error {
	if err := tx.put(ctx, `DELETE FROM search_docs WHERE id = $1`, x.id); err != nil {
		return err
	}
	return tx.setPostings(ctx, x.id, x.counted(), nil)
}

// setPostings brings a document's postings from the old stems to the new ones.
func (tx *Tx) setPostings(ctx context.Context, id int64, old, new map[string]int) error {
	was, is := weigh(old), weigh(new)
	var changed []string
	for stem := range old {
		if was.weight(stem) != is.weight(stem) {
			changed = append(changed, stem)
		}
	}
	for stem := range new {
		if old[stem] == 0 {
			changed = append(changed, stem)
		}
	}
	slices.Sort(changed)
	for _, stem := range changed {
		var err error
		switch {
		case new[stem] == 0:
			err = tx.put(ctx, `DELETE FROM search_postings WHERE stem = $1 AND doc = $2`, stem, id)
		case old[stem] == 0:
			err = tx.put(ctx, `INSERT INTO search_postings (stem, doc, weight) VALUES ($1, $2, $3)`, stem, id, is.weight(stem))
		default:
			err = tx.put(ctx, `UPDATE search_postings SET weight = $3 WHERE stem = $1 AND doc = $2`, stem, id, is.weight(stem))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// everyStem lists each stem as often as it occurs, in order.
func everyStem(stems map[string]int) words[string] {
	var list words[string]
	for _, stem := range slices.Sorted(maps.Keys(stems)) {
		for range stems[stem] {
			list = append(list, stem)
		}
	}
	return list
}

func (x indexed) counted() map[string]int {
	stems := map[string]int{}
	for _, stem := range x.stems {
		stems[stem]++
	}
	return stems
}

// weighed is a text's stems with their number, to weigh each.
type weighed struct {
	stems map[string]int
	norm  float64
}

func weigh(stems map[string]int) weighed {
	length := 0
	for _, n := range stems {
		length += n
	}
	rounded := math.Pow(lengthStep, math.Round(math.Log(float64(max(length, 1)))/math.Log(lengthStep)))
	return weighed{stems, saturation * (1 - lengthEffect + lengthEffect*rounded/usualLength)}
}

// weight is that of a stem in the text, 0 for one that it lacks.
func (w weighed) weight(stem string) int64 {
	tf := float64(w.stems[stem])
	return int64(math.Round(weightUnit * tf * (saturation + 1) / (tf + w.norm)))
}

// match is a document and its score.
type match struct {
	doc   int64
	score float64
}

// SearchDocs returns the documents that hold something of every group, best
// first and of equals the older; see docs.Tx.
func (tx *Tx) SearchDocs(ctx context.Context, groups [][]string, limit int) ([]docs.Hit, error) {
	matches, err := tx.match(ctx, groups, limit)
	if err != nil {
		return nil, err
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

// searchGroup is one group of a search and in how many documents it is.
type searchGroup struct {
	entries []string
	found   float64
}

func (tx *Tx) match(ctx context.Context, groups [][]string, limit int) ([]match, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	total, err := one(ctx, tx, value[float64], `SELECT COUNT(*) FROM search_docs`)
	if err != nil {
		return nil, err
	}
	list := make([]searchGroup, 0, len(groups))
	for _, entries := range groups {
		g := searchGroup{entries: entries}
		if len(entries) > 0 {
			var q searchQuery
			counts, err := once(ctx, tx, value[float64], `SELECT COUNT(*) FROM (`+q.group(entries)+`) AS g`, q.args...)
			if err != nil {
				return nil, err
			}
			g.found = counts[0]
		}
		if g.found == 0 {
			return nil, nil
		}
		list = append(list, g)
	}
	// The rarest comes first: the others are then looked up for its documents only.
	slices.SortStableFunc(list, func(a, b searchGroup) int { return cmp.Compare(a.found, b.found) })
	read := func(s scanner) (m match, err error) {
		err = s.Scan(&m.doc, &m.score)
		return m, err
	}
	var q searchQuery
	return once(ctx, tx, read, q.ranking(list, total, limit), q.args...)
}

// searchQuery is the SQL of a search as it is put together.
type searchQuery struct{ args []any }

// arg adds an argument and returns its place.
func (q *searchQuery) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// group selects the documents that hold something of the group, and the sum of
// its weights there. An exact word that is also a beginning counts twice.
func (q *searchQuery) group(entries []string) string {
	var parts []string
	for _, entry := range entries {
		part := `SELECT doc, weight FROM search_postings WHERE stem `
		if stem, ok := strings.CutSuffix(entry, "*"); ok {
			part += `>= ` + q.arg(typed(stem)) + ` AND stem < ` + q.arg(typed(afterPrefix(stem)))
		} else {
			part += `= ` + q.arg(typed(entry))
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 && !strings.HasSuffix(entries[0], "*") {
		return parts[0] // a stem is in a document once: nothing to add up
	}
	return `SELECT doc, SUM(weight) AS weight FROM (` + strings.Join(parts, ` UNION ALL `) + `) AS p GROUP BY doc`
}

// ranking selects the documents that are in every group, with their scores.
func (q *searchQuery) ranking(groups []searchGroup, total float64, limit int) string {
	var from, score strings.Builder
	for i, g := range groups {
		rarity := math.Log1p((total - g.found + 0.5) / (g.found + 0.5))
		if i > 0 {
			score.WriteString(` + `)
			from.WriteString(` JOIN `)
		}
		fmt.Fprintf(&score, `CAST(%s AS DOUBLE PRECISION) * g%d.weight`, q.arg(rarity), i)
		fmt.Fprintf(&from, `(%s) AS g%d`, q.group(g.entries), i)
		if i > 0 {
			fmt.Fprintf(&from, ` ON g%d.doc = g0.doc`, i)
		}
	}
	return `SELECT g0.doc, ` + score.String() + ` AS score FROM ` + from.String() +
		` ORDER BY score DESC, g0.doc LIMIT ` + q.arg(bound(limit))
}
