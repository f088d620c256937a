package themes

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"luonnos/internal/event"
	"luonnos/people"
)

// Longest parts of an item: characters of the title, bytes of the address and
// of an attribute, and how many attributes there may be.
const (
	MaxTitle      = 300
	maxAddress    = 2_000
	maxForeign    = 500
	maxAttribute  = 2_000
	maxAttributes = 50
	// receiveAtOnce is how many arrivals share a transaction.
	receiveAtOnce = 500
)

// Receive takes in what a source has. It is idempotent: what is known already
// and has not changed is left alone. What a person decided of an item stays,
// except that a changed text of a source that is not trusted waits for the desk
// again. An arrival without an id at its source or without words is refused.
func (s *Service) Receive(ctx context.Context, source int64, arrivals []Arrival) (Receipt, error) {
	var all Receipt
	for some := range slices.Chunk(arrivals, receiveAtOnce) {
		ready, err := s.prepare(ctx, source, some)
		if err != nil {
			return all, err
		}
		var r Receipt
		err = s.store.Update(ctx, "", func(tx Tx) (err error) {
			r, err = s.keep(ctx, tx, source, ready)
			return err
		})
		if err != nil {
			return all, err
		}
		all.add(r)
	}
	return all, nil
}

// ReceiveRun is Receive of at most 500 arrivals that keeps the run of the source
// in the same transaction.
func (s *Service) ReceiveRun(ctx context.Context, run Run, arrivals []Arrival) (Receipt, error) {
	ready, err := s.prepare(ctx, run.Source, arrivals)
	if err != nil {
		return Receipt{}, err
	}
	var r Receipt
	err = s.store.Update(ctx, "", func(tx Tx) (err error) {
		if r, err = s.keep(ctx, tx, run.Source, ready); err != nil {
			return err
		}
		now := run
		now.New, now.Changed, now.Removed = run.New+r.New, run.Changed+r.Changed, run.Removed+r.Removed
		now.Known, now.Refused = run.Known+r.Known, run.Refused+r.Refused
		return putRun(ctx, tx, now)
	})
	return r, err
}

func (r *Receipt) add(o Receipt) {
	r.New += o.New
	r.Changed += o.Changed
	r.Removed += o.Removed
	r.Known += o.Known
	r.Refused += o.Refused
	r.IDs = append(r.IDs, o.IDs...)
}

// batch is arrivals made ready: tidied, with what tells a change of each, and
// the themes of those that are new.
type batch struct {
	arrivals []Arrival
	digests  []string
	placed   []assignment
}

// prepare makes arrivals ready before the transaction that keeps them: finding
// themes is the slow part, and others write meanwhile.
func (s *Service) prepare(ctx context.Context, source int64, arrivals []Arrival) (b batch, err error) {
	if err := s.refreshModel(ctx); err != nil {
		return b, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		b, err = s.ready(ctx, tx, source, arrivals)
		return err
	})
	return b, err
}

// ready is prepare in a transaction.
func (s *Service) ready(ctx context.Context, tx Tx, source int64, arrivals []Arrival) (batch, error) {
	from, err := tx.FeedbackSource(ctx, source)
	if err != nil {
		return batch{}, err
	}
	known, err := tx.FeedbackKnown(ctx, source, foreignOf(arrivals))
	if err != nil {
		return batch{}, err
	}
	b := batch{make([]Arrival, len(arrivals)), make([]string, len(arrivals)), make([]assignment, len(arrivals))}
	eachAtOnce(len(arrivals), func(i int) {
		a := tidyArrival(arrivals[i], from.Source)
		b.arrivals[i] = a
		if a.Gone || a.refused() {
			return
		}
		b.digests[i] = a.digest()
		if k, there := known[a.Foreign]; !there || k.Digest != b.digests[i] {
			b.placed[i] = s.assign(0, a.Lang, a.Title, a.Text)
		}
	})
	return b, nil
}

// receive is Receive of one batch in the caller's transaction.
func (s *Service) receive(ctx context.Context, tx Tx, source int64, arrivals []Arrival) (Receipt, error) {
	b, err := s.ready(ctx, tx, source, arrivals)
	if err != nil {
		return Receipt{}, err
	}
	return s.keep(ctx, tx, source, b)
}

// keep writes what has been made ready.
func (s *Service) keep(ctx context.Context, tx Tx, source int64, b batch) (Receipt, error) {
	from, err := tx.FeedbackSource(ctx, source)
	if err != nil {
		return Receipt{}, err
	}
	rules, err := tx.TagRules(ctx)
	if err != nil {
		return Receipt{}, err
	}
	known, err := tx.FeedbackKnown(ctx, source, foreignOf(b.arrivals))
	if err != nil {
		return Receipt{}, err
	}
	in := &intake{s: s, tx: tx, source: from.Source, tagging: NewTagging(rules), known: known, batch: b}
	in.receipt.IDs = make([]int64, len(b.arrivals))
	for i := range b.arrivals {
		if in.receipt.IDs[i], err = in.take(ctx, i); err != nil {
			return Receipt{}, err
		}
	}
	return in.receipt, in.finish(ctx)
}

func foreignOf(arrivals []Arrival) []string {
	ids := make([]string, 0, len(arrivals))
	for _, a := range arrivals {
		if a.Foreign != "" {
			ids = append(ids, a.Foreign)
		}
	}
	return ids
}

// intake is one batch on its way in.
type intake struct {
	batch
	s        *Service
	tx       Tx
	source   Source
	tagging  Tagging
	known    map[string]Known
	receipt  Receipt
	revision int64

	fresh        []Item
	freshDigests []string
	freshAt      []int // the arrival that each came by
	// first is the id of fresh[0].
	first int64
	touch touched
}

func (a Arrival) refused() bool { return a.Foreign == "" || a.Title == "" && a.Text == "" }

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
		Moderation: Waiting, Status: a.Status, Theme: in.placed[n].theme, Sure: in.placed[n].sure,
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
	if in.arrivals[n].Area == "" {
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
	return in.tie(ctx, is)
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
	in.touch.item(i)
	return i.ID, in.s.blank(ctx, in.tx, i, gone)
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
			if err := in.tie(ctx, i); err != nil {
				return err
			}
		}
	}
	if in.receipt.New+in.receipt.Changed+in.receipt.Removed == 0 {
		return nil
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

// tie ties an item to the passages that it was said of and that its tags mean.
func (in *intake) tie(ctx context.Context, i Item) error {
	ties := in.tagging.Read(i.Tags).To
	if i.About != (Target{}) {
		ties = append(ties, i.About)
	}
	for _, to := range ties {
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

// digest tells what a source has now from what it had.
func (a Arrival) digest() string {
	a.Sender = nil
	a.Gone = false
	if !a.At.IsZero() {
		a.At = a.At.UTC()
	}
	b, err := json.Marshal(a)
	if err != nil {
		return "" // an attribute that is no text: taken for changed
	}
	sum := sha256.Sum256(b)
	return base64.RawStdEncoding.EncodeToString(sum[:15])
}

// tidyArrival cuts an arrival to what is kept, and finds its language and tags.
func tidyArrival(a Arrival, from Source) Arrival {
	a.Foreign = cutBytes(strings.TrimSpace(clean(a.Foreign)), maxForeign)
	if a.Gone {
		return a
	}
	a.Address = cutBytes(strings.TrimSpace(clean(a.Address)), maxAddress)
	a.Title = cutRunes(strings.Join(strings.Fields(clean(a.Title)), " "), MaxTitle)
	a.Text = cutBytes(tidyText(a.Text), MaxText)
	a.Area = strings.TrimSpace(a.Area)
	a.Tags = tidyTags(a.Tags, a.Text)
	a.At = a.At.UTC()
	if !slices.Contains(people.Langs, a.Lang) {
		found, sure := FindLang(a.Title + "\n" + a.Text)
		switch {
		case sure:
			a.Lang = found
		case from.Lang != "":
			a.Lang = from.Lang
		case found != "":
			a.Lang = found
		default:
			a.Lang = people.Finnish
		}
	}
	if a.Status != Closed {
		a.Status = Open
	}
	a.Attributes = tidyAttributes(a.Attributes)
	if a.Place != nil && !a.Place.valid() {
		a.Place = nil
	}
	if a.About.Kind != Passage || a.About.ID == "" {
		a.About = Target{}
	}
	return a
}

func (p Place) valid() bool {
	return p.Lat >= -90 && p.Lat <= 90 && p.Long >= -180 && p.Long <= 180
}

// tidyText keeps lines and paragraphs, and nothing that does not show.
func tidyText(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	lines := strings.Split(clean(text), "\n")
	kept := lines[:0]
	for _, line := range lines {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// clean replaces what is no text and drops what does not show.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

func cutBytes(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const more = " …"
	end := most - len(more)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}

func cutRunes(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// tidyTags are the given tags and those in the text, each once.
func tidyTags(tags []string, text string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, t := range append(slices.Clone(tags), FindTags(text)...) {
		t = strings.TrimLeft(strings.TrimSpace(clean(t)), "#")
		folded := FoldTag(t)
		if folded == "" || seen[folded] || utf8.RuneCountInString(t) > MaxTag || len(kept) == MaxTags {
			continue
		}
		seen[folded] = true
		kept = append(kept, t)
	}
	return kept
}

func tidyAttributes(attributes map[string]string) map[string]string {
	if len(attributes) == 0 {
		return nil
	}
	names := make([]string, 0, len(attributes))
	for name := range attributes {
		names = append(names, name)
	}
	slices.Sort(names)
	kept := map[string]string{}
	for _, name := range names[:min(len(names), maxAttributes)] {
		if short := cutRunes(strings.TrimSpace(clean(name)), MaxTag); short != "" {
			kept[short] = cutBytes(tidyText(attributes[name]), maxAttribute)
		}
	}
	return kept
}
