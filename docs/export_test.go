package docs

import "context"

// ReadCommitMessage lets the tests outside the package see a commit's message.
func ReadCommitMessage(ctx context.Context, tx Tx, h Hash) (string, error) {
	c, err := readCommit(ctx, tx, h)
	if err != nil {
		return "", err
	}
	return c.Message, nil
}

// PackSooner makes a record pack its objects at small numbers.
func (p *PublicRecord) PackSooner(atOnce, inAll int) { p.bounds = looseBounds{atOnce, inAll} }
