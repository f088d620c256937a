package server

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a content coding of HTTP.
type encoding string

const (
	identity encoding = ""
	gzipped  encoding = "gzip"
	brotlied encoding = "br"
)

// brotliLevel and gzipLevel give nearly the smallest size without holding
// up the first reader.
const (
	brotliLevel = 6
	gzipLevel   = gzip.DefaultCompression
)

// encodings holds one body in each coding, made when first asked for.
type encodings struct {
	plain  []byte
	zip    func() []byte
	brotli func() []byte
}

func newEncodings(plain []byte) encodings {
	return encodings{
		plain:  plain,
		zip:    sync.OnceValue(func() []byte { return gzipBytes(plain) }),
		brotli: sync.OnceValue(func() []byte { return brotliBytes(plain) }),
	}
}

// prepare makes every coding now.
func (e encodings) prepare() { e.zip(); e.brotli() }

// get returns the body in the coding, plain where that coding would not make
// it smaller.
func (e encodings) get(want encoding) ([]byte, encoding) {
	var coded []byte
	switch want {
	case brotlied:
		coded = e.brotli()
	case gzipped:
		coded = e.zip()
	}
	if coded == nil || len(coded) >= len(e.plain) {
		return e.plain, identity
	}
	return coded, want
}

func gzipBytes(plain []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzipLevel)
	if err != nil {
		return nil
	}
	return compressed(w, plain, &b)
}

// fastGzips are kept from one answer to the next: each takes more memory than
// most pages.
var fastGzips sync.Pool

// fastGzip is for answers that are sent once.
func fastGzip(plain []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(plain)/3 + 64)
	w, ok := fastGzips.Get().(*gzip.Writer)
	if ok {
		w.Reset(&b)
	} else {
		var err error
		if w, err = gzip.NewWriterLevel(&b, gzip.BestSpeed); err != nil {
			return nil
		}
	}
	defer fastGzips.Put(w)
	return compressed(w, plain, &b)
}

// compressed is the text as the writer leaves it in b, nil when it fails.
func compressed(w io.WriteCloser, plain []byte, b *bytes.Buffer) []byte {
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		return nil
	}
	return b.Bytes()
}

func brotliBytes(plain []byte) []byte {
	var b bytes.Buffer
	return compressed(brotli.NewWriterLevel(&b, brotliLevel), plain, &b)
}

// negotiate picks the coding for an Accept-Encoding header: brotli, else gzip,
// unless the client refuses it with q=0.
func negotiate(accept string) encoding {
	// What browsers send needs no parsing.
	if accept == "" {
		return identity
	}
	best := identity
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.ReplaceAll(params, " ", "")
		if q == "q=0" || q == "q=0.0" || q == "q=0.00" || q == "q=0.000" {
			continue
		}
		switch encoding(strings.ToLower(strings.TrimSpace(name))) {
		case brotlied:
			return brotlied
		case gzipped:
			best = gzipped
		}
	}
	return best
}
