package grouping

import (
	"encoding/binary"
	"errors"
	"math"
)

// modelMagic begins a written model; its last byte is the version.
const modelMagic = "themes\x00\x01"

var errModel = errors.New("grouping: not a model of this version")

// MarshalBinary writes the model for ReadModel.
func (m *Model) MarshalBinary() ([]byte, error) {
	b := []byte(modelMagic)
	b = binary.AppendUvarint(b, uint64(len(m.parts)))
	for _, p := range m.parts {
		b = binary.AppendUvarint(b, uint64(len(p.lang)))
		b = append(b, p.lang...)
		b = binary.AppendUvarint(b, uint64(len(p.ids)))
		for _, id := range p.ids {
			b = binary.AppendUvarint(b, uint64(id))
		}
		hashes := make([]uint64, len(p.words.idf))
		for h, c := range p.words.index {
			hashes[c] = h
		}
		b = binary.AppendUvarint(b, uint64(len(hashes)))
		for c, h := range hashes {
			b = binary.LittleEndian.AppendUint64(b, h)
			b = appendFloat(b, p.words.idf[c])
		}
		for _, x := range p.bayes.table {
			b = appendFloat(b, x)
		}
	}
	return b, nil
}

func appendFloat(b []byte, x float32) []byte {
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
}

// ReadModel reads what MarshalBinary wrote. Anything else is an error, and is
// never given more memory than its own length asks for.
func ReadModel(b []byte) (*Model, error) {
	r := reader{b: b}
	if string(r.take(len(modelMagic))) != modelMagic {
		return nil, errModel
	}
	m := &Model{}
	for range r.count(3) {
		p := &section{lang: string(r.take(r.count(1)))}
		p.ids = make([]int64, r.count(1))
		for i := range p.ids {
			p.ids[i] = int64(r.uvarint())
		}
		cols := r.count(12)
		p.words = &vocabulary{index: make(map[uint64]int32, cols), idf: make([]float32, cols)}
		for c := range cols {
			p.words.index[r.uint64()] = int32(c)
			p.words.idf[c] = r.float()
		}
		if len(p.words.index) != cols || cols*len(p.ids) > len(r.b)/4 {
			return nil, errModel
		}
		p.bayes = &bayes{k: len(p.ids), table: make([]float32, cols*len(p.ids))}
		for i := range p.bayes.table {
			p.bayes.table[i] = r.float()
		}
		m.parts = append(m.parts, p)
	}
	if r.bad || len(r.b) > 0 {
		return nil, errModel
	}
	return m, nil
}

// reader takes values off the front of bytes; bad once they ran out.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, 8)[:min(n, 8)]
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
	if x != x || math.IsInf(float64(x), 0) {
		r.bad = true
		return 0
	}
	return x
}
