package server

import (
	"bytes"
	"compress/gzip"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// encoding is a content coding of HTTP.
type encoding string

const (
	identity encoding = ""
	gzipped  encoding = "gzip"
	brotlied encoding = "br"
)

// brotliLevel and gzip's default give nearly the smallest size without holding
// up the first reader.
const brotliLevel = 6

// encodings holds one body in each coding, made when first asked for.
type encodings struct {
	plain  []byte
	zip    func() []byte
	brotli func() []byte
}

func newEncodings(plain []byte) encodings {
	return encodings{
		plain:  plain,
		zip:    sync.OnceValue(func() []byte { return gzipBytes(plain, gzip.DefaultCompression) }),
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

func gzipBytes(plain []byte, level int) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil
	}
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		return nil
	}
	return b.Bytes()
}

func brotliBytes(plain []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotliLevel)
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		return nil
	}
	return b.Bytes()
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
