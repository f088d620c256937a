package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// divider begins the letter that is answered.
	divider = regexp.MustCompile(`(?i)^\W*(original message|alkuperäinen viesti|ursprungligt meddelande)\W*$|^_{20,}$`)
	// headerFrom and headerSent are the first lines of a quoted letter in Outlook.
	headerFrom = regexp.MustCompile(`(?i)^\*?(from|lähettäjä|från)\s?:`)
	headerSent = regexp.MustCompile(`(?i)^\*?(sent|date|lähetetty|päivämäärä|päiväys|pvm|skickat|datum)\s?:`)
	// wrote ends the line that introduces a quote; it has a date. Where the quote
	// is not marked, only an address, or a year and a clock, tell it from the
	// writer's own words.
	wrote   = regexp.MustCompile(`(?i)\b(wrote|kirjoitti|skrev)\b.{0,200}:$`)
	digit   = regexp.MustCompile(`\d`)
	program = regexp.MustCompile(`@|\b20\d\d\b.*\b\d{1,2}[.:]\d\d\b`)
	// device is what telephones and programs say below a letter.
	device = regexp.MustCompile(`(?i)^((lähetetty|sent from|skickat från)\b.{0,20}` +
		`(iphone|ipad|android|samsung|galaxy|huawei|xiaomi|oneplus|honor|nokia|outlook|yahoo|gmail|puhelime|mobiil|mobile|phone|mobil|telefon).{0,40}` +
		`|(get|hae|hanki|hämta|skaffa) outlook\b.{0,30})$`)
	// closing is how letters end; names and numbers follow it.
	closing = regexp.MustCompile(`(?i)^(ystävällisin terveisin|parhain terveisin|parhaat terveiset|terveisin|yst\.? ?terv\.?|terv\.|kiittäen|` +
		`med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|hälsningar|mvh|` +
		`kind regards|best regards|regards|yours sincerely|sincerely|yours faithfully)([,.!]|\s|$)(.{0,60})$`)
)

// cutMail leaves of a letter what its writer wrote now: without the letter
// that is answered, the lines that introduce it, and the signature.
func cutMail(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\u00a0", " "), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	lines = cutQuotes(cutAnswered(lines))
	lines = cutSignature(lines)
	return strings.TrimSpace(joinLines(lines))
}

// cutAnswered ends the text where the whole letter that is answered begins.
func cutAnswered(lines []string) []string {
	for i, l := range lines {
		l = strings.TrimSpace(l)
		switch {
		case divider.MatchString(l):
			return lines[:i]
		case headerFrom.MatchString(l):
			for _, next := range lines[i+1 : min(i+5, len(lines))] {
				if headerSent.MatchString(strings.TrimSpace(next)) {
					return lines[:i]
				}
			}
		}
	}
	return lines
}

// cutQuotes takes out quoted lines and what introduces them. What stands
// between quotes is an answer and stays; an introduction without marked lines
// after it has the whole letter after it.
func cutQuotes(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); i++ {
		if isQuote(lines[i]) {
			continue
		}
		if n := introduction(lines[i:]); n > 0 {
			rest := i + n
			for rest < len(lines) && lines[rest] == "" {
				rest++
			}
			marked := rest < len(lines) && isQuote(lines[rest])
			if !marked && program.MatchString(strings.Join(lines[i:i+n], " ")) {
				return out
			}
			if marked {
				i += n - 1
				continue
			}
		}
		out = append(out, lines[i])
	}
	return out
}

func isQuote(l string) bool { return strings.HasPrefix(strings.TrimLeft(l, " \t"), ">") }

// introduction is how many lines at the beginning say who wrote what follows
// and when: 0 to 3.
func introduction(lines []string) int {
	said := ""
	for n, l := range lines[:min(3, len(lines))] {
		if l == "" || isQuote(l) {
			return 0
		}
		if said += " " + l; wrote.MatchString(said) && digit.MatchString(said) && utf8.RuneCountInString(said) < 300 {
			return n + 1
		}
	}
	return 0
}

// maxSigned is the longest signature after a closing, in lines.
const maxSigned = 8

// cutSignature ends the text at the mark of a signature, or at a closing with
// only short lines after it: they are a name and how to reach it.
func cutSignature(lines []string) []string {
	for i, l := range lines {
		if l == "--" { // "-- " before its space was trimmed, RFC 3676 §4.3
			lines = lines[:i]
			break
		}
	}
	lines = trimLines(lines)
	for len(lines) > 0 && device.MatchString(strings.TrimSpace(lines[len(lines)-1])) {
		lines = trimLines(lines[:len(lines)-1])
	}
	for i := len(lines) - 1; i > 0 && i >= len(lines)-1-maxSigned; i-- {
		l := strings.TrimSpace(lines[i])
		if end := closing.FindStringSubmatch(l); end != nil && !isSentence(end[3]) {
			return trimLines(lines[:i])
		}
		if isSentence(l) {
			break
		}
	}
	return lines
}

// isSentence reports whether a line says something, as names and numbers do not.
func isSentence(l string) bool {
	words := len(strings.Fields(l))
	return words > 8 || words > 3 && strings.ContainsAny(l[len(l)-1:], ".!?") || utf8.RuneCountInString(l) > 80
}

// trimLines drops empty lines at the end.
func trimLines(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// joinLines joins lines with at most one empty one between paragraphs.
func joinLines(lines []string) string {
	var b strings.Builder
	empty := 0
	for _, l := range lines {
		if l == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString(strings.Repeat("\n", 1+min(empty, 1)))
		}
		empty = 0
		b.WriteString(l)
	}
	return b.String()
}
