package store

import (
	"context"

	"luonnos/themes"
)

// cellOfRow counts the items of each sort, as feedback_cells should.
const cellOfRow = `moderation, source, channel, lang, area, theme, status, answered, twin > 0 AS folded, COUNT(*) AS items
	FROM feedback GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`

// FeedbackProblems looks for rows that do not agree with each other.
func (tx *Tx) FeedbackProblems(ctx context.Context) ([]themes.Problem, error) {
	const weeks = `sort, value, theme, week, items, folded FROM feedback_weeks`
	var weekRows string
	for n, by := range []weekSort{anySort, byArea, bySource, byLang} {
		if n > 0 {
			weekRows += ` UNION ALL SELECT `
		}
		weekRows += `'` + string(by) + `' AS sort, ` + by.column() + ` AS value, theme, week, COUNT(*) AS items,
			SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END) AS folded FROM feedback WHERE moderation = 'shown' GROUP BY 2, 3, 4`
	}
	const cells = `moderation, source, channel, lang, area, theme, status, answered, twin, items FROM feedback_cells`
	var problems []themes.Problem
	for _, check := range []struct{ what, query string }{
		{"items that no count knows", `SELECT COUNT(*) FROM (SELECT ` + cellOfRow + ` EXCEPT SELECT ` + cells + `) x`},
		{"counts of items that are not there", `SELECT COUNT(*) FROM (SELECT ` + cells + ` EXCEPT SELECT ` + cellOfRow + `) x`},
		{"items that no week counts", `SELECT COUNT(*) FROM (SELECT * FROM (SELECT ` + weekRows + `) r EXCEPT SELECT ` + weeks + `) x`},
		{"weeks of items that are not there", `SELECT COUNT(*) FROM (SELECT ` + weeks + ` EXCEPT SELECT * FROM (SELECT ` + weekRows + `) r) x`},
		{"senders of removed items", `SELECT COUNT(*) FROM senders s JOIN feedback f ON f.id = s.item WHERE f.moderation = 'removed'`},
		{"removed items with a text", `SELECT COUNT(*) FROM feedback WHERE moderation = 'removed' AND (body <> '' OR title <> '')`},
		{"words of items that are not there", `SELECT COUNT(*) FROM (SELECT DISTINCT item FROM feedback_words) w
			LEFT JOIN feedback f ON f.id = w.item WHERE f.id IS NULL OR f.moderation = 'removed'`},
		{"links of items that are not there", `SELECT COUNT(*) FROM feedback_links l LEFT JOIN feedback f ON f.id = l.item
			WHERE l.item > 0 AND (f.id IS NULL OR f.moderation = 'removed')`},
		{"links of themes that are not there", `SELECT COUNT(*) FROM feedback_links l LEFT JOIN themes t ON t.id = l.theme
			WHERE l.theme > 0 AND (t.id IS NULL OR t.joined > 0)`},
		{"items in no living theme", `SELECT COUNT(*) FROM feedback f LEFT JOIN themes t ON t.id = f.theme
			WHERE f.theme > 0 AND (t.id IS NULL OR t.coarse OR t.gone OR t.joined > 0)`},
		{"items that count their replies wrong", `SELECT COUNT(*) FROM feedback f
			WHERE f.replies <> (SELECT COUNT(*) FROM feedback_replies r WHERE r.item = f.id)`},
	} {
		n, err := one(ctx, tx, value[int], check.query)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			problems = append(problems, themes.Problem{What: check.what, Count: n})
		}
	}
	return problems, nil
}
