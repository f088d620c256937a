package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// aims holds what was measured against what grouping is to reach.
type aims struct{ lines []aim }

type aim struct {
	what, where, measured string
	met                   bool
}

func (a *aims) add(what, where string, met bool, format string, args ...any) {
	a.lines = append(a.lines, aim{what, where, fmt.Sprintf(format, args...), met})
}

func (a *aims) report(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "aim\ton\tmeasured\t")
	met := 0
	for _, l := range a.lines {
		verdict := "NOT met"
		if l.met {
			verdict = "met"
			met++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", l.what, l.where, l.measured, verdict)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\n%d of %d met\n", met, len(a.lines))
	return err
}
