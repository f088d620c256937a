package revisions

import "testing"

func FuzzMerge(f *testing.F) {
	f.Add("Yksi kaksi. Kolme.\n", "Yksi. Kolme.\n", "Yksi kaksi. Neljä.\n")
	f.Add("```\na\n```\n", "```\r\na\r\n", "> a\n> b  \n- c")
	f.Add("---\nt: a\n---\n| a | b |\n", "\xff\n\n", "[a](b c)\\\nd `e`")
	addPairs(func(a, b string) { f.Add(a, b, a+"Uusi lause.\n") })
	f.Fuzz(func(t *testing.T, base, ours, theirs string) { checkMerge(t, base, ours, theirs) })
}

func FuzzDiff(f *testing.F) {
	f.Add("Yksi kaksi. Kolme.\n", "Yksi. Kolme neljä.\n")
	f.Add("> a\n> b  \n- c\n\n```\nx\n", "- c\r\n> a b\n```\n\xffx\n")
	f.Add("Eka lause tässä. Toka lause tuossa.", "Eka lause tässä.\n\nToka lause tuossa.\n")
	addPairs(func(a, b string) { f.Add(a, b) })
	f.Fuzz(func(t *testing.T, old, new string) { checkDiff(t, old, new) })
}
