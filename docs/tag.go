package docs

import (
	"bytes"
	"errors"
)

// tagTarget is the object an annotated tag stands for, out of the tag's content.
func tagTarget(content []byte) (Hash, error) {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	h, ok := bytes.CutPrefix(line, []byte("object "))
	if !ok || len(h) != 40 {
		return "", errors.New("tag without an object")
	}
	return Hash(h), nil
}
