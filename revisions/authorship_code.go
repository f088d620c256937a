package revisions

import (
	"encoding/binary"
	"errors"
)

// authorshipFormat is how rows of authorship are written, and what they count as
// a word. A row of another format counts as missing and is worked out anew.
const authorshipFormat = 1

var errAuthorship = errors.New("no row of authorship of this format")

// encodeOrigins writes the origins of the words of a text: each different one
// once, then the runs of words that share one.
func encodeOrigins(origins []Origins) []byte {
	places := map[Origins]uint64{}
	var list []Origins
	for i, o := range origins {
		if i > 0 && o == origins[i-1] {
			continue
		}
		if _, ok := places[o]; !ok {
			places[o] = uint64(len(list))
			list = append(list, o)
		}
	}
	out := binary.AppendUvarint([]byte{authorshipFormat}, uint64(len(list)))
	for _, o := range list {
		out = appendHand(out, o.Writer)
		out = appendHand(out, o.Instead)
	}
	for i := 0; i < len(origins); {
		end := i
		for end < len(origins) && origins[end] == origins[i] {
			end++
		}
		out = binary.AppendUvarint(out, places[origins[i]])
		out = binary.AppendUvarint(out, uint64(end-i))
		i = end
	}
	return out
}

func appendHand(dst []byte, h Hand) []byte {
	n := uint64(h.Seq) << 1
	if h.Decider {
		n |= 1
	}
	return binary.AppendUvarint(dst, n)
}

// decodeOrigins reads what encodeOrigins wrote for a text of so many words;
// anything else is an error.
func decodeOrigins(data []byte, words int) ([]Origins, error) {
	if len(data) == 0 || data[0] != authorshipFormat {
		return nil, errAuthorship
	}
	d := varints(data[1:])
	n, ok := d.next()
	if !ok || n > uint64(len(d)) {
		return nil, errAuthorship
	}
	list := make([]Origins, n)
	for i := range list {
		if list[i].Writer, ok = d.hand(); !ok {
			return nil, errAuthorship
		}
		if list[i].Instead, ok = d.hand(); !ok {
			return nil, errAuthorship
		}
	}
	origins := make([]Origins, 0, words)
	for len(d) > 0 {
		place, ok := d.next()
		if !ok || place >= n {
			return nil, errAuthorship
		}
		run, ok := d.next()
		if !ok || run == 0 || run > uint64(words-len(origins)) {
			return nil, errAuthorship
		}
		for range run {
			origins = append(origins, list[place])
		}
	}
	if len(origins) != words {
		return nil, errAuthorship
	}
	return origins, nil
}

// varints is a row of numbers being read.
type varints []byte

func (d *varints) next() (uint64, bool) {
	n, size := binary.Uvarint(*d)
	if size <= 0 {
		return 0, false
	}
	*d = (*d)[size:]
	return n, true
}

func (d *varints) hand() (Hand, bool) {
	n, ok := d.next()
	h := Hand{Seq: int64(n >> 1), Decider: n&1 == 1}
	return h, ok
}
