package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
)

// kept is an answer of the real server, as the peer gives it.
type kept struct {
	header http.Header
	body   []byte
}

// servePeer asks the server for each path once, then serves the same bytes from
// a map, with nothing but net/http around it.
func servePeer(base string, paths []string) error {
	answers := map[string]kept{}
	for _, path := range paths {
		k, err := fetch(base+path, "")
		if err != nil {
			return err
		}
		answers[path] = k
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k, ok := answers[r.RequestURI]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		for key, values := range k.header {
			h[key] = values
		}
		_, _ = w.Write(k.body)
	}))
}

// fetch gets the compressed answer, as a browser would.
func fetch(url, cookie string) (kept, error) {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return kept{}, err
	}
	r.Header.Set("Accept-Encoding", "gzip") // also keeps net/http from unpacking it
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return kept{}, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return kept{}, fmt.Errorf("%s: %s", url, answer.Status)
	}
	body, err := io.ReadAll(answer.Body)
	answer.Header.Del("Date")
	return kept{answer.Header, body}, err
}
