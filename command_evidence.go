package main

import (
	"bytes"
	"context"
	"os"
)

// evidenceSuffix ends the file of what an initiative rests on, which is called
// after the initiative's frozen version.
const evidenceSuffix = ".evidence.json"

// exportEvidence writes for each initiative what it rests on, and returns how
// many files that makes.
func exportEvidence(ctx context.Context, r *rooms, dir string) (int, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	list, err := r.initiatives.List(ctx)
	if err != nil {
		return 0, err
	}
	for n, i := range list {
		evidence, err := r.themes.Evidence(ctx, i.ID)
		if err != nil {
			return n, err
		}
		var out bytes.Buffer
		if err := evidence.WriteJSON(&out); err != nil {
			return n, err
		}
		if err := root.WriteFile(i.Tag+evidenceSuffix, out.Bytes(), 0o666); err != nil {
			return n, err
		}
	}
	return len(list), nil
}
