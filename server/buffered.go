package server

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
)

// buffered is an answer held back until it is whole.
type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newBuffered() *buffered { return &buffered{header: http.Header{}, status: http.StatusOK} }

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }

// worthwhile is the size from which compression pays, in bytes.
const worthwhile = 1 << 10

// send writes the answer, compressed quickly where the client takes gzip.
func (b *buffered) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, b.header)
	h.Set("Vary", "Accept-Encoding, Cookie")
	body := b.body.Bytes()
	if len(body) >= worthwhile && negotiate(r.Header.Get("Accept-Encoding")) != identity && h.Get("Content-Encoding") == "" {
		if small := fastGzip(body); small != nil {
			body = small
			h.Set("Content-Encoding", string(gzipped))
		}
	}
	if b.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(b.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
