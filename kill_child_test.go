package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/revisions"
	"luonnos/themes"
)

// TestKillChild is the process that TestKill kills: the whole program, with
// writers beside its web server.
func TestKillChild(t *testing.T) {
	s := killSettings(os.Getenv(killData))
	if s.Data == "" {
		return // nothing is missing: it works as a child of TestKill alone
	}
	ctx := t.Context()
	r, err := openRooms(ctx, s, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(s, r, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := killChild{rooms: r, log: json.NewEncoder(os.Stdout)}
	for n := range killWriters + 1 {
		if err := store.As[people.Tx](r.db).View(ctx, func(tx people.Tx) error {
			p, err := tx.AccountByEmail(ctx, killPerson(n))
			c.people = append(c.people, p)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	var work sync.WaitGroup
	work.Go(func() { c.fail(a.run(ctx)) })
	for w := range killWriters {
		work.Go(func() {
			for n := 0; ; n++ {
				c.fail(c.propose(ctx, w, fmt.Sprintf("r%s-w%d-%d", os.Getenv(killRound), w, n)))
			}
		})
	}
	work.Wait()
}

// killChild is the writers of one process.
type killChild struct {
	*rooms
	people []people.Account // the writers, then the official

	mu  sync.Mutex
	log *json.Encoder
}

func (c *killChild) fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// acknowledge tells the parent of a write that was acknowledged.
func (c *killChild) acknowledge(a ack) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.Encode(a)
}

// propose takes one proposal through its life: the texts say op, so that they
// can be found again.
func (c *killChild) propose(ctx context.Context, w int, op string) error {
	author, other, official := c.people[w], (w+1)%killWriters, c.people[killWriters]
	path := docs.Path(killPages[rand.IntN(len(killPages))])
	page, source, err := c.docs.Read(ctx, path)
	if err != nil {
		return err
	}
	passages := docs.Passages(source)
	at := slices.IndexFunc(passages, func(p docs.Passage) bool {
		return strings.HasPrefix(p.Text(source), fmt.Sprintf("Kappale numero %d ", w))
	})
	if at < 0 {
		return fmt.Errorf("%s has no paragraph of writer %d:\n%s", path, w, source)
	}
	if err := c.say(ctx, author, op); err != nil {
		return err
	}
	token, _, err := c.revisions.StartDraft(ctx, author, people.Finnish, 0)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Kappale numero %d sanoo nyt %s ja on sellaisenaan valmis.", w, op)
	if _, err := c.revisions.PutEdit(ctx, token, -1, revisions.Edit{Op: revisions.EditChange, Path: path, Passage: page.Passages[at], Text: text}); err != nil {
		return err
	}
	details := revisions.DraftDetails{Title: "Ehdotus " + op, Reason: "Perustelu " + op, Capacity: people.Private}
	if _, err := c.revisions.SaveDetails(ctx, token, details); err != nil {
		return err
	}
	p, err := c.revisions.Submit(ctx, author, people.OpID("submit-"+op), token)
	if err != nil {
		return err
	}
	if err := c.acknowledge(ack{Op: op, Kind: "submit", Proposal: p.ID}); err != nil {
		return err
	}
	comment, err := c.revisions.WriteComment(ctx, c.people[other], people.OpID("comment-"+op),
		revisions.Comment{Proposal: p.ID, Body: "Kommentti " + op, Lang: people.Finnish, Capacity: people.Private})
	if err != nil {
		return err
	}
	if err := c.acknowledge(ack{Op: op, Kind: "comment", Proposal: p.ID, ID: comment.ID}); err != nil {
		return err
	}
	stance := []revisions.Stance{revisions.Support, revisions.Oppose, revisions.Abstain}[rand.IntN(3)]
	if err := c.revisions.SetStance(ctx, c.people[other], p.ID, stance); err != nil {
		return err
	}
	if err := c.acknowledge(ack{Op: op, Kind: "vote", Proposal: p.ID, By: c.people[other].ID, Stance: stance}); err != nil {
		return err
	}
	verdict := revisions.Accept
	switch rand.IntN(8) {
	case 0:
		return nil // stays open
	case 1:
		verdict = revisions.Reject
	case 2:
		verdict = revisions.AskChanges
	}
	d, err := c.decide(ctx, official, op, p.ID, verdict)
	if err != nil {
		return err
	}
	return c.acknowledge(ack{Op: op, Kind: "decide", Proposal: p.ID, ID: d.ID, Verdict: d.Verdict})
}

// say sends feedback, which the official shows and answers.
func (c *killChild) say(ctx context.Context, author people.Account, op string) error {
	official := c.people[killWriters]
	i, _, err := c.themes.Send(ctx, author, people.OpID("send-"+op), themes.Sending{
		Text: "Palaute " + op + " kertoo, mikä kaupungin viesteissä on vialla.", Lang: people.Finnish,
	})
	if err != nil {
		return err
	}
	if err := c.acknowledge(ack{Op: op, Kind: "feedback", ID: i.ID}); err != nil {
		return err
	}
	if err := c.themes.Moderate(ctx, official, people.OpID("show-"+op), i.ID, themes.Ruling{State: themes.Shown}); err != nil {
		return err
	}
	reply := themes.Reply{Text: "Vastaus " + op, Capacity: people.AsOfficial}
	if _, err := c.themes.Reply(ctx, official, people.OpID("reply-"+op), i.ID, reply, true); err != nil {
		return err
	}
	return c.acknowledge(ack{Op: op, Kind: "answer", ID: i.ID})
}

// decide answers the way an official does: it looks at the merge first, and
// again when main has moved meanwhile.
func (c *killChild) decide(ctx context.Context, official people.Account, op string, proposal int64, verdict revisions.Verdict) (revisions.Decision, error) {
	for {
		preview, err := c.revisions.Preview(ctx, official, proposal, nil)
		if err != nil {
			return revisions.Decision{}, err
		}
		if preview.Outcome == revisions.Conflict && verdict == revisions.Accept {
			verdict = revisions.Reject
		}
		d, err := c.revisions.Decide(ctx, official, people.OpID("decide-"+op), revisions.Ruling{
			Proposal: proposal, Version: 1, Verdict: verdict, Reason: "Päätös " + op, Tip: preview.Tip, Looked: true,
		})
		if !fault.Is(err, "error.text-moved") && !fault.Is(err, "error.needs-choices") {
			return d, err
		}
	}
}
