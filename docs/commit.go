package docs

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"luonnos/people"
)

// Trailers of the commit messages; the last paragraph of a message holds
// nothing else, so that no reason can pass for a trailer.
const (
	trailerProposal = "Proposal"
	trailerDecided  = "Decided-by"
	trailerCoAuthor = "Co-authored-by"
)

// draftCommit is a commit to be written.
type draftCommit struct {
	tree            Hash
	parents         []Commit
	author, decider people.Pseudonym
	coAuthors       []people.Pseudonym
	message         string
	proposal        int64
	// seq is the number on main, 0 off it.
	seq int64
	at  time.Time
}

// writeCommit stores the commit object and its row.
func (r *Repository) writeCommit(ctx context.Context, tx Tx, d draftCommit) (Commit, error) {
	author, err := signature(d.author, d.at)
	if err != nil {
		return Commit{}, err
	}
	committer, err := signature(d.decider, d.at)
	if err != nil {
		return Commit{}, err
	}
	o := object.Commit{
		Author:    author,
		Committer: committer,
		Message:   d.fullMessage(),
		TreeHash:  plumbing.NewHash(string(d.tree)),
	}
	var gen int64
	for _, parent := range d.parents {
		o.ParentHashes = append(o.ParentHashes, plumbing.NewHash(string(parent.Hash)))
		gen = max(gen, parent.Gen)
	}
	s := r.storer(ctx, tx)
	encoded := s.NewEncodedObject()
	if err := o.Encode(encoded); err != nil {
		return Commit{}, err
	}
	h, err := s.SetEncodedObject(encoded)
	if err != nil {
		return Commit{}, err
	}
	o.Hash = h
	row := commitRow(&o, gen+1, d.seq, false)
	return row, tx.PutCommit(ctx, row)
}

// signature is a pseudonym in git's form, in whole seconds of UTC.
func signature(p people.Pseudonym, at time.Time) (object.Signature, error) {
	if p == "" || strings.ContainsAny(string(p), "<>@\n\x00 ") {
		return object.Signature{}, fmt.Errorf("%q cannot sign a commit", p)
	}
	return object.Signature{Name: string(p), Email: p.Address(), When: at.UTC().Truncate(time.Second)}, nil
}

func (d draftCommit) fullMessage() string {
	var b strings.Builder
	b.WriteString(cleanMessage(d.message))
	b.WriteString("\n\n")
	if d.proposal > 0 {
		fmt.Fprintf(&b, "%s: %d\n", trailerProposal, d.proposal)
	}
	for _, p := range d.coAuthors {
		if p != "" && p != d.author {
			fmt.Fprintf(&b, "%s: %s <%s>\n", trailerCoAuthor, p, p.Address())
		}
	}
	// A draft is decided by nobody yet.
	if d.seq > 0 || d.proposal == 0 {
		fmt.Fprintf(&b, "%s: %s <%s>\n", trailerDecided, d.decider, d.decider.Address())
	}
	return b.String()
}

// cleanMessage makes what people typed fit for a commit object: UTF-8 without
// control characters, an empty line after the summary, never empty.
func cleanMessage(message string) string {
	message = strings.ToValidUTF8(message, "\uFFFD")
	message = strings.ReplaceAll(message, "\r\n", "\n")
	message = strings.Map(func(r rune) rune {
		if r == '\r' {
			return '\n'
		}
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, message)
	summary, body, _ := strings.Cut(strings.TrimSpace(message), "\n")
	summary, body = strings.TrimSpace(summary), strings.TrimSpace(body)
	if summary == "" {
		summary = "-"
	}
	if body == "" {
		return summary
	}
	return summary + "\n\n" + body
}

// commitRow tells a commit object as a row. Of a foreign commit, one that came
// by an import, neither names nor proposal numbers are taken: they mean nothing
// here, and names must stay out of rows that nobody can erase.
func commitRow(o *object.Commit, gen, seq int64, foreign bool) Commit {
	c := Commit{
		Hash: Hash(o.Hash.String()),
		Tree: Hash(o.TreeHash.String()),
		Gen:  gen,
		Seq:  seq,
		At:   o.Committer.When.UTC().Truncate(time.Second),
	}
	for _, p := range o.ParentHashes {
		c.Parents = append(c.Parents, Hash(p.String()))
	}
	summary, _, _ := strings.Cut(strings.TrimLeft(o.Message, "\n"), "\n")
	c.Summary = rowText(strings.TrimSpace(summary))
	if !foreign {
		c.Author = pseudonymOf(o.Author)
		c.Decider = pseudonymOf(o.Committer)
		c.Proposal = proposalOf(o.Message)
	}
	return c
}

// rowText makes bytes of unknown origin fit for a text column: PostgreSQL takes
// neither broken UTF-8 nor NUL.
func rowText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func pseudonymOf(s object.Signature) people.Pseudonym {
	if p := people.Pseudonym(s.Name); p.Address() == s.Email {
		return p
	}
	return ""
}

func proposalOf(message string) int64 {
	message = strings.TrimRight(message, "\n")
	last := message[strings.LastIndex(message, "\n\n")+1:]
	for line := range strings.Lines(last) {
		if value, ok := strings.CutPrefix(line, trailerProposal+": "); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			return n
		}
	}
	return 0
}

// readCommit decodes a stored commit object.
func readCommit(ctx context.Context, tx Tx, h Hash) (*object.Commit, error) {
	c, err := object.GetCommit(NewStorer(ctx, tx), plumbing.NewHash(string(h)))
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return nil, fmt.Errorf("commit %s is missing", h)
	}
	return c, err
}
