package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"luonnos/internal/event"
	"luonnos/internal/locale"
	"luonnos/people"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// outbox keeps events in memory, as the store does in its table.
type outbox struct {
	now func() time.Time

	mu     sync.Mutex
	events []event.Event
	due    map[int64]time.Time
	why    []string
	fail   error
}

func (o *outbox) queue(t *testing.T, m people.Mail) {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	id := int64(1)
	if n := len(o.events); n > 0 {
		id = o.events[n-1].ID + 1
	}
	o.events = append(o.events, event.Event{ID: id, Kind: event.MailQueued, Time: m.At, Data: string(data)})
}

func (o *outbox) Pending(_ context.Context, kind event.Kind, limit int) ([]event.Event, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var due []event.Event
	for _, e := range o.events {
		if e.Kind == kind && len(due) < limit && !o.due[e.ID].After(o.now()) {
			due = append(due, e)
		}
	}
	return due, o.fail
}

func (o *outbox) Done(_ context.Context, ids ...int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.events = slices.DeleteFunc(o.events, func(e event.Event) bool { return slices.Contains(ids, e.ID) })
	return nil
}

func (o *outbox) Retry(_ context.Context, id int64, next time.Time, why string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.due[id] = next
	o.why = append(o.why, why)
	return nil
}

func (o *outbox) waiting() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.events)
}

// readers finds the address of accounts by id.
type readers map[people.ID]people.Account

func (r readers) AddressOf(_ context.Context, m people.Mail) (string, people.Lang, error) {
	if m.Email != "" {
		return m.Email, m.Lang, nil
	}
	return r[m.To].Email, r[m.To].Lang, nil
}

// sent notes letters, or answers with an error.
type sent struct {
	letters []Letter
	err     error
	told    chan struct{}
}

func (s *sent) Send(_ context.Context, l Letter) error {
	if s.err == nil {
		s.letters = append(s.letters, l)
	}
	if s.told != nil {
		s.told <- struct{}{}
	}
	return s.err
}

// house is a mailer and what surrounds it.
type house struct {
	*Mailer
	box  *outbox
	sent *sent
	log  *bytes.Buffer
	time time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{sent: &sent{}, log: &bytes.Buffer{}, time: noon}
	now := func() time.Time { return h.time }
	h.box = &outbox{now: now, due: map[int64]time.Time{}}
	h.Mailer, err = New(Options{
		Outbox: h.box, Sender: h.sent, Locale: catalog, Now: now,
		Readers: readers{"u1": {Email: "aino@example.fi", Lang: people.Swedish}, "gone": {Lang: people.Finnish}},
		BaseURL: "https://luonnos.example.fi/",
		Site:    map[people.Lang]string{people.Finnish: "Luonnos", people.Swedish: "Utkastet", people.English: "The Draft"},
		LinkPath: func(lang people.Lang, t people.Token) string {
			return "/" + string(lang) + "/link/" + string(t)
		},
		AboutPath: func(lang people.Lang, s string) string { return "/" + string(lang) + "/" + s },
		Log:       slog.New(slog.NewTextHandler(h.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) deliver(t *testing.T) {
	t.Helper()
	if err := h.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func signIn() people.Mail {
	return people.Mail{Email: "aino@example.fi", Lang: people.Finnish, Template: "sign-in",
		Token: "TOKEN", At: noon, Until: noon.Add(30 * time.Minute)}
}

func decided(title string) people.Mail {
	return people.Mail{To: "u1", Template: "proposal-decided", About: "proposal/12", At: noon,
		Args: map[string]string{"title": title, "verdict": "accept_changed", "reason": "Hyvä.\n\nTiivistin."}}
}

func TestSignInLetter(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, signIn())
	h.deliver(t)
	if len(h.sent.letters) != 1 || h.box.waiting() != 0 {
		t.Fatalf("sent %d, left %d", len(h.sent.letters), h.box.waiting())
	}
	l := h.sent.letters[0]
	const link = "https://luonnos.example.fi/fi/link/TOKEN"
	if l.To != "aino@example.fi" || l.Link != link || l.Subject != "Kirjautumislinkkisi: Luonnos" {
		t.Errorf("letter %+v", l)
	}
	if !strings.Contains(l.Text, "\n\n"+link+"\n\n") {
		t.Errorf("the link is not alone on its line:\n%s", l.Text)
	}
	if !strings.Contains(l.HTML, `<a href="`+link+`"><strong>Kirjaudu</strong></a>`) {
		t.Errorf("no link in the HTML:\n%s", l.HTML)
	}
}

func TestDecisionLetterIsInTheReadersLanguage(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, decided("A <b> & {site}\r\nBcc: x@y.fi"))
	h.deliver(t)
	l := h.sent.letters[0]
	if want := "Ditt förslag har behandlats: A <b> & {site} Bcc: x@y.fi"; l.Subject != want {
		t.Errorf("subject %q, want %q", l.Subject, want)
	}
	if !strings.Contains(l.Text, "Beslut: godkänt med ändringar.") {
		t.Errorf("the verdict is not in words:\n%s", l.Text)
	}
	if !strings.Contains(l.HTML, "A &lt;b&gt; &amp; {site}") || strings.Contains(l.HTML, "<b>") {
		t.Errorf("the title is not escaped:\n%s", l.HTML)
	}
	if !strings.Contains(l.HTML, "<p>Hyvä.</p>\n<p>Tiivistin.</p>") {
		t.Errorf("the reason lost its paragraphs:\n%s", l.HTML)
	}
	if l.Link != "https://luonnos.example.fi/sv/proposal/12" {
		t.Errorf("link %q", l.Link)
	}
}

func TestEveryTemplateSpeaksEveryLanguage(t *testing.T) {
	h := newHouse(t)
	for _, lang := range people.Langs {
		mails := []people.Mail{decided("Otsikko")}
		for _, kind := range []people.LinkKind{people.LinkSignIn, people.LinkConfirm, people.LinkEmail} {
			m := signIn()
			m.Template = people.Template(kind)
			mails = append(mails, m)
		}
		mails = append(mails, people.Mail{Email: "a@b.fi", Template: people.TemplateAddressChanged, At: noon})
		mails = append(mails, overtaken()...)
		for _, m := range mails {
			m.Lang = lang
			l, err := h.write(event.Event{ID: 1, Time: noon}, m, "a@b.fi", lang)
			if err != nil {
				t.Error(err)
				continue
			}
			if strings.ContainsAny(l.Subject+l.Text, "{}") || strings.Contains(l.Text, "mail.") {
				t.Errorf("%s %s has a gap:\n%s\n%s", lang, m.Template, l.Subject, l.Text)
			}
		}
	}
	if missing := h.Locale.Missing(); len(missing) != 0 {
		t.Errorf("missing: %v", missing)
	}
}

// overtaken are the letters about proposals that the text has overtaken.
func overtaken() []people.Mail {
	title := map[string]string{"title": "Otsikko"}
	mails := []people.Mail{{To: "u1", Template: "proposal-fits-again", About: "proposal/12", Args: title, At: noon}}
	for _, why := range []string{"clash", "page-gone", "page-taken", "nothing-left"} {
		mails = append(mails, people.Mail{To: "u1", Template: "proposal-needs-you", About: "proposal/12", At: noon,
			Args: map[string]string{"title": "Otsikko", "why": why}})
	}
	return append(mails, people.Mail{To: "u1", Template: "proposals-fit", About: "account/proposals", At: noon,
		Args: map[string]string{"need": "heading", "needs": "– Yksi\n– Kaksi", "fit": "", "fits": ""}})
}

// A letter about several proposals lists them, and has no heading without a list.
func TestLetterAboutSeveralProposals(t *testing.T) {
	h := newHouse(t)
	mails := overtaken()
	h.box.queue(t, mails[len(mails)-1])
	h.deliver(t)
	l := h.sent.letters[0]
	if !strings.Contains(l.HTML, ":<br>– Yksi<br>– Kaksi</p>") || !strings.Contains(l.Text, ":\n– Yksi\n– Kaksi\n\nhttps://") {
		t.Errorf("no list:\n%s\n%s", l.Text, l.HTML)
	}
	if strings.Contains(l.Text, "heading") || strings.Contains(l.Text, "passar åter") || strings.Contains(l.Text, "\n\n\n") {
		t.Errorf("a list that is empty shows:\n%s", l.Text)
	}
	for _, m := range mails[1 : len(mails)-1] {
		h.box.queue(t, m)
	}
	h.deliver(t)
	for _, l := range h.sent.letters[1:] {
		if strings.ContainsAny(l.Subject, "{}") || strings.Contains(l.Text, "page-") || strings.Contains(l.Text, "clash") || strings.Contains(l.Text, "nothing-") {
			t.Errorf("the obstacle is not in words:\n%s", l.Text)
		}
	}
}

func TestNoMailTo(t *testing.T) {
	expired, template, broken := signIn(), signIn(), signIn()
	expired.Until = noon
	template.Template = "no-such"
	for name, m := range map[string]people.Mail{
		"erased":   {To: "gone", Template: "proposal-decided", At: noon},
		"unknown":  {To: "nobody", Template: "proposal-decided", At: noon},
		"expired":  expired,
		"template": template,
	} {
		h := newHouse(t)
		h.box.queue(t, m)
		h.deliver(t)
		if len(h.sent.letters) != 0 || h.box.waiting() != 0 {
			t.Errorf("%s: sent %d, left %d", name, len(h.sent.letters), h.box.waiting())
		}
		if strings.Contains(h.log.String(), "aino@") || strings.Contains(h.log.String(), "TOKEN") {
			t.Errorf("%s: the log tells who: %s", name, h.log)
		}
	}
	h := newHouse(t)
	h.box.queue(t, broken)
	h.box.events[0].Data = "{"
	h.deliver(t)
	if h.box.waiting() != 0 || !strings.Contains(h.log.String(), "given up") {
		t.Errorf("a broken event stays, or goes in silence: %s", h.log)
	}
}

// TestRetry follows a letter that never arrives: its waits grow, and in the end
// it is given up aloud.
func TestRetry(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, decided("Otsikko"))
	h.sent.err = errors.New("busy (code 451)")
	var waits []time.Duration
	for h.box.waiting() > 0 {
		h.deliver(t)
		next := h.box.due[1]
		if h.box.waiting() > 0 {
			waits = append(waits, next.Sub(h.time))
		}
		h.time = next
		if len(waits) > 100 {
			t.Fatal("never gives up")
		}
	}
	want := []time.Duration{30 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute}
	if diff := cmp.Diff(want, waits[:len(want)]); diff != "" {
		t.Error(diff)
	}
	if last := waits[len(waits)-1]; last != longestWait {
		t.Errorf("the last wait is %v", last)
	}
	if age := h.time.Sub(noon); age < patience || age > patience+longestWait {
		t.Errorf("given up after %v", age)
	}
	if !strings.Contains(h.log.String(), "given up") || !slices.Contains(h.box.why, "busy (code 451)") {
		t.Errorf("the log: %s", h.log)
	}
	if strings.Contains(h.log.String(), "aino@") {
		t.Error("the log tells who")
	}
}

func TestArrivesAfterRetry(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, signIn())
	h.sent.err = errors.New("busy")
	h.deliver(t)
	h.sent.err = nil
	h.deliver(t)
	if len(h.sent.letters) != 0 {
		t.Fatal("sent before it was due")
	}
	h.time = h.time.Add(firstWait)
	h.deliver(t)
	if len(h.sent.letters) != 1 || h.box.waiting() != 0 {
		t.Errorf("sent %d, left %d", len(h.sent.letters), h.box.waiting())
	}
}

func TestRefusedIsGivenUpAtOnce(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, decided("Otsikko"))
	h.sent.err = fmt.Errorf("%w: no such box", ErrRefused)
	h.deliver(t)
	if h.box.waiting() != 0 || !strings.Contains(h.log.String(), "given up") {
		t.Errorf("left %d, log %s", h.box.waiting(), h.log)
	}
}

func TestUnreachableStopsTheRound(t *testing.T) {
	h := newHouse(t)
	h.box.queue(t, decided("Yksi"))
	h.box.queue(t, decided("Kaksi"))
	h.sent.err = ErrUnreachable
	if err := h.Deliver(t.Context()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("err = %v", err)
	}
	if len(h.box.why) != 1 || h.box.waiting() != 2 {
		t.Errorf("%d put off, %d left", len(h.box.why), h.box.waiting())
	}
}

func TestMoreThanABatch(t *testing.T) {
	h := newHouse(t)
	for range batch*2 + 1 {
		h.box.queue(t, decided("Otsikko"))
	}
	h.deliver(t)
	if len(h.sent.letters) != batch*2+1 {
		t.Errorf("sent %d", len(h.sent.letters))
	}
}

func TestRunIsWokenByTheStore(t *testing.T) {
	h := newHouse(t)
	h.sent.told = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { h.Run(ctx) })

	h.Changed([]event.Event{{Kind: event.StrategyUpdated}})
	h.box.queue(t, signIn())
	h.Changed([]event.Event{{Kind: event.StrategyUpdated}, {Kind: event.MailQueued}})
	<-h.sent.told
	cancel()
	wg.Wait()
}

func TestWithoutSMTPTheLogHasTheLink(t *testing.T) {
	h := newHouse(t)
	h.Sender = LogSender{Log: h.Log}
	h.box.queue(t, signIn())
	h.deliver(t)
	for _, want := range []string{"SMTP is not configured", "NOT sent", "https://luonnos.example.fi/fi/link/TOKEN"} {
		if !strings.Contains(h.log.String(), want) {
			t.Errorf("the log lacks %q: %s", want, h.log)
		}
	}
	if h.box.waiting() != 0 {
		t.Error("the letter waits on")
	}
}

func TestBaseURL(t *testing.T) {
	for _, bad := range []string{"", "luonnos.example.fi", "ftp://x.fi", "https://", ":"} {
		if _, err := New(Options{BaseURL: bad}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
