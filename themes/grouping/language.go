package grouping

import "strings"

// Function words: they tell the language of a text and say nothing of its theme.
var functionWords = map[string]map[string]bool{
	"fi": wordSet(`ja tai sekä eli mutta vaan vaikka koska kun jos niin kuin että jotta siis sillä silti kuitenkin myös
		ei en et emme ette eivät älä on ovat oli olivat olen olet olemme olette ollut olleet ole olla olisi olisivat olisin
		olevan oleva ollaan onko eikä enkä se sen sitä siitä siinä siihen sille siltä sillä ne niiden niitä niistä niissä niihin
		niille tämä tämän tätä tästä tässä tähän tälle tällä nämä näiden näitä näistä näissä näihin tuo tuon tuota nuo
		minä minun minua minulle minusta sinä sinun hän hänen häntä hänelle me meidän meitä meille meillä te teidän he heidän heitä heille
		joka jonka jota josta jossa johon jolle jolla jotka joiden joita joista joissa joihin joille mikä minkä mitä mistä missä mihin
		mitkä kuka kenen ketä ketkä miten miksi milloin joku jokin jotain jonkin kukaan mikään mitään kaikki kaikkien kaikkia kaikille
		itse oma oman omaa omia omat muu muun muut muiden muita muihin toinen toisen toiset sama saman
		hyvin niin noin vain ihan aina nyt enää jo vielä sitten siten näin joten esimerkiksi mm ym jne esim
		voi voivat voida voisi voisivat voidaan pitää pitäisi tulee tulisi täytyy saa saada pitäis ollen olemassa
		kanssa mukaan vuoksi takia ennen jälkeen kautta lisäksi ilman välillä sekä paljon enemmän vähemmän liian melko
		tällainen sellainen millainen jolloin vai ettei ellei jollei mielestäni`),
	"sv": wordSet(`och eller men utan fast eftersom när om så som att för därför dock också även inte ej aldrig
		är var varit vara blir blev bli har hade haft ha kan kunde kunna ska skall skulle vill ville måste bör borde får fick få
		jag mig min mitt mina du dig din ditt dina han honom hans hon henne hennes den det de dem deras dess denna detta dessa
		vi oss vår vårt våra ni er ert era man en ett sig sin sitt sina
		i på av till från med mot under över vid efter före mellan genom hos kring åt ur bland enligt
		vad vem vilken vilket vilka hur varför där här dit hit då nu sedan redan än bara mycket mer mest många få alla allt varje
		någon något några ingen inget inga annan annat andra samma själv sådan sådant sådana ju väl ännu endast
		är vore finns ifall samt alltså ganska mera utom inom`),
	"en": wordSet(`a an the and or but nor so yet if because as until while of at by for with about against between into through
		during before after above below to from up down in out on off over under again further then once here there when where why how
		all any both each few more most other some such no not only own same than too very can could will would shall should may might must
		just don now i me my myself we our ours ourselves you your yours he him his she her hers it its itself they them their theirs
		what which who whom this that these those am is are was were be been being have has had having do does did doing
		ll ve re isn aren wasn weren doesn didn won wouldn couldn shouldn hasn haven hadn cannot im ive dont doesnt cant
		also get got`),
}

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// languageOf is the language of a text: as it says, or found by its function
// words; Finnish when nothing tells.
func languageOf(t Text) string {
	if functionWords[t.Lang] != nil {
		return t.Lang
	}
	best, most := "fi", 0
	ws := words(t.Body)
	for _, lang := range []string{"fi", "sv", "en"} {
		n := 0
		for _, w := range ws {
			if functionWords[lang][w] {
				n++
			}
		}
		if n > most {
			best, most = lang, n
		}
	}
	return best
}

// gramsOf are the n-grams of a text in a section of a language, or of all.
func gramsOf(t Text, lang string) []gram {
	if lang == "" {
		lang = languageOf(t)
	}
	return grams(words(t.Body), functionWords[lang])
}
