package themes

import (
	"context"
	"slices"

	"luonnos/internal/event"
)

// intake is one batch on its way in.
type intake struct {
	batch
	s        *Service
	tx       Tx
	source   Source
	tagging  Tagging
	known    map[string]Known
	themes   tree
	receipt  Receipt
	revision int64

	fresh        []Item
	freshDigests []string
	freshAt      []int // the arrival that each came by
	// first is the id of fresh[0].
	first int64
	touch touched
}

// take takes in one arrival and returns its item, 0 for a refused one.
func (in *intake) take(ctx context.Context, n int) (int64, error) {
	a := in.arrivals[n]
	if a.Gone {
		return in.remove(ctx, a.Foreign)
	}
	if a.refused() {
		in.receipt.Refused++
		return 0, nil
	}
	k, there := in.known[a.Foreign]
	switch {
	case there && (k.Digest == in.digests[n] || k.Digest == withdrawn):
		in.receipt.Known++
		return k.ID, nil
	case there && k.ID >= in.first && in.first > 0:
		// Twice in one batch: the later one counts.
		in.receipt.Known++
		at := k.ID - in.first
		in.fresh[at] = in.item(n, k.ID)
		in.freshDigests[at], in.freshAt[at] = in.digests[n], n
		return k.ID, nil
	case there:
		in.receipt.Changed++
		return k.ID, in.change(ctx, n, k.ID)
	}
	in.receipt.New++
	if in.first == 0 {
		// As many as may still come; numbers that are not used are missing.
		first, err := in.tx.TakeNumbers(ctx, "feedback", in.newcomers(n))
		if err != nil {
			return 0, err
		}
		in.first = first
	}
	id := in.first + int64(len(in.fresh))
	in.fresh = append(in.fresh, in.item(n, id))
	in.freshDigests = append(in.freshDigests, in.digests[n])
	in.freshAt = append(in.freshAt, n)
	in.known[a.Foreign] = Known{ID: id, Digest: in.digests[n]}
	return id, nil
}

// newcomers counts the new items from arrival n on.
func (in *intake) newcomers(n int) int {
	seen := map[string]bool{}
	for _, a := range in.arrivals[n:] {
		if _, there := in.known[a.Foreign]; !there && !a.Gone && !a.refused() {
			seen[a.Foreign] = true
		}
	}
	return len(seen)
}

// item makes the item of an arrival.
func (in *intake) item(n int, id int64) Item {
	a, now := in.arrivals[n], in.s.time()
	i := Item{
		ID: id, Source: in.source.ID, Channel: in.source.Channel, Foreign: a.Foreign, Address: a.Address,
		At: a.At, Received: now, Changed: now, Lang: a.Lang, Title: a.Title, Text: a.Text, Area: a.Area, Tags: a.Tags,
		Service: a.Service, Attributes: a.Attributes, Place: a.Place, About: a.About,
		Moderation: Waiting, Status: a.Status,
	}
	// What was found before the transaction may have been joined or dissolved since.
	if t, ok := in.themes.get(in.themes.now(in.placed[n].theme)); ok && !t.Gone {
		i.Theme, i.Sure = t.ID, in.placed[n].sure
	}
	if i.At.IsZero() || i.At.After(now) {
		i.At = now
	}
	if in.source.Trusted {
		i.Moderation = Shown
	}
	if i.Area == "" {
		i.Area = in.tagging.Read(i.Tags).Area
	}
	if i.Area == "" {
		i.Area = in.source.Area
	}
	return i
}

// change brings an item to what its source has now.
func (in *intake) change(ctx context.Context, n int, id int64) error {
	was, err := in.tx.Feedback(ctx, id)
	if err != nil {
		return err
	}
	is := in.item(n, id)
	is.Received, is.Replies, is.Twin = was.Received, was.Replies, was.Twin
	is.Redacted, is.Reason = false, was.Reason
	is.Moderation = was.Moderation
	words := was.Title != is.Title || was.Text != is.Text
	if words && was.Moderation != Hidden && !in.source.Trusted || was.Moderation == Removed {
		is.Moderation = Waiting
	}
	if was.Redacted && was.Moderation != Hidden {
		is.Moderation = Waiting // the desk has not seen the new words
	}
	if was.ByPerson {
		is.Theme, is.Sure, is.ByPerson = was.Theme, was.Sure, true
	}
	is.TagsByPerson, is.AreaByPerson = was.TagsByPerson, was.AreaByPerson
	if was.TagsByPerson {
		is.Tags = was.Tags
	}
	if in.arrivals[n].Area == "" || was.AreaByPerson {
		is.Area = was.Area
	}
	if was.Address == "" {
		is.Address = "" // it may have been erased with the sender
	}
	if is.Status != Closed && was.Status == Closed && was.Replies > 0 {
		is.Status = Closed
	}
	revision, err := in.nextRevision(ctx)
	if err != nil {
		return err
	}
	if err := in.tx.PutFeedback(ctx, is, in.digests[n], revision); err != nil {
		return err
	}
	in.touch.item(was)
	in.touch.item(is)
	in.touch.leaves(was)
	return in.tie(ctx, is, in.meant(was))
}

// remove takes back what its source no longer has.
func (in *intake) remove(ctx context.Context, foreign string) (int64, error) {
	k, there := in.known[foreign]
	if !there {
		in.receipt.Known++
		return 0, nil
	}
	i, err := in.tx.Feedback(ctx, k.ID)
	if err != nil {
		return 0, err
	}
	if i.Moderation == Removed {
		in.receipt.Known++
		return i.ID, nil
	}
	in.receipt.Removed++
	return i.ID, in.s.takeAway(ctx, in.tx, i, gone, &in.touch)
}

// finish writes what is new and tells of it all.
func (in *intake) finish(ctx context.Context) error {
	if len(in.fresh) > 0 {
		revision, err := in.nextRevision(ctx)
		if err != nil {
			return err
		}
		if err := in.tx.AddFeedback(ctx, in.fresh, in.freshDigests, revision); err != nil {
			return err
		}
		for at, i := range in.fresh {
			in.touch.item(i)
			if err := in.sender(ctx, in.freshAt[at], i.ID); err != nil {
				return err
			}
			if err := in.tie(ctx, i, nil); err != nil {
				return err
			}
		}
	}
	if in.receipt.New+in.receipt.Changed+in.receipt.Removed == 0 {
		return nil
	}
	if err := in.touch.unsay(ctx, in.tx); err != nil {
		return err
	}
	return in.touch.emit(ctx, in.tx, event.Event{Kind: event.FeedbackReceived, Time: in.s.time()})
}

func (in *intake) nextRevision(ctx context.Context) (revision int64, err error) {
	if in.revision == 0 {
		in.revision, err = in.tx.NextNumber(ctx, revisionNumber)
	}
	return in.revision, err
}

// sender keeps who sent a new item. A changed item keeps the sender it has: they
// may have been erased, or have answered for themselves.
func (in *intake) sender(ctx context.Context, n int, item int64) error {
	if in.arrivals[n].Sender == nil {
		return nil
	}
	x := *in.arrivals[n].Sender
	x.Item = item
	if err := in.tx.PutSender(ctx, x); err != nil {
		return err
	}
	if x.Token == "" {
		return nil
	}
	return in.tx.PutSenderToken(ctx, x.Token, item)
}

// meant are the passages that an item was said of and that its tags mean.
func (in *intake) meant(i Item) []Target {
	to := in.tagging.Read(i.Tags).To
	if i.About != (Target{}) {
		to = append(to, i.About)
	}
	return to
}

// tie ties an item to what it means, except to what it meant before: a person
// may have decided of that.
func (in *intake) tie(ctx context.Context, i Item, before []Target) error {
	for _, to := range in.meant(i) {
		if slices.Contains(before, to) {
			continue
		}
		l := Link{Item: i.ID, To: to, State: Confirmed, Score: 1, At: in.s.time()}
		if err := in.tx.PutFeedbackLink(ctx, l); err != nil {
			return err
		}
		if i.Moderation == Shown {
			in.touch.target(to)
		}
	}
	return nil
}
