package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // the charsets that mail comes in
	"golang.org/x/text/encoding/charmap"

	"luonnos/people"
	"luonnos/themes"
)

// MaxMail is how much of a message is read, in bytes. Words come before what
// is attached, so the rest is not missed.
const MaxMail = 1 << 20

// Why a message is no feedback.
var (
	// ErrNotMail: not a message at all.
	ErrNotMail = errors.New("mail: this is not a message")
	// ErrAutomatic: a machine sent it, or it went to many: an answer of someone
	// on holiday, a bounce, a newsletter, a mailing list.
	ErrAutomatic = errors.New("mail: sent by a machine or to many")
	// ErrWordless: there is nothing in it to read.
	ErrWordless = errors.New("mail: no words to read")
)

// ReadMail makes feedback of a message as it came (RFC 5322, MIME): its words
// without quotes and signature, its subject, and apart from them who sent it.
// What is attached is left out. now is when it came.
func ReadMail(r io.Reader, now time.Time) (themes.Arrival, error) {
	e, err := message.Read(io.LimitReader(r, MaxMail))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || !e.Header.Has("From") {
		return themes.Arrival{}, ErrNotMail
	}
	if automatic(e.Header) {
		return themes.Arrival{}, ErrAutomatic
	}
	a := themes.Arrival{
		Title: bareSubject(headerText(e.Header, "Subject")),
		Text:  mailText(e, 0).ownWords(),
		At:    writtenAt(e.Header, now),
	}
	if a.Text == "" {
		return themes.Arrival{}, ErrWordless
	}
	from := sender(e.Header)
	a.Foreign = messageID(e.Header, from.Email, a)
	a.Sender = &from
	return a, nil
}

// automatic reports whether a message is not one person's to us: by RFC 3834
// (Auto-Submitted), RFC 2919 and 2369 (lists), RFC 3464 (bounces), and the
// older ways of saying so.
func automatic(h message.Header) bool {
	is := func(key string, values ...string) bool {
		got, _, _ := strings.Cut(strings.ToLower(h.Get(key)), ";")
		for _, v := range values {
			if strings.TrimSpace(got) == v {
				return true
			}
		}
		return false
	}
	if h.Has("Auto-Submitted") && !is("Auto-Submitted", "no") {
		return true
	}
	for _, key := range []string{"List-Id", "List-Post", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Loop", "Feedback-Id"} {
		if h.Has(key) {
			return true
		}
	}
	if is("Precedence", "bulk", "junk", "list", "auto_reply") || is("Return-Path", "<>") ||
		is("Content-Type", "multipart/report", "message/delivery-status") {
		return true
	}
	return daemon.MatchString(h.Get("From"))
}

// daemon is a mail server that writes for itself.
var daemon = regexp.MustCompile(`(?i)(^|[<\s"])(mailer-daemon|postmaster)\b`)

// sender is who the message says it is from. A person who writes a letter
// waits for an answer, so Tell is set.
func sender(h message.Header) themes.Sender {
	text := headerText(h, "From")
	// ParseAddressList reads encoded words itself, which headerText has done:
	// a comma inside a decoded name would part it, so the raw text comes first.
	for _, from := range []string{h.Get("From"), text} {
		if list, err := mail.ParseAddressList(from); err == nil && len(list) > 0 {
			name := line(legible([]byte(list[0].Name)))
			if strings.Contains(name, "=?") {
				name = line(decodeWords(name))
			}
			email, err := people.NormalizeEmail(list[0].Address)
			if err != nil {
				return themes.Sender{Name: name} // none that an answer can go to
			}
			return themes.Sender{Name: name, Email: email, Tell: true}
		}
	}
	return themes.Sender{Name: line(text)}
}

// writtenAt is the message's own date where it can be right, else now: a date
// to come would stay first in every list, one of long ago is a clock not set.
func writtenAt(h message.Header, now time.Time) time.Time {
	at, err := mail.ParseDate(h.Get("Date"))
	if err != nil || at.After(now.Add(time.Hour)) || at.Before(now.AddDate(-20, 0, 0)) {
		return now
	}
	return at
}

// messageID tells letters apart: by the Message-ID, or of a letter without one by
// what is in it, so that it is the same one when it comes again. It is hashed,
// for a Message-ID tells whose mail server a letter left, and the id of an item
// outlives its sender's data.
func messageID(h message.Header, from string, a themes.Arrival) string {
	parts := []string{strings.TrimSpace(h.Get("Message-Id"))}
	if parts[0] == "" {
		parts = append(parts, from, h.Get("Date"), a.Title, a.Text)
	}
	sum := sha256.New()
	for _, s := range parts {
		sum.Write([]byte(s))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// answerMark is what mail programs put before a subject, in Finnish, Swedish
// and English ones.
var answerMark = regexp.MustCompile(`(?i)^((re|vs|sv|fwd?|vl|vb|aw)(\[\d+\])?\s*:\s*)+`)

func bareSubject(s string) string { return strings.TrimSpace(answerMark.ReplaceAllString(s, "")) }

// headerText is a header field as people read it, on one line.
func headerText(h message.Header, key string) string {
	return line(decodeWords(legible([]byte(h.Get(key)))))
}

func decodeWords(s string) string {
	h := message.Header{}
	h.Set("X", s)
	decoded, err := h.Text("X")
	if err != nil {
		return s
	}
	return decoded
}

// line joins a text to one line without what cannot be seen.
func line(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// legible reads bytes as text: UTF-8 where they are that, else windows-1252,
// which letters without a word on their charset are in.
func legible(raw []byte) string {
	if !utf8.Valid(raw) {
		// Every byte means something in it, so this cannot fail.
		raw, _ = charmap.Windows1252.NewDecoder().Bytes(raw)
	}
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return visible(string(raw))
}

// visible drops control characters, and reads those of ISO 8859-1 as the
// windows-1252 that they nearly always are.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r >= 0xA0:
			return r
		case r >= 0x80:
			if r = charmap.Windows1252.DecodeByte(byte(r)); r == utf8.RuneError || r < 0xA0 {
				return -1
			}
			return r
		case r < 0x20 || r == 0x7F:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
