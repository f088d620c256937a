package server

import (
	"math"
	"strconv"

	"luonnos/internal/locale"
)

// percent is a share of a chart's width. Charts stretch by it while their
// letters keep the size of the page's, so that they can be read on a phone.
type percent float64

func (x percent) String() string {
	return strconv.FormatFloat(math.Round(float64(x)*100)/100, 'f', -1, 64) + "%"
}

// columnChart is counts over time as the partial "chart" draws them: columns, a
// sentence that says the main thing, and a table with all of it.
type columnChart struct {
	Title    string
	Sentence string
	// Unit heads the table's first column.
	Unit    string
	Columns []column
	Ticks   []chartTick
	Labels  []axisLabel
}

// column is one column, in pixels from the top of the plot.
type column struct {
	X, Width  percent
	Y, Height int
	Name      string
	N         int
}

// chartTick is a line across the plot with its number.
type chartTick struct {
	Y int
	N int
}

// Heights of the plot in CSS pixels; the labels stand below it.
const (
	plotHeight  = 160
	sparkHeight = 28
	// leastColumn keeps a single piece of feedback visible beside thousands.
	leastColumn = 2
)

// LabelY and YearY are where the words below the plot stand, Whole the height
// of it all.
func (columnChart) LabelY() int { return plotHeight + 18 }
func (columnChart) YearY() int  { return plotHeight + 34 }
func (columnChart) Whole() int  { return plotHeight + 42 }

// columnLeft is where the slot of the i-th of n columns begins.
func columnLeft(i, n int) percent { return percent(100 * float64(i) / float64(n)) }

// columns draws the bins in a plot of the height, the tallest being top.
func columns(p locale.Printer, unit span, bins []bin, height, top int) []column {
	out := make([]column, len(bins))
	slot := columnLeft(1, max(1, len(bins)))
	for i, b := range bins {
		h := 0
		if b.N > 0 {
			h = max(leastColumn, int(math.Round(float64(height)*float64(b.N)/float64(top))))
		}
		out[i] = column{X: columnLeft(i, len(bins)) + slot/10, Width: slot * 8 / 10, Y: height - h, Height: h,
			Name: binName(p, unit, b), N: b.N}
	}
	return out
}

// scale is the round number that ends a scale from 0 to at least most, and the
// step between its lines, of which there are five at the most.
func scale(most int) (top, step int) {
	most = max(1, most)
	for unit := 1; ; unit *= 10 {
		for _, m := range []int{1, 2, 5} {
			if step = m * unit; most <= 4*step {
				return (most + step - 1) / step * step, step
			}
		}
	}
}

// newColumnChart draws the bins. The sentences of the title and of the main
// thing are those of what is counted.
func newColumnChart(p locale.Printer, title string, unit span, bins []bin) columnChart {
	c := columnChart{Title: title, Unit: p.T("chart.unit-" + string(unit)), Labels: axisLabels(p, unit, bins)}
	all, most := 0, 0
	for _, b := range bins {
		all, most = all+b.N, max(most, b.N)
	}
	top, step := scale(most)
	for n := 0; n <= top; n += step {
		c.Ticks = append(c.Ticks, chartTick{Y: plotHeight - plotHeight*n/top, N: n})
	}
	c.Columns = columns(p, unit, bins, plotHeight, top)
	c.Sentence = p.T("chart.nothing")
	if best, ok := busiest(bins); ok {
		c.Sentence = p.N("chart.busiest", all, binName(p, unit, best), p.Number(best.N))
	}
	return c
}

// spark is a small picture of counts over time, without words or numbers: they
// stand beside it.
type spark struct{ Columns []column }

func (spark) Height() int { return sparkHeight }

func newSpark(p locale.Printer, unit span, bins []bin) spark {
	most := 1
	for _, b := range bins {
		most = max(most, b.N)
	}
	return spark{columns(p, unit, bins, sparkHeight, most)}
}

// barTable is a table of names and counts with a bar at each.
type barTable struct {
	Title string
	// Head names what the rows are.
	Head string
	Rows []barRow
}

// barRow is one row; Share is of the sum in whole percents, Width of the longest bar.
type barRow struct {
	Name  string
	URL   string // "" for none
	N     int
	Share int
	Width percent
}

// newBarTable measures the rows, which have names and counts, against each other.
func newBarTable(title, head string, rows []barRow) barTable {
	all, most := 0, 1
	for _, row := range rows {
		all, most = all+row.N, max(most, row.N)
	}
	for i, row := range rows {
		rows[i].Share = int(math.Round(100 * float64(row.N) / float64(max(1, all))))
		rows[i].Width = percent(100 * float64(row.N) / float64(most))
	}
	return barTable{Title: title, Head: head, Rows: rows}
}
