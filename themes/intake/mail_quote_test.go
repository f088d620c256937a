package intake

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCutMail(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"nothing to cut": {"Hei!\n\nAlikulku on pimeä.\nValot puuttuvat.", "Hei!\n\nAlikulku on pimeä.\nValot puuttuvat."},
		"gmail": {"Kyllä, näin on.\n\nke 25. marrask. 2026 klo 10.20 Kaupunki <palaute@example.fi> kirjoitti:\n\n> Kiitos palautteesta.\n> Terveisin kaupunki",
			"Kyllä, näin on."},
		"gmail in two lines": {"Ja.\n\nDen ons 25 nov. 2026 kl 10:20 skrev Staden <\nrespons@example.fi>:\n\n> Tack.", "Ja."},
		"thunderbird":        {"On 25/11/2026 10.20, City wrote:\n> Thank you.\n\nYou are welcome.\n> More?\nNo.", "You are welcome.\nNo."},
		"outlook":            {"Hei\n\n-----Alkuperäinen viesti-----\nLähettäjä: Kaupunki\nLähetetty: 25.11.2026\n\nKiitos", "Hei"},
		"outlook line":       {"Hei\n________________________________\nFrom: City\nSent: 25.11.2026\n\nThanks", "Hei"},
		"outlook header":     {"Hei\n\nFrån: Staden\nSkickat: den 25 november 2026 10:20\nTill: x\nÄmne: y\n\nTack", "Hei"},
		"a sender in words":  {"Tiedote sanoo:\nLähettäjä: tuntematon\nSe on outoa.", "Tiedote sanoo:\nLähettäjä: tuntematon\nSe on outoa."},
		"no quote marks":     {"Näin on.\n\nOn Wed, 25 Nov 2026 at 10:20, City wrote:\nThank you.", "Näin on."},
		"he wrote so":        {"Naapuri kirjoitti: alikulku on pimeä.\nOlen samaa mieltä.", "Naapuri kirjoitti: alikulku on pimeä.\nOlen samaa mieltä."},
		"wrote on a day":     {"Naapuri kirjoitti 5.11. blogissaan:\nalikulku on pimeä.", "Naapuri kirjoitti 5.11. blogissaan:\nalikulku on pimeä."},
		"wrote without date": {"Naapuri kirjoitti:\nalikulku on pimeä.", "Naapuri kirjoitti:\nalikulku on pimeä."},
		"signature":          {"Hei\n\n-- \nAino Asukas\n040 123", "Hei"},
		"closing":            {"Valot puuttuvat.\n\nYstävällisin terveisin,\nAino Asukas\nKatu 1\n040 123", "Valot puuttuvat."},
		"closing and name":   {"Valot puuttuvat.\nMvh. Aino", "Valot puuttuvat."},
		"a greeting inside":  {"Terveisin lähetetty palaute jäi vastaamatta, ja se on minusta hyvin ikävä asia koko kaupungille.\nKorjatkaa.", "Terveisin lähetetty palaute jäi vastaamatta, ja se on minusta hyvin ikävä asia koko kaupungille.\nKorjatkaa."},
		"telephone":          {"Valot puuttuvat.\n\nLähetetty iPhonesta", "Valot puuttuvat."},
		"both":               {"Valot puuttuvat.\n\nTerveisin\nAino\n\nHanki Outlook for Android", "Valot puuttuvat."},
		"thanks that say":    {"Hei\nKiittäen kirjastoa toivon lisää aukioloaikoja.", "Hei\nKiittäen kirjastoa toivon lisää aukioloaikoja."},
		"a postscript":       {"Valot puuttuvat.\nTerveisin Aino\nPS. Korjatkaa myös portaat.", "Valot puuttuvat.\nTerveisin Aino\nPS. Korjatkaa myös portaat."},
		"sent before":        {"Hei\nLähetetty palaute viime viikolla, ei vastausta", "Hei\nLähetetty palaute viime viikolla, ei vastausta"},
		"samsung":            {"Hei\n\nLähetetty Samsung Galaxy -älypuhelimesta.", "Hei"},
		"swedish":            {"Lamporna saknas.\n\nMed vänliga hälsningar,\n\nAino Invånare\nGatan 1\n040 123\naino@example.fi", "Lamporna saknas."},
		"only a quote":       {"> Kiitos", ""},
		"only a closing":     {"Terveisin Aino", "Terveisin Aino"},
		"empty lines":        {"a\n\n\n\n\nb\n", "a\n\nb"},
	} {
		if got := cutMail(tt.text); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, tt.want)
		}
	}
}

func TestForwardedLetterIsKept(t *testing.T) {
	for name, raw := range map[string]string{
		"plain": letter("Content-Type: text/plain; charset=utf-8", "-----Alkuperäinen viesti-----\nLähettäjä: Aino\nLähetetty: 25.11.2026\n\nValot puuttuvat."),
		"html":  letter("Content-Type: text/html; charset=utf-8", `<div class="gmail_quote">Lähettäjä: Aino<br>Valot puuttuvat.</div>`),
	} {
		a, err := ReadMail(strings.NewReader(raw), mailNow)
		if err != nil || !strings.Contains(a.Text, "Valot puuttuvat.") {
			t.Errorf("%s: %q %v", name, a.Text, err)
		}
	}
}

func TestQuotesOfHTML(t *testing.T) {
	for name, body := range map[string]string{
		"gmail":       `<div dir="ltr">Näin on.</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">ke 25. kirjoitti:</div><blockquote class="gmail_quote">Kiitos</blockquote></div>`,
		"apple":       `<div>Näin on.</div><div><blockquote type="cite"><div>Kiitos</div></blockquote></div>`,
		"thunderbird": `<p>Näin on.</p><div class="moz-cite-prefix">25.11.2026 kirjoitti:</div><blockquote type="cite">Kiitos</blockquote><div class="moz-signature">-- <br>A</div>`,
		"outlook":     `<p>Näin on.</p><div id="Signature">Aino</div><hr><div id="divRplyFwdMsg"><b>Lähettäjä:</b> K</div>`,
	} {
		a, err := ReadMail(strings.NewReader(letter("Content-Type: text/html; charset=utf-8", body)), mailNow)
		if err != nil || a.Text != "Näin on." {
			t.Errorf("%s: %q %v", name, a.Text, err)
		}
	}
	a, err := ReadMail(strings.NewReader(letter("Content-Type: text/html", "<p>Lehti kirjoitti:</p><blockquote>Valot puuttuvat</blockquote>")), mailNow)
	if err != nil || a.Text != "Lehti kirjoitti:\n\nValot puuttuvat" {
		t.Errorf("a quotation of the writer's own: %q %v", a.Text, err)
	}
}

// TestCutMailKeepsWords: words without any mark of mail stay as they are, and a
// quoted answer below them changes nothing.
func TestCutMailKeepsWords(t *testing.T) {
	word := rapid.StringMatching(`[a-zåäö]{2,9}`)
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			lines = append(lines, "x"+strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "words"), " ")+".")
		}
		text := strings.Join(lines, "\n")
		if got := cutMail(text); got != text {
			t.Fatalf("cut %q to %q", text, got)
		}
		answered := text + "\n\nke 25.11.2026 klo 10.20 Kaupunki kirjoitti:\n> " + strings.Join(lines, "\n> ") + "\n"
		if got := cutMail(answered); got != text {
			t.Fatalf("cut %q to %q", answered, got)
		}
		if again := cutMail(cutMail(answered)); again != text {
			t.Fatalf("a second cut leaves %q", again)
		}
	})
}
