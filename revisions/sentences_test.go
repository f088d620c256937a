package revisions

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSentencesArePointedAtOneByOne(t *testing.T) {
	text := "## Palaute\n\nKaupunki vastaa klo 9\nmennessä. Vastaus on selkeä!\n\n- Vastaamme esim. viestillä. Aina.\n- **Heti** aamulla\n\n> Lainaus on tämä.\n\n---\n"
	want := []string{
		"Palaute", "Kaupunki vastaa klo 9 mennessä.", "Vastaus on selkeä!",
		"Vastaamme esim. viestillä.", "Aina.", "**Heti** aamulla", "Lainaus on tämä.",
	}
	if diff := cmp.Diff(want, Sentences(text)); diff != "" {
		t.Error(diff)
	}
}
