package intake

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"luonnos/themes"
)

var mailNow = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// letter is a message of the header lines and the body, with the line ends of mail.
func letter(header, body string) string {
	return strings.ReplaceAll("From: Asukas <asukas@example.fi>\nMessage-ID: <1@example.fi>\n"+header+"\n\n"+body, "\n", "\r\n")
}

func TestReadMail(t *testing.T) {
	raw := letter("Date: Wed, 25 Nov 2026 10:20:30 +0200\nSubject: =?utf-8?q?VS:_Re:_Kirjaston_p=C3=A4ivitykset?=\nTo: palaute@example.fi",
		"Hei!\n\nKirjaston päivitykset tulevat myöhässä.\n\nTerveisin\nMaija Meikäläinen\np. 040 123")
	got, err := ReadMail(strings.NewReader(raw), mailNow)
	if err != nil {
		t.Fatal(err)
	}
	want := themes.Arrival{
		Foreign: got.Foreign, At: time.Date(2026, 11, 25, 8, 20, 30, 0, time.UTC),
		Title: "Kirjaston päivitykset", Text: "Hei!\n\nKirjaston päivitykset tulevat myöhässä.",
		Sender: &themes.Sender{Name: "Asukas", Email: "asukas@example.fi", Tell: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMailParts reads bodies of every make that Finnish mail comes in.
func TestMailParts(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("Pääkatu – ”some” maksaa 5 €")
	if err != nil {
		t.Fatal(err)
	}
	const want = "Pääkatu – ”some” maksaa 5 €"
	for name, raw := range map[string]string{
		"utf-8":                letter("Content-Type: text/plain; charset=utf-8", want),
		"no type":              letter("Subject: a", want),
		"no charset, latin":    letter("Content-Type: text/plain", latin),
		"windows-1252":         letter("Content-Type: text/plain; charset=windows-1252", latin),
		"called iso-8859-1":    letter("Content-Type: text/plain; charset=ISO-8859-1", latin),
		"called utf-8":         letter("Content-Type: text/plain; charset=utf-8", latin),
		"a charset of its own": letter("Content-Type: text/plain; charset=x-unknown", latin),
		"base64":               letter("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "UMOkw6RrYXR1IOKAkyDigJ1zb21l4oCdIG1ha3NhYSA1IOKCrA=="),
		"quoted-printable":     letter("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable", "P=C3=A4=C3=A4katu =E2=80=93 =E2=80=9Dsome=E2=80=9D mak=\nsaa 5 =E2=82=AC"),
		"flowed":               letter("Content-Type: text/plain; charset=utf-8; format=flowed", "Pääkatu – ”some” \nmaksaa 5 €"),
		"flowed, delsp":        letter("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", "Pääkatu – ”so \nme” maksaa 5 €"),
		"html":                 letter("Content-Type: text/html; charset=utf-8", "<html><head><title>x</title></head><body><p>Pääkatu – ”some” maksaa 5&nbsp;€</p></body></html>"),
		"alternative": letter("Content-Type: multipart/alternative; boundary=x",
			"--x\nContent-Type: text/plain; charset=utf-8\n\n"+want+"\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>toinen</p>\n--x--"),
		"alternative with an empty plain part": letter("Content-Type: multipart/alternative; boundary=x",
			"--x\nContent-Type: text/plain; charset=utf-8\n\n  \n--x\nContent-Type: text/html; charset=utf-8\n\n<p>"+want+"</p>\n--x--"),
		"with an attachment": letter("Content-Type: multipart/mixed; boundary=y",
			"--y\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n"+want+"\n--x--\n"+
				"--y\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=a.txt\n\nsalaisuus\n--y\nContent-Type: image/png\n\nPNG\n--y--"),
		"cut in the middle": letter("Content-Type: multipart/mixed; boundary=y",
			"--y\nContent-Type: text/plain; charset=utf-8\n\n"+want+"\n--y\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo"),
	} {
		got, err := ReadMail(strings.NewReader(raw), mailNow)
		if err != nil || got.Text != want {
			t.Errorf("%s: %q %v", name, got.Text, err)
		}
	}
}

func TestMailIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		raw  string
		want error
	}{
		"holiday":         {letter("Auto-Submitted: auto-replied", "Olen lomalla."), ErrAutomatic},
		"our own letters": {letter("Auto-Submitted: auto-generated", "Hei"), ErrAutomatic},
		"newsletter":      {letter("Precedence: bulk", "Hei"), ErrAutomatic},
		"list":            {letter("List-Id: Lista <lista.example.fi>", "Hei"), ErrAutomatic},
		"bounce":          {letter("Content-Type: multipart/report; report-type=delivery-status; boundary=x", "--x\n\nUndelivered\n--x--"), ErrAutomatic},
		"null sender":     {letter("Return-Path: <>", "Hei"), ErrAutomatic},
		"daemon":          {"From: Mail Delivery System <MAILER-DAEMON@example.fi>\r\n\r\nUndelivered", ErrAutomatic},
		"empty":           {letter("Subject: a", " \n"), ErrWordless},
		"a picture":       {letter("Content-Type: image/png", "PNG"), ErrWordless},
		"nothing":         {"", ErrNotMail},
		"words":           {"Tämä ei ole viesti.\n", ErrNotMail},
		"no sender":       {"Subject: a\r\n\r\nHei", ErrNotMail},
	} {
		if a, err := ReadMail(strings.NewReader(tt.raw), mailNow); !errors.Is(err, tt.want) {
			t.Errorf("%s: %+v %v", name, a, err)
		}
	}
	if _, err := ReadMail(strings.NewReader(letter("Auto-Submitted: no", "Hei")), mailNow); err != nil {
		t.Errorf("a person's letter that says so is refused: %v", err)
	}
}

func TestMailSender(t *testing.T) {
	for from, want := range map[string]themes.Sender{
		"asukas@example.fi":                                         {Email: "asukas@example.fi", Tell: true},
		`"Asukas, Aino" <aino@example.fi>`:                          {Name: "Asukas, Aino", Email: "aino@example.fi", Tell: true},
		"=?iso-8859-1?Q?P=E4ivi_Asukas?= <p@example.fi>":            {Name: "Päivi Asukas", Email: "p@example.fi", Tell: true},
		"=?utf-8?B?UMOkaXZpLCBBc3VrYXM=?= <p@example.fi>":           {Name: "Päivi, Asukas", Email: "p@example.fi", Tell: true},
		"=?windows-1252?Q?P=E4ivi?= =?windows-1252?Q?_A?= <p@x.fi>": {Name: "Päivi A", Email: "p@x.fi", Tell: true},
		"Aino A <a@example.fi>, Veikko <v@example.fi>":              {Name: "Aino A", Email: "a@example.fi", Tell: true},
		"joku jostakin": {Name: "joku jostakin"},
	} {
		a, err := ReadMail(strings.NewReader("From: "+from+"\r\n\r\nHei"), mailNow)
		if err != nil {
			t.Errorf("%s: %v", from, err)
			continue
		}
		if diff := cmp.Diff(want, *a.Sender); diff != "" {
			t.Errorf("%s: %s", from, diff)
		}
	}
}

// TestMailIsKnownAgain: the same letter is the same feedback whenever it comes,
// another one is not, and its id tells nothing of its sender.
func TestMailIsKnownAgain(t *testing.T) {
	read := func(raw string, now time.Time) string {
		a, err := ReadMail(strings.NewReader(raw), now)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(a.Foreign, "example") {
			t.Errorf("the id is %s", a.Foreign)
		}
		return a.Foreign
	}
	for first, others := range map[string][]string{
		"From: a@example.fi\r\n\r\nHei": {"From: b@example.fi\r\n\r\nHei", "From: a@example.fi\r\n\r\nMoi", "From: a@example.fi\r\nSubject: b\r\n\r\nHei"},
		letter("Subject: a", "Hei"):     {"From: a@example.fi\r\nMessage-ID: <2@example.fi>\r\nSubject: a\r\n\r\nHei"},
	} {
		a := read(first, mailNow)
		if again := read(first, mailNow.Add(time.Hour)); again != a {
			t.Error("the letter got another id when it came again")
		}
		for _, other := range others {
			if read(other, mailNow) == a {
				t.Errorf("%q has the same id", other)
			}
		}
	}
	// Sent on by another server, it is the letter with the same Message-ID still.
	if read(letter("Subject: a", "Hei"), mailNow) != read(letter("Subject: a\nReceived: from x", "Hei\n"), mailNow) {
		t.Error("the same Message-ID has two ids")
	}
}

func TestMailDate(t *testing.T) {
	for date, want := range map[string]time.Time{
		"Wed, 25 Nov 2026 10:20:30 +0200": time.Date(2026, 11, 25, 8, 20, 30, 0, time.UTC),
		"Thu, 01 Jan 1970 00:00:00 +0000": mailNow,
		"Fri, 01 Jan 2038 00:00:00 +0000": mailNow,
		"eilen":                           mailNow,
		"":                                mailNow,
	} {
		a, err := ReadMail(strings.NewReader("From: a@example.fi\r\nDate: "+date+"\r\n\r\nHei"), mailNow)
		if err != nil || !a.At.Equal(want) {
			t.Errorf("%q: %v %v", date, a.At, err)
		}
	}
}

// FuzzReadMail: whatever comes in, it ends, and what it makes is fit to keep.
func FuzzReadMail(f *testing.F) {
	f.Add([]byte(letter("Subject: a", "Hei\n> lainaus\n-- \nA")))
	f.Add([]byte(letter("Content-Type: multipart/mixed; boundary=x", "--x\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\na\n--x--\n--x--")))
	f.Add([]byte(letter("Content-Type: text/html; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable", "<blockquote type=cite>a</blockquote>=")))
	f.Add([]byte("From: =?utf-7?q?a?= <\x80>\n\n\xff\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := ReadMail(strings.NewReader(string(raw)), mailNow)
		if err != nil {
			if !errors.Is(err, ErrNotMail) && !errors.Is(err, ErrAutomatic) && !errors.Is(err, ErrWordless) {
				t.Errorf("an error without a name: %v", err)
			}
			return
		}
		for _, s := range []string{a.Foreign, a.Title, a.Text, a.Sender.Name, a.Sender.Email} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Errorf("not fit to keep: %q", s)
			}
		}
		if len(a.Foreign) != 32 || strings.TrimSpace(a.Text) == "" || strings.Contains(a.Title, "\n") ||
			a.At.After(mailNow.Add(time.Hour)) || a.At.IsZero() {
			t.Errorf("not fit to keep: %+v", a)
		}
	})
}
