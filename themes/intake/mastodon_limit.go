package intake

import (
	"net/http"
	"strconv"
	"time"
)

// politeTransport ends at the server's limit instead of waiting in the middle of
// a fetch, and turns refusals into failures.
type politeTransport struct {
	under     http.RoundTripper
	now       func() time.Time
	anonymous bool
	left      int
}

func (p *politeTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if p.anonymous {
		r = r.Clone(r.Context())
		r.Header.Del("Authorization") // the library would send an empty token
	}
	answer, err := p.under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if n, err := strconv.Atoi(answer.Header.Get("X-RateLimit-Remaining")); err == nil {
		p.left = n
	}
	if answer.StatusCode >= 300 && answer.StatusCode < 400 {
		return answer, nil
	}
	if err := answered(answer, p.now()); err != nil {
		answer.Body.Close()
		return nil, err
	}
	return answer, nil
}

// spent reports whether the rest of the limit is to be left alone.
func (p *politeTransport) spent() bool { return p.left <= leaveRequests }
