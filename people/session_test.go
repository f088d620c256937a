package people_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"luonnos/internal/fault"
	"luonnos/people"
)

func TestSessionSlides(t *testing.T) {
	c := newCity(t)
	session, a := c.enter("aino@example.fi", "Aino")
	for range 5 {
		c.now = c.now.Add(29 * 24 * time.Hour)
		if c.whois(session).ID != a.ID {
			t.Fatal("signed out while visiting")
		}
	}
	c.now = c.now.Add(30 * 24 * time.Hour)
	if c.whois(session).SignedIn() {
		t.Error("signed in after a month away")
	}
}

// TestReadsStayReads: a visit writes once an hour.
func TestReadsStayReads(t *testing.T) {
	c := newCity(t)
	session, _ := c.enter("aino@example.fi", "Aino")
	before := c.writes.Load()
	for range 59 {
		c.now = c.now.Add(time.Minute)
		c.whois(session)
	}
	c.whois(people.NewToken())
	if n := c.writes.Load() - before; n != 0 {
		t.Errorf("%d writes within the hour", n)
	}
	c.now = c.now.Add(time.Minute)
	c.whois(session)
	c.whois(session)
	if n := c.writes.Load() - before; n != 1 {
		t.Errorf("%d writes after an hour", n)
	}
}

func TestStrangeTokensAreVisitors(t *testing.T) {
	c := newCity(t)
	for _, token := range []people.Token{"", "x", people.NewToken(), people.Token(strings.Repeat("ä", 13))} {
		if a := c.whois(token); a != (people.Account{}) {
			t.Errorf("%q is %+v", token, a)
		}
	}
}

func TestSignOutAndRevoke(t *testing.T) {
	c := newCity(t)
	first, a := c.enter("aino@example.fi", "Aino")
	c.now = c.now.Add(time.Minute)
	second, _ := c.enter("aino@example.fi", "")
	third, err := c.SignIn(t.Context(), a.ID, strings.Repeat("ä", 500))
	c.ok(err)
	other, _ := c.enter("veikko@example.fi", "Veikko")

	list, err := c.Sessions(t.Context(), a)
	c.ok(err)
	if len(list) != 3 || list[2].Hash != first.Hash() || list[2].Device != browser {
		t.Errorf("sessions %+v", list)
	}
	for _, s := range list {
		if len(s.Device) > 200 || !utf8.ValidString(s.Device) {
			t.Errorf("device %q", s.Device)
		}
	}

	c.ok(c.SignOut(t.Context(), first))
	c.ok(c.SignOut(t.Context(), first))
	c.ok(c.Revoke(t.Context(), a, second.Hash()))
	c.ok(c.Revoke(t.Context(), a, other.Hash())) // not theirs: nothing happens
	for token, in := range map[people.Token]bool{first: false, second: false, third: true, other: true} {
		if c.whois(token).SignedIn() != in {
			t.Errorf("signed in: %v", !in)
		}
	}
	c.ok(c.Revoke(t.Context(), a, ""))
	if c.whois(third).SignedIn() || !c.whois(other).SignedIn() {
		t.Error("revoking all ended the wrong sessions")
	}

	_, err = c.Sessions(t.Context(), people.Account{})
	c.wants(err, fault.SignIn, "error.sign-in")
	c.wants(c.Revoke(t.Context(), people.Account{}, ""), fault.SignIn, "error.sign-in")
	_, err = c.SignIn(t.Context(), "nobody", browser)
	c.wants(err, fault.NotFound, "error.person-missing")
}

func TestSweep(t *testing.T) {
	c := newCity(t)
	session, _ := c.enter("aino@example.fi", "Aino")
	link := c.link("veikko@example.fi")
	held, err := c.Hold(t.Context(), "POST /fi/x", nil)
	c.ok(err)
	kept := func() (n int) {
		c.ok(c.room.View(t.Context(), func(tx people.Tx) error {
			for _, err := range []error{
				second(tx.Session(t.Context(), session.Hash())),
				second(tx.Link(t.Context(), link.Hash())),
				second(tx.HeldForm(t.Context(), held.Hash())),
			} {
				if err == nil {
					n++
				}
			}
			return nil
		}))
		return n
	}
	c.ok(c.Sweep(t.Context()))
	if n := kept(); n != 3 {
		t.Errorf("%d of 3 live on", n)
	}
	c.now = c.now.Add(30 * 24 * time.Hour)
	c.ok(c.Sweep(t.Context()))
	if n := kept(); n != 0 {
		t.Errorf("%d stayed after their time", n)
	}
}

func second[T any](_ T, err error) error { return err }
