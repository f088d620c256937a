package intake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAnswered(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		status int
		header map[string]string
		key    string
		after  time.Duration
		stop   bool
	}{
		{status: 200},
		{status: 204},
		{status: 304, key: "error.fetch-status"},
		{status: 401, key: "error.fetch-key"},
		{status: 403, key: "error.fetch-key"},
		{status: 404, key: "error.fetch-missing"},
		{status: 410, key: "error.fetch-gone", stop: true},
		{status: 429, header: map[string]string{"Retry-After": "120"}, key: "error.fetch-wait", after: 2 * time.Minute},
		{status: 503, header: map[string]string{"Retry-After": "Thu, 26 Nov 2026 12:10:00 GMT"}, key: "error.fetch-status", after: 10 * time.Minute},
		{status: 503, header: map[string]string{"Retry-After": "Thu, 26 Nov 2026 11:10:00 GMT"}, key: "error.fetch-status"},
		{status: 503, header: map[string]string{"Retry-After": "soon"}, key: "error.fetch-status"},
		{status: 503, header: map[string]string{"Retry-After": "2000000000"}, key: "error.fetch-status", after: maxWait},
		{status: 429, header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-26T12:05:00.000000Z"},
			key: "error.fetch-wait", after: 5 * time.Minute},
		{status: 429, header: map[string]string{"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "2026-11-26T12:05:00.000000Z"}, key: "error.fetch-wait"},
	} {
		h := http.Header{}
		for k, v := range tt.header {
			h.Set(k, v)
		}
		err := answered(&http.Response{StatusCode: tt.status, Header: h}, now)
		if tt.key == "" {
			if err != nil {
				t.Errorf("%d: %v", tt.status, err)
			}
			continue
		}
		f := FailureOf(err)
		if f == nil || f.Key != tt.key || f.Stop != tt.stop {
			t.Errorf("%d %v: got %+v, want %s", tt.status, tt.header, f, tt.key)
			continue
		}
		var want time.Time
		if tt.after != 0 {
			want = now.Add(tt.after)
		}
		if !f.After.Equal(want) {
			t.Errorf("%d %v: not before %v, want %v", tt.status, tt.header, f.After, want)
		}
	}
}

// TestFailureTellsNoSecret: whatever goes wrong, the administrator's page and
// the log of a failure hold no key from an address.
func TestFailureTellsNoSecret(t *testing.T) {
	err := fmt.Errorf("feed: %w", &url.Error{Op: "Get", URL: "https://user:s3cret@feed.example.fi/a?key=s3cret", Err: errors.New("no route")})
	f := FailureOf(err)
	if f.Key != "error.fetch-unreachable" || f.Detail != "feed.example.fi" || strings.Contains(f.Error(), "s3cret") {
		t.Errorf("got %q", f.Error())
	}
	if f := FailureOf(fmt.Errorf("x: %w", context.DeadlineExceeded)); f.Key != "error.fetch-slow" {
		t.Errorf("got %q", f.Key)
	}
	inside := &Failure{Key: "error.fetch-gone", Stop: true}
	if f := FailureOf(&url.Error{Op: "Get", URL: "https://example.fi", Err: inside}); f != inside {
		t.Errorf("got %+v", f)
	}
	if FailureOf(nil) != nil {
		t.Error("no error is no failure")
	}
}
