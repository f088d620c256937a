package intake

import (
	"strings"

	"luonnos/themes"
)

// Part is what a column can be of an item.
type Part string

const (
	PartText    Part = "text"
	PartTitle   Part = "title"
	PartTime    Part = "time"
	PartID      Part = "id" // of the system that the table comes from
	PartLang    Part = "lang"
	PartArea    Part = "area"
	PartTags    Part = "tags"
	PartAddress Part = "address" // where it can be read
	PartLat     Part = "lat"
	PartLong    Part = "long"
	PartStatus  Part = "status"
	PartName    Part = "name"
	PartEmail   Part = "email"
	PartPhone   Part = "phone"
)

// Parts are all of them, the text first: without it there is no item.
var Parts = []Part{PartText, PartTitle, PartTime, PartID, PartLang, PartArea, PartTags, PartAddress,
	PartLat, PartLong, PartStatus, PartName, PartEmail, PartPhone}

// Columns tell what the columns of a table are.
type Columns struct {
	// Parts give for a part of an item the column, by its place from 0.
	Parts map[Part]int `json:"parts"`
	// Keep are further columns that go to the item's attributes, which are
	// public when the item is. Nothing is kept unasked: it could be a name.
	Keep []int `json:"keep,omitempty"`
}

// partNames are the names of columns in Finnish, Swedish and English, folded as
// tags are, the likeliest first.
var partNames = map[Part][]string{
	PartText: {"palaute", "teksti", "palauteteksti", "palautteenteksti", "viesti", "sisalto", "kuvaus", "kommentti", "kysymys", "vastaus",
		"text", "respons", "feedback", "meddelande", "innehall", "beskrivning", "kommentar", "budskap", "aterkoppling",
		"description", "message", "body", "content", "comment", "feedbacktext"},
	PartTitle: {"otsikko", "aihe", "rubrik", "amne", "title", "subject", "heading"},
	PartTime: {"aika", "pvm", "paivamaara", "paiva", "lahetetty", "luotu", "saapunut", "saapumisaika", "aikaleima", "vastaanotettu", "jatetty", "julkaistu",
		"tid", "tidpunkt", "datum", "skickat", "skapad", "inkommet", "tidsstampel", "mottagen", "inlamnad",
		"time", "date", "datetime", "timestamp", "created", "createdat", "created_at", "requested_datetime", "sent", "received", "submitted", "published"},
	PartID: {"id", "tunnus", "tunniste", "numero", "nro", "palautenumero", "palautetunnus", "viite", "diaarinumero",
		"nummer", "nr", "arendenummer", "referens", "identifierare",
		"number", "identifier", "reference", "service_request_id", "uuid", "guid", "key"},
	PartLang: {"kieli", "sprak", "language", "lang", "locale"},
	PartArea: {"alue", "kaupunginosa", "asuinalue", "peruspiiri", "lahio",
		"omrade", "stadsdel", "bydel", "area", "district", "neighbourhood", "neighborhood", "region"},
	PartTags: {"tunnisteet", "avainsanat", "asiasanat", "aihetunnisteet", "hashtagit", "taggar", "hashtaggar", "nyckelord", "amnesord",
		"tags", "hashtags", "keywords", "labels"},
	PartAddress: {"linkki", "verkkoosoite", "osoiteverkossa", "url", "lank", "webbadress", "link", "uri", "permalink", "web", "webaddress"},
	PartLat:     {"lat", "latitude", "leveysaste", "leveyspiiri", "latitud", "breddgrad"},
	PartLong:    {"long", "lon", "lng", "longitude", "pituusaste", "pituuspiiri", "longitud", "langdgrad"},
	PartStatus:  {"tila", "kasittelytila", "status", "tilanne", "state", "lage"},
	PartName: {"nimi", "lahettaja", "lahettajannimi", "soittaja", "soittajannimi", "ilmoittaja", "palautteenantaja", "asiakas", "asiakkaannimi", "etunimi",
		"namn", "avsandare", "avsandarensnamn", "uppringare", "anmalare", "kund", "kundensnamn", "fornamn",
		"name", "sender", "author", "caller", "customer", "fullname", "first_name"},
	PartEmail: {"sahkoposti", "sahkopostiosoite", "email", "epost", "epostadress", "mail", "emailaddress", "mejl"},
	PartPhone: {"puhelin", "puhelinnumero", "puh", "telefon", "telefonnummer", "tfn", "phone", "telephone", "phonenumber"},
}

// partNamed returns the part that a column of the name is, "" for none.
func partNamed(name string) Part {
	part, _ := rankedPart(name)
	return part
}

func rankedPart(name string) (Part, int) {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:] // of what is inside another
	}
	folded := themes.FoldTag(name)
	for _, part := range Parts {
		for rank, n := range partNames[part] {
			if n == folded || strings.ReplaceAll(folded, "_", "") == n {
				return part, rank
			}
		}
	}
	return "", 0
}

// Guess tells what the columns of a table probably are, by their names and by
// what is in the first rows. A table can have no text by it.
func Guess(t *Table) Columns {
	c := Columns{Parts: map[Part]int{}}
	ranks := map[Part]int{}
	taken := map[int]bool{}
	if t.named() {
		for i, name := range t.Columns {
			part, rank := rankedPart(name)
			if part == "" || share(t, i, func(s string) bool { return s != "" }) == 0 || !fits(t, i, part) {
				continue
			}
			if old, ok := c.Parts[part]; ok {
				if rank >= ranks[part] {
					continue
				}
				delete(taken, old)
			}
			c.Parts[part], ranks[part], taken[i] = i, rank, true
		}
	}
	find := func(part Part, like func(s string) bool) {
		if _, ok := c.Parts[part]; ok {
			return
		}
		for i := range t.Columns {
			if !taken[i] && share(t, i, like) >= 0.8 {
				c.Parts[part], taken[i] = i, true
				return
			}
		}
	}
	find(PartEmail, isEmail)
	find(PartAddress, isLink)
	find(PartTime, func(s string) bool { _, ok := readTime(s, nil); return ok && !isNumber(s) })
	find(PartTags, func(s string) bool { return strings.HasPrefix(s, "#") && len(themes.FindTags(s)) > 0 })
	find(PartLang, func(s string) bool { return readLang(s) != "" })
	if _, ok := c.Parts[PartText]; !ok {
		// The longest writing, if it is writing at all.
		longest := 15.0
		for i := range t.Columns {
			if l := meanLength(t, i); !taken[i] && l > longest && share(t, i, isWriting) >= 0.5 {
				c.Parts[PartText], longest = i, l
			}
		}
	}
	return c
}

// named reports whether the columns have names of their own.
func (t *Table) named() bool { return t.Header || len(t.Columns) > 0 && t.Columns[0] != "1" }

// fits reports whether what is in a column can be the part that its name says.
func fits(t *Table, column int, part Part) bool {
	switch part {
	case PartTime:
		return share(t, column, func(s string) bool { _, ok := readTime(s, nil); return ok }) >= 0.5
	case PartLat, PartLong:
		return share(t, column, isNumber) >= 0.5
	case PartEmail:
		return share(t, column, isEmail) >= 0.5
	case PartAddress:
		return share(t, column, isLink) >= 0.5
	case PartLang:
		return share(t, column, func(s string) bool { return readLang(s) != "" }) >= 0.5
	}
	return true
}

// share is which part of the column's cells that hold something are like that.
func share(t *Table, column int, like func(s string) bool) float64 {
	var all, alike float64
	for _, row := range t.Sample {
		if column < len(row) && row[column] != "" {
			all++
			if like(row[column]) {
				alike++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return alike / all
}

func meanLength(t *Table, column int) float64 {
	var n float64
	for _, row := range t.Sample {
		if column < len(row) {
			n += float64(len(row[column]))
		}
	}
	return n / float64(len(t.Sample))
}

func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1 && !strings.ContainsAny(s, " \n")
}

func isLink(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \n")
}

func isWriting(s string) bool { return strings.Contains(s, " ") && !isLink(s) }
