package revisions

import (
	"context"
	"strconv"

	"luonnos/docs"
)

// index puts the proposal's words where search finds them.
func index(ctx context.Context, tx Tx, p Proposal) error {
	number := strconv.FormatInt(p.ID, 10)
	doc := docs.MakeDoc("proposal", number, "", p.Lang, p.Title, docs.PlainText([]byte(p.Reason)))
	return tx.IndexDocs(ctx, "proposal", number, []docs.Doc{doc})
}

// unindex takes the proposal out of the search.
func unindex(ctx context.Context, tx Tx, p Proposal) error {
	return tx.IndexDocs(ctx, "proposal", strconv.FormatInt(p.ID, 10), nil)
}
