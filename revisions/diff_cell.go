package revisions

import "slices"

// maxColumns bounds the comparison of two rows of different length.
const maxColumns = 64

// alignRow aligns two rows of a table cell by cell, so that no edit reaches over
// the line between two cells.
func (c *comparison) alignRow(was, is []token) []edit {
	a, b := cells(was), cells(is)
	var out []edit
	ai, bi := 0, 0
	for _, p := range append(c.pairCells(was, is, a, b), [2]int{len(a) - 1, len(b) - 1}) {
		if ai < p[0] || bi < p[1] {
			out = append(out, edit{a[ai], a[p[0]], b[bi], b[p[1]]})
		}
		if p[0] == len(a)-1 {
			break
		}
		a0, b0 := a[p[0]], b[p[1]]
		for _, e := range alignSentences(was[a0:a[p[0]+1]], is[b0:b[p[1]+1]]) {
			out = append(out, edit{e.a0 + a0, e.a1 + a0, e.b0 + b0, e.b1 + b0})
		}
		ai, bi = p[0]+1, p[1]+1
	}
	return joinTouching(out)
}

// cells gives where the cells of a row start, and the end. A cell has the line
// after it; the line before the first one is counted as a cell.
func cells(row []token) []int {
	out := []int{0}
	for i, t := range row {
		if t.text == "|" && (i == 0 || row[i-1].text != `\` || t.gap != "") && i+1 < len(row) {
			out = append(out, i+1)
		}
	}
	return append(out, len(row))
}

// pairCells says which cells of two rows stand in the same column.
func (c *comparison) pairCells(was, is []token, a, b []int) [][2]int {
	n, m := len(a)-1, len(b)-1
	if n == m {
		pairs := make([][2]int, n)
		for i := range pairs {
			pairs[i] = [2]int{i, i}
		}
		return pairs
	}
	if pairs, ok := c.columns[[2]int{n, m}]; ok {
		return pairs
	}
	if max(n, m) > maxColumns {
		return nil
	}
	pairs := pairBlocks(cellWords(was, a), cellWords(is, b))
	// The line before the first cell has no words to be known by.
	if n > 1 && m > 1 && was[0].text == "|" && is[0].text == "|" {
		pairs = slices.Insert(slices.DeleteFunc(pairs, func(p [2]int) bool { return p[0] == 0 || p[1] == 0 }), 0, [2]int{0, 0})
	}
	if len(pairs) < 2 {
		return firstCells(n, m)
	}
	if c.columns == nil {
		c.columns = map[[2]int][][2]int{}
	}
	c.columns[[2]int{n, m}] = pairs
	c.oldColumns, c.newColumns = c.oldColumns+n-len(pairs), c.newColumns+m-len(pairs)
	return pairs
}

func firstCells(n, m int) [][2]int {
	pairs := make([][2]int, min(n, m))
	for i := range pairs {
		pairs[i] = [2]int{i, i}
	}
	return pairs
}

func cellWords(row []token, cuts []int) []lexed {
	out := make([]lexed, len(cuts)-1)
	for i := range out {
		for _, t := range row[cuts[i]:cuts[i+1]] {
			if t.kind == wordToken {
				out[i].words = append(out[i].words, t.id)
			}
		}
		slices.Sort(out[i].words)
	}
	return out
}
