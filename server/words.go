package server

import "luonnos/people"

// words are the parts of addresses that people read, in the order of
// people.Langs, in letters that need no escaping.
var words = map[string][3]string{
	"strategy":      {"strategia", "strategi", "strategy"},
	"versions":      {"versiot", "versioner", "versions"},
	"difference":    {"ero", "skillnad", "difference"},
	"passage":       {"kohta", "avsnitt", "passage"},
	"annotations":   {"keskustelut", "diskussioner", "discussions"},
	"search":        {"haku", "sok", "search"},
	"help":          {"ohje", "hjalp", "help"},
	"record":        {"avoin-aineisto", "oppna-data", "open-record"},
	"accessibility": {"saavutettavuus", "tillganglighet", "accessibility"},
	"privacy":       {"tietosuoja", "dataskydd", "privacy"},
	"continue":      {"jatka", "fortsatt", "continue"},

	"proposals": {"ehdotukset", "forslag", "proposals"},
	"propose":   {"ehdota", "foresla", "propose"},
	"edit":      {"muokkaa", "redigera", "edit"},
	"remove":    {"poista", "ta-bort", "remove"},
	"discard":   {"hylkaa-luonnos", "forkasta", "discard"},
	"withdraw":  {"peru", "aterkalla", "withdraw"},
	"revise":    {"uusi-versio", "ny-version", "revise"},
	"stance":    {"kanta", "stallning", "stance"},
	"comment":   {"kommentti", "kommentar", "comment"},
	"reply":     {"vastaa", "svara", "reply"},
	"history":   {"historia", "historik", "history"},
	"sent":      {"lahetetty", "skickat", "sent"},

	"feedback": {"palaute", "respons", "feedback"},
	"own":      {"oma", "egen", "own"},
	"consent":  {"lupa", "lov", "consent"},
	"desk":     {"tyopoyta", "arbetsbord", "desk"},
	"erase":    {"poista-tiedot", "radera-uppgifter", "erase"},

	"queue":       {"kasittely", "behandling", "review"},
	"decide":      {"ratkaise", "avgor", "decide"},
	"initiatives": {"aloitteet", "initiativ", "initiatives"},
	"new":         {"uusi", "nytt", "new"},
	"print":       {"tuloste", "utskrift", "print"},

	"sources":  {"lahteet", "kallor", "sources"},
	"fetch":    {"hae", "hamta", "fetch"},
	"pause":    {"keskeyta", "pausa", "pause"},
	"keys":     {"avaimet", "nycklar", "keys"},
	"import":   {"tuonti", "import", "import"},
	"progress": {"eteneminen", "framsteg", "progress"},
	"tags":     {"tunnisteet", "hashtaggar", "tags"},
	"themes":   {"teemat", "teman", "themes"},
	"outside":  {"muut", "ovriga", "other"},
	"tie":      {"liita", "koppla", "tie"},
	"evidence": {"perusteet", "underlag", "evidence"},

	"signin":  {"kirjaudu", "logga-in", "sign-in"},
	"sample":  {"esimerkki", "exempel", "sample"},
	"signout": {"kirjaudu-ulos", "logga-ut", "sign-out"},
	"account": {"oma", "mitt", "account"},
	"people":  {"henkilot", "personer", "people"},
	"session": {"istunto", "session", "session"},
	"address": {"osoite", "adress", "address"},
	"draft":   {"luonnos", "utkast", "draft"},
}

// word returns the word in the language.
func word(name string, lang people.Lang) (string, bool) {
	w, ok := words[name]
	if !ok {
		return "", false
	}
	for i, l := range people.Langs {
		if l == lang {
			return w[i], true
		}
	}
	return "", false
}
