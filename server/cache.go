package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"luonnos/internal/event"
)

// pageCache keeps the pages that visitors see, as bytes ready to send. The key
// is the address with its known query; the language is part of it, and a
// process has one brand. An entry holds what it depends on and is made anew
// once an event has touched that. Requests with a session pass it by.
type pageCache struct {
	next      http.Handler
	addresses addresses
	now       func() time.Time
	max       int64

	mu      sync.RWMutex
	entries map[string]*entry
	bytes   int64
	// making holds the pages being made, so that a crowd makes one once.
	making map[string]chan struct{}

	// clock counts calls of changed; a subject holds its last one.
	clock    atomic.Uint64
	subjects sync.Map // string to *atomic.Uint64
}

// entryAge bounds how long a page is kept without being made anew, should an
// event ever fail to name what it touched.
const entryAge = 10 * time.Minute

// entryCost is what an entry weighs besides its bodies, roughly.
const entryCost = 2 << 10

// entry is one kept page.
type entry struct {
	variants [3]variant // plain, gzip, brotli
	size     int64
	made     uint64 // clock when its making began
	subjects []*atomic.Uint64
	expires  time.Time
	used     atomic.Int64
}

// variant is an entry in one coding with its header values ready to assign.
type variant struct {
	body    []byte
	etag    string
	headers []headerValue
}

type headerValue struct {
	key    string // canonical
	values []string
}

type keepNoteKey struct{}

// keepNote is where a handler says that its page may be kept.
type keepNote struct {
	keep     bool
	subjects []string
}

func newPageCache(limit int64, now func() time.Time, a addresses, next http.Handler) *pageCache {
	return &pageCache{next: next, addresses: a, now: now, max: limit,
		entries: map[string]*entry{}, making: map[string]chan struct{}{}}
}

func (c *pageCache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.next.ServeHTTP(w, r)
		return
	}
	switch {
	case hasSession(r), ambiguous(r):
		c.personal(w, r)
	case !c.serveKept(w, r):
		c.make(w, r)
	}
}

// serveKept answers with a kept page; false when there is none for the request.
func (c *pageCache) serveKept(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || hasSession(r) || ambiguous(r) {
		return false
	}
	key := r.URL.Path
	if r.URL.RawQuery != "" {
		key += "?" + r.URL.RawQuery
	}
	e := c.fresh(key)
	if e == nil {
		return false
	}
	e.send(w, r)
	return true
}

// ambiguous reports whether the path could pass for another with a query: an
// imported file may have a question mark in its name.
func ambiguous(r *http.Request) bool { return strings.IndexByte(r.URL.Path, '?') >= 0 }

// fresh returns the entry if it still shows what there is.
func (c *pageCache) fresh(key string) *entry {
	c.mu.RLock()
	e := c.entries[key]
	c.mu.RUnlock()
	if e == nil {
		return nil
	}
	for _, s := range e.subjects {
		if s.Load() > e.made {
			return nil
		}
	}
	now := c.now()
	if now.After(e.expires) {
		return nil
	}
	e.used.Store(now.UnixNano())
	return e
}

// make renders the page, keeps it if its handler allows, and sends it. Others
// who ask for the same page meanwhile wait for it.
func (c *pageCache) make(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Has(chooseLang) {
		c.personal(w, r)
		return
	}
	u := *r.URL
	u.RawQuery = c.addresses.normalQuery(r.URL.RawQuery)
	key := u.Path
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	c.mu.Lock()
	done, waiting := c.making[key]
	if !waiting {
		done = make(chan struct{})
		c.making[key] = done
	}
	c.mu.Unlock()
	if waiting {
		select {
		case <-done:
		case <-r.Context().Done():
			return
		}
		if e := c.fresh(key); e != nil {
			e.send(w, r)
			return
		}
		c.personal(w, r)
		return
	}
	defer func() {
		c.mu.Lock()
		delete(c.making, key)
		c.mu.Unlock()
		close(done)
	}()
	if e := c.fresh(key); e != nil {
		e.send(w, r)
		return
	}

	began := c.clock.Load()
	note := &keepNote{}
	// The page is for all who wait, so it does not end with this client.
	ctx := context.WithValue(context.WithoutCancel(r.Context()), keepNoteKey{}, note)
	inner := r.WithContext(ctx)
	inner.URL = &u
	inner.Method = http.MethodGet
	answer := newBuffered()
	c.next.ServeHTTP(answer, inner)
	if !note.keep || answer.status != http.StatusOK || len(answer.header["Set-Cookie"]) > 0 {
		answer.send(w, r)
		return
	}
	e := c.newEntry(answer, note, began)
	c.put(key, e)
	e.send(w, r)
}

// personal answers without keeping anything.
func (c *pageCache) personal(w http.ResponseWriter, r *http.Request) {
	inner := r
	if r.Method == http.MethodHead {
		inner = r.Clone(r.Context())
		inner.Method = http.MethodGet
	}
	answer := newBuffered()
	c.next.ServeHTTP(answer, inner)
	answer.send(w, r)
}

func (c *pageCache) newEntry(a *buffered, note *keepNote, began uint64) *entry {
	e := &entry{made: began, expires: c.now().Add(entryAge)}
	e.used.Store(c.now().UnixNano())
	slices.Sort(note.subjects)
	for _, s := range slices.Compact(note.subjects) {
		e.subjects = append(e.subjects, c.subject(s))
	}
	plain := a.body.Bytes()
	sum := sha256.Sum256(plain)
	tag := hex.EncodeToString(sum[:10])
	bodies := newEncodings(plain)
	a.header.Set("Vary", "Accept-Encoding, Cookie")
	for i, want := range []encoding{identity, gzipped, brotlied} {
		body, enc := bodies.get(want)
		v := variant{body: body, etag: `"` + tag + `"`}
		if enc != identity {
			v.etag = `"` + tag + "-" + string(enc) + `"`
			v.headers = append(v.headers, headerValue{"Content-Encoding", []string{string(enc)}})
		}
		for key, values := range a.header {
			v.headers = append(v.headers, headerValue{key, values})
		}
		v.headers = append(v.headers,
			headerValue{"Etag", []string{v.etag}},
			headerValue{"Content-Length", []string{strconv.Itoa(len(body))}})
		e.variants[i] = v
		e.size += int64(len(body))
	}
	e.size += entryCost
	return e
}

// subject returns the counter of the subject. A new one counts as changed just
// now: what happened before it was watched is not known.
func (c *pageCache) subject(name string) *atomic.Uint64 {
	if known, ok := c.subjects.Load(name); ok {
		return known.(*atomic.Uint64)
	}
	known, _ := c.subjects.LoadOrStore(name, &atomic.Uint64{})
	s := known.(*atomic.Uint64)
	// Read once the subject can be found: a change after this marks it itself.
	raise(s, c.clock.Load())
	return s
}

// raise sets the counter to at least n.
func raise(s *atomic.Uint64, n uint64) {
	for {
		if old := s.Load(); old >= n || s.CompareAndSwap(old, n) {
			return
		}
	}
}

// changed marks what the events touch.
func (c *pageCache) changed(events []event.Event) {
	if len(events) == 0 {
		return
	}
	at := c.clock.Add(1)
	mark := func(name string) {
		if known, ok := c.subjects.Load(name); ok {
			raise(known.(*atomic.Uint64), at)
		}
	}
	for _, e := range events {
		mark(e.Subject)
		for _, name := range e.Touches {
			mark(name)
		}
	}
}

// put keeps the entry and, over the limit, forgets the ones unused for longest.
func (c *pageCache) put(key string, e *entry) {
	if e.size > c.max/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.entries[key]; old != nil {
		c.bytes -= old.size
	}
	c.entries[key] = e
	c.bytes += e.size
	if c.bytes <= c.max {
		return
	}
	type aged struct {
		key  string
		used int64
	}
	all := make([]aged, 0, len(c.entries))
	for k, x := range c.entries {
		all = append(all, aged{k, x.used.Load()})
	}
	slices.SortFunc(all, func(a, b aged) int { return cmp.Compare(a.used, b.used) })
	// Down to three quarters, so that a full cache is not sorted for each page.
	for _, x := range all {
		if c.bytes <= c.max*3/4 {
			return
		}
		c.bytes -= c.entries[x.key].size
		delete(c.entries, x.key)
	}
}

// send writes the entry as the client wants it.
func (e *entry) send(w http.ResponseWriter, r *http.Request) {
	v := &e.variants[0]
	if accept := r.Header["Accept-Encoding"]; len(accept) > 0 {
		switch negotiate(accept[0]) {
		case gzipped:
			v = &e.variants[1]
		case brotlied:
			v = &e.variants[2]
		}
	}
	h := w.Header()
	for _, x := range v.headers {
		h[x.key] = x.values
	}
	if match := r.Header["If-None-Match"]; len(match) > 0 && etagMatches(match[0], v.etag) {
		delete(h, "Content-Length")
		delete(h, "Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(v.body)
}

// etagMatches compares weakly, as If-None-Match asks.
func etagMatches(list, etag string) bool {
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}
