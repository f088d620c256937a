package server

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"luonnos/internal/store"
	"luonnos/people"
	"luonnos/themes"
	"luonnos/themes/intake"
)

// upload sends the page's form with a file.
func (b *browser) upload(action, name string, data []byte) *browser {
	b.site.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range defaults(b.form(action)) {
		for _, v := range values {
			if key != "file" {
				_ = w.WriteField(key, v)
			}
		}
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			b.site.t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, attr(b.form(action), "action"), &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.request(r)
	return b
}

// takeImports does what the site's worker does.
func (s *site) takeImports() {
	s.t.Helper()
	if err := (intake.Importer{Themes: s.themes, Areas: s.people.Areas, Zone: time.UTC}).Run(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

const log = "Päivä;Asia;Kaupunginosa;Nimi\n" +
	"23.11.2026;Katuvalo on pimeä;Rantakylä;Maija M.\n" +
	"31.2.2026;Kuka vastaa viesteihin?;Rantakylä;\n" +
	"22.11.2026;Kiitos selkeästä kirjeestä;Rantakylä;Matti E.\n"

func TestImportIsPreviewedAndTakenIn(t *testing.T) {
	s := town(t)
	s.rantakyla()
	b := s.browser().signIn("hanna").open("/fi/palaute/tuonti").upload("/tuonti", "puhelut.csv", []byte(log))
	b.reads("Esikatselu: puhelut.csv", "Mitään ei ole vielä tuotu.", "2 riviä tuodaan.", "1 rivi jää pois.", "Katuvalo on pimeä", "31.2.2026")
	at := b.at
	b.holds(at, "column-0", "time").holds(at, "column-1", "text").holds(at, "column-2", "area").holds(at, "column-3", "name")
	if _, n, err := s.themes.Items(t.Context(), official(t, s), themes.Filter{Limit: 1}); err != nil || n != 0 {
		t.Fatalf("%d items before the import (%v)", n, err)
	}

	// Choices are kept between steps, and a mistake is told at its place.
	b.send(at, "column-0", "text", "do", "preview").answers(http.StatusUnprocessableEntity).reads("valittu kahteen sarakkeeseen")
	b.holds(at, "column-0", "text")
	b.send(at, "column-0", "", "column-1", "text", "do", "preview").reads("3 riviä tuodaan.").lacks("jää pois")
	b.open(at).holds(at, "column-0", "").reads("3 riviä tuodaan.")
	b.send(at, "column-0", "time", "name", "", "do", "confirm").answers(http.StatusUnprocessableEntity).reads("Anna lähteelle nimi.")
	b.holds(at, "column-0", "time")
	for _, problem := range checkPage(b.page.body) {
		t.Errorf("%s: %s", at, problem)
	}

	b.send(at, "column-0", "time", "name", "Puhelinpalvelu", "do", "confirm").answers(http.StatusOK).reads("Tuodaan: puhelut.csv", "0/3 riviä käsitelty", "jatkuu taustalla")
	for _, problem := range checkPage(b.page.body) {
		t.Errorf("%s: %s", at, problem)
	}
	if a := b.visit(at + "/eteneminen").page; !strings.Contains(a.body, `"ended":false`) {
		t.Errorf("progress: %s", a.body)
	}
	s.takeImports()
	if a := b.visit(at + "/eteneminen").page; !strings.Contains(a.body, `"ended":true`) || !strings.Contains(a.body, `"percent":100`) {
		t.Errorf("progress: %s", a.body)
	}
	// The table is gone, and what was in its cells with it.
	b.open(at).reads("Tuotu: puhelut.csv", "2 uutta", "1 jätetty pois", "Rivi 3: Aikaa ei voitu tulkita.", "Päivä").lacks("31.2.2026")
	id, _ := strconv.ParseInt(at[strings.LastIndex(at, "/")+1:], 10, 64)
	if i, err := s.themes.Import(t.Context(), official(t, s), id); err != nil || len(i.Faults) != 1 || i.Faults[0].Found != "" {
		t.Errorf("kept of the import: %+v, %v", i.Faults, err)
	}
	for _, problem := range checkPage(b.page.body) {
		t.Errorf("%s: %s", at, problem)
	}
	items, n, err := s.themes.Items(t.Context(), official(t, s), themes.Filter{Limit: 5})
	if err != nil || n != 2 || items[0].Text != "Katuvalo on pimeä" || items[0].Moderation != themes.Waiting {
		t.Fatalf("%+v (%v)", items, err)
	}
	senders, err := s.themes.Senders(t.Context(), official(t, s), []int64{items[0].ID})
	if err != nil || senders[items[0].ID].Name != "Maija M." {
		t.Errorf("%+v, %v", senders, err)
	}

	// The same table once more: the system is known, and so are its rows.
	b.open("/fi/palaute/tuonti").reads("puhelut.csv", "Valmis", "2 uutta").upload("/tuonti", "puhelut.csv", []byte(log))
	b.send(b.at, "source", fmt.Sprint(items[0].Source), "do", "confirm")
	s.takeImports()
	b.open(b.at).reads("Tuotu:", "0 uutta", "2 ennestään")
	for _, key := range s.catalog.Missing() {
		t.Errorf("no sentence for %s", key)
	}
}

// rantakyla makes an area of the town.
func (s *site) rantakyla() {
	s.t.Helper()
	err := store.As[people.Tx](s.db).Update(s.t.Context(), "", func(tx people.Tx) error {
		return tx.PutArea(s.t.Context(), people.Area{Code: "rantakyla", Names: map[people.Lang]string{people.Finnish: "Rantakylä"}})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func official(t *testing.T, s *site) people.Account {
	t.Helper()
	a, err := s.people.Get(t.Context(), "hanna")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestUploadRefusesWhatIsNoTable(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("hanna").open("/fi/palaute/tuonti")
	for name, data := range map[string][]byte{
		"":            nil,
		"tyhja.csv":   nil,
		"kuva.csv":    []byte("\x89PNG\x00\x01\x02"),
		"rivit.json":  []byte("{"),
		"pitka.csv":   bytes.Repeat([]byte("teksti\nhei\n"), themes.MaxImport/11+1),
		"liikaa.json": bytes.Repeat([]byte("teksti\nhei\n"), themes.MaxImport/8),
	} {
		b.upload("/tuonti", name, data).answers(http.StatusUnprocessableEntity)
		for _, problem := range checkPage(b.page.body) {
			t.Errorf("%q: %s", name, problem)
		}
		if !strings.Contains(b.page.body, `id="f-file-fault"`) {
			t.Errorf("%q: no sentence at the field:\n%s", name, b.text())
		}
	}
	b.lacks("Aiemmat tuonnit")
}

func TestUploadCanBeDiscarded(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("hanna").open("/fi/palaute/tuonti").upload("/tuonti", "puhelut.csv", []byte(log))
	at := b.at
	b.press("Hylkää taulukko").reads("Taulukko on hylätty.").lacks("puhelut.csv")
	b.visit(at).answers(http.StatusNotFound)
}

func TestImportIsForOfficials(t *testing.T) {
	s := town(t)
	s.account("ylli", "Ylli P.", people.Administrator)
	s.account("minna", "Minna E.", people.Mentor)
	b := s.browser().signIn("hanna").open("/fi/palaute/tuonti").upload("/tuonti", "puhelut.csv", []byte(log))
	for who, want := range map[people.ID]int{"": http.StatusSeeOther, "aino": 403, "minna": 403, "hanna": 200, "ylli": 200} {
		s.cookies = nil
		if who != "" {
			s.signIn(who)
		}
		for _, address := range []string{"/fi/palaute/tuonti", b.at, b.at + "/eteneminen"} {
			if got := s.get(address).StatusCode; got != want {
				t.Errorf("%q at %s: %d, want %d", who, address, got, want)
			}
			if want == 200 || strings.HasSuffix(address, "eteneminen") {
				continue
			}
			if got := s.post(address, "do", "drop").StatusCode; got != want {
				t.Errorf("%q posts to %s: %d, want %d", who, address, got, want)
			}
		}
	}
	b.open(b.at).reads("Katuvalo on pimeä")
}

// TestColumnsOfEveryTable: whatever is posted, the page answers and nothing is taken in.
func TestColumnsOfEveryTable(t *testing.T) {
	s := town(t)
	b := s.browser().signIn("hanna").open("/fi/palaute/tuonti").upload("/tuonti", "a.json",
		[]byte(`[{"teksti":"<script>alert(1)</script>","x":1},{"teksti":"hei","y":{"z":"ö"}}]`))
	b.reads("<script>alert(1)</script>")
	s.signIn("hanna")
	for _, pairs := range [][]string{
		{"column-0", "nothing"}, {"column-0", "keep"}, {"column-0", "text", "column-9", "text"}, {"column-0", "text", "source", "x"},
		{"column-0", "text", "source", "99999999999999999999"},
	} {
		if a := s.post(b.at, append([]string{"do", "confirm"}, pairs...)...); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", pairs, a.StatusCode)
		}
	}
}
