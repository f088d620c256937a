package revisions_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"luonnos/docs"
	"luonnos/internal/fault"
	"luonnos/people"
	"luonnos/revisions"
)

// objects are the names of all stored objects.
func (h *house) objects(t failer) (list []docs.Hash) {
	t.Helper()
	h.view(t, func(tx revisions.Tx) error {
		return tx.EachObject(context.Background(), func(o docs.Hash, _ docs.ObjectType) error {
			list = append(list, o)
			return nil
		})
	})
	return list
}

func TestEraseTakesWhatWasNotAccepted(t *testing.T) {
	h := newHouse(t)
	shared := h.reword(t, "Jokainen", "Jokainen viesti on yhteinen.")
	accepted := h.propose(t, h.aino, h.reword(t, "Tuloksista", "Tuloksista kerrotaan."))
	h.decide(t, accepted, revisions.Accept)
	eeros := h.propose(t, h.eero, shared)
	before := h.objects(t)

	twin := h.propose(t, h.aino, shared) // same text, and so the same tree and blob
	open := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo salaisuuden."))
	h.decide(t, open, revisions.AskChanges)
	token, _, err := h.StartDraft(t.Context(), h.aino, people.Finnish, open.ID)
	check(t, err)
	_, err = h.PutEdit(t.Context(), token, 0, h.reword(t, "Kaupunki", "Kaupunki kertoo toisen salaisuuden."))
	check(t, err)
	_, err = h.Submit(t.Context(), h.aino, "", token)
	check(t, err)
	h.draft(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki luonnostelee."))
	words := h.say(t, h.aino, revisions.Comment{Proposal: eeros.ID, Body: "Yksityinen asia."})
	removed := h.say(t, h.aino, revisions.Comment{Proposal: eeros.ID, Body: "Asiaton."})
	check(t, h.RemoveComment(t.Context(), h.mentor, removed.ID, "Syy."))

	check(t, h.EraseFor(t.Context(), h.aino, h.aino.ID))

	for _, p := range []revisions.Proposal{twin, open} {
		if _, err := h.Proposal(t.Context(), h.admin, p.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("proposal %d: %v", p.ID, err)
		}
	}
	if p, err := h.Proposal(t.Context(), h.admin, accepted.ID); err != nil || p.State != revisions.Accepted {
		t.Errorf("accepted one is %+v, %v", p, err)
	}
	if ds, err := h.DraftsOf(t.Context(), h.aino); err != nil || len(ds) > 0 {
		t.Errorf("drafts are %v, %v", ds, err)
	}
	h.view(t, func(tx revisions.Tx) error {
		a, err := tx.Account(t.Context(), h.aino.ID)
		if a.Name != "" || a.Email != "" || a.Erased.IsZero() {
			t.Errorf("account is %+v, %v", a, err)
		}
		c, err := tx.Comment(t.Context(), words.ID)
		if c.Body != "" || c.Removed != "author" {
			t.Errorf("comment is %+v", c)
		}
		r, _ := tx.Comment(t.Context(), removed.ID)
		if r.Body != "" || r.Removed != "moderator" {
			t.Errorf("removed comment is %+v", r)
		}
		return err
	})
	// Only the note of the decision came to stay: three trees, a file and a commit.
	after := h.objects(t)
	fresh := slices.DeleteFunc(slices.Clone(after), func(o docs.Hash) bool { return slices.Contains(before, o) })
	if len(after) != len(before)+len(fresh) {
		t.Errorf("%d objects before, %d after of which %d new", len(before), len(after), len(fresh))
	}
	h.view(t, func(tx revisions.Tx) error {
		for _, name := range fresh {
			o, err := tx.Object(t.Context(), name)
			if err != nil {
				return err
			}
			if o.Type == docs.BlobObject && o.Size > 600 {
				t.Errorf("a text stays: %s, %d bytes", name, o.Size)
			}
		}
		return nil
	})
	if n := len(fresh); n != 5 {
		t.Errorf("%d new objects", n)
	}
	check(t, func() error { _, err := h.Difference(t.Context(), h.eero, eeros.ID, 0); return err }())
	h.decide(t, eeros, revisions.Accept)
	if !strings.Contains(h.text(t, aims), "yhteinen") {
		t.Error("the twin's text went with it")
	}
	h.sound(t)
}

// TestEraseTakesWhatOneWroteAsAVisitor: such drafts hold a name and an address.
func TestEraseTakesWhatOneWroteAsAVisitor(t *testing.T) {
	h := newHouse(t)
	typed := visitorDraft(t, h, " "+strings.ToUpper(h.aino.Email))
	sent := visitorDraft(t, h, h.aino.Email)
	others := visitorDraft(t, h, "toinen@example.fi")
	p, err := h.Submit(t.Context(), people.Account{}, "", sent)
	check(t, err)
	check(t, h.EraseFor(t.Context(), h.aino, h.aino.ID))
	for _, token := range []people.Token{typed, sent} {
		_, err := h.Draft(t.Context(), token)
		refused(t, err, fault.Gone, "error.draft-gone")
	}
	_, err = h.Draft(t.Context(), others)
	check(t, err)
	h.view(t, func(tx revisions.Tx) error {
		if left, err := tx.Proposal(t.Context(), p.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what waited for them stays: %+v, %v", left, err)
		}
		return nil
	})
	h.sound(t)
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	p := h.propose(t, h.aino, h.reword(t, "Kaupunki", "Kaupunki kertoo."))
	h.decide(t, p, revisions.Accept)
	h.sound(t)
	for name, spoil := range map[string]func(tx revisions.Tx) error{
		"reference gone": func(tx revisions.Tx) error {
			old, _ := tx.Ref(context.Background(), "refs/proposals/1/v1")
			return tx.MoveRef(context.Background(), "refs/proposals/1/v1", old, "")
		},
		"merged elsewhere": func(tx revisions.Tx) error {
			q, _ := tx.Proposal(context.Background(), p.ID)
			q.Merged = h.tip(t)[:39] + "x"
			return tx.PutProposal(context.Background(), q)
		},
		"stray reference": func(tx revisions.Tx) error {
			tip, _ := tx.Ref(context.Background(), docs.Main)
			return tx.MoveRef(context.Background(), "refs/proposals/9/v1", "", tip)
		},
	} {
		before, err := h.Verify(t.Context())
		check(t, err)
		h.update(t, spoil)
		after, err := h.Verify(t.Context())
		check(t, err)
		if len(after) <= len(before) {
			t.Errorf("%s: found %v", name, after)
		}
	}
}
