package grouping

// trial asks judges for the groups of rows.
type trial struct {
	of    []int // group of each row, -1 outside
	seats []seat
	k     int // groups
	// taught are, of each judge, the classes it learns of, a bit each.
	taught  []uint8
	classes int // at most eight
}

// seat is what a row does in a trial.
type seat struct {
	group int32 // as in of: a seat is read whole
	class int8  // by which judges learn of the row, -1 where none does
	by    int8  // the judge of the row, -1 where none is asked
}

// trialOf has one judge, who learns of the rows of use, or of all where it is
// nil, and judges the rows of which asked is true.
func trialOf(of []int, k int, use []bool, asked func(i int) bool) *trial {
	t := &trial{of: of, seats: make([]seat, len(of)), k: k, taught: []uint8{1}, classes: 1}
	for i, g := range of {
		t.seats[i] = seat{int32(g), -1, -1}
		if g >= 0 && (use == nil || use[i]) {
			t.seats[i].class = 0
		}
		if asked(i) {
			t.seats[i].by = 0
		}
	}
	return t
}

// crossTrial has a judge for each fold, who learns of the other folds.
func crossTrial(of []int, k, round int) *trial {
	t := &trial{of: of, seats: make([]seat, len(of)), k: k, classes: folds}
	for i, g := range of {
		fold := int8(scatter(i, round) % folds)
		t.seats[i] = seat{int32(g), fold, fold}
	}
	for fold := range folds {
		t.taught = append(t.taught, 1<<folds-1-1<<fold)
	}
	return t
}

// learns tells whether a judge learns of a row.
func (t *trial) learns(judge, row int) bool {
	s := t.seats[row]
	return s.group >= 0 && s.class >= 0 && t.taught[judge]>>s.class&1 == 1
}

// best is the most likely of groups, the first of equal ones.
func best(fit []float32) int {
	most := 0
	for g, x := range fit {
		if x > fit[most] {
			most = g
		}
	}
	return most
}
