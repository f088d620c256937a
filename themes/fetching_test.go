package themes_test

import (
	"testing"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

func TestSourceKeepsItsSecretForItsServer(t *testing.T) {
	h := newHouse(t)
	ctx, admin := t.Context(), h.people[people.Administrator]
	src := themes.Source{Channel: themes.ByFeed, Name: "Blogi", Address: "https://example.fi/feed", User: "u", Secret: "salaisuus", Every: time.Hour}
	put := func(change func(*themes.Source)) string {
		t.Helper()
		again := src
		again.Secret = ""
		change(&again)
		made, err := h.PutSource(ctx, admin, "", again)
		check(t, err)
		src.ID = made.ID
		due := must(h.Due(ctx))
		return due[0].Source.Secret
	}
	made, err := h.PutSource(ctx, admin, "", src)
	check(t, err)
	src.ID = made.ID
	if made.Secret != "" {
		t.Error("the secret was told")
	}
	if r := must(h.Source(ctx, admin, src.ID)); r.Source.Secret != "" || !r.HasSecret {
		t.Errorf("the administrator sees %+v", r)
	}
	if got := put(func(s *themes.Source) { s.Address = "https://example.fi/other" }); got != "salaisuus" {
		t.Errorf("another path of the server: %q", got)
	}
	if got := put(func(s *themes.Source) { s.Address = "http://example.fi/feed" }); got != "" {
		t.Errorf("in the clear: %q", got)
	}
	src.Secret = "salaisuus"
	_, err = h.PutSource(ctx, admin, "", src)
	check(t, err)
	if got := put(func(s *themes.Source) { s.Address = "https://example.com/feed" }); got != "" {
		t.Errorf("another server: %q", got)
	}
}

func TestSourceRunsOnceAtATime(t *testing.T) {
	h := newHouse(t)
	ctx, admin := t.Context(), h.people[people.Administrator]
	made, err := h.PutSource(ctx, admin, "", themes.Source{
		Channel: themes.ByFeed, Name: "Blogi", Address: "https://example.fi/feed", Every: time.Hour,
	})
	check(t, err)
	was := must(h.Due(ctx))[0].Run
	mine := was
	mine.Started = h.time
	if ok, err := h.ClaimRun(ctx, was, mine); !ok || err != nil {
		t.Fatalf("not claimed: %v", err)
	}
	theirs := mine
	theirs.Started = h.time.Add(time.Second)
	if ok, err := h.ClaimRun(ctx, was, theirs); ok || err != nil {
		t.Errorf("claimed twice, %v", err)
	}
	if due := must(h.Due(ctx)); len(due) != 0 {
		t.Errorf("due while it runs: %+v", due)
	}
	h.time = h.time.Add(time.Hour)
	if due := must(h.Due(ctx)); len(due) != 1 {
		t.Error("a run that died is never taken up")
	}
	theirs.Started = h.time
	if ok, _ := h.ClaimRun(ctx, mine, theirs); !ok {
		t.Error("a run that died is not claimed")
	}
	if err := h.PutRun(ctx, mine); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the dead one wrote: %v", err)
	}
	theirs.Cursor, theirs.Ended, theirs.Next = "a", h.time.Add(time.Second), h.time.Add(time.Hour)
	r, err := h.ReceiveRun(ctx, theirs, []themes.Arrival{{Foreign: "1", Text: "Hei"}, {Foreign: "1", Text: "Hei"}, {Foreign: "2"}, {Foreign: "3", Gone: true}})
	check(t, err)
	if r.New != 1 || r.Known != 2 || r.Refused != 1 {
		t.Errorf("received %+v", r)
	}
	if run := must(h.Source(ctx, admin, made.ID)).Run; run.Cursor != "a" || run.New != 1 || run.Refused != 1 {
		t.Errorf("kept %+v", run)
	}
}

func TestFixedSourcesStay(t *testing.T) {
	h := newHouse(t)
	ctx, admin := t.Context(), h.people[people.Administrator]
	for _, of := range []int64{must(h.FormSource(ctx)), must(h.Open311Source(ctx)), must(h.ImportSource(ctx)), must(h.MailSource(ctx))} {
		_, err := h.PutSource(ctx, admin, "", themes.Source{ID: of, Channel: themes.ByImport, Name: "Oma"})
		for _, err := range []error{err, h.DeleteSource(ctx, admin, of), h.FetchNow(ctx, admin, of)} {
			if !fault.Is(err, "error.source-fixed") {
				t.Errorf("source %d: %v", of, err)
			}
		}
	}
	if a, b := must(h.FormSource(ctx)), must(h.MailSource(ctx)); a == b {
		t.Error("two channels have one source")
	}
}

// TestNoReaderLearnsWhoWrote: an id or an address at the source can name them.
func TestNoReaderLearnsWhoWrote(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	made, err := h.PutSource(ctx, h.people[people.Administrator], "", themes.Source{
		Channel: themes.ByMastodon, Name: "Tunniste", Address: "https://example.social", Tag: "kaupunki", Every: time.Hour, Trusted: true,
	})
	check(t, err)
	r, err := h.Receive(ctx, made.ID, []themes.Arrival{{
		Foreign: "https://example.social/users/aino/1", Address: "https://example.social/@aino/1", Text: "Hei",
		Sender: &themes.Sender{Handle: "@aino@example.social"},
	}})
	check(t, err)
	i := must(h.Item(ctx, people.Account{}, r.IDs[0]))
	if i.Foreign != "" || i.Address != "" {
		t.Errorf("the public sees %+v", i)
	}
	check(t, h.EraseSender(ctx, h.people[people.Administrator], i.ID))
	if i := must(h.Item(ctx, h.people[people.Mentor], i.ID)); i.Address != "" {
		t.Errorf("erased, the address stays: %+v", i)
	}
}
