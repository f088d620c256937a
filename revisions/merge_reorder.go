package revisions

import "slices"

// reorder is a new order of blocks in the making.
type reorder struct {
	taken []bool
	after map[int][][2]int // runs that come to stand after a block, or after -1 in front
}

func newReorder(n int) *reorder { return &reorder{make([]bool, n), map[int][][2]int{}} }

// take moves a run behind the anchor.
func (r *reorder) take(from, to, anchor int) {
	for i := from; i < to; i++ {
		if r.taken[i] || i == anchor {
			return
		}
	}
	for i := from; i < to; i++ {
		r.taken[i] = true
	}
	r.after[anchor] = append(r.after[anchor], [2]int{from, to})
}

func (r *reorder) order() []int {
	out := make([]int, 0, len(r.taken))
	var put func(i int)
	put = func(i int) {
		if i >= 0 {
			out = append(out, i)
		}
		for _, run := range r.after[i] {
			for k := run[0]; k < run[1]; k++ {
				put(k)
			}
		}
	}
	put(-1)
	for i, taken := range r.taken {
		if !taken {
			put(i)
		}
	}
	return out
}

// reordered is the page in the new order. What ends the text ends it still: a last
// paragraph that comes to stand before others is set off from them.
func (p page) reordered(order []int) page {
	out := page{make([]block, len(order)), make([]token, len(order)), make([]int, len(order))}
	for to, from := range order {
		out.blocks[to], out.tokens[to], out.starts[to] = p.blocks[from], p.tokens[from], p.starts[from]
	}
	if last := len(order) - 1; last >= 0 && order[last] != last {
		ended := slices.Index(order, last)
		out.blocks[last].tail, out.blocks[ended].tail = out.blocks[ended].tail, out.blocks[last].tail
	}
	return out
}
