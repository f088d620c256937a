package embedding

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// timeout bounds one request, the reading of its reply with it.
	timeout = time.Minute
	// attempts is how often a request is tried.
	attempts = 4
	// firstWait is before the second attempt; each further wait is twice as
	// long. A service may ask for longer, up to longestWait.
	firstWait   = time.Second
	longestWait = 30 * time.Second
)

// passing is a failure that may pass: it is worth another attempt, at the
// earliest after the time the service asks for.
type passing struct {
	err   error
	after time.Duration
}

func (e *passing) Error() string { return e.err.Error() }
func (e *passing) Unwrap() error { return e.err }

// ask gets the vectors of a batch, trying again where that may help.
func (p *Provider) ask(ctx context.Context, batch []input) ([][]float32, error) {
	texts := make([]string, len(batch))
	for i, in := range batch {
		texts[i] = in.text
	}
	body, err := json.Marshal(map[string]any{"model": p.model, "input": texts})
	if err != nil {
		return nil, err
	}
	pause := firstWait
	for attempt := 1; ; attempt++ {
		vectors, err := p.post(ctx, body, len(batch))
		again, ok := errors.AsType[*passing](err)
		if !ok || attempt == attempts || again.after > longestWait {
			return vectors, err
		}
		if err := p.wait(ctx, max(pause, again.after)); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// post makes one request. Its errors hold neither texts nor the key, and nothing
// of what the service says, which may repeat them.
func (p *Provider) post(ctx context.Context, body []byte, n int) ([][]float32, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	if p.key != "" {
		r.Header.Set("Authorization", "Bearer "+p.key)
	}
	reply, err := p.client.Do(r)
	if err != nil {
		return nil, &passing{err: err}
	}
	defer reply.Body.Close()
	switch code := reply.StatusCode; {
	case code == http.StatusTooManyRequests || code >= 500:
		return nil, &passing{fmt.Errorf("HTTP %d", code), retryAfter(reply.Header.Get("Retry-After"))}
	case code != http.StatusOK:
		return nil, fmt.Errorf("HTTP %d", code)
	}
	// What is cut off is no list of embeddings any more.
	whole, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return nil, &passing{err: err}
	}
	return readVectors(whole, n)
}

// retryAfter is what the service asks to wait, 0 where it says nothing in seconds.
func retryAfter(header string) time.Duration {
	seconds, err := strconv.ParseUint(header, 10, 16)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// wait sleeps unless ctx ends first.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
