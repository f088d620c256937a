package intake

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/mattn/go-mastodon"

	"luonnos/themes"
)

// Mastodon follows a hashtag at a server of Mastodon or one that speaks its API.
//
// It takes public posts alone: none that is unlisted, for followers or direct,
// no boosts, and none of an account that does not want to be indexed, be it by
// its settings (noindex) or by #noindex or #nobot in its profile. That an
// account is not indexable keeps its posts out of full-text search, which is
// where Mastodon leaves everybody, and not from under the hashtags it writes. A
// post of the last thirty days is asked for again in turn: what its writer has
// changed changes here, and what they have deleted goes.
type Mastodon struct {
	Guard GuardOptions
	Now   func() time.Time
	Known KnownPosts
}

// KnownPosts tells which posts are kept.
type KnownPosts interface {
	// FetchedSince lists the ids at the source of items written since then and
	// not taken back, those after the given one, in the order of text.
	FetchedSince(ctx context.Context, source int64, since time.Time, after string, limit int) ([]string, error)
}

const (
	// postsPage is the longest page that Mastodon gives.
	postsPage = 40
	// maxPostPages bounds one fetch.
	maxPostPages = 50
	// A post of another server can come late, with an id by when it was written.
	lateBy       = 24 * time.Hour
	maxLatePages = 10
	// checkedFor is how long posts are asked for again, maxChecked how many of
	// them in one fetch.
	checkedFor = 30 * 24 * time.Hour
	maxChecked = 100
	checkBatch = 20
	// leaveRequests are left of the server's limit for others at our address.
	leaveRequests = 20
)

// mastodonCursor is where we are on the timeline, and in asking again.
type mastodonCursor struct {
	Newest  string `json:"newest"`
	Checked string `json:"checked,omitempty"`
}

func parseMastodonCursor(s string) (c mastodonCursor) {
	if json.Unmarshal([]byte(s), &c) != nil {
		return mastodonCursor{}
	}
	return c
}

func (c mastodonCursor) String() string {
	b, _ := json.Marshal(c) // strings alone: cannot fail
	return string(b)
}

// Fetch implements Fetcher. Source.Secret is an access token, for servers that
// show their timelines to none without.
func (m Mastodon) Fetch(ctx context.Context, s themes.Source, cursor string, give func(Batch) error) error {
	f, err := m.open(s)
	if err != nil {
		return err
	}
	defer f.client.CloseIdleConnections()
	f.give, f.at = give, parseMastodonCursor(cursor)
	if err := f.readTimeline(ctx); err != nil {
		return err
	}
	// Only a server that has just answered is believed when it says of a post
	// that there is none.
	return f.checkAgain(ctx)
}

// mastodonFetch is one fetch.
type mastodonFetch struct {
	Mastodon
	source themes.Source
	host   string
	client *mastodon.Client
	limit  *politeTransport
	// raw is the last answer, for what the library does not read of it.
	raw  *bytes.Buffer
	at   mastodonCursor
	give func(Batch) error
	done int
	// more: the present is not reached.
	more bool
}

func (m Mastodon) open(s themes.Source) (*mastodonFetch, error) {
	u, err := url.Parse(s.Address)
	if err != nil || u.Hostname() == "" {
		return nil, &Failure{Key: "error.fetch-address", Stop: true, Err: err}
	}
	if err := m.Guard.keepsSecret(u.Scheme, s.Secret); err != nil {
		return nil, err
	}
	guarded := Client(m.Guard)
	f := &mastodonFetch{Mastodon: m, source: s, host: u.Hostname(), raw: &bytes.Buffer{},
		limit: &politeTransport{under: guarded.Transport, now: m.Now, anonymous: s.Secret == "", left: leaveRequests + 1}}
	guarded.Transport = f.limit
	f.client = mastodon.NewClient(&mastodon.Config{Server: u.Scheme + "://" + u.Host, AccessToken: s.Secret})
	f.client.Client = *guarded
	f.client.JSONWriter = f.raw
	return f, nil
}

// readTimeline goes forward from the newest post known, and before it once more
// through the last day, for what has come late.
func (f *mastodonFetch) readTimeline(ctx context.Context) error {
	newest := cmp.Or(f.at.Newest, "0")
	from := idBefore(newest, lateBy)
	f.more = true
	for page := 0; page < maxPostPages && !f.limit.spent(); page++ {
		if page == maxLatePages && idLess(from, newest) {
			from = newest // a busy tag: what is new comes first
		}
		posts, err := f.client.GetTimelineHashtag(ctx, f.source.Tag, false, &mastodon.Pagination{MinID: mastodon.ID(from), Limit: postsPage})
		if err != nil {
			return f.failure(err)
		}
		optedOut := optedOut(f.raw.Bytes(), len(posts))
		b := Batch{}
		last := from
		for i, p := range posts {
			if p != nil && idLess(last, string(p.ID)) {
				last = string(p.ID)
			}
			if a, ok := f.arrival(p); ok && !optedOut[i] {
				b.Arrivals = append(b.Arrivals, a)
			} else {
				b.Refused++
			}
		}
		if last == from {
			f.more = false
			break // the present, or a server that gives the same page again
		}
		from = last
		if idLess(newest, from) {
			f.at.Newest = from
		} else {
			b.Refused = 0 // counted when they came
		}
		if err := f.hand(b); err != nil {
			return err
		}
	}
	return nil
}

// hand gives a batch with the cursor as it is now.
func (f *mastodonFetch) hand(b Batch) error {
	f.done += len(b.Arrivals) + b.Refused
	b.Cursor, b.Done, b.More = f.at.String(), f.done, f.more
	return f.give(b)
}

// checkAgain asks for posts that are kept, in turn.
func (f *mastodonFetch) checkAgain(ctx context.Context) error {
	ids, err := f.Known.FetchedSince(ctx, f.source.ID, f.Now().Add(-checkedFor), f.at.Checked, maxChecked)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, checkBatch) {
		var b Batch
		for _, id := range some {
			if f.limit.spent() {
				break
			}
			a, err := f.askAgain(ctx, id)
			if err != nil {
				return err
			}
			b.Arrivals = append(b.Arrivals, a)
			f.at.Checked = id
		}
		if err := f.hand(b); err != nil {
			return err
		}
	}
	if len(ids) < maxChecked && !f.limit.spent() {
		f.at.Checked = "" // the turn is over
		return f.hand(Batch{})
	}
	return nil
}

// askAgain returns the post as it is now, gone when it is no more, or no longer
// for everybody.
func (f *mastodonFetch) askAgain(ctx context.Context, id string) (themes.Arrival, error) {
	post, err := f.client.GetStatus(ctx, mastodon.ID(id))
	if err != nil {
		err = f.failure(err)
		if k := FailureOf(err).Key; k == "error.fetch-missing" || k == "error.fetch-gone" {
			return themes.Arrival{Foreign: id, Gone: true}, nil
		}
		return themes.Arrival{}, err
	}
	a, ok := f.arrival(post)
	if !ok || string(post.ID) != id || optedOut(slices.Concat([]byte("["), f.raw.Bytes(), []byte("]")), 1)[0] {
		return themes.Arrival{Foreign: id, Gone: true}, nil
	}
	return a, nil
}

// failure tells what the library's error means.
func (f *mastodonFetch) failure(err error) error {
	_, told := errors.AsType[*Failure](err)
	_, unreachable := errors.AsType[*url.Error](err)
	if told || unreachable {
		return err
	}
	return &Failure{Key: "error.fetch-format", Detail: f.host, Err: err} // no JSON, or none of a post
}
