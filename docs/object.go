package docs

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// maxObject bounds what a damaged size can make us allocate, in bytes.
const maxObject = 1 << 30

// gitName is git's word for the type, as it stands in headers.
func (t ObjectType) gitName() string {
	switch t {
	case CommitObject:
		return "commit"
	case TreeObject:
		return "tree"
	case BlobObject:
		return "blob"
	case TagObject:
		return "tag"
	}
	return "unknown"
}

// hashOf computes the git name of an object.
func hashOf(t ObjectType, content []byte) Hash {
	h := sha1.New()
	io.WriteString(h, objectHeader(t, int64(len(content))))
	h.Write(content)
	return Hash(hex.EncodeToString(h.Sum(nil)))
}

func objectHeader(t ObjectType, size int64) string {
	return t.gitName() + " " + strconv.FormatInt(size, 10) + "\x00"
}

// objectWriter writes objects in their stored form. It keeps its compressors:
// each takes more memory than most objects.
type objectWriter struct{ stored, packed sync.Pool }

// compressors are those for objects of the type, and their level. Text gets
// git's own level for a new object; trees, which a decision writes for every
// folder above a page, are mostly hashes and do not get much smaller.
func (w *objectWriter) compressors(t ObjectType) (free *sync.Pool, level int) {
	if t == TreeObject {
		return &w.stored, zlib.NoCompression
	}
	return &w.packed, zlib.BestSpeed
}

func (w *objectWriter) object(t ObjectType, content []byte) (Object, error) {
	var z bytes.Buffer
	z.Grow(len(content)/2 + 64)
	free, level := w.compressors(t)
	compressor, ok := free.Get().(*zlib.Writer)
	if ok {
		compressor.Reset(&z)
	} else {
		var err error
		if compressor, err = zlib.NewWriterLevel(&z, level); err != nil {
			return Object{}, err
		}
	}
	if _, err := compressor.Write(content); err != nil {
		return Object{}, err
	}
	if err := compressor.Close(); err != nil {
		return Object{}, err
	}
	free.Put(compressor)
	return Object{hashOf(t, content), t, int64(len(content)), z.Bytes()}, nil
}

// write stores content and returns its name.
func (w *objectWriter) write(ctx context.Context, tx Tx, t ObjectType, content []byte) (Hash, error) {
	o, err := w.object(t, content)
	if err != nil {
		return "", err
	}
	return o.Hash, tx.PutObject(ctx, o)
}

// decompressors are kept for the next object, like the compressors above.
var decompressors sync.Pool

// decompressor returns a reader of a zlib stream; done gives it back.
func decompressor(z []byte) (r io.Reader, done func(), err error) {
	if kept, ok := decompressors.Get().(io.ReadCloser); ok {
		err := kept.(zlib.Resetter).Reset(bytes.NewReader(z), nil)
		return kept, func() { decompressors.Put(kept) }, err
	}
	fresh, err := zlib.NewReader(bytes.NewReader(z))
	return fresh, func() { decompressors.Put(fresh) }, err
}

// content inflates the object and checks it against its name: what does not
// match must never be shown or built upon.
func (o Object) content() ([]byte, error) {
	if o.Size < 0 || o.Size > maxObject {
		return nil, fmt.Errorf("object %s is damaged: size %d", o.Hash, o.Size)
	}
	r, done, err := decompressor(o.Z)
	if err != nil {
		return nil, fmt.Errorf("object %s is damaged: %w", o.Hash, err)
	}
	defer done()
	content := make([]byte, o.Size)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, fmt.Errorf("object %s is damaged: %w", o.Hash, err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("object %s is damaged: longer than %d bytes", o.Hash, o.Size)
	}
	if h := hashOf(o.Type, content); h != o.Hash {
		return nil, fmt.Errorf("object %s is damaged: its content is %s", o.Hash, h)
	}
	return content, nil
}

// readObject returns the content of an object that must be of the type.
func readObject(ctx context.Context, tx Tx, h Hash, t ObjectType) ([]byte, error) {
	o, err := tx.Object(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", t.gitName(), h, err)
	}
	if o.Type != t {
		return nil, fmt.Errorf("object %s is a %s, not a %s", h, o.Type.gitName(), t.gitName())
	}
	return o.content()
}
