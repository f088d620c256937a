package people_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/event"
	"luonnos/internal/fault"
	"luonnos/people"
)

func TestProfile(t *testing.T) {
	c := newCity(t)
	session, a := c.enter("aino@example.fi", "")
	c.ok(c.UpdateProfile(t.Context(), a, " ", people.Swedish))
	if got := c.whois(session); got.Name != "" || got.Lang != people.Swedish {
		t.Errorf("account %+v", got)
	}
	c.ok(c.UpdateProfile(t.Context(), a, "Aino T", people.English))
	if got := c.whois(session); got.Name != "Aino T" || got.Lang != people.English || got.Email != "aino@example.fi" {
		t.Errorf("account %+v", got)
	}
	c.wants(c.UpdateProfile(t.Context(), a, "", people.Finnish), fault.Invalid, "error.name-required")
	c.wants(c.UpdateProfile(t.Context(), a, strings.Repeat("ä", people.MaxName+1), people.Finnish), fault.Invalid, "error.name-long")
	c.wants(c.UpdateProfile(t.Context(), a, "Aino", "de"), fault.Invalid, "error.lang")
	c.wants(c.UpdateProfile(t.Context(), people.Account{}, "Aino", people.Finnish), fault.SignIn, "")
	if got := c.whois(session); got.Name != "Aino T" {
		t.Errorf("a refused change left %+v", got)
	}
}

func TestOthersNeverSeeTheAddress(t *testing.T) {
	c := newCity(t)
	_, a := c.enter("aino@example.fi", "Aino")
	seen := a
	seen.Email = ""
	got, err := c.Get(t.Context(), a.ID)
	c.ok(err)
	if diff := cmp.Diff(seen, got); diff != "" {
		t.Errorf("Get: %s", diff)
	}
	names, err := c.Names(t.Context(), []people.ID{a.ID, "nobody", a.ID})
	c.ok(err)
	if diff := cmp.Diff(map[people.ID]people.Account{a.ID: seen}, names); diff != "" {
		t.Errorf("Names: %s", diff)
	}
	by, err := c.NameOfPseudonym(t.Context(), []people.Pseudonym{a.Pseudonym, "p-nobody"})
	c.ok(err)
	if diff := cmp.Diff(map[people.Pseudonym]people.Account{a.Pseudonym: seen}, by); diff != "" {
		t.Errorf("NameOfPseudonym: %s", diff)
	}
	_, err = c.Get(t.Context(), "nobody")
	c.wants(err, fault.NotFound, "error.person-missing")
}

func TestChangeOfAddress(t *testing.T) {
	c := newCity(t)
	session, a := c.enter("aino@example.fi", "Aino")
	c.enter("veikko@example.fi", "Veikko")
	ask := func(email string) people.Token {
		t.Helper()
		c.ok(c.RequestAddress(t.Context(), a, email, people.Finnish))
		mails := c.mails()
		return mails[len(mails)-1].Token
	}
	c.wants(c.TakeAddress(t.Context(), a, ask("veikko@example.fi")), fault.Conflict, "error.email-taken")

	link := ask("Uusi@example.fi")
	c.ok(c.TakeAddress(t.Context(), a, link))
	c.wants(c.TakeAddress(t.Context(), a, link), fault.Gone, "error.link-gone")
	if got := c.whois(session); got.ID != a.ID || got.Email != "uusi@example.fi" {
		t.Errorf("account %+v", got)
	}
	mails := c.mails()
	if last := mails[len(mails)-1]; last.Template != people.TemplateAddressChanged || last.Email != "aino@example.fi" {
		t.Errorf("the old address was told %+v", last)
	}
	c.wants(c.RequestAddress(t.Context(), people.Account{}, "x@example.fi", people.Finnish), fault.SignIn, "")
	c.wants(c.RequestAddress(t.Context(), a, "x", people.Finnish), fault.Invalid, "error.email")
}

// TestLetterThatWentAstrayGivesNoAccountAway: whoever gets the link to a
// mistyped address is not let in by it.
func TestLetterThatWentAstrayGivesNoAccountAway(t *testing.T) {
	c := newCity(t)
	session, a := c.enter("aino@example.fi", "Aino")
	_, stranger := c.enter("veikko@example.fi", "Veikko")
	c.ok(c.RequestAddress(t.Context(), a, "aimo@example.fi", people.Finnish))
	mails := c.mails()
	link := mails[len(mails)-1].Token
	_, _, _, err := c.UseLink(t.Context(), link, "", browser)
	c.wants(err, fault.SignIn, "error.sign-in")
	c.wants(c.TakeAddress(t.Context(), people.Account{}, link), fault.SignIn, "error.sign-in")
	c.wants(c.TakeAddress(t.Context(), stranger, link), fault.Forbidden, "error.not-yours")
	if got := c.whois(session); got.Email != "aino@example.fi" {
		t.Errorf("the address became %q", got.Email)
	}
	c.wants(c.TakeAddress(t.Context(), a, c.link("aino@example.fi")), fault.Gone, "error.link-gone")
	c.ok(c.TakeAddress(t.Context(), a, link))
}

func TestRoles(t *testing.T) {
	c := newCity(t)
	admin := c.administrator()
	session, a := c.enter("aino@example.fi", "Aino")

	c.ok(c.SetRole(t.Context(), admin, a.ID, people.Official, "  Viestintä "))
	if got := c.whois(session); got.Role != people.Official || got.Unit != "Viestintä" {
		t.Errorf("the open session is %+v", got)
	}
	c.ok(c.SetRole(t.Context(), admin, a.ID, people.Activist, "Viestintä"))
	if got := c.whois(session); got.Role != people.Activist || got.Unit != "" {
		t.Errorf("an activist with a unit: %+v", got)
	}
	c.wants(c.SetRole(t.Context(), admin, a.ID, "king", ""), fault.Invalid, "error.role")
	c.wants(c.SetRole(t.Context(), admin, a.ID, people.Visitor, ""), fault.Invalid, "error.role")
	c.wants(c.SetRole(t.Context(), admin, a.ID, people.Mentor, strings.Repeat("ä", people.MaxUnit+1)), fault.Invalid, "error.unit-long")
	c.wants(c.SetRole(t.Context(), admin, "nobody", people.Mentor, ""), fault.NotFound, "error.person-missing")
	c.wants(c.SetRole(t.Context(), a, admin.ID, people.Resident, ""), fault.Forbidden, "")
	c.wants(c.SetRole(t.Context(), people.Account{}, a.ID, people.Mentor, ""), fault.SignIn, "")
}

func TestLastAdministratorStays(t *testing.T) {
	c := newCity(t)
	admin := c.administrator()
	c.wants(c.SetRole(t.Context(), admin, admin.ID, people.Resident, ""), fault.Conflict, "error.last-administrator")
	c.wants(c.Erase(t.Context(), admin, admin.ID), fault.Conflict, "error.last-administrator")

	_, a := c.enter("aino@example.fi", "Aino")
	c.ok(c.SetRole(t.Context(), admin, a.ID, people.Administrator, ""))
	c.ok(c.SetRole(t.Context(), admin, admin.ID, people.Resident, ""))
	// admin is what the request began with; the transaction knows better.
	c.wants(c.SetRole(t.Context(), admin, admin.ID, people.Administrator, ""), fault.Forbidden, "")
	c.wants(c.Erase(t.Context(), admin, a.ID), fault.Forbidden, "")
}

func TestList(t *testing.T) {
	c := newCity(t)
	admin := c.administrator()
	_, a := c.enter("aino@example.fi", "Aino Testaaja")
	_, v := c.enter("veikko@example.fi", "Veikko")
	c.ok(c.Erase(t.Context(), v, v.ID))
	for query, want := range map[string][]people.ID{
		"":       {a.ID, admin.ID},
		" test ": {a.ID},
		"aino@":  {a.ID},
		"veikko": nil,
		"%":      nil,
	} {
		list, err := c.List(t.Context(), admin, query, 0, -1)
		c.ok(err)
		var ids []people.ID
		for _, x := range list {
			ids = append(ids, x.ID)
		}
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
	}
	_, err := c.List(t.Context(), a, "", 0, 0)
	c.wants(err, fault.Forbidden, "")
}

// TestErase looks for what is left of a person in every byte of the database.
func TestErase(t *testing.T) {
	c := newCity(t)
	session, a := c.enter("aino.poistuva@example.fi", "Aino Poistuva")
	link := c.link("aino.poistuva@example.fi")
	c.ok(c.RequestAddress(t.Context(), a, "aino.toinen@example.fi", people.Finnish))
	mails := c.mails()
	change := mails[len(mails)-1].Token

	_, other := c.enter("veikko@example.fi", "Veikko")
	c.wants(c.Erase(t.Context(), other, a.ID), fault.Forbidden, "")
	c.wants(c.Erase(t.Context(), people.Account{}, a.ID), fault.SignIn, "")

	c.now = c.now.Add(time.Minute)
	c.ok(c.Erase(t.Context(), a, a.ID))
	if c.whois(session).SignedIn() {
		t.Error("still signed in")
	}
	c.ok(c.room.View(t.Context(), func(tx people.Tx) error {
		left, err := tx.Sessions(t.Context(), a.ID)
		if len(left) != 0 {
			t.Errorf("%d sessions left", len(left))
		}
		return err
	}))
	for _, token := range []people.Token{link, change} {
		_, err := c.PeekLink(t.Context(), token)
		c.wants(err, fault.Gone, "")
	}
	got, err := c.Get(t.Context(), a.ID)
	c.ok(err)
	want := people.Account{
		ID: a.ID, Pseudonym: a.Pseudonym, Role: people.Resident, Lang: people.Finnish,
		Created: a.Created, Erased: c.now,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	c.wants(c.Erase(t.Context(), a, a.ID), fault.SignIn, "")

	// The letters that waited have nowhere to go, and go when they are tried.
	events, err := c.db.Pending(t.Context(), event.MailQueued, 0)
	c.ok(err)
	for _, e := range events {
		m, err := people.ParseMail(e)
		c.ok(err)
		to, _, err := c.AddressOf(t.Context(), m)
		c.ok(err)
		if strings.Contains(to, "aino") {
			t.Errorf("mail still goes to %s", to)
		}
		c.ok(c.db.Done(t.Context(), e.ID))
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	c.ok(c.db.Backup(t.Context(), copied))
	raw, err := os.ReadFile(copied)
	c.ok(err)
	lower := bytes.ToLower(raw)
	for _, trace := range []string{"poistuva", "aino"} {
		if i := bytes.Index(lower, []byte(trace)); i >= 0 {
			t.Errorf("left in the database: %q", raw[max(0, i-40):i+40])
		}
	}
	if !bytes.Contains(raw, []byte("Veikko")) {
		t.Error("the search finds nothing at all")
	}
}

func TestMailToAnAccount(t *testing.T) {
	c := newCity(t)
	_, a := c.enter("aino@example.fi", "Aino")
	c.ok(c.UpdateProfile(t.Context(), a, "Aino", people.Swedish))
	for _, tt := range []struct {
		mail people.Mail
		to   string
		lang people.Lang
	}{
		{people.Mail{To: a.ID, Template: "x"}, "aino@example.fi", people.Swedish},
		{people.Mail{To: a.ID, Lang: people.English, Template: "x"}, "aino@example.fi", people.English},
		{people.Mail{To: "nobody", Lang: people.English, Template: "x"}, "", people.English},
		{people.Mail{Email: "x@example.fi", Lang: people.Finnish, Template: "x"}, "x@example.fi", people.Finnish},
	} {
		to, lang, err := c.AddressOf(t.Context(), tt.mail)
		c.ok(err)
		if to != tt.to || lang != tt.lang {
			t.Errorf("%+v goes to %q in %q", tt.mail, to, lang)
		}
	}
	for _, bad := range []people.Mail{{To: a.ID}, {Template: "x"}, {To: a.ID, Email: "x@y.fi", Template: "x"}} {
		err := c.room.Update(t.Context(), "", func(tx people.Tx) error { return people.QueueMail(t.Context(), tx, bad) })
		if err == nil {
			t.Errorf("%+v is queued", bad)
		}
	}
}

func TestHeldForm(t *testing.T) {
	c := newCity(t)
	values := map[string][]string{"body": {"Kommentti <b>\r\nrivi"}, "op": {"1", "2"}}
	token, err := c.Hold(t.Context(), "POST /fi/ehdotukset/1/kommentti", values)
	c.ok(err)
	f, err := c.Held(t.Context(), token)
	c.ok(err)
	if diff := cmp.Diff(values, f.Values); diff != "" || f.Route != "POST /fi/ehdotukset/1/kommentti" {
		t.Errorf("%q %s", f.Route, diff)
	}
	c.now = noon.Add(24 * time.Hour)
	_, err = c.Held(t.Context(), token)
	c.wants(err, fault.Gone, "error.held-gone")
	c.now = noon
	c.ok(c.Release(t.Context(), token))
	c.ok(c.Release(t.Context(), token))
	_, err = c.Held(t.Context(), token)
	c.wants(err, fault.Gone, "error.held-gone")
}

func TestAreas(t *testing.T) {
	c := newCity(t)
	area := people.Area{Code: "rantakyla", Names: map[people.Lang]string{people.Finnish: "Rantakylä"}}
	c.ok(c.room.Update(t.Context(), "", func(tx people.Tx) error { return tx.PutArea(t.Context(), area) }))
	areas, err := c.Areas(t.Context())
	c.ok(err)
	if diff := cmp.Diff([]people.Area{area}, areas); diff != "" {
		t.Error(diff)
	}
	if got := areas[0].Name(people.Swedish); got != "Rantakylä" {
		t.Errorf("name %q", got)
	}
}
