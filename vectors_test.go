package main

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luonnos/internal/store"
	"luonnos/themes/embedding"
)

// Texts leave the machine only where the operator says so, and the log says it.
func TestVectorsAreOffByDefault(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "luonnos.db"), store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	open := func(s settings) (*vectors, error) {
		s.log = slog.New(slog.NewTextHandler(&log, nil))
		return newVectors(&s, store.As[embedding.Tx](db), time.Now)
	}
	v, err := open(settings{})
	if err != nil || v.embedder() != nil || log.Len() > 0 {
		t.Errorf("%v, log %q", err, log.String())
	}
	if err := v.sweep(t.Context()); err != nil {
		t.Error(err)
	}
	v, err = open(settings{Embedding: embeddingSettings{URL: "http://127.0.0.1:1", Model: "m", Key: "secret-key"}})
	if err != nil || v.embedder() == nil || v.embedder().Model() != "m" {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "host=127.0.0.1:1") || strings.Contains(log.String(), "secret-key") {
		t.Errorf("log %q", log.String())
	}
	for _, bad := range []embeddingSettings{{URL: "127.0.0.1:1", Model: "m"}, {URL: "http://127.0.0.1:1"}} {
		if _, err := open(settings{Embedding: bad}); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
