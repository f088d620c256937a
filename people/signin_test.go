package people_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
)

func TestSignInByMail(t *testing.T) {
	c := newCity(t)
	token := c.link(" Aino@Example.fi")
	l, err := c.PeekLink(t.Context(), token)
	c.ok(err)
	if l.Kind != people.LinkSignIn || l.Email != "aino@example.fi" || l.Target != "/fi/haku" || l.Expires != noon.Add(30*time.Minute) {
		t.Errorf("link %+v", l)
	}
	session, a, l, err := c.UseLink(t.Context(), token, "  Aino   Testaaja ", browser)
	c.ok(err)
	if a.Name != "Aino Testaaja" || a.Role != people.Resident || a.Email != "aino@example.fi" || a.Lang != people.Finnish {
		t.Errorf("account %+v", a)
	}
	if l.Target != "/fi/haku" {
		t.Errorf("target %q", l.Target)
	}
	if !strings.HasPrefix(string(a.Pseudonym), "p-") || len(a.Pseudonym) != 12 || len(a.ID) != 17 {
		t.Errorf("id %q, pseudonym %q", a.ID, a.Pseudonym)
	}
	if got := c.whois(session); got != a {
		t.Errorf("signed in as %+v", got)
	}

	_, _, _, err = c.UseLink(t.Context(), token, "", browser)
	c.wants(err, fault.Gone, "error.link-gone")
	_, err = c.PeekLink(t.Context(), token)
	c.wants(err, fault.Gone, "error.link-gone")

	_, again := c.enter("AINO@example.fi", "Toinen Nimi")
	if again.ID != a.ID || again.Name != "Aino Testaaja" {
		t.Errorf("the second visit is %+v", again)
	}
}

func TestLinkExpires(t *testing.T) {
	c := newCity(t)
	token := c.link("aino@example.fi")
	c.now = noon.Add(30*time.Minute - time.Microsecond)
	_, err := c.PeekLink(t.Context(), token)
	c.ok(err)
	c.now = noon.Add(30 * time.Minute)
	_, _, _, err = c.UseLink(t.Context(), token, "", browser)
	c.wants(err, fault.Gone, "error.link-gone")
	for _, bad := range []people.Token{"", "x", people.NewToken()} {
		_, err := c.PeekLink(t.Context(), bad)
		c.wants(err, fault.Gone, "error.link-gone")
	}
}

func TestConfirmLinkWaitsAWeek(t *testing.T) {
	c := newCity(t)
	c.ok(c.room.Update(t.Context(), "", func(tx people.Tx) error {
		return people.QueueLink(t.Context(), tx, people.LinkConfirm, "aino@example.fi", people.Swedish, "proposal/7", c.now)
	}))
	m := c.mails()[0]
	if m.Template != "confirm" || m.Lang != people.Swedish {
		t.Errorf("mail %+v", m)
	}
	c.now = noon.Add(7*24*time.Hour - time.Second)
	_, a, l, err := c.UseLink(t.Context(), m.Token, "Aino", browser)
	c.ok(err)
	if l.Target != "proposal/7" || l.Kind != people.LinkConfirm || a.Lang != people.Swedish {
		t.Errorf("link %+v, account %+v", l, a)
	}
}

// TestBadNameUsesNothing: the person mends the name and presses again.
func TestBadNameUsesNothing(t *testing.T) {
	c := newCity(t)
	token := c.link("aino@example.fi")
	_, _, _, err := c.UseLink(t.Context(), token, "<b>", browser)
	c.wants(err, fault.Invalid, "error.name-characters")
	_, _, _, err = c.UseLink(t.Context(), token, "Aino", browser)
	c.ok(err)
}

// TestLinkWorksOnce presses the button of one link many times at once.
func TestLinkWorksOnce(t *testing.T) {
	c := newCity(t)
	token := c.link("aino@example.fi")
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, _, _, errs[i] = c.UseLink(t.Context(), token, "Aino", browser) })
	}
	wg.Wait()
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
		} else {
			c.wants(err, fault.Gone, "error.link-gone")
		}
	}
	if in != 1 {
		t.Errorf("%d came in", in)
	}
}

func TestKnownAndUnknownAddressesLookAlike(t *testing.T) {
	c := newCity(t)
	c.enter("aino@example.fi", "Aino")
	before := len(c.mails())
	c.ok(c.RequestSignIn(t.Context(), "aino@example.fi", people.Finnish, ""))
	c.ok(c.RequestSignIn(t.Context(), "uusi@example.fi", people.Finnish, ""))
	mails := c.mails()[before:]
	if len(mails) != 2 || mails[0].Template != mails[1].Template {
		t.Errorf("mails %+v", mails)
	}
	c.wants(c.RequestSignIn(t.Context(), "aino", people.Finnish, ""), fault.Invalid, "error.email")
}

func TestOpenRedirectIsDropped(t *testing.T) {
	c := newCity(t)
	c.ok(c.RequestSignIn(t.Context(), "aino@example.fi", people.Finnish, "//evil.example"))
	l, err := c.PeekLink(t.Context(), c.mails()[0].Token)
	c.ok(err)
	if l.Target != "" {
		t.Errorf("target %q", l.Target)
	}
}

func TestFirstAdministrator(t *testing.T) {
	c := newCity(t)
	old, err := c.FirstAdministrator(t.Context())
	c.ok(err)
	token, err := c.FirstAdministrator(t.Context())
	c.ok(err)
	_, _, _, err = c.UseLink(t.Context(), old, "Väärä", browser)
	c.wants(err, fault.Gone, "error.link-gone")

	c.now = noon.Add(7*24*time.Hour - time.Second)
	session, a, l, err := c.UseLink(t.Context(), token, "Yrjö", browser)
	c.ok(err)
	if a.Role != people.Administrator || l.Kind != people.LinkFirst || c.whois(session).ID != a.ID {
		t.Errorf("account %+v", a)
	}
	if again, err := c.FirstAdministrator(t.Context()); err != nil || again != "" {
		t.Errorf("a second link: %q, %v", again, err)
	}

	// Without an address and a session they cannot come back but by a new link.
	c.ok(c.SignOut(t.Context(), session))
	rescue, err := c.FirstAdministrator(t.Context())
	c.ok(err)
	back, same, _, err := c.UseLink(t.Context(), rescue, "", browser)
	c.ok(err)
	if same.ID != a.ID || same.Name != "Yrjö" {
		t.Errorf("came back as %+v", same)
	}

	// With an address they can.
	c.ok(c.RequestAddress(t.Context(), same, "yrjo@example.fi", people.Finnish))
	mails := c.mails()
	c.ok(c.TakeAddress(t.Context(), same, mails[len(mails)-1].Token))
	same = c.whois(back)
	if same.ID != a.ID || same.Email != "yrjo@example.fi" || same.Role != people.Administrator {
		t.Errorf("account %+v", same)
	}
	c.ok(c.Revoke(t.Context(), same, ""))
	if again, err := c.FirstAdministrator(t.Context()); err != nil || again != "" {
		t.Errorf("a link though they have an address: %q, %v", again, err)
	}
}

// TestFirstLinkIsWorthlessLater: once there is an administrator, a link that
// was printed before makes no other.
func TestFirstLinkIsWorthlessLater(t *testing.T) {
	c := newCity(t)
	token, err := c.FirstAdministrator(t.Context())
	c.ok(err)
	_, a := c.enter("yrjo@example.fi", "Yrjö")
	a.Role = people.Administrator
	c.ok(c.room.Update(t.Context(), "", func(tx people.Tx) error { return tx.PutAccount(t.Context(), a) }))
	_, _, _, err = c.UseLink(t.Context(), token, "Toinen", browser)
	c.wants(err, fault.Gone, "error.link-gone")
}
