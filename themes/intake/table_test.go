package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/themes"
)

var helsinki = time.FixedZone("EET", 2*60*60)

func readTable(t *testing.T, name, content string) *Table {
	t.Helper()
	table, err := ReadTable(strings.NewReader(content), name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return table
}

// TestTables reads the same two rows of feedback out of the ways that systems
// write them.
func TestTables(t *testing.T) {
	utf16le, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Pvm\tPalaute\tAlue\n26.11.2026\tHyvä \"juttu\"\tRantakylä\n27.11.2026\tSen täytyy toimia\tKeskusta\n")
	if err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.Windows1252.NewEncoder().String("Pvm;Palaute;Alue\r\n26.11.2026;Hyvä \"juttu\";Rantakylä\r\n27.11.2026;Sen täytyy toimia;Keskusta\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"comma.csv":     "pvm,palaute,alue\n2026-11-26,\"Hyvä \"\"juttu\"\"\",Rantakylä\n2026-11-27,Sen täytyy toimia,Keskusta\n",
		"bom.csv":       "\uFEFFpvm;palaute;alue\n26.11.2026;\"Hyvä \"\"juttu\"\"\";rantakyla\n27.11.2026;Sen täytyy toimia;KESKUSTA",
		"latin.csv":     latin,
		"utf16.txt":     utf16le,
		"sep.csv":       "sep=|\nDatum|Respons|Område\n26.11.2026|Hyvä \"juttu\"|Strandby\n27.11.2026|Sen täytyy toimia|Centrum\n",
		"space.csv":     "pvm, palaute, alue\n2026-11-26, \"Hyvä \"\"juttu\"\"\", Rantakylä\n2026-11-27, Sen täytyy toimia, Keskusta\n",
		"excel.csv":     "Date,Message,District\n46352,\"Hyvä \"\"juttu\"\"\",Rantakylä\n46353,Sen täytyy toimia,Keskusta\n",
		"array.json":    `[{"created":"2026-11-26T00:00:00+02:00","text":"Hyvä \"juttu\"","area":"Rantakylä"},{"created":"2026-11-27T00:00:00+02:00","text":"Sen täytyy toimia","area":"Keskusta"}]`,
		"data.json":     `{"meta":{"data":[1]},"data":[{"text":"Hyvä \"juttu\"","info":{"area":"Rantakylä","time":"2026-11-26"}},{"text":"Sen täytyy toimia","info":{"area":"Keskusta","time":"2026-11-27"}}]}`,
		"lines.jsonl":   `{"text":"Hyvä \"juttu\"","area":"Rantakylä","time":1795644000}` + "\n" + `{"text":"Sen täytyy toimia","area":"Keskusta","time":1795730400000}` + "\n",
		"lines.json":    `{"text":"Hyvä \"juttu\"","area":"Rantakylä","time":"26.11.2026"}` + "\n" + `{"text":"Sen täytyy toimia","time":"27.11.2026","area":"Keskusta"}` + "\n",
		"place.geojson": `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"text":"Hyvä \"juttu\"","area":"Rantakylä","time":"2026-11-26"}},{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{"text":"Sen täytyy toimia","area":"Keskusta","time":"2026-11-27"}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			table := readTable(t, name, content)
			type item struct {
				at         string
				text, area string
			}
			var got []item
			for row := range table.Arrivals(Guess(table), RowOptions{Zone: helsinki, Areas: testAreas()}) {
				if row.Fault != nil {
					t.Fatalf("row %d: %v", row.Number, row.Fault)
				}
				a := row.Arrival
				got = append(got, item{a.At.In(helsinki).Format("2006-01-02 15:04"), a.Text, a.Area})
			}
			want := []item{{"2026-11-26 00:00", `Hyvä "juttu"`, "rantakyla"}, {"2026-11-27 00:00", "Sen täytyy toimia", "keskusta"}}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(item{})); diff != "" {
				t.Errorf("want (-), got (+):\n%s\nguessed %+v of %q", diff, Guess(table), table.Columns)
			}
		})
	}
}

func testAreas() []people.Area {
	return []people.Area{
		{Code: "rantakyla", Names: map[people.Lang]string{people.Finnish: "Rantakylä", people.Swedish: "Strandby"}},
		{Code: "keskusta", Names: map[people.Lang]string{people.Finnish: "Keskusta", people.Swedish: "Centrum"}},
	}
}

func TestTableWithoutHeader(t *testing.T) {
	table := readTable(t, "a.csv", "26.11.2026 klo 14.05;Bussi ei taaskaan tullut ajallaan;asukas@example.fi\n27.11.2026 klo 9.00;Kiitos hyvistä hiihtoladuista;toinen@example.fi\n")
	c := Guess(table)
	if table.Header || c.Parts[PartTime] != 0 || c.Parts[PartText] != 1 || c.Parts[PartEmail] != 2 {
		t.Fatalf("header %v, %+v", table.Header, c)
	}
	rows := slices.Collect(table.Arrivals(c, RowOptions{Zone: helsinki}))
	if len(rows) != 2 || rows[0].Number != 1 || rows[0].Arrival.At.Format(time.RFC3339) != "2026-11-26T14:05:00+02:00" || rows[1].Arrival.Sender.Email != "toinen@example.fi" {
		t.Errorf("got %+v", rows)
	}
}

// TestGuess matches the columns of systems that are about, in three languages.
func TestGuess(t *testing.T) {
	for _, tt := range []struct {
		table string
		want  map[string]Part // by the name of the column
	}{
		{"Soittoaika;Soittajan nimi;Puhelinnumero;Asia;Kuvaus\n26.11.2026 9.05;Asukas;040 0000000;Bussit;Bussi ei tullut ajallaan\n",
			map[string]Part{"Soittoaika": PartTime, "Soittajan nimi": PartName, "Puhelinnumero": PartPhone, "Kuvaus": PartText}},
		{"Ärendenummer,Inkommet,Rubrik,Meddelande,Stadsdel,E-post\n17,2026-11-26,Bussen,Bussen kom inte i tid,Strandby,kund@example.fi\n",
			map[string]Part{"Ärendenummer": PartID, "Inkommet": PartTime, "Rubrik": PartTitle, "Meddelande": PartText, "Stadsdel": PartArea, "E-post": PartEmail}},
		{"service_request_id,requested_datetime,status,description,lat,long,service_name\nA1,2026-11-26T10:00:00+02:00,open,The bus did not come,60.1,24.9,Buses\n",
			map[string]Part{"service_request_id": PartID, "requested_datetime": PartTime, "status": PartStatus, "description": PartText, "lat": PartLat, "long": PartLong}},
		{"Aikaleima;Kuinka tyytyväinen olet?;Mitä haluat sanoa?\n26.11.2026 9.05;4;Bussi ei tullut ajallaan\n",
			map[string]Part{"Aikaleima": PartTime, "Mitä haluat sanoa?": PartText}},
	} {
		table := readTable(t, "a.csv", tt.table)
		got := map[string]Part{}
		for part, i := range Guess(table).Parts {
			got[table.Columns[i]] = part
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: want (-), got (+):\n%s", tt.table, diff)
		}
	}
}

// TestListOfTexts: a text a line is a table too.
func TestListOfTexts(t *testing.T) {
	table := readTable(t, "lista.txt", "Hei, bussi ei tullut\nToinen palaute, ei pilkkua\nKolmas palaute\n")
	var texts []string
	for row := range table.Arrivals(Guess(table), RowOptions{}) {
		texts = append(texts, row.Arrival.Text)
	}
	if !slices.Equal(texts, []string{"Hei, bussi ei tullut", "Toinen palaute, ei pilkkua", "Kolmas palaute"}) {
		t.Errorf("got %q", texts)
	}
}

func TestTableRows(t *testing.T) {
	table := readTable(t, "a.csv", `Tunnus,Palaute,Päivä,Lat,Long,Kieli,Tunnisteet,Tila,Linkki,Muuta,Alue
7,Hyvä,31.2.2026,,,,,,,,
8,,26.11.2026,,,,,,,,
9,Hyvä,26.11.2026,60.17,240,,,,,,
10,Hyvä,26.11.2026,"60,17","24,94",ruotsi,"#some, Töölö",Vastattu,https://example.fi/10,salainen,
11,Hyvä,,,,,,,javascript:x,,Kuu
`)
	c := Guess(table)
	var numbers []int
	var keys []string
	for row := range table.Arrivals(c, RowOptions{Areas: testAreas()}) {
		numbers = append(numbers, row.Number)
		if row.Fault != nil {
			keys = append(keys, row.Fault.Key+" "+row.Fault.Field)
			continue
		}
		keys = append(keys, "")
		want := themes.Arrival{Foreign: "10", Text: "Hyvä", At: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Lang: people.Swedish,
			Tags: []string{"some", "Töölö"}, Status: themes.Closed, Address: "https://example.fi/10", Place: &themes.Place{Lat: 60.17, Long: 24.94}}
		if diff := cmp.Diff(want, row.Arrival); diff != "" {
			t.Errorf("want (-), got (+):\n%s", diff)
		}
	}
	want := []string{"error.row-time Päivä", "error.row-text ", "error.row-place Long", "", "error.row-area Alue"}
	if diff := cmp.Diff(want, keys); diff != "" || !slices.Equal(numbers, []int{2, 3, 4, 5, 6}) {
		t.Errorf("rows %v, want (-), got (+):\n%s", numbers, diff)
	}
}

// TestEqualRowsAreApart: without ids, a row is the same when it is imported
// again, wherever it then stands, and equal rows are as many as they are.
func TestEqualRowsAreApart(t *testing.T) {
	ids := func(content string) []string {
		table := readTable(t, "a.csv", content)
		var ids []string
		for row := range table.Arrivals(Guess(table), RowOptions{}) {
			ids = append(ids, row.Arrival.Foreign)
		}
		slices.Sort(ids)
		return ids
	}
	first := ids("palaute,pvm\nVesi poikki,26.11.2026\nVesi poikki,26.11.2026\nMuu asia,26.11.2026\n")
	if len(slices.Compact(slices.Clone(first))) != 3 {
		t.Errorf("three rows, ids %q", first)
	}
	if again := ids("palaute,pvm\nMuu asia,26.11.2026\nVesi poikki,26.11.2026\nVesi poikki,26.11.2026\n"); !slices.Equal(first, again) {
		t.Errorf("first %q, in another order %q", first, again)
	}
}

func TestTableFaults(t *testing.T) {
	for _, tt := range []struct{ name, content, key string }{
		{"a.csv", "", "error.table-empty"},
		{"a.csv", " \n\n", "error.table-empty"},
		{"a.csv", "palaute;pvm\n", "error.table-empty"},
		{"a.xlsx", "PK\x03\x04\x00\x00", "error.table-kind"},
		{"a.json", "{", "error.table-broken"},
		{"a.json", `{"a": 1}`, "error.table-rows"},
		{"a.json", `{"data": {"b": []}}`, "error.table-rows"},
		{"a.json", `[]`, "error.table-empty"},
		{"a.csv", strings.Repeat(strings.Repeat("a;", 300)+"\n", 2), "error.table-columns"},
	} {
		_, err := ReadTable(strings.NewReader(tt.content), tt.name)
		if !fault.Is(err, tt.key) {
			t.Errorf("%s %.20q: %v, want %s", tt.name, tt.content, err, tt.key)
		}
	}
}

// TestTableBreaksLate: what is good before a break is there, and the break is
// told where it is.
func TestTableBreaksLate(t *testing.T) {
	for name, content := range map[string]string{
		"a.json":  `[{"text":"yksi kaksi"},{"text":"kolme neljä"},{"text":"vii`,
		"b.json":  `[{"text":"yksi kaksi"},{"text":"kolme neljä"} {"text":"viisi"}]`,
		"c.jsonl": `{"text":"yksi kaksi"}` + "\n" + `{"text":"kolme neljä"}` + "\n{viisi}",
		"d.csv":   "teksti,pvm\nyksi kaksi,1.1.2026\nkolme neljä,1.1.2026\n\"" + strings.Repeat("auki jäänyt lainaus\n", maxRow/10),
	} {
		table := readTable(t, name, content)
		var texts []string
		var last Row
		for row := range table.Arrivals(Columns{Parts: map[Part]int{PartText: 0}}, RowOptions{}) {
			if row.Fault == nil {
				texts = append(texts, row.Arrival.Text)
			}
			last = row
		}
		if !slices.Equal(texts, []string{"yksi kaksi", "kolme neljä"}) || last.Fault == nil || last.Fault.Key != "error.row-rest" {
			t.Errorf("%s: %q, then %v", name, texts, last.Fault)
		}
	}
	// A row that is no object is refused alone.
	table := readTable(t, "a.json", `[{"text":"yksi kaksi"}, 7, {"text":"kolme neljä"}]`)
	rows := slices.Collect(table.Arrivals(Columns{Parts: map[Part]int{PartText: 0}}, RowOptions{}))
	if len(rows) != 3 || rows[1].Fault == nil || rows[1].Fault.Key != "error.row-object" || rows[2].Arrival.Text != "kolme neljä" {
		t.Errorf("got %+v", rows)
	}
}

// TestTableIsBounded: a table that goes on too long is no table cut short.
func TestTableIsBounded(t *testing.T) {
	read := func(bound int64) (int, error) {
		b, err := io.ReadAll(&boundedReader{r: strings.NewReader("palaute\nyksi\nkaksi\n"), left: bound})
		return len(b), err
	}
	if n, err := read(19); n != 19 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err := read(18); n != 18 || !errors.Is(err, errTable) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestReadTime(t *testing.T) {
	for in, want := range map[string]string{
		"26.11.2026":                      "2026-11-26T00:00:00+02:00",
		"6.1.2026":                        "2026-01-06T00:00:00+02:00",
		"26.11.2026 14:05":                "2026-11-26T14:05:00+02:00",
		"26.11.2026 14.05":                "2026-11-26T14:05:00+02:00",
		"26.11.2026 klo 14.05":            "2026-11-26T14:05:00+02:00",
		"26.11.2026 kl. 14.05":            "2026-11-26T14:05:00+02:00",
		"26.11.2026, 9.05.33":             "2026-11-26T09:05:33+02:00",
		"2026-11-26":                      "2026-11-26T00:00:00+02:00",
		"2026-11-26 14:05:33":             "2026-11-26T14:05:33+02:00",
		"2026-11-26T14:05:33":             "2026-11-26T14:05:33+02:00",
		"2026-11-26T14:05:33Z":            "2026-11-26T14:05:33Z",
		"2026-11-26T14:05:33.25+03:00":    "2026-11-26T14:05:33+03:00",
		"2026-11-26 14:05:33+00:00":       "2026-11-26T14:05:33Z",
		"26/11/2026 14:05":                "2026-11-26T14:05:00+02:00",
		"03/04/2026":                      "2026-04-03T00:00:00+02:00",
		"26 November 2026":                "2026-11-26T00:00:00+02:00",
		"Thu, 26 Nov 2026 14:05:33 +0200": "2026-11-26T14:05:33+02:00",
		"46352":                           "2026-11-26T00:00:00+02:00",
		"46352.5":                         "2026-11-26T12:00:00+02:00",
		"46352,25":                        "2026-11-26T06:00:00+02:00",
		"1795644000":                      "2026-11-25T22:00:00Z",
		"1795644000000":                   "2026-11-25T22:00:00Z",
	} {
		got, ok := readTime(in, helsinki)
		if !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%q: %s, %v; want %s", in, got.Format(time.RFC3339), ok, want)
		}
	}
	for _, in := range []string{"", "eilen", "12", "2026", "31.2.2026", "11/26/2026", "26.11.", "0040501", "1.1.0001", "26.11.2026 25.00", "123456"} {
		if got, ok := readTime(in, helsinki); ok {
			t.Errorf("%q: taken for %s", in, got)
		}
	}
}

// TestTablesRoundTrip: whatever the cells hold, they come back, from CSV with
// any comma and from JSON.
func TestTablesRoundTrip(t *testing.T) {
	piece := rapid.StringMatching(`[a-zåäö0-9 ,;|"'\n#.:/-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 5).Draw(t, "width")
		header := []string{"teksti"}
		for i := 1; i < width; i++ {
			header = append(header, fmt.Sprintf("sarake %d", i))
		}
		rows := rapid.SliceOfN(rapid.SliceOfN(piece, width, width), 1, 130).Draw(t, "rows")
		var want [][]string
		for _, row := range rows {
			// A table of one row has no other one to tell the comma by.
			row[0] = "x" + strings.ReplaceAll(row[0], "\r", "")
			var cells []string
			for _, s := range row {
				cells = append(cells, cell(s))
			}
			want = append(want, cells)
		}
		for _, comma := range ",;\t|" {
			var b bytes.Buffer
			w := csv.NewWriter(&b)
			w.Comma = comma
			if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
				t.Fatal(err)
			}
			if findComma(b.Bytes()) != comma {
				continue // looks as if parted by another; see TestFindComma
			}
			compareTable(t, "a.csv", b.String(), header, want)
		}
		var objects []map[string]string
		for _, row := range rows {
			o := map[string]string{}
			for i, name := range header {
				o[name] = row[i]
			}
			objects = append(objects, o)
		}
		whole, _ := json.Marshal(map[string]any{"count": len(rows), "data": objects})
		compareTable(t, "a.json", string(whole), nil, want)
		var lines bytes.Buffer
		for _, o := range objects {
			if err := json.NewEncoder(&lines).Encode(o); err != nil {
				t.Fatal(err)
			}
		}
		compareTable(t, "a.jsonl", lines.String(), nil, want)
	})
}

// compareTable reads a table whose columns are the header, in any order when
// none is given.
func compareTable(t *rapid.T, name, content string, header []string, want [][]string) {
	table, err := ReadTable(strings.NewReader(content), name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if header != nil && !slices.Equal(table.Columns, header) {
		t.Fatalf("%s: columns %q, want %q", name, table.Columns, header)
	}
	var got [][]string
	for n, r := range table.rows() {
		if r.fault != nil {
			t.Fatalf("%s row %d: %v", name, n, r.fault)
		}
		cells := r.cells
		if header == nil {
			// Keys come in the order of the alphabet: "sarake 1" … "teksti".
			last := len(cells) - 1
			cells = append([]string{cells[last]}, cells[:last]...)
		}
		got = append(got, cells)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s:\n%s\nwant (-), got (+):\n%s", name, content, diff)
	}
}

func TestFindComma(t *testing.T) {
	for content, want := range map[string]rune{
		"a;b\n1,5;2\n2,5;3\n": ';',
		"a,b\nx,y\n":          ',',
		"a\tb\n1, 2\tc\n":     '\t',
		"palaute\nHyvä, että toimii\nEi\nKiitos\nJoo":        noComma,
		"Hei, bussi ei tullut\nToinen, ei pilkkua\nKolmas\n": noComma,
		"id, teksti\n1, a\n2, b\n":                           ',',
		"id;teksti\n1;\"a; b, c\"\n2;\"d\ne\"\n":             ';',
	} {
		if got := findComma([]byte(content)); got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("a.csv", []byte("palaute;pvm\nHyvä;26.11.2026\n"))
	f.Add("a.csv", []byte("sep=,\n\"a\nb\",c\n"))
	f.Add("a.csv", []byte("\xff\xfea\x00;\x00b\x00\n\x00"))
	f.Add("a.csv", []byte("p\xe4iv\xe4,\xf6\n"))
	f.Add("a.json", []byte(`{"data":[{"a":{"b":[1,"x",null]}},3]}`))
	f.Add("a.jsonl", []byte("{\"text\":\"a\"}\n{}\n"))
	f.Add("a.geojson", []byte(`{"features":[{"geometry":{"type":"Point","coordinates":[24.9,60.1]},"properties":{"text":"x"}}]}`))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		table, err := ReadTable(bytes.NewReader(content), name)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("not told to who gave the file: %v", err)
			}
			return
		}
		c := Guess(table)
		c.Keep = []int{0, len(table.Columns)}
		if _, ok := c.Parts[PartText]; !ok {
			c.Parts[PartText] = 0
		}
		rows := 0
		seen := map[string]bool{}
		for row := range table.Arrivals(c, RowOptions{Zone: helsinki, Areas: testAreas()}) {
			rows++
			a := row.Arrival
			if row.Fault != nil {
				continue
			}
			if _, named := c.Parts[PartID]; a.Foreign == "" || a.Text == "" || !named && seen[a.Foreign] {
				t.Fatalf("row %d: %+v", row.Number, a)
			}
			seen[a.Foreign] = true
			if strings.ContainsAny(a.Text+a.Title+a.Foreign, "\x00\x1b\u0085") {
				t.Fatalf("row %d has control characters: %q", row.Number, a.Text)
			}
		}
		if rows == 0 {
			t.Fatal("a table without rows")
		}
	})
}

func BenchmarkTable(b *testing.B) {
	var content bytes.Buffer
	content.WriteString("id;pvm;palaute;alue\n")
	for i := range 100_000 {
		fmt.Fprintf(&content, "%d;26.11.2026 14:05;\"Bussi ei taaskaan tullut ajallaan, ja myöhästyin työstä.\";Rantakylä\n", i)
	}
	b.SetBytes(int64(content.Len()))
	for b.Loop() {
		table, err := ReadTable(bytes.NewReader(content.Bytes()), "a.csv")
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for row := range table.Arrivals(Guess(table), RowOptions{Zone: helsinki, Areas: testAreas()}) {
			if row.Fault != nil {
				b.Fatal(row.Fault)
			}
			n++
		}
		if n != 100_000 {
			b.Fatal(n)
		}
	}
}
