package e2e

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// kind is a kind of page in the sample city.
type kind struct {
	name string
	// who looks: a sample person, "" for a visitor.
	who string
	// way leads a reader in Finnish to the page.
	way func(*reader) error
	// act is script that goes on from there, for pages that answer a form.
	act string
	// addresses are where the page is in each language, for pages that do not link
	// to themselves in other languages.
	addresses map[string]string
	// says is what proves, in Finnish, that the page is the one meant.
	says string
	// long: so much text that axe-core reads it once, on the first screen alone.
	long bool
	// refused: the page answers an error.
	refused bool
}

// at is the way to an address; then the links and buttons to press.
func at(address string, presses ...string) func(*reader) error {
	return func(r *reader) error {
		if err := r.visit(address); err != nil {
			return err
		}
		for _, text := range presses {
			text, beside, _ := strings.Cut(text, " @ ")
			if err := r.press(text, beside); err != nil {
				return err
			}
		}
		return nil
	}
}

// sendEmpty sends the page's last form with nothing in the fields named.
func sendEmpty(fields ...string) string {
	s := "{ const f = [...document.querySelectorAll('main form')].at(-1); f.noValidate = true;"
	for _, name := range fields {
		s += fmt.Sprintf("f.elements[%q].value = '';", name)
	}
	return s + "f.requestSubmit(f.querySelector('button[type=submit]')) }"
}

// kinds are the pages looked at, in groups of who looks.
var kinds = []kind{
	{name: "home", way: at("/fi")},
	{name: "strategy", way: at("/fi/strategia")},
	{name: "page", way: at("/fi/strategia/03-palaute")},
	{name: "page-authors", says: "Kirjoitti ", way: at("/fi/strategia/03-palaute", "Näytä, kuka kirjoitti")},
	{name: "versions", way: at("/fi/versiot/03-palaute")},
	{name: "page-old", says: "Luet vanhaa versiota.", way: at("/fi/strategia/03-palaute?v=1")},
	{name: "difference", says: "Näytä muutokset", way: at("/fi/versiot/03-palaute", "Näytä muutokset")},
	{name: "passage", way: toHref("/fi/kohta/", firstProposal("accepted"))},
	{name: "passage-lost", says: "Kommentoitu teksti on poistettu.", way: at("/fi/strategia/04-selkea-kieli", "1 kommentti @ Sotkuisimman")},
	{name: "search", way: at("/fi/haku?q=palaute")},
	{name: "search-none", way: at("/fi/haku?q=zzzz")},
	{name: "help", way: at("/fi/ohje")},
	{name: "record", way: at("/fi/avoin-aineisto")},
	{name: "privacy", way: at("/fi/tietosuoja")},
	{name: "accessibility", way: at("/fi/saavutettavuus")},
	{name: "propose", way: at("/fi/ehdota")},
	{name: "propose-passage", way: at("/fi/ehdota?page=03-palaute")},
	{name: "propose-write", way: at("/fi/strategia/03-palaute", "Ehdota muutosta")},
	{name: "propose-add", way: at("/fi/ehdota?page=03-palaute", "Lisää luvun loppuun")},
	{name: "propose-page", way: at("/fi/ehdota?new=1")},
	{name: "propose-faults", says: "Anna luvulle otsikko.", way: at("/fi/ehdota?new=1"), act: sendEmpty("heading")},
	{name: "draft", way: beginDraft},
	{name: "draft-faults", says: "Kirjoita nimi.", way: beginDraft, act: sendEmpty("title", "reason", "name")},
	{name: "draft-discard", way: andThen(beginDraft, "Poista luonnos")},
	{name: "draft-sent", says: "Vahvista ehdotus sähköpostistasi", way: sendDraft},
	{name: "proposals", way: at("/fi/ehdotukset")},
	{name: "proposals-none", says: "Näillä valinnoilla ei löytynyt ehdotuksia", way: at("/fi/ehdotukset?state=rejected&page=kuvat")},
	{name: "proposal-open", way: at("/fi/ehdotukset/14")},
	{name: "proposal-overtaken", says: "Ehdotus ei sovi sellaisenaan nykyiseen tekstiin", way: toHref("/fi/ehdotukset/", at("/fi/ehdotukset?fit=needs"))},
	{name: "proposal-accepted", way: firstProposal("accepted")},
	{name: "proposal-rejected", way: firstProposal("rejected")},
	{name: "feedback", way: at("/fi/palaute")},
	{name: "feedback-none", says: "Näillä valinnoilla ei löytynyt palautteita", way: at("/fi/palaute?q=zzzz&from=2026-01-01")},
	{name: "feedback-item", says: "Mitä palautteelle tapahtui", way: at("/fi/palaute/1")},
	{name: "feedback-new", way: at("/fi/palaute/uusi")},
	{name: "feedback-new-passage", says: "Palaute koskee kohtaa", way: andThen(toHref("/fi/kohta/", firstProposal("accepted")), "Anna palautetta tästä kohdasta")},
	{name: "feedback-new-faults", says: "Kirjoita sähköpostiosoite.", way: at("/fi/palaute/uusi"),
		act: "{ const f = [...document.querySelectorAll('main form')].at(-1); f.elements.tell.checked = true; f.requestSubmit() }"},
	{name: "feedback-own", says: "Palaute odottaa tarkistusta", way: giveFeedback},
	{name: "feedback-withdraw", says: "Tätä ei voi perua.", way: andThen(giveFeedback, "Ota palaute takaisin")},
	{name: "signin", way: at("/fi/kirjaudu")},
	{name: "signin-sent", says: "Katso sähköpostisi", way: at("/fi/kirjaudu"),
		act: "{ const f = document.querySelector('main form:has([name=email])'); f.elements.email.value = 'joku@example.test'; f.querySelector('button').click() }"},
	{name: "signin-gone", says: "Linkki ei enää toimi", way: at("/fi/kirjaudu/AAAAAAAAAAAAAAAAAAAAAAAAAA"), refused: true},
	{name: "initiatives", way: at("/fi/aloitteet")},
	{name: "initiative", way: at("/fi/aloitteet/1")},
	{name: "initiative-print", long: true, way: at("/fi/aloitteet/1/tuloste"), addresses: map[string]string{
		"fi": "/fi/aloitteet/1/tuloste", "sv": "/sv/initiativ/1/utskrift", "en": "/en/initiatives/1/print"}},
	{name: "themes", says: "Mistä puhutaan", way: at("/fi/teemat")},
	{name: "themes-none", says: "Näillä valinnoilla ei löytynyt palautetta", way: at("/fi/teemat?from=2001-01-01&until=2001-12-31")},
	{name: "themes-faults", says: "Viimeinen päivä ei voi olla ennen ensimmäistä.", way: at("/fi/teemat?from=2026-06-01&until=2026-05-01"), refused: true},
	{name: "themes-outside", way: at("/fi/teemat/muut")},
	{name: "theme", says: "Palautteen määrä ajan mittaan", way: theme},
	{name: "theme-coarse", way: toHref("/fi/teemat/", at("/fi/teemat"))},
	{name: "theme-compared", says: "palautteen määrä", way: andThen(theme, "Vertaa")},
	{name: "evidence", says: "Jäädytettyä ja ajantasaista", way: at("/fi/aloitteet/1", "Mihin aloite perustuu")},
	{name: "not-found", says: "Sivua ei löydy", way: at("/fi/ei-ole"), addresses: map[string]string{"fi": "/fi/ei-ole", "sv": "/sv/finns-inte", "en": "/en/no-such"}, refused: true},

	{name: "proposal-resident", who: "Veikko S.", way: at("/fi/ehdotukset/14")},
	{name: "comment-answer", who: "Veikko S.", way: at("/fi/ehdotukset/14", "Vastaa: ")},
	{name: "comment-edit", who: "Veikko S.", way: ownComment("Muokkaa: ")},
	{name: "comment-history", says: "Hyvä ehdotus.", who: "Veikko S.", way: ownComment("Muokattu")},
	{name: "comment-remove", who: "Veikko S.", way: ownComment("Poista: ")},
	{name: "proposal-own", who: "Veikko S.", way: at("/fi/ehdotukset", "Veikko ehdottaa")},
	{name: "proposal-own-overtaken", says: "Ehdotuksesi tarvitsee sinua", who: "Jesse P.", way: toHref("/fi/ehdotukset/", at("/fi/ehdotukset?fit=needs&order=oldest"))},
	{name: "draft-behind", says: "Strategian teksti on muuttunut", who: "Jesse P.", way: andThen(toHref("/fi/ehdotukset/", at("/fi/ehdotukset?fit=needs&order=oldest")), "Päivitä ehdotus")},
	{name: "account-needed", says: "Yksi ehdotuksesi tarvitsee sinua", who: "Jesse P.", way: at("/fi/oma")},
	{name: "proposal-withdraw", who: "Veikko S.", way: at("/fi/ehdotukset", "Veikko ehdottaa", "Peru ehdotus")},
	{name: "account", who: "Veikko S.", way: at("/fi/oma")},
	{name: "account-erase", says: "Poistoa ei voi perua.", who: "Veikko S.", way: at("/fi/oma", "Poista tili")},
	{name: "forbidden", says: "Etusivulle", who: "Veikko S.", way: at("/fi/henkilot"), refused: true},
	{name: "proposal-versions", who: "Aino K.", way: at("/fi/ehdotukset", "Aino ehdottaa", "Versio 2")},

	{name: "proposal-official", who: "Petri O.", way: at("/fi/ehdotukset/14")},
	{name: "queue", who: "Petri O.", way: at("/fi/kasittely")},
	{name: "queue-none", says: "Näillä valinnoilla ei löytynyt ehdotuksia", who: "Petri O.", way: at("/fi/kasittely?state=returned&page=kuvat")},
	{name: "decide", says: "Mitä nykyisessä tekstissä muuttuisi", who: "Petri O.", way: at("/fi/kasittely", "Aino ehdottaa")},
	{name: "decide-faults", says: "Tarkista vielä nämä kohdat", who: "Petri O.", way: at("/fi/kasittely", "Aino ehdottaa"), act: sendEmpty("reason")},
	{name: "decide-decided", who: "Petri O.", way: at("/fi/ehdotukset/1/ratkaise")},
	{name: "decide-conflict", says: "Yksi kohta on ristiriidassa", who: "Petri O.", way: at("/fi/kasittely", "Veikko ehdottaa")},
	{name: "decide-conflict-faults", says: "Tarkista vielä nämä kohdat", who: "Petri O.", way: at("/fi/kasittely", "Veikko ehdottaa"), act: sendEmpty("reason")},
	{name: "decide-look", says: "Tarkista yhdistetty teksti", who: "Petri O.", way: at("/fi/kasittely", "Oona ehdottaa")},
	{name: "desk", says: "Mitä valituille tehdään?", who: "Petri O.", way: at("/fi/tyopoyta")},
	{name: "desk-none", says: "Näillä valinnoilla ei löytynyt palautteita", who: "Petri O.", way: at("/fi/tyopoyta?q=zzzz&view=all&channel=mail")},
	{name: "desk-faults", says: "Valitse ensin palautteet", who: "Petri O.", way: at("/fi/tyopoyta?view=all"), act: sendEmpty()},
	{name: "desk-together", says: "Sama vastaus tulee", who: "Petri O.", way: at("/fi/tyopoyta?view=all"),
		act: "{ const f = [...document.querySelectorAll('main form')].at(-1); f.elements.every.checked = true; f.elements.do.value = 'reply'; f.requestSubmit() }"},
	{name: "desk-item", says: "Julkaistaanko palaute?", who: "Petri O.", way: at("/fi/tyopoyta/1?n=1&view=all")},
	{name: "desk-item-faults", says: "Valitse, vastaatko", who: "Petri O.", way: at("/fi/tyopoyta/2?n=1&view=all"),
		act: "{ const f = document.querySelector('main form'); f.elements.answer.value = 'Kiitos.'; f.elements.find.value = 'palaute'; f.requestSubmit(f.querySelector('[value=save]')) }"},
	{name: "desk-item-found", says: "Etsi strategian kohta", who: "Petri O.", way: at("/fi/tyopoyta/2"),
		act: "{ const f = document.querySelector('main form'); f.elements.find.value = 'palaute'; f.requestSubmit(f.querySelector('[value=find]')) }"},
	{name: "desk-erase", says: "poistetaan lopullisesti", who: "Petri O.", way: at("/fi/tyopoyta/1/poista-tiedot")},
	{name: "publish", says: "Jäädytä ja julkaise", who: "Petri O.", way: at("/fi/aloitteet/uusi")},
	{name: "publish-faults", says: "Tarkista vielä nämä kohdat", who: "Petri O.", way: at("/fi/aloitteet/uusi"), act: sendEmpty("title", "text")},

	{name: "theme-official", says: "Järjestä teemaa", who: "Petri O.", way: theme},
	{name: "theme-faults", says: "Tarkista vielä nämä kohdat", who: "Petri O.", way: theme, act: "document.querySelector('button[value=split]').click()"},
	{name: "theme-tie", says: "Liitä tähän", who: "Petri O.", way: func(r *reader) error {
		if err := theme(r); err != nil {
			return err
		}
		return r.visit(r.page.at.Path + "/liita?q=palaute")
	}},
	{name: "themes-outside-official", who: "Petri O.", way: at("/fi/teemat/muut")},

	{name: "imports", says: "Lataa ja katso esikatselu", who: "Hanna J.", way: at("/fi/palaute/tuonti")},
	{name: "imports-faults", says: "Tarkista vielä nämä kohdat", who: "Hanna J.", way: at("/fi/palaute/tuonti"),
		act: "{ const f = document.querySelector('main form'), d = new DataTransfer(); d.items.add(new File([' '], 'a.csv')); f.elements.file.files = d.files; f.requestSubmit() }"},
	{name: "import-preview", says: "2 riviä tuodaan.", who: "Hanna J.", way: uploadTable(callTable)},
	{name: "import-preview-faults", says: "Tarkista vielä nämä kohdat", who: "Hanna J.", way: uploadTable(callTable), act: "document.querySelector('[value=confirm]').click()"},
	{name: "import-done", says: "Tuotu: puhelut.csv", who: "Hanna J.", way: importTable(callTable)},
	{name: "tags", says: "#somestrategia", who: "Hanna J.", way: at("/fi/tunnisteet")},
	{name: "tag", says: "Strategian kohta", who: "Hanna J.", way: at("/fi/tunnisteet/selkeakieli")},
	{name: "tag-found", who: "Hanna J.", way: at("/fi/tunnisteet/rantakyla"), act: "{ const f = document.querySelector('main form'); f.elements.find.value = 'ranta'; f.querySelector('[value=find]').click() }"},

	{name: "sources", says: "Palautteen lähteet", who: "Kirsi B.", way: at("/fi/lahteet")},
	{name: "source", says: "Lähteen palvelin ilmoitti virheestä", who: "Kirsi B.", way: at("/fi/lahteet", "Myllymäen kyläyhdistyksen sivut")},
	{name: "source-fixed", says: "aina käytössä", who: "Kirsi B.", way: at("/fi/lahteet", "Palvelun lomake")},
	{name: "source-new", says: "Mistä palautetta haetaan?", who: "Kirsi B.", way: at("/fi/lahteet/uusi")},
	{name: "source-new-mail", says: "Postilaatikon osoite", who: "Kirsi B.", way: at("/fi/lahteet/uusi?channel=mail")},
	{name: "source-faults", says: "Tarkista vielä nämä kohdat", who: "Kirsi B.", way: at("/fi/lahteet/uusi?channel=mastodon"), act: sendEmpty("name", "address", "tag")},
	{name: "source-remove", says: "Poistetaanko lähde?", who: "Kirsi B.", way: at("/fi/lahteet", "Myllymäen kyläyhdistyksen sivut", "Poista lähde")},
	{name: "keys", says: "Open311-avaimet", who: "Kirsi B.", way: at("/fi/lahteet/avaimet")},
	{name: "key-made", says: "Avain on luotu", who: "Kirsi B.", way: at("/fi/lahteet/avaimet"), act: "{ const f = [...document.querySelectorAll('main form')].at(-1); f.elements.name.value = 'Kyläyhdistys'; f.querySelector('button').click() }"},
	{name: "people", who: "Kirsi B.", way: at("/fi/henkilot")},
	{name: "people-none", says: "Haku ei löytänyt ketään.", who: "Kirsi B.", way: at("/fi/henkilot?q=zzzz")},
	{name: "person", who: "Kirsi B.", way: at("/fi/henkilot", "Aino K.")},
	{name: "person-faults", says: "Tarkista vielä nämä kohdat", who: "Kirsi B.", way: at("/fi/henkilot", "Kirsi B. @ Mukana"), act: "{ const f = [...document.querySelectorAll('main form')].at(-1); f.elements.role[0].checked = true; f.requestSubmit() }"},
	{name: "person-erase", who: "Kirsi B.", way: at("/fi/henkilot", "Aino K.", "Poista tili")},
}

// callTable is the log of a phone service, with a day that is none.
const callTable = "Tunnus;Päivä;Asia;Soittaja\n" +
	"1;3.11.2026;Katuvalo on pimeä Koulukadulla;Asukas\n" +
	"2;31.2.2026;Milloin kirje saapuu?;\n" +
	"3;4.11.2026;Kiitos selkeästä kirjeestä;\n"

// theme leads to the largest theme of feedback, or to the largest in it.
func theme(r *reader) error {
	const finer = "Tarkemmat teemat"
	if err := toHref("/fi/teemat/", at("/fi/teemat"))(r); err != nil || !strings.Contains(r.page.text(), finer) {
		return err
	}
	n, err := r.page.pick("link", "/fi/teemat/", finer, isControl, func(n *html.Node) string { return attr(n, "href") })
	if err != nil {
		return err
	}
	return r.visit(attr(n, "href"))
}

func andThen(way func(*reader) error, text string) func(*reader) error {
	return func(r *reader) error {
		if err := way(r); err != nil {
			return err
		}
		return r.press(text, "")
	}
}

// beginDraft leads to a draft with one change.
func beginDraft(r *reader) error {
	if err := at("/fi/strategia/kuvat", "Ehdota muutosta @ Jokaisessa kuvassa")(r); err != nil {
		return err
	}
	if err := r.fill("Kohdan teksti", "Jokaisessa kuvassa on tekstivastine, joka kertoo kuvan asian.", ""); err != nil {
		return err
	}
	return r.press("Esikatsele", "")
}

// giveFeedback leads to the page of whoever has given feedback.
func giveFeedback(r *reader) error {
	if err := r.visit("/fi/palaute/uusi"); err != nil {
		return err
	}
	if err := r.fill("Palautteesi", "Kuvista puuttuu teksti.\n\nNäin ei pitäisi olla.", ""); err != nil {
		return err
	}
	return r.press("Lähetä palaute", "")
}

func sendDraft(r *reader) error {
	if err := beginDraft(r); err != nil {
		return err
	}
	for label, text := range map[string]string{"Otsikko": "Vastaus kolmessa päivässä", "Perustelu": "Nopeus.", "Nimi": "Uusi Asukas", "Sähköposti": "uusi@example.test"} {
		if err := r.fill(label, text, ""); err != nil {
			return err
		}
	}
	return r.press("Lähetä ehdotus", "")
}

// firstProposal leads to the first of those in the state.
func firstProposal(state string) func(*reader) error {
	return toHref("/fi/ehdotukset/", at("/fi/ehdotukset?state="+state))
}

// toHref follows the first link to an address that begins so.
func toHref(begins string, way func(*reader) error) func(*reader) error {
	return func(r *reader) error {
		if err := way(r); err != nil {
			return err
		}
		n, err := r.page.pick("link", begins, "", isControl, func(n *html.Node) string { return attr(n, "href") })
		if err != nil {
			return err
		}
		return r.visit(attr(n, "href"))
	}
}

// ownComment writes a comment, edits it and presses a link beside it.
func ownComment(text string) func(*reader) error {
	return func(r *reader) error {
		if err := r.visit("/fi/ehdotukset/15"); err != nil {
			return err
		}
		if !strings.Contains(r.page.text(), "Hyvä ehdotus, kannatan.") {
			if err := r.fill("Kommentti", "Hyvä ehdotus.", ""); err != nil {
				return err
			}
			if err := r.press("Lähetä kommentti", ""); err != nil {
				return err
			}
			if err := r.press("Muokkaa: ", "Hyvä ehdotus."); err != nil {
				return err
			}
			if err := r.fill("Kommentti", "Hyvä ehdotus, kannatan.", ""); err != nil {
				return err
			}
			if err := r.press("Tallenna", ""); err != nil {
				return err
			}
		}
		return r.press(text, "Hyvä ehdotus, kannatan.")
	}
}

// change is a change of one passage: words of it, and those in their place.
type change struct{ passage, old, new string }

// propose makes a proposal of the changes to one page, as someone signed in.
func (r *reader) propose(title, page string, changes ...change) error {
	for i, c := range changes {
		if err := at(page, "Ehdota muutosta @ "+c.passage)(r); err != nil {
			return err
		}
		text, err := r.holds("Kohdan teksti", "")
		if err != nil {
			return err
		}
		if !strings.Contains(text, c.old) {
			return fmt.Errorf("the passage %q does not say %q", text, c.old)
		}
		if err := r.fill("Kohdan teksti", strings.Replace(text, c.old, c.new, 1), ""); err != nil {
			return err
		}
		if i == 0 {
			if err := r.fill("Perustelu", "Näin asia on selvempi.", ""); err != nil {
				return err
			}
		}
		if err := r.press("Esikatsele", ""); err != nil {
			return err
		}
	}
	if err := r.fill("Otsikko", title, ""); err != nil {
		return err
	}
	return r.press("Lähetä ehdotus", "")
}

// accept decides for the proposal.
func (r *reader) accept(title string) error {
	if err := at("/fi/kasittely", title)(r); err != nil {
		return err
	}
	if err := r.choose("Hyväksytään", "", ""); err != nil {
		return err
	}
	if err := r.fill("Perustelu ratkaisulle", "Selvempi.", ""); err != nil {
		return err
	}
	return r.press("Tallenna ratkaisu", "")
}

// inLanguage is the address of the reader's page in another language, by the
// links that every page has for it.
func (r *reader) inLanguage(lang string) (string, error) {
	n, err := r.page.pick("language", lang, "", func(n *html.Node) bool {
		return n.Data == "a" && has(n, "hreflang")
	}, func(n *html.Node) string { return attr(n, "hreflang") })
	if err != nil {
		return "", err
	}
	u, err := url.Parse(attr(n, "href"))
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Del("lang")
	u.RawQuery = q.Encode()
	return u.String(), nil
}
