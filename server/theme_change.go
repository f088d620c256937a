package server

import (
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// changeWords tell how a count changed, as people say it.
func changeWords(r *request, before, after int) string {
	switch {
	case before == after:
		return r.n("theme.same", after)
	case before == 0:
		return r.n("theme.began", after)
	case after == 0:
		return r.n("theme.ended", before)
	case before < after:
		return r.t("theme.grew", r.print.Number(before), r.print.Number(after))
	}
	return r.t("theme.shrank", r.print.Number(before), r.print.Number(after))
}

// trend compares the last weeks with as many before them.
func trend(r *request, bins []bin) string {
	if len(bins) < 2*trendWeeks {
		return ""
	}
	sum := func(bins []bin) (n int) {
		for _, b := range bins {
			n += b.N
		}
		return n
	}
	split := len(bins) - trendWeeks
	before, after := sum(bins[split-trendWeeks:split]), sum(bins[split:])
	if before == 0 && after == 0 {
		return ""
	}
	return r.t("theme.trend", trendWeeks, changeWords(r, before, after))
}

// comparison is two periods of a theme side by side.
type comparison struct {
	Form *form
	// A and B name the periods, "" before they are chosen.
	A, B     string
	Sentence string
	// Lengths warns of periods that are not as long as each other.
	Lengths string
	Groups  []compareGroup
}

// compareGroup is what one way of counting says of both periods.
type compareGroup struct {
	Head string
	Rows []compareRow
}

type compareRow struct {
	Name  string
	A, B  int
	Words string
}

// compareKeys are the days of the two periods in the query.
var compareKeys = []string{"a-from", "a-until", "b-from", "b-until"}

// compare counts the theme in two periods; until they are chosen the form has
// the last weeks and as many before them.
func (h theming) compare(r *request, theme int64, areas map[string]string) (comparison, error) {
	c := comparison{Form: queryForm(r, compareKeys)}
	asked := false
	for _, key := range compareKeys {
		asked = asked || r.query(key) != ""
	}
	if !asked {
		today := r.print.Local(h.now())
		day := func(back int) string { return today.AddDate(0, 0, -back).Format(time.DateOnly) }
		c.Form = newForm("a-from", day(14*trendWeeks-1), "a-until", day(7*trendWeeks), "b-from", day(7*trendWeeks-1), "b-until", day(0))
		return c, nil
	}
	for _, key := range compareKeys {
		if r.query(key) == "" {
			c.Form.add(key, r.t("error.day"))
		}
	}
	a, b := r.periodOf(c.Form, "a-from", "a-until"), r.periodOf(c.Form, "b-from", "b-until")
	if len(c.Form.Faults()) > 0 {
		return c, nil
	}
	var counted [2]themes.Tallies
	for i, p := range []period{a, b} {
		var err error
		if counted[i], err = h.themes.Tallies(r.ctx(), r.actor, themes.TallyFilter{Theme: theme, From: p.From, Until: p.Until}); err != nil {
			return c, err
		}
	}
	c.A, c.B = a.name(r), b.name(r)
	if counted[0].Items+counted[1].Items == 0 {
		c.Sentence = r.t("theme.compared-none", c.A, c.B)
		return c, nil
	}
	c.Sentence = r.t("theme.compared", c.A, c.B, changeWords(r, counted[0].Items, counted[1].Items))
	if days := [2]int{a.days(), b.days()}; days[0] != days[1] {
		c.Lengths = r.t("theme.lengths", r.n("theme.days", days[0]), r.n("theme.days", days[1]))
	}
	c.Groups = compareGroups(r, counted[0], counted[1], areas)
	return c, nil
}

// days is how many days a closed period has, whatever the clocks do meanwhile.
func (p period) days() int { return int((p.Until.Sub(p.From) + 12*time.Hour) / (24 * time.Hour)) }

func compareGroups(r *request, a, b themes.Tallies, areas map[string]string) []compareGroup {
	var area, source, lang pairs
	for i, t := range []themes.Tallies{a, b} {
		for _, x := range t.Areas {
			area.add(i, areaLabel(r, areas, x.Area), x.Items)
		}
		for _, x := range t.Sources {
			source.add(i, countedName(r, x), x.Items)
		}
		for _, x := range t.Langs {
			lang.add(i, languageName(r, x.Lang), x.Items)
		}
	}
	var out []compareGroup
	for _, g := range []struct {
		head string
		pairs
	}{{"theme.areas", area}, {"theme.sources-title", source}, {"theme.languages", lang}} {
		if rows := g.rows(r); len(rows) > 0 {
			out = append(out, compareGroup{r.t(g.head), rows})
		}
	}
	return out
}

// pairs counts names in two periods, in the order they come.
type pairs struct {
	names  []string
	counts map[string]*[2]int
}

func (p *pairs) add(period int, name string, n int) {
	if p.counts == nil {
		p.counts = map[string]*[2]int{}
	}
	if p.counts[name] == nil {
		p.names, p.counts[name] = append(p.names, name), &[2]int{}
	}
	p.counts[name][period] += n
}

func (p pairs) rows(r *request) []compareRow {
	var out []compareRow
	for _, name := range p.names {
		n := p.counts[name]
		out = append(out, compareRow{name, n[0], n[1], changeWords(r, n[0], n[1])})
	}
	return out
}

// areaLabel is the area's name; feedback may tell none, or one that the city
// does not know.
func areaLabel(r *request, areas map[string]string, code string) string {
	switch name, ok := areas[code]; {
	case code == "":
		return r.t("theme.no-area")
	case ok:
		return name
	}
	return code
}

func languageName(r *request, l people.Lang) string {
	if l == "" {
		return r.t("theme.no-language")
	}
	return r.t("language." + string(l))
}
