package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
)

// command runs the program's command on a data folder, with input, and returns
// what it says and the code that it ends with.
func command(t *testing.T, data, input string, args ...string) (said string, code int) {
	t.Helper()
	t.Setenv("LUONNOS_DATA", data)
	t.Setenv("LANG", "fi_FI.UTF-8")
	in, err := os.CreateTemp(t.TempDir(), "in")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := in.WriteString(input); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	out, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	stdin, stdout, stderr := os.Stdin, os.Stdout, os.Stderr
	os.Stdin, os.Stdout, os.Stderr = in, out, out
	err = run(t.Context(), args)
	os.Stdin, os.Stdout, os.Stderr = stdin, stdout, stderr
	if own, ok := errors.AsType[*exitError](err); ok {
		code = own.code
	} else if err != nil {
		code = 1
		fmt.Fprintln(out, explain(err))
	}
	raw, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(raw), code
}

// kept are all items of the data folder, and who sent them.
func kept(t *testing.T, data string) ([]themes.Item, map[int64]themes.Sender) {
	t.Helper()
	r, err := openRooms(t.Context(), &settings{Data: data, log: slog.New(slog.DiscardHandler)}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	hanna := people.NewAccount("Hanna", "hanna@example.fi", people.Official, people.Finnish, time.Now())
	err = store.As[people.Tx](r.db).Update(t.Context(), "", func(tx people.Tx) error {
		if known, err := tx.AccountByEmail(t.Context(), hanna.Email); err == nil {
			hanna = known
			return nil
		}
		return tx.PutAccount(t.Context(), hanna)
	})
	if err != nil {
		t.Fatal(err)
	}
	items, _, err := r.themes.Items(t.Context(), hanna, themes.Filter{Order: themes.Oldest, Limit: themes.MaxList})
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int64, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	senders, err := r.themes.Senders(t.Context(), hanna, ids)
	if err != nil {
		t.Fatal(err)
	}
	return items, senders
}

// TestFeedbackMail: a mail server pipes letters in and minds the code.
func TestFeedbackMail(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	letter := "From: Asukas <Asukas@Example.fi>\r\nMessage-ID: <1@example.fi>\r\nSubject: Alikulku\r\n\r\nAlikulku on pimeä.\r\n-- \r\nAsukas, p. 040 123\r\n"
	for range 2 { // twice is once
		if said, code := command(t, data, letter, "feedback", "mail"); code != 0 || said != "feedback 1\n" {
			t.Fatalf("%d %s", code, said)
		}
	}
	if said, code := command(t, data, "Auto-Submitted: auto-replied\r\n"+letter, "feedback", "mail"); code != 0 || !strings.Contains(said, "left out") {
		t.Errorf("a machine's letter: %d %s", code, said)
	}
	if said, code := command(t, data, "Tämä ei ole viesti.", "feedback", "mail"); code != exitDataErr {
		t.Errorf("no letter: %d %s", code, said)
	}
	if said, code := command(t, data, letter, "feedback", "mail", "--source", "99"); code != exitTempFail {
		t.Errorf("a source that is none: %d %s", code, said)
	}
	if said, code := command(t, filepath.Join(os.DevNull, "data"), letter, "feedback", "mail"); code != exitTempFail {
		t.Errorf("no place to keep it: %d %s", code, said)
	}
	items, senders := kept(t, data)
	if len(items) != 1 {
		t.Fatalf("%+v", items)
	}
	i := items[0]
	if i.Text != "Alikulku on pimeä." || i.Title != "Alikulku" || i.Channel != themes.ByMail || i.Moderation != themes.Waiting || i.Lang != people.Finnish {
		t.Errorf("%+v", i)
	}
	if s := senders[i.ID]; s.Email != "asukas@example.fi" || s.Name != "Asukas" || !s.Tell {
		t.Errorf("%+v", s)
	}
}

// TestFeedbackImport: a table comes in once, its wrong rows are told, and what
// is not a part of feedback stays out unless asked for.
func TestFeedbackImport(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var table strings.Builder
	table.WriteString("Nro;Palaute;Pvm;Sähköposti;Kanava;Sali\n")
	for n := range 1234 {
		fmt.Fprintf(&table, "%d;Palaute numero %d kirjastosta;%d.11.2026;a%d@example.fi;Facebook;B%d\n", n, n, 1+n%20, n, n)
	}
	table.WriteString("9998;;1.11.2026;;;\n9999;Hyvä kirjasto;40.40.2026;;;\n")
	file := filepath.Join(t.TempDir(), "palaute.csv")
	if err := os.WriteFile(file, []byte(table.String()), 0o600); err != nil {
		t.Fatal(err)
	}

	said, code := command(t, data, "", "feedback", "import", "--show", file)
	if code != 0 || !strings.Contains(said, "text     Palaute") || !strings.Contains(said, "2: 2026-11-01 Palaute numero 0 kirjastosta") ||
		strings.Contains(said, "a0@example.fi") || strings.Contains(said, "numero 20 ") {
		t.Errorf("%d %s", code, said)
	}
	if items, _ := kept(t, data); len(items) != 0 {
		t.Fatalf("showing kept %d", len(items))
	}

	said, code = command(t, data, "", "feedback", "import", "--keep", "Kanava", file)
	if code != 0 || !strings.HasSuffix(said, "1236 rows: 1234 new, 0 changed, 0 already there, 2 refused\n") ||
		!strings.Contains(said, "500 rows, ") || !strings.Contains(said, "1236 rows, 100 %") || !strings.Contains(said, "row 1236 (") || !strings.Contains(said, "row 1237 (") {
		t.Errorf("%d %s", code, said)
	}
	items, senders := kept(t, data)
	if len(items) != themes.MaxList {
		t.Fatalf("%d kept", len(items))
	}
	for _, i := range items {
		if i.Attributes["Kanava"] != "Facebook" || len(i.Attributes) != 1 || senders[i.ID].Email != "a"+i.Foreign+"@example.fi" {
			t.Fatalf("%+v %+v", i, senders[i.ID])
		}
	}
	if said, code = command(t, data, "", "feedback", "import", "--keep", "Kanava", file); code != 0 ||
		!strings.HasSuffix(said, "1236 rows: 0 new, 0 changed, 1234 already there, 2 refused\n") {
		t.Errorf("again: %d %s", code, said)
	}

	for _, args := range [][]string{{"--columns", "text=Puuttuu"}, {"--columns", "väri=Palaute"}, {"--keep", "Puuttuu"}} {
		if said, code := command(t, data, "", append([]string{"feedback", "import", file}, args...)...); code != 1 || !strings.Contains(said, "Palaute") && !strings.Contains(said, "text") {
			t.Errorf("%v: %d %s", args, code, said)
		}
	}
	if said, code = command(t, data, "", "feedback", "import", "--show", "--columns", "text=Kanava,title=Palaute", file); code != 0 ||
		!strings.Contains(said, "text     Kanava") || !strings.Contains(said, "title    Palaute") {
		t.Errorf("%d %s", code, said)
	}
}
