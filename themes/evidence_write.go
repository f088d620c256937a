package themes

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteJSON writes the evidence for other programs.
func (e Evidence) WriteJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(e)
}

// EvidenceColumns names the columns of WriteCSV, in its order.
var EvidenceColumns = []string{
	"passage", "page", "text", "proposal", "proposal-title", "verdict", "decided", "theme", "theme-name",
	"feedback", "written", "channel", "source", "address", "language", "area", "feedback-text",
}

// WriteCSV writes a row for each piece of feedback behind each passage, and one
// for a passage without any. What several proposals or themes brought stands in
// one cell, "; " between them. head is the first row.
func (e Evidence) WriteCSV(w io.Writer, head []string) error {
	proposals, themes, items := map[int64]EvidenceProposal{}, map[int64]EvidenceTheme{}, map[int64]EvidenceItem{}
	for _, p := range e.Proposals {
		proposals[p.ID] = p
	}
	for _, t := range e.Themes {
		themes[t.ID] = t
	}
	for _, i := range e.Items {
		items[i.ID] = i
	}
	// The mark tells spreadsheets that the letters are UTF-8.
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(head); err != nil {
		return err
	}
	for _, p := range e.Passages {
		var numbers, titles, verdicts, days, groups, names []string
		for _, id := range p.Proposals {
			x := proposals[id]
			numbers, titles = append(numbers, number(id)), append(titles, x.Title)
			verdicts, days = append(verdicts, x.Verdict), append(days, x.Decided.UTC().Format(time.DateOnly))
		}
		tied, said := e.Behind(p)
		for _, id := range tied {
			groups, names = append(groups, number(id)), append(names, themes[id].title())
		}
		row := []string{p.ID, p.Page, p.Text, joined(numbers), joined(titles), joined(verdicts), joined(days), joined(groups), joined(names)}
		if len(said) == 0 {
			said = []int64{0}
		}
		for _, id := range said {
			cells := append([]string{}, row...)
			if i, ok := items[id]; ok {
				cells = append(cells, number(id), i.At.UTC().Format(time.DateOnly), string(i.Channel), i.Source, i.Address,
					string(i.Lang), i.Area, strings.TrimSpace(i.Title+"\n"+i.Text))
			} else {
				cells = append(cells, make([]string, len(EvidenceColumns)-len(row))...)
			}
			for n, cell := range cells {
				cells[n] = harmless(cell)
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (t EvidenceTheme) title() string {
	if t.Name != "" {
		return t.Name
	}
	return strings.Join(t.Words, ", ")
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

func joined(parts []string) string { return strings.Join(parts, "; ") }

// harmless keeps a spreadsheet from reading a cell that a stranger wrote as a
// formula: the way is OWASP's, CSV Injection.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
