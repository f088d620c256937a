package store

import (
	"context"
	"strconv"

	"luonnos/themes"
)

// grownItems are the items that public proposals grew out of; tiedProposals
// pairs each item with the public proposals it is tied to itself. A range and
// not LIKE: it can use the index.
const (
	grownItems = `SELECT CAST(SUBSTR(p.origin, 10) AS BIGINT) FROM proposals p
		WHERE p.origin > 'feedback/' AND p.origin < 'feedback0' AND p.state <> 'unconfirmed'`
	tiedProposals = `SELECT CAST(SUBSTR(p.origin, 10) AS BIGINT) AS item, p.id AS proposal FROM proposals p
		WHERE p.origin > 'feedback/' AND p.origin < 'feedback0' AND p.state <> 'unconfirmed'
		UNION SELECT l.item, q.id FROM feedback_links l JOIN proposals q ON q.id = CAST(l.target AS BIGINT)
		WHERE l.kind = 'proposal' AND l.item > 0 AND l.state = 'confirmed' AND q.state <> 'unconfirmed'`
)

// number is the number that an id is, 0 for one that is none.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func subjectOf(kind string, id int64) string { return kind + "/" + strconv.FormatInt(id, 10) }

const linkedColumns = `kind, target, theme, item, page, state, score, author, at`

func readFeedbackLink(s scanner) (l themes.Link, err error) {
	err = s.Scan(&l.To.Kind, &l.To.ID, &l.Theme, &l.Item, &l.To.Page, &l.State, &l.Score, &l.By, (*stamp)(&l.At))
	return l, err
}

// PutFeedbackLink inserts or replaces a link.
func (tx *Tx) PutFeedbackLink(ctx context.Context, l themes.Link) error {
	return tx.put(ctx, `INSERT INTO feedback_links (`+linkedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (kind, target, theme, item) DO UPDATE SET page = excluded.page, state = excluded.state,
			score = excluded.score, author = excluded.author, at = excluded.at`,
		l.To.Kind, l.To.ID, l.Theme, l.Item, typed(l.To.Page), l.State, l.Score, l.By, stamp(l.At))
}

// DeleteFeedbackLink removes the link between the same two.
func (tx *Tx) DeleteFeedbackLink(ctx context.Context, l themes.Link) error {
	return tx.put(ctx, `DELETE FROM feedback_links WHERE kind = $1 AND target = $2 AND theme = $3 AND item = $4`,
		l.To.Kind, l.To.ID, l.Theme, l.Item)
}

// LinksOfThemes lists the links of themes, best first.
func (tx *Tx) LinksOfThemes(ctx context.Context, of []int64) ([]themes.Link, error) {
	return inChunks(ctx, tx, readFeedbackLink, `SELECT `+linkedColumns+` FROM feedback_links
		WHERE theme > 0 AND theme IN (%s) ORDER BY score DESC, kind, target, theme`, of)
}

// LinksOfItems lists the links of items themselves.
func (tx *Tx) LinksOfItems(ctx context.Context, of []int64) ([]themes.Link, error) {
	return inChunks(ctx, tx, readFeedbackLink, `SELECT `+linkedColumns+` FROM feedback_links
		WHERE item > 0 AND item IN (%s) ORDER BY at, kind, target`, of)
}

// ThemesTiedTo lists the links of themes to things of one kind.
func (tx *Tx) ThemesTiedTo(ctx context.Context, kind themes.Kind, ids []string) ([]themes.Link, error) {
	return inChunks(ctx, tx, readFeedbackLink, `SELECT `+linkedColumns+` FROM feedback_links
		WHERE kind = $1 AND theme > 0 AND target IN (%s) ORDER BY target, theme`, ids, kind)
}

// SaidDirectly counts the shown items tied to things themselves; see themes.LinkTx.
func (tx *Tx) SaidDirectly(ctx context.Context, kind themes.Kind, ids []string) (map[string]map[int64]int, error) {
	type row struct {
		target string
		theme  int64
		items  int
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.target, &r.theme, &r.items)
		return r, err
	}
	query := `SELECT l.target, f.theme, COUNT(*) FROM feedback_links l JOIN feedback f ON f.id = l.item
		WHERE l.kind = $1 AND l.item > 0 AND l.state = 'confirmed' AND f.moderation = 'shown' AND l.target IN (%s)
		GROUP BY l.target, f.theme`
	if kind == themes.Proposal {
		query = `SELECT CAST(t.proposal AS TEXT), f.theme, COUNT(*) FROM (` + tiedProposals + `) t
			JOIN feedback f ON f.id = t.item
			WHERE $1 = 'proposal' AND f.moderation = 'shown' AND CAST(t.proposal AS TEXT) IN (%s)
			GROUP BY t.proposal, f.theme`
	}
	rows, err := inChunks(ctx, tx, read, query, ids, kind)
	said := map[string]map[int64]int{}
	for _, r := range rows {
		if said[r.target] == nil {
			said[r.target] = map[int64]int{}
		}
		said[r.target][r.theme] += r.items
	}
	return said, err
}

// pair is a row of two numbers.
type pair struct{ a, b int64 }

func readPair(s scanner) (p pair, err error) {
	err = s.Scan(&p.a, &p.b)
	return p, err
}

// ProposalsFrom lists the public proposals that items are tied to themselves.
func (tx *Tx) ProposalsFrom(ctx context.Context, items []int64) (map[int64][]int64, error) {
	rows, err := inChunks(ctx, tx, readPair, `SELECT item, proposal FROM (`+tiedProposals+`) t
		WHERE item IN (%s) ORDER BY item, proposal`, items)
	from := map[int64][]int64{}
	for _, r := range rows {
		from[r.a] = append(from[r.a], r.b)
	}
	return from, err
}

// TargetThere reports whether there is such a thing for the public.
func (tx *Tx) TargetThere(ctx context.Context, t themes.Target) (bool, error) {
	query := ""
	var id any = number(t.ID)
	switch t.Kind {
	case themes.Passage:
		query, id = `SELECT COUNT(*) FROM page_passages WHERE passage = $1`, t.ID
	case themes.Proposal:
		query = `SELECT COUNT(*) FROM proposals WHERE id = $1 AND state <> 'unconfirmed'`
	case themes.Initiative:
		query = `SELECT COUNT(*) FROM initiatives WHERE id = $1`
	default:
		return false, nil
	}
	n, err := one(ctx, tx, value[int], query, id)
	return n > 0, err
}
