package e2e

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
)

// attach chooses a file for the field with the label.
func (r *reader) attach(label, name string, content []byte, beside string) error {
	n, err := r.page.field(label, beside, func(n *html.Node) bool { return attr(n, "type") == "file" })
	if err != nil {
		return err
	}
	setAttr(n, "value", name)
	if r.page.files == nil {
		r.page.files = map[string][]byte{}
	}
	r.page.files[attr(n, "name")] = content
	return nil
}

// upload sends a form with files, as multipart/form-data (RFC 7578).
func (r *reader) upload(to string, values url.Values) error {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, vs := range values {
		for _, v := range vs {
			content, isFile := r.page.files[key]
			if !isFile {
				if err := w.WriteField(key, v); err != nil {
					return err
				}
				continue
			}
			part, err := w.CreateFormFile(key, v)
			if err != nil {
				return err
			}
			if _, err := part.Write(content); err != nil {
				return err
			}
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, to, &body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return r.sendOwn(req)
}

// attach 'label' file: chooses a file for a field.
func (s *story) attach(args []string) error {
	if _, err := s.page(); err != nil {
		return err
	}
	path := s.ts.MkAbs(args[1])
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return s.reader().attach(args[0], filepath.Base(path), content, arg(args, 2))
}

// await 'text'…: opens the page again until it shows all of it.
func (s *story) await(args []string) error {
	p, err := s.page()
	if err != nil {
		return err
	}
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		if err := s.visit([]string{p.at.String()}); err != nil {
			return err
		}
		err := s.see(args)
		if err == nil || time.Now().After(end) {
			return err
		}
	}
}

// uploadTable leads to the preview of a table.
func uploadTable(table string) func(*reader) error {
	return func(r *reader) error {
		if err := r.visit("/fi/palaute/tuonti"); err != nil {
			return err
		}
		if err := r.attach("Tiedosto", "puhelut.csv", []byte(table), ""); err != nil {
			return err
		}
		return r.press("Lataa ja katso esikatselu", "")
	}
}

// importTable takes a table in and leads to what came of it.
func importTable(table string) func(*reader) error {
	return func(r *reader) error {
		if err := uploadTable(table)(r); err != nil {
			return err
		}
		if err := r.fill("Uuden järjestelmän nimi", "Kirjaston palautelaatikko", ""); err != nil {
			return err
		}
		if err := r.press("Tuo ", ""); err != nil {
			return err
		}
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			if err := r.visit(r.page.at.String()); err != nil {
				return err
			}
			if strings.Contains(r.page.text(), "Tuotu: ") {
				return nil
			}
		}
		return fmt.Errorf("the import has not ended")
	}
}

// TestImportProgress: the page of an import that is under way turns into its
// result by itself.
func TestImportProgress(t *testing.T) {
	city := openDemo(t)
	r := city.person(t, "Hanna J.")
	var table strings.Builder
	table.WriteString("Tunnus;Palaute\n")
	for n := range 2000 {
		fmt.Fprintf(&table, "P%d;Valo %d on pimeä pysäkillä\n", n, n)
	}
	if err := uploadTable(table.String())(r); err != nil {
		t.Fatal(err)
	}
	b := openTab(t, city.base)
	if err := b.become(r); err != nil {
		t.Fatal(err)
	}
	m := mouse{keyboard{t: t, tab: b}}
	m.open(r.page.at.Path)
	m.typeIn("Uuden järjestelmän nimi", "Valojen seuranta")
	m.leave(button("Tuo 2"))
	if err := b.run(chromedp.WaitVisible(`//h1[starts-with(., 'Tuotu: ')]`, chromedp.BySearch)); err != nil {
		t.Fatal(err)
	}
	m.sees("000 uutta")
	m.quiet()
}
