package docs

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

func TestObjectNames(t *testing.T) {
	// Names that every git gives.
	for _, c := range []struct {
		t       ObjectType
		content string
		want    Hash
	}{
		{BlobObject, "", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"},
		{TreeObject, "", "4b825dc642cb6eb9a060e54bf8d69288fbee4904"},
		{BlobObject, "hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"},
	} {
		if got := hashOf(c.t, []byte(c.content)); got != c.want {
			t.Errorf("%s %q: got %s, want %s", c.t.gitName(), c.content, got, c.want)
		}
	}
}

func TestObjectComesBack(t *testing.T) {
	var w objectWriter
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOf(rapid.Byte()).Draw(t, "content")
		o, err := w.object(BlobObject, content)
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.content()
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("got %q, %v", got, err)
		}
	})
}

// A damaged object is never read as something else.
func TestObjectDamage(t *testing.T) {
	var w objectWriter
	o, err := w.object(BlobObject, []byte("Kaupunki vastaa palautteeseen viikossa."))
	if err != nil {
		t.Fatal(err)
	}
	for i := range o.Z {
		for bit := range 8 {
			harmed := o
			harmed.Z = bytes.Clone(o.Z)
			harmed.Z[i] ^= 1 << bit
			if got, err := harmed.content(); err == nil && string(got) != "Kaupunki vastaa palautteeseen viikossa." {
				t.Fatalf("byte %d, bit %d: read %q", i, bit, got)
			}
		}
	}
	for _, harm := range []func(*Object){
		func(o *Object) { o.Size++ }, func(o *Object) { o.Size-- }, func(o *Object) { o.Size = -1 },
		func(o *Object) { o.Size = 1 << 40 }, func(o *Object) { o.Type = TreeObject }, func(o *Object) { o.Hash = "ab" + o.Hash[2:] },
	} {
		harmed := o
		harm(&harmed)
		if got, err := harmed.content(); err == nil {
			t.Errorf("%+v read as %q", harmed, got)
		}
	}
}
