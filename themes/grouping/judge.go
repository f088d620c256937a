package grouping

// features are what texts are told apart by: n-grams or embeddings.
type features interface {
	rows() int
	// neighbours finds the k most alike rows of each.
	neighbours(k int) [][]neighbour
	// tell gives the probability of each group for each row that is judged: of
	// row i and group g at i*k+g. Rows outside (-1) are not learnt.
	tell(t *trial) []float32
	// typical says how alike each row is to the mean of its own group.
	typical(of []int, k int) []float32
}

func (m *matrix) sums(of []int, k int, use []bool) []float32 {
	sums := make([]float32, m.cols*k)
	for i, g := range of {
		if g < 0 || use != nil && !use[i] {
			continue
		}
		cols, vals := m.row(i)
		for j, c := range cols {
			sums[int(c)*k+g] += vals[j]
		}
	}
	return sums
}
