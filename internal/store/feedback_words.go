package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/themes"
)

const (
	// wordsAtOnce is how many postings are written in one statement.
	wordsAtOnce = 64
	// maxStems bounds the different stems of an item that are found.
	maxStems = 1000
)

// stemsOf are the different stems of an item's words, in order.
func stemsOf(i themes.Item) []string {
	stems := docs.Stems(i.Lang, i.Title+"\n"+i.Text)
	slices.Sort(stems)
	stems = slices.Compact(stems)
	return stems[:min(len(stems), maxStems)]
}

// posting is a stem in an item.
type posting struct {
	stem string
	item int64
}

func comparePostings(a, b posting) int {
	if a.stem != b.stem {
		return strings.Compare(a.stem, b.stem)
	}
	return int(a.item - b.item)
}

// addFeedbackWords writes the words of new items, in the order of the index.
func (tx *Tx) addFeedbackWords(ctx context.Context, items []themes.Item) error {
	var list []posting
	for _, i := range items {
		for _, stem := range stemsOf(i) {
			list = append(list, posting{stem, i.ID})
		}
	}
	slices.SortFunc(list, comparePostings)
	return tx.addPostings(ctx, list)
}

func (tx *Tx) addPostings(ctx context.Context, list []posting) error {
	for some := range slices.Chunk(list, wordsAtOnce) {
		args := make([]any, 0, 2*len(some))
		for _, p := range some {
			args = append(args, typed(p.stem), p.item)
		}
		query := `INSERT INTO feedback_words (stem, item) VALUES ` + pairs(len(some))
		var err error
		if len(some) == wordsAtOnce {
			err = tx.put(ctx, query, args...)
		} else {
			err = tx.execOnce(ctx, query, args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pairs are the parameters of n rows of two, "($1, $2), ($3, $4)".
func pairs(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($%d, $%d)", 2*i+1, 2*i+2)
	}
	return b.String()
}

// changeFeedbackWords brings an item's postings up to date.
func (tx *Tx) changeFeedbackWords(ctx context.Context, was, is themes.Item) error {
	if was.Title == is.Title && was.Text == is.Text && was.Lang == is.Lang {
		return nil
	}
	old, new := stemsOf(was), stemsOf(is)
	for _, stem := range old {
		if _, stays := slices.BinarySearch(new, stem); stays {
			continue
		}
		if err := tx.put(ctx, `DELETE FROM feedback_words WHERE stem = $1 AND item = $2`, typed(stem), is.ID); err != nil {
			return err
		}
	}
	var fresh []posting
	for _, stem := range new {
		if _, there := slices.BinarySearch(old, stem); !there {
			fresh = append(fresh, posting{stem, is.ID})
		}
	}
	return tx.addPostings(ctx, fresh)
}

// wordGroups are, for each word of a query, the stems that answer it in some
// language: feedback comes in all of them.
func wordGroups(query string) [][]string {
	var groups [][]string
	for word := range strings.FieldsSeq(query) {
		found := docs.QueryStems(people.Langs[0], word)
		for _, lang := range people.Langs[1:] {
			for i, g := range docs.QueryStems(lang, word) {
				if i < len(found) {
					found[i] = append(found[i], g...)
				}
			}
		}
		for _, g := range found {
			slices.Sort(g)
			groups = append(groups, slices.Compact(g))
		}
	}
	return groups
}
