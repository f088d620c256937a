package revisions

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// drawnText is a small Markdown page of few words, so that they repeat.
func drawnText() *rapid.Generator[string] {
	word := rapid.SampledFrom(strings.Fields("kaupunki vastaa ja on asukas viesti esim. 1.1.2026 EU:n somessa ~~vanha~~ `koodi` [linkki](a/b.md) Päätös \xff 👩‍👧 kieli. Kuva. Ääni!"))
	gap := rapid.SampledFrom([]string{" ", " ", " ", "\n", "  ", "\u00a0", "  \n"})
	start := rapid.SampledFrom([]string{"", "", "# ", "- ", "1. ", "> ", "| ", "```\n", "    ", "<p>"})
	end := rapid.SampledFrom([]string{"\n", "\n\n", "\r\n", "\n```\n", ""})
	block := rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		b.WriteString(start.Draw(t, "start"))
		for i := range rapid.IntRange(0, 12).Draw(t, "words") {
			if i > 0 {
				b.WriteString(gap.Draw(t, "gap"))
			}
			b.WriteString(word.Draw(t, "word"))
		}
		b.WriteString(end.Draw(t, "end"))
		return b.String()
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(block, 0, 8).Draw(t, "blocks"), "")
	})
}

// drawnEdit changes a few places of a text: words, white space or whole runs
// are deleted, or new text is put in.
func drawnEdit(t *rapid.T, text, label string) string {
	for range rapid.IntRange(0, 4).Draw(t, label+" edits") {
		parts := strings.SplitAfter(text, " ")
		at := rapid.IntRange(0, len(parts)-1).Draw(t, "at")
		gone := rapid.IntRange(0, min(3, len(parts)-at)).Draw(t, "gone")
		come := rapid.SampledFrom([]string{"", "uusi ", "ja ", "\n", "\n\n- uusi\n", "Uusi lause. "}).Draw(t, "come")
		text = strings.Join(slices.Concat(parts[:at], []string{come}, parts[at+gone:]), "")
	}
	return text
}

func TestMergeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := drawnText().Draw(t, "base")
		ours, theirs := drawnEdit(t, base, "ours"), drawnEdit(t, base, "theirs")
		checkMerge(t, base, ours, theirs)
	})
}

// Each side moves paragraphs and changes words.
func TestMergePropertiesOfMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var base []string
		for i := range rapid.IntRange(2, 7).Draw(t, "paragraphs") {
			base = append(base, fmt.Sprintf("Kappale %d kertoo kaupungin kanavasta numero%d arkisin.", i, i))
		}
		side := func(label string) string {
			text := slices.Clone(base)
			for range rapid.IntRange(0, 2).Draw(t, label+" moves") {
				from := rapid.IntRange(0, len(text)-1).Draw(t, "from")
				moved := text[from]
				text = slices.Delete(text, from, from+1)
				text = slices.Insert(text, rapid.IntRange(0, len(text)).Draw(t, "to"), moved)
			}
			for range rapid.IntRange(0, 2).Draw(t, label+" words") {
				at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
				word := rapid.SampledFrom([]string{"kertoo", "kaupungin", "arkisin"}).Draw(t, "word")
				text[at] = strings.Replace(text[at], word, label, 1)
			}
			return paragraphs(text...)
		}
		checkMerge(t, paragraphs(base...), side("ours"), side("theirs"))
	})
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// checkMerge holds what must be true of every merge.
func checkMerge(t failer, base, ours, theirs string) {
	t.Helper()
	for _, side := range [][2]string{{base, theirs}, {ours, base}, {theirs, theirs}} {
		want := side[0]
		if want == base {
			want = side[1]
		}
		if got, ok := Merge(base, side[0], side[1]).Text(); !ok || got != want {
			t.Fatalf("merge with an unchanged or equal side gives %q, want %q", got, want)
		}
	}
	m, mirror := Merge(base, ours, theirs), Merge(base, theirs, ours)
	text, ok := m.Text()
	if mirrored, _ := mirror.Text(); m.Outcome != mirror.Outcome || text != mirrored || !slices.Equal(m.Reasons, mirror.Reasons) {
		t.Fatalf("not symmetric:\n%s %v %q\n%s %v %q", m.Outcome, m.Reasons, text, mirror.Outcome, mirror.Reasons, mirrored)
	}
	if ok != (m.Outcome != Conflict) || (m.Outcome == Look) != (ok && len(m.Reasons) > 0) {
		t.Fatalf("outcome %s, reasons %v, merged %v", m.Outcome, m.Reasons, ok)
	}
	var b, o, th []string
	for _, c := range m.Chunks {
		if c.Origin != Unresolved {
			if c.Text == "" || c.Base+c.Ours+c.Theirs != "" {
				t.Fatalf("ill-formed chunk %+v", c)
			}
			continue
		}
		if c.Text != "" || c.Ours == c.Theirs {
			t.Fatalf("ill-formed conflict %+v", c)
		}
		b, o, th = append(b, c.Base), append(o, c.Ours), append(th, c.Theirs)
	}
	for _, choice := range [][]string{b, o, th} {
		resolved, err := m.Resolve(choice)
		if err != nil || ok && resolved != text {
			t.Fatalf("resolve: %q, %v", resolved, err)
		}
	}
	noneInvented(t, base, ours, theirs, m)
	wordsAreWhereTheyCameFrom(t, ours, theirs, m)
}

// wordsAreWhereTheyCameFrom checks that the words of each chunk stand in the
// versions it names, and in no chunk twice.
func wordsAreWhereTheyCameFrom(t failer, ours, theirs string, m Merged) {
	t.Helper()
	var seen [2][]Extent
	for _, c := range m.Chunks {
		if c.Origin == Unresolved {
			if strings.TrimSpace(ours[c.InOurs.Start:c.InOurs.End]) != strings.TrimSpace(c.Ours) || strings.TrimSpace(theirs[c.InTheirs.Start:c.InTheirs.End]) != strings.TrimSpace(c.Theirs) {
				t.Fatalf("alternatives of %+v are elsewhere", c)
			}
			continue
		}
		words := bareWords(c.Text)
		for i, at := range []struct {
			text string
			Extent
			want bool
		}{
			{ours, c.InOurs, c.Origin != FromTheirs},
			{theirs, c.InTheirs, c.Origin != FromOurs},
		} {
			switch got := bareWords(at.text[at.Start:at.End]); {
			case !at.want:
				if at.Extent != (Extent{}) {
					t.Fatalf("%+v has words where it should have none", c)
				}
			case got != words:
				t.Fatalf("words of %+v are %q in version %d", c, got, i)
			default:
				for _, other := range seen[i] {
					if at.Start < other.End && other.Start < at.End {
						t.Fatalf("%+v takes words again", c)
					}
				}
				seen[i] = append(seen[i], at.Extent)
			}
		}
	}
}

// bareWords leaves out what may differ between versions: white space, and the
// marks of a quotation at its line starts.
func bareWords(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '>' }), "")
}

// noneInvented checks that each token of the merged text is in one version.
func noneInvented(t failer, base, ours, theirs string, m Merged) {
	t.Helper()
	text, ok := m.Text()
	if !ok {
		return
	}
	known := map[string]bool{}
	words := newVocabulary()
	words.addressParts = true
	for _, version := range []string{base, ours, theirs} {
		for _, tok := range words.lexProse(nil, version, false) {
			known[tok.text] = true
		}
	}
	for _, tok := range words.lexProse(nil, text, false) {
		if tok.text != "" && !known[tok.text] {
			t.Fatalf("token %q of %q is in no version", tok.text, text)
		}
	}
}

// Every word both sides add is new and unique here, so each must be in a merged
// text exactly once.
func TestMergeKeepsEveryInsertedWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := drawnText().Draw(t, "base")
		insert := func(side string) (string, []string) {
			parts := strings.SplitAfter(base, " ")
			var added []string
			for i := range rapid.IntRange(1, 4).Draw(t, side) {
				word := fmt.Sprintf("%s%d", side, i)
				at := rapid.IntRange(0, len(parts)).Draw(t, "at")
				parts = slices.Insert(parts, at, word+" ")
				added = append(added, word)
			}
			return strings.Join(parts, ""), added
		}
		ours, fromOurs := insert("meidän")
		theirs, fromTheirs := insert("heidän")
		text, ok := Merge(base, ours, theirs).Text()
		if !ok {
			return
		}
		for _, word := range slices.Concat(fromOurs, fromTheirs) {
			if n := strings.Count(text, word); n != 1 {
				t.Fatalf("%q is %d times in %q", word, n, text)
			}
		}
	})
}

func TestMergeEqualsGitWhereLinesSuffice(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		base, ours, theirs := drawnLineEdits(t)
		want, clean := gitMergeFile(t, dir, base, ours, theirs)
		if !clean {
			return
		}
		if got, ok := Merge(base, ours, theirs).Text(); !ok || got != want {
			t.Fatalf("got %v %q, git %q", ok, got, want)
		}
	})
}

// drawnLineEdits gives a base and two sides that change different lines with
// at least one untouched line between a line of one and a line of the other.
func drawnLineEdits(t *rapid.T) (base, ours, theirs string) {
	// A line between blank ones must be the only one of its kind: among equal
	// lines it is a matter of taste which one is gone.
	line := rapid.SampledFrom([]string{"Kaupunki vastaa %d viestiin.", "- kuva %d", "# Otsikko %d", "| a | %d |", "Kuva %d.\n"})
	var b, o, th strings.Builder
	last := "" // who changed the line before
	for i := range rapid.IntRange(1, 20).Draw(t, "lines") {
		text := fmt.Sprintf(line.Draw(t, "line")+"\n", i)
		who := rapid.SampledFrom([]string{"", "", "ours", "theirs"}).Draw(t, "who")
		if last != "" && who != last {
			who = ""
		}
		changed := rapid.SampledFrom([]string{"", fmt.Sprintf("uusi%d\n", i), text + fmt.Sprintf("- lisä%d\n", i)}).Draw(t, "changed")
		b.WriteString(text)
		for side, out := range map[string]*strings.Builder{"ours": &o, "theirs": &th} {
			if side == who {
				out.WriteString(changed)
			} else {
				out.WriteString(text)
			}
		}
		last = who
	}
	return b.String(), o.String(), th.String()
}

func gitMergeFile(t failer, dir, base, ours, theirs string) (string, bool) {
	t.Helper()
	args := []string{"merge-file", "-p", "-q"}
	for name, text := range map[string]string{"base": base, "ours": ours, "theirs": theirs} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatalf("write: %v", err)
		}
	}
	for _, name := range []string{"ours", "base", "theirs"} {
		args = append(args, filepath.Join(dir, name))
	}
	out, err := exec.Command("git", args...).Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0 || exit.ExitCode() > 127) {
		t.Fatalf("git merge-file: %v", err)
	}
	return string(out), err == nil
}
