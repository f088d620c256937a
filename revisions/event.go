package revisions

import (
	"context"

	"luonnos/internal/event"
)

// emit tells of a change of the proposal; its pages and passages show marks,
// and so change with it.
func (s *Service) emit(ctx context.Context, tx Tx, kind event.Kind, p Proposal, edits []Edit) error {
	e := event.Event{
		Kind: kind, Subject: subject("proposal", p.ID),
		Touches: append([]string{"proposals"}, touched(edits)...), Time: s.time(),
	}
	if p.Origin != "" {
		e.Touches = append(e.Touches, p.Origin) // its page tells what came of it
	}
	if p.Area != "" {
		e.Areas = []string{p.Area}
	}
	return tx.Emit(ctx, e)
}

// touched names the pages and passages that the edits are about.
func touched(edits []Edit) []string {
	var names []string
	seen := map[string]bool{}
	name := func(s string) {
		if !seen[s] {
			seen[s] = true
			names = append(names, s)
		}
	}
	for _, e := range edits {
		name("page/" + string(e.Path))
		for _, id := range e.passages() {
			name("passage/" + string(id))
		}
	}
	return names
}
