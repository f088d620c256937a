package grouping

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
)

// modelMagic begins a written model; its last byte is the version. A hash of the
// rest ends it.
const modelMagic = "themes\x00\x03"

var errModel = errors.New("grouping: not a model of this version, or damaged")

// MarshalBinary writes the model for ReadModel.
func (m *Model) MarshalBinary() ([]byte, error) {
	b := []byte(modelMagic)
	b = binary.AppendUvarint(b, uint64(len(m.parts)))
	for _, p := range m.parts {
		b = p.append(b)
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

func (p *part) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(p.lang)))
	b = append(b, p.lang...)
	b = appendFloat(b, p.limit)
	b = appendFloat(b, p.meanLimit)
	b = binary.AppendUvarint(b, uint64(len(p.ids)))
	for _, id := range p.ids {
		b = binary.AppendUvarint(b, uint64(id))
	}
	b = appendFloat(b, p.words.rare)
	hashes := make([]uint64, len(p.words.idf))
	for h, c := range p.words.index {
		hashes[c] = h
	}
	b = binary.AppendUvarint(b, uint64(len(hashes)))
	for c, h := range hashes {
		b = binary.LittleEndian.AppendUint64(b, h)
		b = appendFloat(b, p.words.idf[c])
	}
	b = binary.AppendUvarint(b, uint64(p.rows.rows()))
	for i, g := range p.of {
		b = binary.AppendUvarint(b, uint64(g+1))
		cols, vals := p.rows.row(i)
		b = binary.AppendUvarint(b, uint64(len(cols)))
		last := int32(-1)
		for j, c := range cols {
			b = binary.AppendUvarint(b, uint64(c-last-1))
			b = append(b, quantum(vals[j]))
			last = c
		}
	}
	width := 0
	if len(p.means) > 0 {
		width = len(p.means[0])
	}
	b = binary.AppendUvarint(b, uint64(width))
	for _, mean := range p.means {
		b = appendFloats(b, mean)
	}
	b = binary.AppendUvarint(b, uint64(len(p.centres)))
	for _, lang := range slices.Sorted(maps.Keys(p.centres)) {
		b = binary.AppendUvarint(b, uint64(len(lang)))
		b = append(b, lang...)
		b = appendFloats(b, p.centres[lang])
	}
	return b
}

func appendFloats(b []byte, xs []float32) []byte {
	for _, x := range xs {
		b = appendFloat(b, x)
	}
	return b
}

func appendFloat(b []byte, x float32) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
}

// ReadModel reads what MarshalBinary wrote. Anything else is an error, and is
// given memory in proportion to its own length.
func ReadModel(b []byte) (*Model, error) {
	body := len(b) - sha256.Size
	if body < len(modelMagic) || string(b[:len(modelMagic)]) != modelMagic {
		return nil, errModel
	}
	if sum := sha256.Sum256(b[:body]); string(sum[:]) != string(b[body:]) {
		return nil, errModel
	}
	return readModel(b[len(modelMagic):body])
}

func readModel(b []byte) (*Model, error) {
	r := &reader{b: b}
	m := &Model{}
	for range r.count(1) {
		p := r.part(len(b))
		if r.bad {
			return nil, errModel
		}
		p.learn()
		m.parts = append(m.parts, p)
	}
	if r.bad || len(r.b) > 0 {
		return nil, errModel
	}
	return m, nil
}

// costPerByte bounds the table of costs that a part asks for, in numbers a byte
// of the model, and costAtLeast is what a small model may ask for.
const (
	costPerByte = 64
	costAtLeast = 1 << 20
)

func (r *reader) part(total int) *part {
	p := &part{lang: string(r.take(r.count(1)))}
	p.limit, p.meanLimit = r.float(), r.float()
	p.ids = make([]int64, r.count(1))
	seen := make(map[int64]bool, len(p.ids))
	for i := range p.ids {
		id := int64(r.uvarint())
		r.bad = r.bad || id <= 0 || seen[id]
		p.ids[i], seen[id] = id, true
	}
	rare := r.float()
	cols := r.count(12)
	p.words = &vocabulary{index: make(map[uint64]int32, cols), idf: make([]float32, cols), rare: rare}
	for c := range cols {
		p.words.index[r.uint64()] = int32(c)
		p.words.idf[c] = r.float()
		r.bad = r.bad || p.words.idf[c] <= 0
	}
	r.bad = r.bad || rare <= 0 || len(p.words.index) != cols || cols*len(p.ids) > max(total*costPerByte, costAtLeast)
	p.of = make([]int, r.count(2))
	p.rows = &matrix{start: make([]int, 1, len(p.of)+1), cols: cols}
	for i := range p.of {
		g := r.uvarint()
		if g > uint64(len(p.ids)) {
			r.bad = true
		}
		p.of[i] = int(g) - 1
		last := -1
		for range r.count(2) {
			c := r.uvarint()
			if c >= uint64(cols-last-1) {
				r.bad = true
				return p
			}
			last += int(c) + 1
			p.rows.col = append(p.rows.col, int32(last))
			p.rows.val = append(p.rows.val, float32(r.take(1)[0])/quanta)
		}
		p.rows.start = append(p.rows.start, len(p.rows.col))
	}
	width := r.count(4)
	if width > 0 {
		for range p.ids {
			p.means = append(p.means, r.floats(width))
		}
	}
	p.centres = centres{}
	for range r.count(1) {
		p.centres[string(r.take(r.count(1)))] = r.floats(width)
	}
	r.bad = r.bad || len(p.means) > 0 && p.centres[everyLanguage] == nil
	return p
}

// reader takes values off the front of bytes; bad once they ran out.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, min(n, 8))
	}
	x := r.b[:n]
	r.b = r.b[n:]
	return x
}

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return x
}

// floats reads n numbers; nil where they are not there.
func (r *reader) floats(n int) []float32 {
	if r.bad || n > len(r.b)/4 {
		r.bad, r.b = true, nil
		return nil
	}
	xs := make([]float32, n)
	for j := range xs {
		xs[j] = r.float()
	}
	return xs
}

// count reads how many things of at least size bytes follow.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.b)/size) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.take(8)) }

func (r *reader) float() float32 {
	x := math.Float32frombits(binary.LittleEndian.Uint32(r.take(4)))
	if x != x || x > 1e6 || x < -1e6 {
		r.bad = true
		return 0
	}
	return x
}
