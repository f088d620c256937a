package store

import (
	"context"

	"luonnos/docs"
	"luonnos/people"
	"luonnos/revisions"
)

const commentColumns = `id, proposal, path, passage, quote, parent, author, capacity, lang, body, created, edited, removed, removed_why`

func readComment(s scanner) (c revisions.Comment, err error) {
	err = s.Scan(&c.ID, &c.Proposal, &c.Path, &c.Passage, &c.Quote, &c.Parent, &c.Author, &c.Capacity, &c.Lang,
		&c.Body, (*stamp)(&c.Created), (*stamp)(&c.Edited), &c.Removed, &c.RemovedWhy)
	return c, err
}

// Comment returns a comment, removed or not.
func (tx *Tx) Comment(ctx context.Context, id int64) (revisions.Comment, error) {
	return one(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments WHERE id = $1`, id)
}

// PutComment inserts or replaces a comment, and counts it into its proposal.
func (tx *Tx) PutComment(ctx context.Context, c revisions.Comment) error {
	if err := tx.put(ctx, `INSERT INTO comments (`+commentColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET proposal = excluded.proposal, path = excluded.path,
			passage = excluded.passage, quote = excluded.quote, parent = excluded.parent,
			author = excluded.author, capacity = excluded.capacity, lang = excluded.lang, body = excluded.body,
			created = excluded.created, edited = excluded.edited, removed = excluded.removed,
			removed_why = excluded.removed_why`,
		c.ID, c.Proposal, c.Path, c.Passage, typed(c.Quote), c.Parent, c.Author, c.Capacity, c.Lang, typed(c.Body),
		stamp(c.Created), stamp(c.Edited), c.Removed, typed(c.RemovedWhy)); err != nil {
		return err
	}
	if c.Proposal == 0 {
		return nil
	}
	return tx.recount(ctx, c.Proposal)
}

// CommentsOfProposal lists a proposal's comments, oldest first.
func (tx *Tx) CommentsOfProposal(ctx context.Context, id int64) ([]revisions.Comment, error) {
	return all(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments
		WHERE proposal = $1 AND proposal > 0 ORDER BY id`, id)
}

// CommentsOfPassage lists the comments on a passage of the strategy, oldest
// first; those on proposals belong to the proposals.
func (tx *Tx) CommentsOfPassage(ctx context.Context, id docs.PassageID) ([]revisions.Comment, error) {
	return all(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments
		WHERE passage = $1 AND proposal = 0 ORDER BY id`, id)
}

// CommentsBy lists everything a person has written in discussions, oldest first.
func (tx *Tx) CommentsBy(ctx context.Context, a people.ID) ([]revisions.Comment, error) {
	return all(ctx, tx, readComment, `SELECT `+commentColumns+` FROM comments WHERE author = $1 ORDER BY id`, a)
}

func readCommentVersion(s scanner) (v revisions.CommentVersion, err error) {
	err = s.Scan(&v.Comment, &v.N, &v.Body, (*stamp)(&v.At))
	return v, err
}

// PutCommentVersion inserts or replaces an earlier wording.
func (tx *Tx) PutCommentVersion(ctx context.Context, v revisions.CommentVersion) error {
	return tx.put(ctx, `INSERT INTO comment_versions (comment, n, body, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (comment, n) DO UPDATE SET body = excluded.body, at = excluded.at`,
		v.Comment, v.N, typed(v.Body), stamp(v.At))
}

// CommentVersions lists the earlier wordings of a comment, oldest first.
func (tx *Tx) CommentVersions(ctx context.Context, comment int64) ([]revisions.CommentVersion, error) {
	return all(ctx, tx, readCommentVersion, `SELECT comment, n, body, at FROM comment_versions
		WHERE comment = $1 ORDER BY n`, comment)
}
