package server

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// assets serves the static files under addresses that change with their
// content, compressed once at the start.
type assets struct {
	addresses map[string]string // file name to address
	files     map[string]*asset // address to file
}

type asset struct {
	contentType string
	bodies      encodings
}

// newAssets takes the embedded files and the municipality's brand.css.
func newAssets(brandCSS []byte) (*assets, error) {
	a := &assets{addresses: map[string]string{}, files: map[string]*asset{}}
	names, err := fs.Glob(staticFiles, "static/*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		body, err := staticFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		a.add(path.Base(name), body)
	}
	a.add("brand.css", brandCSS)
	return a, nil
}

func (a *assets) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	address := "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	kind := mime.TypeByExtension(ext)
	if ext == ".svg" {
		kind = "image/svg+xml"
	}
	file := &asset{contentType: kind, bodies: newEncodings(body)}
	file.bodies.prepare()
	a.addresses[name] = address
	a.files[address] = file
}

// url is the address of a file; asking for one that is not there is a mistake
// in a template.
func (a *assets) url(name string) string {
	address, ok := a.addresses[name]
	if !ok {
		panic(fmt.Sprintf("no static file %q", name))
	}
	return address
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	enc := negotiate(r.Header.Get("Accept-Encoding"))
	body, enc := file.bodies.get(enc)
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if enc != identity {
		h.Set("Content-Encoding", string(enc))
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body)
}
