package notify

import (
	"fmt"
	"html/template"
	"strings"

	"luonnos/internal/event"
	"luonnos/people"
)

// paragraph is one paragraph of a letter's HTML; Link is set for the one that
// is the letter's link.
type paragraph struct {
	Lines []string
	Link  string
	Label string
}

var htmlLetter = template.Must(template.New("letter").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
{{range .Paragraphs}}{{if .Link}}<p><a href="{{.Link}}"><strong>{{.Label}}</strong></a><br>{{.Link}}</p>
{{else}}<p>{{range $i, $l := .Lines}}{{if $i}}<br>{{end}}{{$l}}{{end}}</p>
{{end}}{{end}}</body></html>
`))

// write makes the letter of a queued mail from the sentences of its template:
// ".subject", ".body" with blank lines between paragraphs, and ".action", the
// words of the link. {link} alone in a paragraph is where the link goes, {site}
// the site's name; the mail's own arguments fill the other places. An argument
// that is a code is put into words by the sentence ".<name>.<code>".
func (m *Mailer) write(e event.Event, mail people.Mail, to string, lang people.Lang) (Letter, error) {
	p := m.Locale.Printer(lang)
	lang = p.Lang()
	key := "mail." + string(mail.Template)
	if !p.Has(key+".subject") || !p.Has(key+".body") {
		return Letter{}, fmt.Errorf("no sentences %s.subject and .body in %s", key, lang)
	}
	args := map[string]string{"link": m.link(mail, lang), "site": m.Site[lang]}
	for name, value := range mail.Args {
		if code := key + "." + name + "." + value; p.Has(code) {
			value = p.T(code)
		}
		args[name] = value
	}

	// A title may hold a line break; a subject may not.
	subject := strings.Join(strings.Fields(p.T(key+".subject", args)), " ")
	body := p.T(key+".body", args) + "\n\n" + p.T("mail.footer", args)

	var (
		html []paragraph
		text []string
	)
	for part := range strings.SplitSeq(body, "\n\n") {
		part = strings.TrimSpace(part)
		switch part {
		case "": // a {link} without an address
			continue
		case args["link"]:
			html = append(html, paragraph{Link: part, Label: p.T(key+".action", args)})
		default:
			html = append(html, paragraph{Lines: strings.Split(part, "\n")})
		}
		text = append(text, part)
	}
	var b strings.Builder
	err := htmlLetter.Execute(&b, struct {
		Lang       people.Lang
		Subject    string
		Paragraphs []paragraph
	}{lang, subject, html})
	if err != nil {
		return Letter{}, err
	}
	return Letter{
		ID: fmt.Sprintf("%d.%d", e.ID, e.Time.UnixMicro()), To: to, Lang: lang,
		Subject: subject, Link: args["link"], Text: strings.Join(text, "\n\n") + "\n", HTML: b.String(),
	}, nil
}

// link is the absolute address the letter leads to, "" for none.
func (m *Mailer) link(mail people.Mail, lang people.Lang) string {
	path := ""
	switch {
	case mail.Token != "":
		path = m.LinkPath(lang, mail.Token)
	case mail.About != "":
		path = m.AboutPath(lang, mail.About)
	}
	if path == "" {
		return ""
	}
	return m.base.String() + "/" + strings.TrimPrefix(path, "/")
}
