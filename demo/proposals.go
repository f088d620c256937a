package demo

import (
	"cmp"
	"context"
	"fmt"

	"luonnos/docs"
	"luonnos/initiatives"
	"luonnos/people"
	"luonnos/revisions"
)

func (s *seeding) proposals(ctx context.Context) error {
	for _, p := range s.sample.Proposals {
		if err := s.comments(ctx, p.Key); err != nil {
			return err
		}
		s.Clock.step(s.step)
		if err := s.hear(ctx, s.Clock.at); err != nil {
			return err
		}
		id, err := s.propose(ctx, p)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Key, err)
		}
		if p.Decision == nil {
			continue
		}
		s.Clock.step(s.step)
		if err := s.decide(ctx, id, p); err != nil {
			return fmt.Errorf("deciding %s: %w", p.Key, err)
		}
	}
	return s.comments(ctx, "")
}

func (s *seeding) edits(ctx context.Context, page string, sample []sampleEdit) ([]revisions.Edit, error) {
	var edits []revisions.Edit
	for _, e := range sample {
		id, _, _, err := s.passage(ctx, page, e.Find)
		if err != nil {
			return nil, err
		}
		edit := revisions.Edit{Op: e.Op, Path: docs.Path(page), Passage: id, Text: e.Text}
		switch e.Op {
		case "add_after":
			edit.Op = revisions.EditAdd
		case "":
			edit.Op = revisions.EditChange
		case revisions.EditMove:
			edit.From = id
			if edit.Passage, _, _, err = s.passage(ctx, page, e.After); err != nil {
				return nil, err
			}
		}
		edits = append(edits, edit)
	}
	return edits, nil
}

func (s *seeding) propose(ctx context.Context, p sampleProposal) (int64, error) {
	author := s.accounts[p.Author]
	edits, err := s.edits(ctx, p.Page, p.Edits)
	if err != nil {
		return 0, err
	}
	token, err := s.draft(ctx, author, p)
	if err != nil {
		return 0, err
	}
	for _, e := range edits {
		if _, err := s.Revisions.PutEdit(ctx, token, -1, e); err != nil {
			return 0, err
		}
	}
	details := revisions.DraftDetails{Title: p.Title, Reason: p.Reason, Area: p.Area, Capacity: people.Private, Named: p.Named}
	if _, err := s.Revisions.SaveDetails(ctx, token, details); err != nil {
		return 0, err
	}
	made, err := s.Revisions.Submit(ctx, author, "", token)
	if err != nil {
		return 0, err
	}
	s.made[p.Key] = made.ID
	for stance, keys := range map[revisions.Stance][]string{
		revisions.Support: p.Support, revisions.Oppose: p.Oppose, revisions.Abstain: p.Abstain,
	} {
		for _, key := range keys {
			if err := s.Revisions.SetStance(ctx, s.accounts[key], made.ID, stance); err != nil {
				return 0, fmt.Errorf("stance of %s: %w", key, err)
			}
		}
	}
	for _, c := range p.Comments {
		if err := s.comment(ctx, c, revisions.Comment{Proposal: made.ID}); err != nil {
			return 0, err
		}
	}
	return made.ID, nil
}

// draft begins the proposal, of feedback where it grew out of some.
func (s *seeding) draft(ctx context.Context, author people.Account, p sampleProposal) (people.Token, error) {
	if p.From == "" {
		token, _, err := s.Revisions.StartDraft(ctx, author, p.Lang, 0)
		return token, err
	}
	origin, err := s.origin(ctx, author, p.From)
	if err != nil {
		return "", err
	}
	token, _, err := s.Revisions.StartDraftFrom(ctx, author, origin, revisions.DraftDetails{Lang: p.Lang})
	return token, err
}

func (s *seeding) comment(ctx context.Context, c sampleComment, at revisions.Comment) error {
	s.Clock.step(s.step / pauses)
	author := s.accounts[c.By]
	at.Body, at.Capacity, at.Lang = c.Text, c.Capacity, cmp.Or(c.Lang, author.Lang)
	made, err := s.Revisions.WriteComment(ctx, author, "", at)
	if err != nil {
		return fmt.Errorf("comment of %s: %w", c.By, err)
	}
	for _, r := range c.Replies {
		if err := s.comment(ctx, r, revisions.Comment{Parent: made.ID}); err != nil {
			return err
		}
	}
	return nil
}

// comments writes the comments on passages that were made before the proposal.
func (s *seeding) comments(ctx context.Context, before string) error {
	for _, c := range s.PassageComments {
		if c.Before != before {
			continue
		}
		id, passage, source, err := s.passage(ctx, c.Page, c.Find)
		if err != nil {
			return err
		}
		at := revisions.Comment{Path: docs.Path(c.Page), Passage: id, Quote: cmp.Or(c.Quote, passage.Text(source))}
		if err := s.comment(ctx, c.sampleComment, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeding) decide(ctx context.Context, id int64, p sampleProposal) error {
	official := s.accounts[p.Decision.By]
	preview, err := s.Revisions.Preview(ctx, official, id, nil)
	if err != nil {
		return err
	}
	ruling := revisions.Ruling{
		Proposal: id, Version: 1, Verdict: p.Decision.Verdict, Reason: p.Decision.Reason,
		Tip: preview.Tip, Looked: true,
	}
	if p.Decision.Verdict == revisions.AcceptChanged {
		if ruling.Edits, err = s.edits(ctx, p.Page, p.Decision.Edits); err != nil {
			return err
		}
	}
	_, err = s.Revisions.Decide(ctx, official, "", ruling)
	return err
}

func (s *seeding) initiative(ctx context.Context) error {
	s.Clock.step(s.step)
	changes, err := s.Docs.Changes(ctx, 1)
	if err != nil {
		return err
	}
	i := s.sample.Initiative
	_, err = s.Initiatives.Publish(ctx, s.accounts[i.By], "", initiatives.Proposed{
		Title: i.Title, Text: i.Text, Tag: i.Tag, Lang: people.Finnish, Source: changes[0].Hash,
	})
	return err
}
