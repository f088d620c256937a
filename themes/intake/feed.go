package intake

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"luonnos/themes"
)

// Feed fetches RSS, Atom and JSON Feed. An entry that leaves its feed stays
// here: feeds hold the newest alone, and leaving means nothing.
type Feed struct {
	Guard GuardOptions
	Now   func() time.Time
}

// maxEntries bounds one fetch, the newest first.
const maxEntries = 2000

// feedCursor lets a server say that nothing has changed (RFC 9110 §13), and us
// see it where the server cannot.
type feedCursor struct {
	Address  string `json:"address"`
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
	Sum      string `json:"sum,omitempty"` // of the document
}

func parseFeedCursor(s, address string) feedCursor {
	var c feedCursor
	if json.Unmarshal([]byte(s), &c) != nil || c.Address != address {
		return feedCursor{Address: address}
	}
	return c
}

func (c feedCursor) String() string {
	b, _ := json.Marshal(c) // strings alone: cannot fail
	return string(b)
}

// Fetch implements Fetcher.
func (f Feed) Fetch(ctx context.Context, s themes.Source, cursor string, give func(Batch) error) error {
	was := parseFeedCursor(cursor, s.Address)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Address, nil)
	if err != nil {
		return &Failure{Key: "error.fetch-address", Stop: true, Err: err}
	}
	if err := f.Guard.keepsSecret(r.URL.Scheme, s.Secret); err != nil {
		return err
	}
	r.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
	if was.ETag != "" {
		r.Header.Set("If-None-Match", was.ETag)
	}
	if was.Modified != "" {
		r.Header.Set("If-Modified-Since", was.Modified)
	}
	if s.User != "" || s.Secret != "" {
		r.SetBasicAuth(s.User, s.Secret)
	}
	client := Client(f.Guard)
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotModified {
		return nil
	}
	if err := answered(answer, f.Now()); err != nil {
		return err
	}
	document, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(document)
	is := feedCursor{Address: s.Address, ETag: answer.Header.Get("ETag"), Modified: answer.Header.Get("Last-Modified"), Sum: hex.EncodeToString(sum[:16])}
	if is.Sum == was.Sum {
		return give(Batch{Cursor: is.String()})
	}
	arrivals, refused, err := ReadFeed(document, answer.Header.Get("Content-Type"))
	if err != nil {
		return &Failure{Key: "error.fetch-format", Detail: r.URL.Hostname(), Err: err}
	}
	batches := slices.Collect(slices.Chunk(arrivals, MaxBatch))
	if len(batches) == 0 {
		batches = append(batches, nil)
	}
	done := 0
	for i, some := range batches {
		done += len(some)
		b := Batch{Arrivals: some, Cursor: cursor, Done: done, Total: len(arrivals)}
		if i == len(batches)-1 {
			// Only now is the document done with.
			b.Cursor, b.Refused = is.String(), refused
		}
		if err := give(b); err != nil {
			return err
		}
	}
	return nil
}

// ReadFeed reads the entries of an RSS, Atom or JSON Feed document, the newest
// first, each once, and counts those that hold nothing. contentType is what the
// server called it, "" for nothing.
func ReadFeed(document []byte, contentType string) (arrivals []themes.Arrival, refused int, err error) {
	feed, err := gofeed.NewParser().Parse(feedReader(document, contentType))
	if err != nil {
		return nil, 0, err
	}
	seen := map[string]bool{}
	for _, entry := range feed.Items {
		a := feedArrival(feed, entry)
		switch {
		case a.Text == "":
			refused++
		case !seen[a.Foreign]:
			seen[a.Foreign] = true
			arrivals = append(arrivals, a)
		}
	}
	slices.SortStableFunc(arrivals, func(a, b themes.Arrival) int { return b.At.Compare(a.At) })
	if over := len(arrivals) - maxEntries; over > 0 {
		arrivals, refused = arrivals[:maxEntries], refused+over
	}
	return arrivals, refused, nil
}

// feedReader reads the document in the charset that the server says it is in;
// one that says nothing leaves it to the document (RFC 7303 §3).
func feedReader(document []byte, contentType string) io.Reader {
	_, params, _ := mime.ParseMediaType(contentType)
	label := strings.ToLower(params["charset"])
	begin, _ := bufio.NewReader(bytes.NewReader(document)).Peek(200)
	if label == "" || label == "utf-8" || bytes.Contains(begin, []byte("encoding=")) {
		return bytes.NewReader(document)
	}
	if r, err := charset.NewReaderLabel(label, bytes.NewReader(document)); err == nil {
		return r
	}
	return bytes.NewReader(document)
}

// feedArrival makes an arrival of an entry; its text is "" when it holds nothing.
func feedArrival(feed *gofeed.Feed, e *gofeed.Item) themes.Arrival {
	a := themes.Arrival{Title: line(PlainText(e.Title)), Text: PlainText(cmp.Or(e.Content, e.Description)), Address: address(e.Link)}
	if a.Text == "" || a.Text == a.Title {
		a.Text, a.Title = cmp.Or(a.Text, a.Title), ""
	}
	for _, at := range []*time.Time{e.PublishedParsed, e.UpdatedParsed} {
		if at != nil && plausible(*at) {
			a.At = *at
			break
		}
	}
	language := feed.Language
	if e.DublinCoreExt != nil && len(e.DublinCoreExt.Language) > 0 {
		language = e.DublinCoreExt.Language[0]
	}
	a.Lang = readLang(language)
	a.Tags = readTags(strings.Join(e.Categories, ","))
	if len(e.Authors) > 0 && e.Authors[0] != nil && e.Authors[0].Name != "" {
		// The name alone: an address in a feed is not there to be kept.
		a.Sender = &themes.Sender{Name: line(e.Authors[0].Name)}
	}
	if a.Foreign = line(cmp.Or(e.GUID, e.Link)); a.Foreign == "" || len(a.Foreign) > maxForeign {
		sum := sha256.Sum256([]byte(cmp.Or(a.Foreign, a.Title+"\n"+a.Text)))
		a.Foreign = hex.EncodeToString(sum[:16])
	}
	return a
}
