package themes

import (
	"context"
	"maps"
	"strings"

	"luonnos/people"
)

// Letters to senders. Each leads to the sender's own page, with a token of its own.
const (
	letterReceived people.Template = "feedback-received"
	letterAnswered people.Template = "feedback-answered"
	letterHidden   people.Template = "feedback-hidden"
	letterConsent  people.Template = "feedback-consent"
	letterProposed people.Template = "feedback-proposed"
	letterDecided  people.Template = "feedback-decided"
)

// maxQuoted is how much of an item a letter quotes, in characters.
const maxQuoted = 200

// tell writes to the sender of an item if they want to hear of it.
func (s *Service) tell(ctx context.Context, tx Tx, i Item, t people.Template, args map[string]string) error {
	senders, err := tx.Senders(ctx, []int64{i.ID})
	if err != nil || len(senders) == 0 || !senders[0].Tell {
		return err
	}
	_, err = s.letter(ctx, tx, i, senders[0], t, args)
	return err
}

// letter queues a letter; false for a sender without an address.
func (s *Service) letter(ctx context.Context, tx Tx, i Item, x Sender, t people.Template, args map[string]string) (bool, error) {
	m := people.Mail{Template: t, At: s.time(), Args: map[string]string{}}
	if t != letterReceived {
		// The first goes to whatever address was typed: it carries nobody's words there.
		m.Args["text"] = quoted(i)
	}
	maps.Copy(m.Args, args)
	switch {
	case x.Email != "":
		m.Email, m.Lang = x.Email, x.Lang
	case x.Account != "":
		m.To = x.Account
	default:
		return false, nil
	}
	token := people.NewToken()
	if err := tx.PutSenderToken(ctx, token.Hash(), i.ID); err != nil {
		return false, err
	}
	m.About = "own-feedback/" + string(token)
	return true, people.QueueMail(ctx, tx, m)
}

// quoted is how an item begins, on one line.
func quoted(i Item) string {
	return cutRunes(strings.Join(strings.Fields(i.Title+" "+i.Text), " "), maxQuoted)
}

// newsAtOnce bounds the letters of one transaction.
const newsAtOnce = 100

// TellSenders writes to the senders who want to hear of it what has become of
// the proposals that their feedback is tied to itself: once of the proposal and
// once of its decision.
func (s *Service) TellSenders(ctx context.Context) error {
	for {
		var news []News
		// Most of the time nobody is to be told, and no writer need wait for that.
		read := func(tx Tx) (err error) {
			news, err = tx.SenderNews(ctx, newsAtOnce)
			return err
		}
		if err := s.store.View(ctx, read); err != nil || len(news) == 0 {
			return err
		}
		err := s.store.Update(ctx, "", func(tx Tx) error {
			if err := read(tx); err != nil {
				return err
			}
			for _, n := range news {
				if err := s.tellNews(ctx, tx, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

func (s *Service) tellNews(ctx context.Context, tx Tx, n News) error {
	if err := tx.PutTold(ctx, n.Item, n.What); err != nil {
		return err
	}
	i, err := tx.Feedback(ctx, n.Item)
	if err != nil {
		return err
	}
	if n.What == subject("proposal", n.Proposal) {
		if n.Decision != 0 {
			return nil // the letter of its decision tells of both
		}
		return s.tell(ctx, tx, i, letterProposed, map[string]string{"title": n.Title})
	}
	return s.tell(ctx, tx, i, letterDecided, map[string]string{"title": n.Title, "verdict": n.Verdict, "reason": n.Reason})
}
