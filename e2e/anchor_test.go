package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestSelectedWordsAreDiscussed goes from words selected in a chapter to a
// comment on them.
func TestSelectedWordsAreDiscussed(t *testing.T) {
	city := openDemo(t)
	m := mouse{keyboard{t: t, tab: openTab(t, city.base)}}
	m.open("/fi/kirjaudu")
	m.leave(button("Veikko S."))
	m.open("/fi/strategia/04-selkea-kieli")
	m.do(m.tab.run(chromedp.WaitNotVisible("[data-quote-link]", chromedp.ByQuery)))
	// From the middle of a word to the middle of one after it, as a finger does.
	found, err := eval[bool](m.tab, `(() => {
		const texts = document.createTreeWalker(document.querySelector('.passage-paragraph'), NodeFilter.SHOW_TEXT);
		for (let node; (node = texts.nextNode());) {
			const words = [...node.data.matchAll(/\p{L}{4,}/gu)];
			if (words.length < 5) continue;
			getSelection().setBaseAndExtent(node, words[1].index + 2, node, words[3].index + 2);
			return true;
		}
		return false;
	})()`)
	m.do(err)
	if !found {
		t.Fatal("no text to select")
	}
	m.do(m.tab.run(chromedp.WaitVisible("[data-quote-link]", chromedp.ByQuery)))
	m.leave("//a[@data-quote-link]")
	chosen, err := eval[string](m.tab, "document.querySelector('[name=words]').value")
	m.do(err)
	text, err := eval[string](m.tab, "document.querySelector('[data-quotable]').textContent.replace(/\\s+/g, ' ')")
	m.do(err)
	if words := strings.Fields(chosen); len(words) < 3 || !strings.Contains(" "+text, " "+chosen) {
		t.Errorf("chosen is %q, in %q", chosen, text)
	}
	m.typeIn("Kommentti", "Juuri nämä sanat.")
	m.leave(button("Lähetä kommentti"))
	m.sees("Juuri nämä sanat.")
	m.sees(chosen)
	m.quiet()
}
