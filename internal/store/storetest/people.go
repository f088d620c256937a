package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"luonnos/initiatives"
	"luonnos/internal/fault"
	"luonnos/people"
)

func account(id string, name, email string) people.Account {
	return people.Account{
		ID: people.ID(id), Pseudonym: people.Pseudonym("p-" + id), Name: name, Email: email,
		Role: people.Resident, Lang: people.Swedish, Created: day(1),
	}
}

func names(as []people.Account) string {
	return strings.Join(project(as, func(a people.Account) string { return a.Name }), ", ")
}

func testPeople(t *testing.T, s suite) {
	t.Run("accounts", func(t *testing.T) {
		b := s.box(t)
		a := account("u1", "Aino Esimerkki", "aino@example.fi")
		a.Role, a.Unit = people.Official, "Viestintä"
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutAccount(ctx, a) })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, a)(tx.Account(ctx, "u1"))
			want(t, a)(tx.AccountByEmail(ctx, "aino@example.fi"))
			want(t, a)(tx.AccountByPseudonym(ctx, "p-u1"))
			missing[people.Account](t)(tx.Account(ctx, "u2"))
			missing[people.Account](t)(tx.AccountByEmail(ctx, "aino@example.f_"))
			missing[people.Account](t)(tx.AccountByEmail(ctx, ""))
			missing[people.Account](t)(tx.AccountByPseudonym(ctx, "p-u2"))
		})
		a.Name, a.Email, a.Erased = "", "", day(5)
		other := account("u2", "", "")
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutAccount(ctx, a), tx.PutAccount(ctx, other)) // two without an address
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, a)(tx.Account(ctx, "u1"))
			missing[people.Account](t)(tx.AccountByEmail(ctx, "aino@example.fi"))
			missing[people.Account](t)(tx.AccountByEmail(ctx, ""))
			seen := other
			want(t, map[people.ID]people.Account{"u1": a, "u2": seen})(
				tx.AccountNames(ctx, []people.ID{"u1", "u2", "u3", "u1"}))
		})
	})

	t.Run("names carry no address", func(t *testing.T) {
		b := s.box(t)
		a := account("u1", "Aino", "aino@example.fi")
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutAccount(ctx, a) })
		a.Email = ""
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, map[people.ID]people.Account{"u1": a})(tx.AccountNames(ctx, []people.ID{"u1"}))
			want(t, map[people.ID]people.Account{})(tx.AccountNames(ctx, nil))
		})
	})

	t.Run("an address belongs to one", func(t *testing.T) {
		b := s.box(t)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return tx.PutAccount(ctx, account("u1", "A", "a@b.fi"))
		})
		err := b.Update(context.Background(), "", func(tx initiatives.Tx) error {
			return tx.PutAccount(context.Background(), account("u2", "B", "a@b.fi"))
		})
		if !fault.Is(err, "error.email-taken") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("listing", func(t *testing.T) {
		b := s.box(t)
		gone := account("u9", "Poissa Oleva", "poissa@example.fi")
		gone.Erased = day(2)
		mentor := account("u4", "Örjan Lind", "orjan.lind@kunta.example")
		mentor.Role = people.Mentor
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(
				tx.PutAccount(ctx, account("u1", "Zacharias Åberg", "z@example.fi")),
				tx.PutAccount(ctx, account("u2", "Åke Äkäslompolo", "ake@example.fi")),
				tx.PutAccount(ctx, account("u3", "aino 100%", "a_i@example.fi")),
				tx.PutAccount(ctx, mentor), tx.PutAccount(ctx, gone))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			for _, c := range []struct{ query, want string }{
				{"", "aino 100%, Zacharias Åberg, Åke Äkäslompolo, Örjan Lind"},
				{"äkä", "Åke Äkäslompolo"},
				{"ÅK", "Åke Äkäslompolo"},
				{"  zacharias   å", "Zacharias Åberg"},
				{"berg", ""},
				{"lind", "Örjan Lind"},
				{"orjan.lind@k", "Örjan Lind"},
				{"example", "aino 100%, Zacharias Åberg, Åke Äkäslompolo, Örjan Lind"},
				{"100%", "aino 100%"},
				{"%", ""},
				{"a_i", "aino 100%"},
				{"ai_", ""},
				{`\`, ""},
				{"poissa", ""},
			} {
				got, err := tx.Accounts(ctx, c.query, 0, 0)
				want(t, c.want)(names(got), err)
			}
			got, err := tx.Accounts(ctx, "", 2, 1)
			want(t, "Zacharias Åberg, Åke Äkäslompolo")(names(got), err)
			want(t, 4)(tx.CountAccounts(ctx, ""))
			want(t, 3)(tx.CountAccounts(ctx, people.Resident))
			want(t, 1)(tx.CountAccounts(ctx, people.Mentor))
			want(t, 0)(tx.CountAccounts(ctx, people.Administrator))
		})
	})

	t.Run("sessions", func(t *testing.T) {
		b := s.box(t)
		session := func(h string, of people.ID, made, expires int) people.Session {
			return people.Session{Hash: people.TokenHash(h), Account: of, Created: day(made), Seen: day(made), Expires: day(expires), Device: "Firefox – puhelin"}
		}
		one, two, other := session("h1", "u1", 1, 10), session("h2", "u1", 2, 12), session("h3", "u2", 3, 14)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutSession(ctx, one), tx.PutSession(ctx, two), tx.PutSession(ctx, other))
		})
		one.Seen = day(9)
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutSession(ctx, one), tx.DeleteSession(ctx, "u1", "h3")) // not u1's
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, one)(tx.Session(ctx, "h1"))
			missing[people.Session](t)(tx.Session(ctx, "h4"))
			want(t, []people.Session{two, one})(tx.Sessions(ctx, "u1"))
			want(t, []people.Session{other})(tx.Sessions(ctx, "u2"))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, 1)(tx.DeleteExpiredSessions(ctx, day(10)))
			missing[people.Session](t)(tx.Session(ctx, "h1"))
			want(t, two)(tx.Session(ctx, "h2"))
			return tx.DeleteSession(ctx, "u1", "")
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want[[]people.Session](t, nil)(tx.Sessions(ctx, "u1"))
			want(t, []people.Session{other})(tx.Sessions(ctx, "u2"))
		})
	})

	t.Run("links", func(t *testing.T) {
		b := s.box(t)
		l := people.Link{Hash: "l1", Kind: people.LinkConfirm, Email: "a@b.fi", Account: "u1", Target: "proposal/3", Lang: people.English, Created: day(1), Expires: day(8)}
		first := people.Link{Hash: "l2", Kind: people.LinkFirst, Lang: people.Finnish, Created: day(1), Expires: day(9)}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutLink(ctx, l), tx.PutLink(ctx, first))
		})
		l.Target = "proposal/4"
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutLink(ctx, l), tx.DeleteLinksOf(ctx, "", ""))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, l)(tx.Link(ctx, "l1"))
			want(t, first)(tx.Link(ctx, "l2"))
			missing[people.Link](t)(tx.Link(ctx, "l3"))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, 1)(tx.DeleteExpiredLinks(ctx, day(8)))
			return tx.DeleteLink(ctx, "l2")
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			missing[people.Link](t)(tx.Link(ctx, "l1"))
			missing[people.Link](t)(tx.Link(ctx, "l2"))
			mailed, made := l, l
			mailed.Hash, mailed.Account = "l4", ""
			made.Hash, made.Email = "l5", ""
			return every(tx.PutLink(ctx, l), tx.PutLink(ctx, mailed), tx.PutLink(ctx, made), tx.PutLink(ctx, first),
				tx.DeleteLinksOf(ctx, "a@b.fi", "u1"))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			for _, h := range []people.TokenHash{"l1", "l4", "l5"} {
				missing[people.Link](t)(tx.Link(ctx, h))
			}
			want(t, first)(tx.Link(ctx, "l2"))
		})
	})

	t.Run("held forms", func(t *testing.T) {
		b := s.box(t)
		f := people.HeldForm{Hash: "f1", Route: "POST /fi/ehdota", Expires: day(2),
			Values: map[string][]string{"text": {"Ääkköset & <b>\r\n\"lainaus\""}, "empty": {""}, "many": {"1", "2"}}}
		b.write(func(ctx context.Context, tx initiatives.Tx) error { return tx.PutHeldForm(ctx, f) })
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, f)(tx.HeldForm(ctx, "f1"))
			missing[people.HeldForm](t)(tx.HeldForm(ctx, "f2"))
		})
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			want(t, 0)(tx.DeleteExpiredHeldForms(ctx, day(2).Add(-time.Microsecond)))
			want(t, 1)(tx.DeleteExpiredHeldForms(ctx, day(2)))
			return every(tx.PutHeldForm(ctx, f), tx.DeleteHeldForm(ctx, "f1"))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) { missing[people.HeldForm](t)(tx.HeldForm(ctx, "f1")) })
	})

	t.Run("areas and settings", func(t *testing.T) {
		b := s.box(t)
		shore := people.Area{Code: "rantakyla", Parent: "ita", Names: map[people.Lang]string{people.Finnish: "Rantakylä", people.Swedish: "Strandby"}}
		east := people.Area{Code: "ita", Names: map[people.Lang]string{people.Finnish: "Itä"}}
		b.write(func(ctx context.Context, tx initiatives.Tx) error {
			return every(tx.PutArea(ctx, shore), tx.PutArea(ctx, people.Area{Code: "ita"}), tx.PutArea(ctx, east),
				tx.PutSetting(ctx, "a", "1"), tx.PutSetting(ctx, "a", "2"))
		})
		b.read(func(ctx context.Context, tx initiatives.Tx) {
			want(t, []people.Area{east, shore})(tx.Areas(ctx))
			want(t, "2")(tx.Setting(ctx, "a"))
			want(t, "")(tx.Setting(ctx, "b"))
		})
	})
}
