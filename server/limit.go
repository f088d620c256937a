package server

import (
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"luonnos/internal/fault"
	"luonnos/people"
)

// limitClass is a class of actions that share a rate limit.
type limitClass string

const (
	limitSignIn  limitClass = "signin"  // asks for a mail to be sent
	limitSubmit  limitClass = "submit"  // sends a proposal
	limitEdit    limitClass = "edit"    // changes a draft
	limitComment limitClass = "comment" // writes a comment
	limitStance  limitClass = "stance"  // takes a stance
	limitSearch  limitClass = "search"  // searches
	limitHold    limitClass = "hold"    // leaves a form to wait for signing in
	limitLetter  limitClass = "letter"  // has mail sent to one address
	limitReport  limitClass = "report"  // sends feedback from another program
	limitRead    limitClass = "read"    // reads feedback from another program
	limitOwn     limitClass = "own"     // opens what a secret address leads to
)

// rule is how often, and how many at once.
type rule struct {
	every time.Duration
	burst int
}

// rules are wide enough for a class of pupils behind one address.
func rules() map[limitClass]rule {
	return map[limitClass]rule{
		limitSignIn:  {20 * time.Second, 20},
		limitSubmit:  {10 * time.Second, 30},
		limitEdit:    {time.Second, 120},
		limitComment: {5 * time.Second, 40},
		limitStance:  {time.Second, 60},
		limitSearch:  {200 * time.Millisecond, 50},
		limitHold:    {10 * time.Second, 30},
		limitLetter:  {5 * time.Minute, 6},
		limitReport:  {2 * time.Second, 60},
		limitRead:    {200 * time.Millisecond, 100},
		limitOwn:     {time.Second, 60},
	}
}

// maxLimited bounds the senders remembered; the longest silent are forgotten.
const maxLimited = 20_000

// limits holds the rate limiters of senders.
type limits struct {
	now   func() time.Time
	rules map[limitClass]rule
	seen  *lru.Cache[limitKey, *rate.Limiter]
}

type limitKey struct {
	class  limitClass
	sender string
	// about is the address a letter goes to, "" for what is not a letter.
	about string
}

func newLimits(now func() time.Time) *limits {
	seen, err := lru.New[limitKey, *rate.Limiter](maxLimited)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &limits{now: now, rules: rules(), seen: seen}
}

// allow returns a TooMany fault when the sender has met the limit of the class.
// People are counted by account, visitors by address; trusted people are not.
func (l *limits) allow(class limitClass, actor people.Account, ip string) error {
	// A sign-in link goes to any address, so trust does not help there.
	if _, ok := l.rules[class]; !ok || people.Trusted(actor) && class != limitSignIn {
		return nil
	}
	return l.take(limitKey{class: class, sender: sender(actor, ip)})
}

// allowLetter keeps one sender from filling one letter box. It counts each
// sender apart: nobody can use up another's way of signing in.
func (l *limits) allowLetter(actor people.Account, ip, email string) error {
	to, err := people.NormalizeEmail(email)
	if err != nil {
		return nil // none is sent
	}
	return l.take(limitKey{limitLetter, sender(actor, ip), to})
}

func sender(actor people.Account, ip string) string {
	if actor.SignedIn() {
		return "person " + string(actor.ID)
	}
	return "ip " + network(ip)
}

func (l *limits) take(key limitKey) error {
	rule := l.rules[key.class]
	limiter := rate.NewLimiter(rate.Every(rule.every), rule.burst)
	if known, found, _ := l.seen.PeekOrAdd(key, limiter); found {
		limiter = known
		l.seen.Get(key) // keeps it among the recent
	}
	if !limiter.AllowN(l.now(), 1) {
		return fault.New(fault.TooMany, "problem.too-many")
	}
	return nil
}

// network is what counts as one sender: an IPv4 address, an IPv6 /64.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if addr = addr.Unmap(); addr.Is6() {
		if p, err := addr.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
