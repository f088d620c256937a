package intake

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"luonnos/themes"
)

// MaxBatch is the most arrivals of one batch.
const MaxBatch = 500

// Fetcher brings what is new at a source since the cursor.
type Fetcher interface {
	// Fetch calls give with batches, each with the cursor that stands for it
	// once its arrivals are kept. It stops at give's first error and returns
	// it. A cursor that it cannot read it takes for none. It ends by itself
	// after a bounded number of items; the next run goes on from the cursor.
	// An error is a *Failure where the administrator can be told more than
	// that the source did not answer.
	Fetch(ctx context.Context, s themes.Source, cursor string, give func(batch Batch) error) error
}

// Batch is a step of a fetch.
type Batch struct {
	Arrivals []themes.Arrival // at most MaxBatch
	Cursor   string
	// Refused counts what was there but cannot be taken in.
	Refused int
	// Done of Total items of this fetch; Total 0 when not known.
	Done, Total int
	// More: the fetch ends here with more to come, and the next one need not
	// wait for the source's time.
	More bool
}

// Failure is why a fetch ended early, told so that the administrator knows what
// to do and the next try is at the right time.
type Failure struct {
	// Key is the sentence in the locale files.
	Key string
	// Detail is technical, such as "HTTP 503" or the name of a server; it never
	// holds a secret, and so no address with its query.
	Detail string
	// After is the time before which the source does not want us, zero when it
	// did not say.
	After time.Time
	// Stop: trying again helps only after the administrator has done something.
	Stop bool
	// Err is the cause, for the log.
	Err error
}

func (f *Failure) Error() string {
	return strings.TrimSpace(f.Key + " " + f.Detail)
}

func (f *Failure) Unwrap() error { return f.Err }

// FailureOf returns the failure in err's chain, or makes one of what is known
// of err. It is nil for nil.
func FailureOf(err error) *Failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	f := &Failure{Key: "error.fetch-unreachable", Err: err}
	if errors.Is(err, context.DeadlineExceeded) {
		f.Key = "error.fetch-slow"
	}
	// The address may hold a key in its query, and url.Error quotes it whole.
	if u, ok := errors.AsType[*url.Error](err); ok {
		if at, err := url.Parse(u.URL); err == nil {
			f.Detail = at.Hostname()
		}
	}
	return f
}

// maxWait bounds how long a source may send us away for.
const maxWait = 24 * time.Hour

// answered returns the failure that an HTTP answer is, nil for one of the
// numbers 200 to 299.
func answered(r *http.Response, now time.Time) error {
	if r.StatusCode >= 200 && r.StatusCode < 300 {
		return nil
	}
	f := &Failure{Key: "error.fetch-status", Detail: "HTTP " + strconv.Itoa(r.StatusCode), After: retryAfter(r.Header, now)}
	switch r.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		f.Key = "error.fetch-key"
	case http.StatusNotFound:
		f.Key = "error.fetch-missing"
	case http.StatusGone:
		f.Key, f.Stop = "error.fetch-gone", true
	case http.StatusTooManyRequests:
		f.Key = "error.fetch-wait"
	}
	return f
}

// retryAfter reads the time before which the server does not want us: of
// Retry-After (RFC 9110 §10.2.3), else of Mastodon's X-RateLimit-Reset when
// nothing remains. It is zero without one, and at most maxWait away.
func retryAfter(h http.Header, now time.Time) time.Time {
	var at time.Time
	if v := strings.TrimSpace(h.Get("Retry-After")); v != "" {
		if s, err := strconv.ParseUint(v, 10, 31); err == nil {
			at = now.Add(time.Duration(s) * time.Second)
		} else if t, err := http.ParseTime(v); err == nil {
			at = t
		}
	}
	if at.IsZero() && h.Get("X-RateLimit-Remaining") == "0" {
		if t, err := time.Parse(time.RFC3339, h.Get("X-RateLimit-Reset")); err == nil {
			at = t
		}
	}
	if !at.After(now) {
		return time.Time{}
	}
	if last := now.Add(maxWait); at.After(last) {
		return last
	}
	return at
}
