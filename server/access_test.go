package server

import (
	"net/http"
	"strings"
	"testing"

	"luonnos/people"
	"luonnos/revisions"
)

// openForms are those that a visitor may send: what they write is their own
// until they confirm it, and signing in is how one ceases to be a visitor.
var openForms = map[string]bool{
	"propose": true, "draft": true, "draft.edit": true, "draft.discard": true,
	"feedback.new": true, "feedback.consent": true, "feedback.withdraw": true,
	"signin": true, "signin.link": true, "signin.sample": true, "signout": true,
}

// TestVisitorsSendNoForm but the open ones. A new form is refused to visitors,
// or it is named above.
func TestVisitorsSendNoForm(t *testing.T) {
	s := town(t)
	s.proposed("aino", "palaute.md", "Kaupunki vastaa", "Kaupunki vastaa heti.")
	aino, err := s.people.Get(t.Context(), "aino")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.rev.WriteComment(t.Context(), aino, "", revisions.Comment{Proposal: 1, Body: "Niin.", Lang: people.Finnish}); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, row := range s.server.table {
		if row.method != post || openForms[row.name] {
			continue
		}
		var args []any
		switch noun, _, _ := strings.Cut(row.name, "."); {
		case strings.Contains(row.pattern, ":tag"):
			args = append(args, "tunniste")
		case !strings.Contains(row.pattern, ":id"):
		case noun == "passage":
			args = append(args, s.passage("palaute.md", "Kaupunki vastaa"))
		case noun == "person":
			args = append(args, "aino")
		default:
			args = append(args, 1)
		}
		address, err := s.server.addresses.url(people.Finnish, row.name, args...)
		if err != nil {
			t.Fatal(err)
		}
		a := s.post(address, "body", "Hei.", "reason", "Syy.", "stance", "support", "verdict", "reject", "version", "1", "do", "decide",
			"role", "administrator", "name", "Nimi", "lang", "fi", "email", "uusi@example.test", "title", "Otsikko", "text", "Teksti.", "sure", "yes")
		asked++
		if to := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/fi/kirjaudu?") {
			// One's own sessions and drafts are nobody's for a visitor.
			if a.StatusCode != http.StatusGone && a.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d %s", address, a.StatusCode, to)
			}
		}
	}
	if asked < 15 {
		t.Errorf("%d forms were tried", asked)
	}
	if s.state(1) != revisions.Open {
		t.Errorf("the proposal is %s", s.state(1))
	}
}
