package docs

import (
	"bytes"
	"testing"
)

// A tree that can be read is written again byte for byte, however old its modes.
func FuzzTree(f *testing.F) {
	name := "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14"
	f.Add([]byte(""))
	f.Add([]byte("100644 a.md\x00" + name + "040000 luku\x00" + name))
	f.Add([]byte("100664 \xe4 b\x00" + name))
	f.Add([]byte("100644 a.md\x00" + name[:19]))
	f.Fuzz(func(t *testing.T, content []byte) {
		entries, err := parseTree(content)
		if err != nil {
			return
		}
		again, err := encodeTree(entries)
		if err != nil || !bytes.Equal(again, content) {
			t.Fatalf("%q became %q, %v", content, again, err)
		}
	})
}
