package grouping

import "context"

// dense is a section seen by its embeddings.
type dense struct {
	embedded
	centres centres
	// peaks are the mean directions of the groups found.
	peaks [][]float32
}

// densely chooses how the embeddings of the compared texts are centred: by all,
// or by language. A language apart by a shift of the model joins the others by
// its own centre; one that speaks of one thing alone would be torn apart by it.
// What tells the groups better apart is taken.
func densely(ctx context.Context, s *section, texts []Text, vectors [][]float32) (*dense, error) {
	rows, langs := make([][]float32, len(s.at)), make([]string, len(s.at))
	for j, i := range s.at {
		rows[j], langs[j] = vectors[i], languageOf(texts[i])
	}
	var best *dense
	var most float64
	for _, byLang := range []bool{true, false} {
		d := &dense{centres: centresOf(rows, langs, byLang)}
		if best != nil && len(best.centres) <= 2 {
			break // a single language has one centre
		}
		d.embedded = make(embedded, len(rows))
		for j := range rows {
			d.embedded[j] = d.centres.from(rows[j], langs[j])
		}
		var err error
		if d.peaks, err = d.embedded.peaks(ctx); err != nil {
			return nil, err
		}
		if x := d.apart(d.told(d.peaks), len(d.peaks)); best == nil || x > most {
			best, most = d, x
		}
	}
	return best, nil
}

// partition puts every text to its peak. Where there are no two, it is the
// coarsest with a few groups, as without embeddings.
func (d *dense) partition(net *graph) *partition {
	k := len(d.peaks)
	if k > 1 {
		return &partition{of: refine(d, net, d.told(d.peaks), k, nil), k: k}
	}
	var p *partition
	for _, r := range resolutions {
		of, k := net.communities(r)
		if p = (&partition{of: refine(d, net, of, k, nil), k: k}); p.enough() {
			break
		}
	}
	return p
}
