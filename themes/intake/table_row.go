package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

// Row is a row of a table as an arrival, or why it is none.
type Row struct {
	// Number is of the row as a spreadsheet shows it when no row is empty: the
	// header is 1. Of JSON the first object is 1.
	Number  int
	Arrival themes.Arrival
	// Fault is why the row is refused, nil when it is not; its Field is the name
	// of the column, and its arguments what is there.
	Fault *fault.Error
}

// RowOptions are what rows do not say of themselves.
type RowOptions struct {
	// Zone is of times without one, UTC for nil.
	Zone *time.Location
	// Areas are known by their code or their name in any language.
	Areas []people.Area
}

// Arrivals goes through the rows, those of the sample first. A row is refused
// whole, and so never half right: it can be mended and imported again, for a
// row that is already there is not taken twice. Without a column of ids a row
// is known by all that it holds, and by how many such came before it.
func (t *Table) Arrivals(c Columns, o RowOptions) iter.Seq[Row] {
	areas := map[string]string{}
	for _, a := range o.Areas {
		areas[themes.FoldTag(a.Code)] = a.Code
		for _, name := range a.Names {
			areas[themes.FoldTag(name)] = a.Code
		}
	}
	return func(yield func(Row) bool) {
		seen := map[[16]byte]int{}
		for n, r := range t.rows() {
			row := Row{Number: n, Fault: r.fault}
			if r.fault == nil {
				row.Arrival, row.Fault = t.arrival(r.cells, c, o.Zone, areas)
				if row.Fault == nil && row.Arrival.Foreign == "" {
					row.Arrival.Foreign = fingerprint(r.cells, seen)
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}

// arrival reads one row.
func (t *Table) arrival(cells []string, c Columns, zone *time.Location, areas map[string]string) (a themes.Arrival, f *fault.Error) {
	get := func(p Part) string {
		if i, ok := c.Parts[p]; ok && i >= 0 && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	wrong := func(p Part, key string) *fault.Error {
		return fault.InField(t.Columns[c.Parts[p]], key, short(get(p)))
	}
	a = themes.Arrival{
		Foreign: get(PartID), Title: line(get(PartTitle)), Text: get(PartText),
		Lang: readLang(get(PartLang)), Tags: readTags(get(PartTags)), Status: readStatus(get(PartStatus)),
	}
	if a.Text == "" {
		a.Text, a.Title = a.Title, ""
	}
	if a.Text == "" {
		return a, fault.New(fault.Invalid, "error.row-text")
	}
	if len(a.Foreign) > maxForeign {
		return a, wrong(PartID, "error.row-id")
	}
	if s := get(PartTime); s != "" {
		var ok bool
		if a.At, ok = readTime(s, zone); !ok {
			return a, wrong(PartTime, "error.row-time")
		}
	}
	if s := get(PartArea); s != "" {
		var ok bool
		if a.Area, ok = areas[themes.FoldTag(s)]; !ok {
			return a, wrong(PartArea, "error.row-area")
		}
	}
	if lat, long := get(PartLat), get(PartLong); lat != "" || long != "" {
		p := &themes.Place{Lat: readNumber(lat), Long: readNumber(long)}
		// NaN is beyond every bound.
		if !(math.Abs(p.Lat) <= 90) {
			return a, wrong(PartLat, "error.row-place")
		}
		if !(math.Abs(p.Long) <= 180) {
			return a, wrong(PartLong, "error.row-place")
		}
		a.Place = p
	}
	if s := get(PartAddress); isLink(s) {
		a.Address = s
	}
	if s := (themes.Sender{Name: line(get(PartName)), Email: line(get(PartEmail)), Phone: line(get(PartPhone))}); s != (themes.Sender{}) {
		a.Sender = &s
	}
	for _, i := range c.Keep {
		if i >= 0 && i < len(cells) && i < len(t.Columns) && cells[i] != "" {
			if a.Attributes == nil {
				a.Attributes = map[string]string{}
			}
			a.Attributes[t.Columns[i]] = cells[i]
		}
	}
	return a, nil
}

// maxForeign is the longest id of a row, in bytes.
const maxForeign = 200

// fingerprint names a row by what is in it; the second of two equal rows has
// another name, for two people may have sent the same.
func fingerprint(cells []string, seen map[[16]byte]int) string {
	h := sha256.New()
	for _, c := range cells {
		h.Write([]byte(strconv.Itoa(len(c)) + ":" + c))
	}
	sum := [16]byte(h.Sum(nil))
	name := hex.EncodeToString(sum[:])
	seen[sum]++
	if n := seen[sum]; n > 1 {
		name += "-" + strconv.Itoa(n)
	}
	return name
}

// short is a cell to be shown in a sentence.
func short(s string) string {
	s = line(s)
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return s
}

// readLang reads a language by its code or its name, "" for another.
func readLang(s string) people.Lang {
	s, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(s), "_", "-"), "-")
	switch strings.TrimSpace(s) {
	case "fi", "fin", "suomi", "finska", "finnish":
		return people.Finnish
	case "sv", "swe", "ruotsi", "svenska", "swedish":
		return people.Swedish
	case "en", "eng", "englanti", "engelska", "english":
		return people.English
	}
	return ""
}

// readStatus reads how far a city is with an item, "" when it is not said.
func readStatus(s string) themes.Status {
	switch themes.FoldTag(s) {
	case "closed", "suljettu", "kasitelty", "valmis", "vastattu", "paatetty", "ratkaistu", "stangd", "behandlad", "besvarad", "klar",
		"done", "answered", "resolved":
		return themes.Closed
	case "open", "avoin", "uusi", "kasittelyssa", "kesken", "oppen", "ny", "underbehandling", "new", "inprogress":
		return themes.Open
	}
	return ""
}

// readTags reads tags with something between them.
func readTags(s string) []string {
	var tags []string
	for _, t := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|#\n\t", r) }) {
		if t = strings.TrimSpace(t); themes.FoldTag(t) != "" && !slices.Contains(tags, t) && len(tags) < themes.MaxTags {
			tags = append(tags, t)
		}
	}
	return tags
}

// readNumber reads a number with a point or a comma, NaN for anything else.
func readNumber(s string) float64 {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

func isNumber(s string) bool { return !math.IsNaN(readNumber(s)) }
