package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestProposingByKeyboard carries a proposal from the reading page to its
// confirmation with Tab, Enter and letters, and sees the focus at each stop.
func TestProposingByKeyboard(t *testing.T) {
	city := openDemo(t)
	k := keyboard{t: t, tab: openTab(t, city.base)}
	k.open("/fi/strategia/03-palaute")
	k.press("Siirry sisältöön")
	k.press("Ehdota muutosta")
	k.write("Kohdan teksti", "Palautteeseen vastataan kolmessa päivässä.")
	k.write("Perustelu", "Nopeus.")
	k.press("Esikatsele")
	k.sees("Ehdotuksesi luonnos")
	k.write("Otsikko", "Vastaus kolmessa päivässä")
	k.write("Sähköposti", "uusi@example.test")

	// Enter in a field keeps what is typed and does nothing else.
	k.do(k.tab.leave(chromedp.KeyEvent(kb.Enter)))
	k.sees("Luonnos on tallennettu.")
	k.press("Lähetä ehdotus")

	// A failed form begins at what is to be mended.
	k.sees("Kirjoita nimi.")
	k.at("Kirjoita nimi.")
	k.reach("Kirjoita nimi.")
	k.press("Kirjoita nimi.")
	k.at("Nimi")
	k.write("Nimi", "Uusi Asukas")
	k.press("Lähetä ehdotus")
	k.sees("Vahvista ehdotus sähköpostistasi")
	k.quiet()
}

// keyboard is a person who has no other way to the page.
type keyboard struct {
	t   *testing.T
	tab *tab
}

// maxStops bounds the stops on the way to a control.
const maxStops = 300

// stop is where the focus is.
type stop struct {
	Name    string // of the control, by its label or its text
	Visible bool   // the focus can be seen
}

const whereAmI = `(() => {
	const e = document.activeElement;
	const label = e.matches('body, main') ? '' : e.labels?.[0]?.innerText ?? e.innerText;
	const s = getComputedStyle(e), box = e.getBoundingClientRect();
	return {Name: label.trim(), Visible: e.matches(':focus-visible') && box.width > 1 && box.height > 1 &&
		(s.outlineStyle !== 'none' || s.boxShadow !== 'none')};
})()`

func (k keyboard) do(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k keyboard) open(address string) {
	k.t.Helper()
	k.do(k.tab.open(address))
}

// reach goes to the control whose name begins so, forwards by Tab.
func (k keyboard) reach(name string) {
	k.t.Helper()
	var passed []string
	for range maxStops {
		k.do(k.tab.run(chromedp.KeyEvent(kb.Tab)))
		at, err := eval[stop](k.tab, whereAmI)
		k.do(err)
		if strings.HasPrefix(at.Name, name) {
			if !at.Visible {
				k.t.Errorf("the focus on %q cannot be seen", at.Name)
			}
			return
		}
		passed = append(passed, at.Name)
	}
	here, err := eval[string](k.tab, "location.href")
	k.do(err)
	k.t.Fatalf("at %s, Tab never came to %q but to %q", here, name, passed[:min(len(passed), 60)])
}

// press goes to the link or button and uses it with Enter.
func (k keyboard) press(name string) {
	k.t.Helper()
	if at, err := eval[stop](k.tab, whereAmI); err != nil || !strings.HasPrefix(at.Name, name) {
		k.reach(name)
	}
	within, err := eval[bool](k.tab, "document.activeElement.getAttribute('href')?.startsWith('#') ?? false")
	k.do(err)
	if within {
		// KeyEvent would send the letter of the key to where the link leads.
		enter := input.DispatchKeyEvent(input.KeyRawDown).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)
		k.do(k.tab.run(enter, input.DispatchKeyEvent(input.KeyUp).WithKey("Enter").WithCode("Enter").WithWindowsVirtualKeyCode(13)))
		return
	}
	k.do(k.tab.leave(chromedp.KeyEvent(kb.Enter)))
}

// write goes to the field and writes over what is there.
func (k keyboard) write(label, text string) {
	k.t.Helper()
	if at, err := eval[stop](k.tab, whereAmI); err != nil || !strings.HasPrefix(at.Name, label) {
		k.reach(label)
	}
	_, err := eval[bool](k.tab, "(document.activeElement.select(), true)")
	k.do(err)
	k.do(k.tab.run(chromedp.KeyEvent(text)))
}

// sees insists that the page says so.
func (k keyboard) sees(text string) {
	k.t.Helper()
	s, err := see(k.tab)
	k.do(err)
	if !strings.Contains(s.Text, text) {
		k.t.Fatalf("the page does not say %q:\n%s", text, s.Text)
	}
}

// at insists on where the focus is.
func (k keyboard) at(name string) {
	k.t.Helper()
	at, err := eval[stop](k.tab, whereAmI)
	k.do(err)
	if !strings.Contains(at.Name, name) {
		k.t.Fatalf("the focus is on %q, not on %q", at.Name, name)
	}
}

// quiet insists that the console has said nothing.
func (k keyboard) quiet() {
	k.t.Helper()
	if noise := k.tab.takeNoise(); len(noise) > 0 {
		k.t.Errorf("the console says %q", noise)
	}
}
