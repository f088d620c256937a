package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// reportAims holds what was measured against what the merge is to reach on the
// whole corpus. Either variant may be missing.
func reportAims(out io.Writer, original, reflowed []*scores) error {
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "aim\tvariant\tmeasured\t")
	line := func(aim, variant string, met bool, format string, args ...any) {
		verdict := "met"
		if !met {
			verdict = "NOT MET"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", aim, variant, fmt.Sprintf(format, args...), verdict)
	}
	for _, v := range []struct {
		name    string
		results []*scores
	}{{variantOriginal, original}, {variantReflowed, reflowed}} {
		if v.results == nil {
			continue
		}
		r := v.results[0]
		rc, lc, cp := r.groups[groupRC], r.groups[groupLC], r.groups[groupCP]
		line("RC equal ≥ 72 %", v.name, percent(rc.equal, rc.cases) >= 72, "%.1f %%", percent(rc.equal, rc.cases))
		line("RC differ ≤ 3 %, at most 1 without look", v.name, percent(rc.differs, rc.cases) <= 3 && rc.differs-rc.differsLook <= 1,
			"%.1f %%, %d", percent(rc.differs, rc.cases), rc.differs-rc.differsLook)
		line("LC equal ≥ 98 %", v.name, percent(lc.equal, lc.cases) >= 98, "%.1f %%", percent(lc.equal, lc.cases))
		line("CP merged ≤ 1 %, none without look", v.name, percent(cp.differs, cp.cases) <= 1 && cp.differs == cp.differsLook,
			"%.1f %%, %d", percent(cp.differs, cp.cases), cp.differs-cp.differsLook)
		rg, lg := r.groups[groupRG], r.groups[groupLG]
		worse := rg.cases - rg.equal + lg.cases - lg.equal
		line("RG and LG all equal", v.name, worse == 0, "%d are not", worse)
		// Other programs on the machine lengthen the time, not the processor time.
		p95 := quantile(r.times, 0.95)
		if cpu := quantile(r.cpu, 0.95); cpu > 0 {
			p95 = min(p95, cpu)
		}
		line("95 % take ≤ 15 ms", v.name, p95 <= 15*time.Millisecond, "%.1f ms", float64(p95.Microseconds())/1000)
	}
	if original != nil && reflowed != nil {
		for _, g := range []group{groupRC, groupLC, groupRG, groupLG} {
			a, b := original[0].groups[g], reflowed[0].groups[g]
			apart := percent(b.equal, b.cases) - percent(a.equal, a.cases)
			line(string(g)+" reflowed within 0.5 points", "", apart >= -0.5 && apart <= 0.5, "%+.2f", apart)
		}
	}
	return table.Flush()
}

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}
