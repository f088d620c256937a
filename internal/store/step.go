package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/revisions"
	"luonnos/themes"
)

// maxStepTitle is how much of a passage stands for it, in characters.
const maxStepTitle = 140

// excerpt is how a Markdown text begins, as read aloud.
func excerpt(markdown []byte) string {
	text := []rune(strings.Join(strings.Fields(docs.PlainText(markdown)), " "))
	if len(text) <= maxStepTitle {
		return string(text)
	}
	cut := string(text[:maxStepTitle])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + " …"
}

// PassageSteps tells of passages as they stand, or as they last stood.
func (tx *Tx) PassageSteps(ctx context.Context, ids []string) ([]themes.Step, error) {
	read := func(s scanner) (step themes.Step, err error) {
		var text []byte
		var change docs.PassageChange
		err = s.Scan(&step.To.ID, &step.To.Page, &change, &text, (*stamp)(&step.At))
		step.To.Kind, step.Title, step.Lang = themes.Passage, excerpt(text), docs.Path(step.To.Page).Lang()
		if change == docs.PassageRemoved {
			step.State = string(change)
		}
		return step, err
	}
	return inChunks(ctx, tx, read, `SELECT l.passage, l.path, l.change, l.text, l.at FROM passage_log l
		WHERE l.passage IN (%s) AND l.seq = (SELECT MAX(seq) FROM passage_log m WHERE m.passage = l.passage)
		AND l.change = (SELECT MAX(change) FROM passage_log m WHERE m.passage = l.passage AND m.seq = l.seq)
		ORDER BY l.passage`, ids)
}

func proposalTarget(id int64) themes.Target {
	return themes.Target{Kind: themes.Proposal, ID: strconv.FormatInt(id, 10)}
}

// ProposalSteps tells of public proposals.
func (tx *Tx) ProposalSteps(ctx context.Context, ids []int64) ([]themes.Step, error) {
	read := func(s scanner) (step themes.Step, err error) {
		var id int64
		err = s.Scan(&id, &step.Title, &step.State, &step.Lang, (*stamp)(&step.At))
		step.To = proposalTarget(id)
		return step, err
	}
	return inChunks(ctx, tx, read, `SELECT id, title, state, lang, created FROM proposals
		WHERE state <> $1 AND id IN (%s) ORDER BY id`, ids, revisions.Unconfirmed)
}

// ProposalsOn lists the public proposals of passages.
func (tx *Tx) ProposalsOn(ctx context.Context, passages []string) (map[string][]int64, error) {
	type row struct {
		passage  string
		proposal int64
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.passage, &r.proposal)
		return r, err
	}
	rows, err := inChunks(ctx, tx, read, `SELECT passage, proposal FROM (
			SELECT t.passage, t.proposal FROM proposal_passages t JOIN proposals p ON p.id = t.proposal WHERE p.state <> $1
			UNION SELECT l.passage, l.proposal FROM passage_log l WHERE l.proposal > 0) x
		WHERE passage IN (%s) ORDER BY passage, proposal`, passages, revisions.Unconfirmed)
	on := map[string][]int64{}
	for _, r := range rows {
		on[r.passage] = append(on[r.passage], r.proposal)
	}
	return on, err
}

// PassagesOf lists the passages that proposals touch, and of an accepted one
// those that it changed or brought.
func (tx *Tx) PassagesOf(ctx context.Context, proposals []int64) (map[int64][]themes.Target, error) {
	type row struct {
		proposal int64
		passage  themes.Target
	}
	read := func(s scanner) (r row, err error) {
		r.passage.Kind = themes.Passage
		err = s.Scan(&r.proposal, &r.passage.ID, &r.passage.Page)
		return r, err
	}
	rows, err := inChunks(ctx, tx, read, `SELECT proposal, passage, path FROM (
			SELECT t.proposal, t.passage, t.path FROM proposal_passages t JOIN proposals p ON p.id = t.proposal
			WHERE p.state <> $1 AND p.state <> $2 AND t.passage <> ''
			UNION SELECT l.proposal, l.passage, l.path FROM passage_log l WHERE l.proposal > 0) x
		WHERE proposal IN (%s) ORDER BY proposal, path, passage`, proposals, revisions.Unconfirmed, revisions.Accepted)
	of := map[int64][]themes.Target{}
	for _, r := range rows {
		of[r.proposal] = append(of[r.proposal], r.passage)
	}
	return of, err
}

// DecisionSteps tells of the decisions on proposals, oldest first.
func (tx *Tx) DecisionSteps(ctx context.Context, proposals []int64) ([]themes.Step, error) {
	read := func(s scanner) (step themes.Step, err error) {
		var id, proposal int64
		err = s.Scan(&id, &proposal, &step.Title, &step.State, &step.Lang, (*stamp)(&step.At))
		step.To = themes.Target{Kind: themes.Decision, ID: strconv.FormatInt(id, 10)}
		step.From = []themes.Target{proposalTarget(proposal)}
		return step, err
	}
	return inChunks(ctx, tx, read, `SELECT d.id, p.id, p.title, d.verdict, p.lang, d.at
		FROM decisions d JOIN proposals p ON p.id = d.proposal WHERE d.proposal IN (%s) ORDER BY d.id`, proposals)
}

// InitiativeSteps tells of the initiatives whose text has an accepted proposal.
func (tx *Tx) InitiativeSteps(ctx context.Context, proposals []int64) ([]themes.Step, error) {
	type row struct {
		id       int64
		step     themes.Step
		proposal int64
	}
	read := func(s scanner) (r row, err error) {
		err = s.Scan(&r.id, &r.step.Title, &r.step.State, &r.step.Lang, (*stamp)(&r.step.At), &r.proposal)
		return r, err
	}
	rows, err := inChunks(ctx, tx, read, `SELECT i.id, i.title, i.state, i.lang, i.created, p.id
		FROM proposals p JOIN commits c ON c.hash = p.merged AND c.seq > 0 JOIN initiatives i ON i.source_seq >= c.seq
		WHERE p.state = $1 AND p.id IN (%s) ORDER BY i.id, p.id`, proposals, revisions.Accepted)
	if err != nil {
		return nil, err
	}
	var steps []themes.Step
	at := map[int64]int{}
	for _, r := range rows {
		n, there := at[r.id]
		if !there {
			n = len(steps)
			at[r.id] = n
			r.step.To = themes.Target{Kind: themes.Initiative, ID: strconv.FormatInt(r.id, 10)}
			steps = append(steps, r.step)
		}
		steps[n].From = append(steps[n].From, proposalTarget(r.proposal))
	}
	return steps, nil
}

// ProposalsIn lists the proposals that are in an initiative's text.
func (tx *Tx) ProposalsIn(ctx context.Context, initiative int64) ([]int64, error) {
	return all(ctx, tx, value[int64], `SELECT p.id FROM initiatives i JOIN commits c ON c.seq > 0 AND c.seq <= i.source_seq
		JOIN proposals p ON p.merged = c.hash WHERE i.id = $1 AND p.state = $2 ORDER BY p.id`, initiative, revisions.Accepted)
}

// FrozenPassages lists the passages of an initiative's text that proposals
// brought or changed, by page.
func (tx *Tx) FrozenPassages(ctx context.Context, initiative int64) ([]themes.EvidencePassage, error) {
	type row struct {
		passage  themes.EvidencePassage
		change   docs.PassageChange
		proposal int64
	}
	read := func(s scanner) (r row, err error) {
		var text []byte
		err = s.Scan(&r.passage.ID, &r.passage.Page, &r.change, &text, &r.proposal)
		r.passage.Text = strings.ToValidUTF8(string(text), "\uFFFD")
		return r, err
	}
	rows, err := all(ctx, tx, read, `SELECT l.passage, l.path, l.change, l.text, l.proposal
		FROM passage_log l JOIN initiatives i ON l.seq <= i.source_seq
		WHERE i.id = $1 AND l.passage IN (SELECT passage FROM passage_log WHERE proposal > 0)
		ORDER BY l.passage, l.seq, l.change`, initiative)
	if err != nil {
		return nil, err
	}
	var list []themes.EvidencePassage
	for i := 0; i < len(rows); {
		last := rows[i]
		var brought []int64
		for ; i < len(rows) && rows[i].passage.ID == last.passage.ID; i++ {
			last = rows[i]
			if last.proposal > 0 && !slices.Contains(brought, last.proposal) {
				brought = append(brought, last.proposal)
			}
		}
		if last.change != docs.PassageRemoved && len(brought) > 0 {
			last.passage.Proposals = brought
			list = append(list, last.passage)
		}
	}
	slices.SortStableFunc(list, func(a, b themes.EvidencePassage) int { return strings.Compare(a.Page, b.Page) })
	return list, nil
}

// EvidenceOf begins the evidence of an initiative.
func (tx *Tx) EvidenceOf(ctx context.Context, initiative int64) (themes.Evidence, error) {
	read := func(s scanner) (e themes.Evidence, err error) {
		err = s.Scan(&e.Initiative, &e.Title, &e.Tag, (*stamp)(&e.Published))
		return e, err
	}
	return one(ctx, tx, read, `SELECT id, title, tag, created FROM initiatives WHERE id = $1 AND state <> $2`,
		initiative, initiatives.Withdrawn)
}

// EvidenceProposals tells of accepted proposals with their decisions.
func (tx *Tx) EvidenceProposals(ctx context.Context, ids []int64) ([]themes.EvidenceProposal, error) {
	read := func(s scanner) (p themes.EvidenceProposal, err error) {
		err = s.Scan(&p.ID, &p.Title, &p.Reason, &p.Verdict, &p.Why, &p.Unit, (*stamp)(&p.Decided))
		return p, err
	}
	return inChunks(ctx, tx, read, `SELECT p.id, p.title, p.reason, d.verdict, d.reason, d.unit, d.at
		FROM proposals p JOIN decisions d ON d.id = p.decision WHERE p.id IN (%s) ORDER BY p.id`, ids)
}
