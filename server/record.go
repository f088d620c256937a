package server

import (
	"net/http"
	"os"
	"path"
	"strings"
	"time"
)

// recordPath is where git clone finds the public record.
const recordPath = "/strategia.git/"

// recordTime is how long a download may take: a clone over a slow line.
const recordTime = 30 * time.Minute

// recordFiles serves the bare repository of the public record to git's dumb
// HTTP protocol: regular files inside the folder, nothing else, no listings.
type recordFiles struct{ root *os.Root }

func newRecordFiles(dir string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The record may be deleted and made again: opened for each request.
		root, err := os.OpenRoot(dir)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer func() { _ = root.Close() }()
		recordFiles{root}.serve(w, r)
	})
}

func (f recordFiles) serve(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, recordPath)
	if name == "" || path.Clean("/"+name) != "/"+name {
		http.NotFound(w, r)
		return
	}
	file, err := f.root.Open(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	kind, keep := recordType(name)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", keep)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	// A server without deadlines cannot set one; then none is needed.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(recordTime))
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// recordType is the content type git expects, and how long a file may be kept:
// what is named by its hash never changes.
func recordType(name string) (kind, keep string) {
	const forever, never = "public, max-age=31536000, immutable", "no-cache"
	switch {
	case strings.HasPrefix(name, "objects/pack/") && strings.HasSuffix(name, ".pack"):
		return "application/x-git-packed-objects", forever
	case strings.HasPrefix(name, "objects/pack/") && strings.HasSuffix(name, ".idx"):
		return "application/x-git-packed-objects-toc", forever
	case strings.HasPrefix(name, "objects/info/"):
		return "text/plain; charset=utf-8", never
	case strings.HasPrefix(name, "objects/"):
		return "application/x-git-loose-object", forever
	}
	return "text/plain; charset=utf-8", never
}

// cloneURL is the address for git clone, "" when there is no record.
func (s *Server) cloneURL() string {
	if s.config.RecordDir == "" {
		return ""
	}
	return s.config.BaseURL + strings.TrimSuffix(recordPath, "/")
}
