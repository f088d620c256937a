package server

import "luonnos/docs"

// talk is the dot of the partial "passage-discussion": the threads of a passage
// and the form for a comment, f when it was sent and has to be mended.
func (h reading) talk(r *request, life docs.PassageLife, f *form) (any, error) { return nil, nil }
