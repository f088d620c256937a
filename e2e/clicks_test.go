package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestMainFlowByClicks carries a proposal through discussion and decision into
// the strategy with a mouse, scripts and all.
func TestMainFlowByClicks(t *testing.T) {
	city := openDemo(t)
	m := mouse{keyboard{t: t, tab: openTab(t, city.base)}}
	m.do(m.tab.resize(1280))
	m.open("/fi/strategia/04-selkea-kieli")
	m.leave(link("Kirjaudu sisään"))
	m.leave(button("Veikko S."))
	m.sees("Selkeä kieli") // back where the signing in began

	m.leave(link("Ehdota muutosta"))
	m.typeIn("Kohdan teksti", " Kuvatekstikin on tekstiä.")
	m.typeIn("Perustelu", "Kuvat unohtuvat.")
	m.leave(button("Esikatsele"))
	m.sees("Kuvatekstikin on tekstiä.")
	m.click(`//label[normalize-space(.)='Ennen ja jälkeen']`)
	m.sees("Jälkeen")
	m.typeIn("Otsikko", ": kuvatekstit")
	m.leave(button("Lähetä ehdotus"))
	m.sees("Kiitos!")
	proposal := m.here()

	// A comment sent by an impatient double click is there once.
	m.leave(button("Kirjaudu ulos"))
	m.leave(link("Kirjaudu sisään"))
	m.leave(button("Aino K."))
	m.open(proposal)
	m.leave(button("Kannatan"))
	m.sees("Kannatat ehdotusta.")
	m.typeIn("Kommentti", "Hyvä huomio.")
	m.do(m.tab.leave(chromedp.DoubleClick(button("Lähetä kommentti"), chromedp.BySearch)))
	m.sees("Keskustelu (1 kommentti)")

	m.leave(button("Kirjaudu ulos"))
	m.leave(link("Kirjaudu sisään"))
	m.leave(button("Hanna J."))
	m.open(proposal)
	m.leave(link("Siirry ratkaisuun"))
	m.click(`//label[normalize-space(.)='Hyväksytään']`)
	m.typeIn("Perustelu ratkaisulle", "Kuvat kuuluvat mukaan.")
	m.leave(button("Tallenna ratkaisu"))
	m.sees("Hyväksytty")
	m.open("/fi/strategia/04-selkea-kieli")
	m.sees("Kuvatekstikin on tekstiä.")
	m.quiet()
}

// TestReadingPageWeight holds the longest way in to its budget over the wire.
func TestReadingPageWeight(t *testing.T) {
	const (
		pageBudget   = 60 << 10
		scriptBudget = 10 << 10
	)
	city := openDemo(t)
	b := openTab(t, city.base)
	if err := b.run(network.SetCacheDisabled(true)); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/fi/strategia/03-palaute", "/fi/strategia/10-hyvat-kaytannot", "/fi"} {
		clear(b.requests)
		if err := b.open(address); err != nil {
			t.Fatal(err)
		}
		all, scripts := b.weight()
		t.Logf("%s: %.0f bytes, %.0f of them script", address, all, scripts)
		if scripts == 0 || all <= scripts {
			t.Errorf("%s: nothing was weighed", address)
		}
		if all > pageBudget || scripts > scriptBudget {
			t.Errorf("%s is beyond its budget of %d bytes, %d of them script", address, pageBudget, scriptBudget)
		}
	}
}

// weight is what the page cost over the wire in bytes, headers included.
func (b *tab) weight() (all, scripts float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		all += r.bytes
		if r.kind == network.ResourceTypeScript {
			scripts += r.bytes
		}
	}
	return all, scripts
}

// mouse is a person who points and clicks.
type mouse struct{ keyboard }

// link and button are the first that begin so, as XPath.
func link(text string) string { return control("a", text) }

func button(text string) string { return control("button", text) }

func control(tag, text string) string {
	return fmt.Sprintf("(//%s[starts-with(normalize-space(.), '%s')])[1]", tag, text)
}

// click points at something and stays on the page.
func (m mouse) click(xpath string) {
	m.t.Helper()
	m.do(m.tab.run(chromedp.Click(xpath, chromedp.BySearch)))
}

// leave clicks what leads to another page.
func (m mouse) leave(xpath string) {
	m.t.Helper()
	if err := m.tab.leave(chromedp.Click(xpath, chromedp.BySearch)); err != nil {
		m.t.Fatalf("%s on %s: %v", xpath, m.here(), err)
	}
}

// typeIn clicks the label and writes after what the field holds.
func (m mouse) typeIn(label, text string) {
	m.t.Helper()
	m.click(fmt.Sprintf("//label[starts-with(normalize-space(.), '%s')]", label))
	_, err := eval[bool](m.tab, "(document.activeElement.setSelectionRange(1e6, 1e6), true)")
	m.do(err)
	m.do(m.tab.run(chromedp.KeyEvent(text)))
}

func (m mouse) here() string {
	m.t.Helper()
	at, err := eval[string](m.tab, "location.pathname")
	m.do(err)
	return at
}
