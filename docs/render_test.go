package docs

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func TestRender(t *testing.T) {
	labels := RenderLabels{
		Table: "Taulukko", Footnotes: "Alaviitteet", FootnoteRef: "Alaviite", FootnoteBack: "Takaisin viitteeseen",
		TaskDone: "Tehty", TaskOpen: "Tekemättä", Code: "Koodi",
	}
	tests := []struct{ name, source, want string }{
		{"heading and paragraph", "## Tavoitteet 2030\n\n*yksi*",
			`<div class="passage passage-heading" id="k-p0"><h3 id="tavoitteet-2030">Tavoitteet 2030</h3>[0]</div>
<div class="passage passage-paragraph" id="k-p1"><p><em>yksi</em></p>[1]</div>
`},
		{"list", "- a\n  - b\n- [x] c",
			`<ul>
<li><div class="passage passage-item" id="k-p0">a[0]</div>
<ul>
<li><div class="passage passage-item" id="k-p1">b[1]</div>
</li>
</ul>
</li>
<li><div class="passage passage-item" id="k-p2"><span class="task task-done" role="img" aria-label="Tehty">☑</span> c[2]</div>
</li>
</ul>
`},
		{"table", "# Mittarit\n\n| a | |\n|--:|---|\n| 1 | 2 |",
			`<div class="passage passage-heading" id="k-p0"><h2 id="mittarit">Mittarit</h2>[0]</div>
<div class="table-scroll" tabindex="0" role="region" aria-label="Taulukko 1: Mittarit"><table>
<thead>
<tr class="passage passage-row" id="k-p1">
<th scope="col" class="align-right">a</th>
<td></td>
<td class="passage-margin">[1]</td></tr>
</thead>
<tbody>
<tr class="passage passage-row" id="k-p2">
<td class="align-right">1</td>
<td>2</td>
<td class="passage-margin">[2]</td></tr>
</tbody>
</table></div>
`},
		{"footnotes", "a[^x] b[^x]\n\n[^x]: huom",
			`<div class="passage passage-paragraph" id="k-p0"><p>a<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref" aria-label="Alaviite 1">1</a></sup> b<sup id="fnref:1:2"><a href="#fn:1" class="footnote-ref" role="doc-noteref" aria-label="Alaviite 1">1</a></sup></p>[0]</div>
<section class="footnotes" role="doc-endnotes" aria-label="Alaviitteet"><ol>
<li id="fn:1"><div class="passage passage-definition" id="k-p1"><p>huom <a href="#fnref:1" class="footnote-back" role="doc-backlink" aria-label="Takaisin viitteeseen 1 1">↩</a> <a href="#fnref:1:2" class="footnote-back" role="doc-backlink" aria-label="Takaisin viitteeseen 1 2">↩</a></p>
[1]</div>
</li>
</ol></section>
`},
		{"links", "[a](03-palaute.md#b) [c](#d) [e](https://f.fi) [g](javascript:alert(1)) ![h](i.png) ![j](//k.fi/l.png) [**x**](data:text/html,x)",
			`<div class="passage passage-paragraph" id="k-p0"><p><a href="/fi/03-palaute.md#b">a</a> <a href="#d">c</a> <a href="https://f.fi">e</a> <a>g</a> <img src="/fi/i.png" alt="h"> j <a><strong>x</strong></a></p>[0]</div>
`},
		{"raw HTML", "<script>alert(1)</script>\n\na<br>b <b onclick=x>c</b>\n\n<!-- ei näy -->",
			`<div class="passage passage-html" id="k-p0"><pre class="raw" tabindex="0" role="region" aria-label="Koodi 1"><code>&lt;script&gt;alert(1)&lt;/script&gt;
</code></pre>[0]</div>
<div class="passage passage-paragraph" id="k-p1"><p>a<br>b &lt;b onclick=x&gt;c&lt;/b&gt;</p>[1]</div>
`},
		{"quote and code", "> a\n> # b\n\n```go\nx < y\n```\n\n---",
			`<div class="passage passage-quote" id="k-p0"><blockquote>
<p>a</p>
<h2>b</h2></blockquote>[0]</div>
<div class="passage passage-code" id="k-p1"><pre tabindex="0" role="region" aria-label="Koodi 1"><code class="language-go">x &lt; y
</code></pre>[1]</div>
<div class="passage passage-rule" id="k-p2"><hr>[2]</div>
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Render([]byte(tt.source), RenderOptions{
				IDs: []PassageID{"p0", "p1", "p2"}, Labels: labels, BaseHeading: 2,
				Margin:      func(i int, _ Passage) template.HTML { return template.HTML(fmt.Sprintf("[%d]", i)) },
				LinkRewrite: func(dest string) string { return "/fi/" + dest },
			})
			if diff := cmp.Diff(tt.want, string(got.HTML)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			checkHTML(t, string(got.HTML))
		})
	}
}

func TestRenderOutline(t *testing.T) {
	got := Render([]byte("---\nkey: x\n---\n## Äänet & *väri*\n\n# Main\n\n## Äänet väri\n\n## !\n\n[a]: /b\n\n[^u]: ei viitata\n"),
		RenderOptions{Reserved: []string{"main"}})
	want := []Heading{
		{2, "Äänet & väri", "äänet-väri"}, {1, "Main", "main-2"}, {2, "Äänet väri", "äänet-väri-2"}, {2, "!", "section"},
	}
	if diff := cmp.Diff(want, got.TOC); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Title != "Main" {
		t.Errorf("title %q", got.Title)
	}
	if diff := cmp.Diff([]int{0, 5, 6}, got.Unseen); diff != "" {
		t.Errorf("unseen (-want +got)\n%s", diff)
	}
}

// A heading cannot take the id of a passage.
func TestRenderAnchorBesidePassage(t *testing.T) {
	page := Render([]byte("# K abc"), RenderOptions{IDs: []PassageID{"abc"}})
	if page.TOC[0].Anchor != "k-abc-2" {
		t.Errorf("%+v", page.TOC)
	}
	checkHTML(t, string(page.HTML))
}

func TestRenderFragment(t *testing.T) {
	got := string(RenderFragment([]byte("# Hei\n\nkatso www.a.fi ![k](https://b.fi/c.png) <nimi> [^1]\n\n[^1]: x")))
	want := `<p><strong>Hei</strong></p>
<p>katso <a href="http://www.a.fi" rel="nofollow ugc">www.a.fi</a> <a href="https://b.fi/c.png" rel="nofollow ugc">k</a> &lt;nimi&gt; <a href="x" rel="nofollow ugc">^1</a></p>
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPlainText(t *testing.T) {
	got := PlainText([]byte("---\na: b\n---\n# Otsikko\n\nyksi *kaksi*\nkolme &amp; [linkki](/x)[^1] ![kuva](y.png)\n\n- a\n- b\n\n| c | d |\n|---|---|\n| 1 | 2 |\n\n> lainaus\n\n<!-- ei -->\n\n[^1]: viite\n"))
	want := "Otsikko\nyksi kaksi kolme & linkki kuva\na\nb\nc d\n1 2\nlainaus\nviite"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// checkHTML holds that elements nest, ids are unique and nothing can run.
func checkHTML(t interface{ Errorf(string, ...any) }, page string) {
	void := map[string]bool{"br": true, "hr": true, "img": true}
	inside := map[string]string{"li": "ul ol", "tr": "thead tbody", "td": "tr", "th": "tr", "thead": "table", "tbody": "table"}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF || len(open) > 0 {
				t.Errorf("left open: %v (%v) in\n%s", open, z.Err(), page)
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("comment in\n%s", page)
		case html.StartTagToken:
			tok := z.Token()
			if want := inside[tok.Data]; want != "" && (len(open) == 0 || !strings.Contains(want, open[len(open)-1])) {
				t.Errorf("<%s> inside %v in\n%s", tok.Data, open, page)
			}
			for _, o := range open {
				if o == "p" && strings.Contains(" div p ul ol table pre section blockquote h1 h2 h3 h4 h5 h6 hr ", " "+tok.Data+" ") || o == "a" && tok.Data == "a" {
					t.Errorf("<%s> inside <%s> in\n%s", tok.Data, o, page)
				}
			}
			for _, a := range tok.Attr {
				value := strings.ToLower(strings.TrimSpace(a.Val))
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") && a.Key != "aria-label" && a.Key != "alt" && a.Key != "title" {
					t.Errorf("%s=%q in\n%s", a.Key, a.Val, page)
				}
				if a.Key == "id" {
					if ids[a.Val] {
						t.Errorf("id %q twice in\n%s", a.Val, page)
					}
					ids[a.Val] = true
				}
			}
			switch tok.Data {
			case "script", "style", "iframe", "form", "input", "slot", "svg", "object":
				t.Errorf("<%s> in\n%s", tok.Data, page)
			}
			if !void[tok.Data] {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			tok := z.Token()
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("</%s> closes %v in\n%s", tok.Data, open, page)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// checkRender holds what every rendering promises.
func checkRender(t interface{ Errorf(string, ...any) }, source []byte) {
	passages := Passages(source)
	ids := make([]PassageID, len(passages))
	for i := range ids {
		ids[i] = NewPassageID(fmt.Sprint(i))
	}
	seen := make([]int, len(passages))
	page := Render(source, RenderOptions{IDs: ids, Labels: RenderLabels{Table: "T", Code: "K", Footnotes: "F"}, Margin: func(i int, p Passage) template.HTML {
		seen[i]++
		return template.HTML("<em>" + string(p.ID) + "</em>")
	}})
	for _, i := range page.Unseen {
		seen[i]++
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("passage %d (%s) has %d margins in\n%q\n%s", i, passages[i].Kind, n, source, page.HTML)
		}
	}
	checkHTML(t, string(page.HTML))
	checkHTML(t, string(RenderFragment(source)))
	PlainText(source)
}

func TestRenderRandomPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkRender(t, []byte(randomPage(t))) })
}

func TestRenderCorpus(t *testing.T) {
	n := 0
	corpus(t, func(_, text string) {
		if n++; n%5 == 0 {
			checkRender(t, []byte(text))
		}
	})
}

func FuzzRender(f *testing.F) {
	for _, seed := range []string{
		"# A\n\n[a](javascript:x) ![b](c \"d\")", "- [ ] a\n- b\n\n  c", "|a|\n|-|\n|b|\n", "x[^1] [y[^1]](z)\n\n[^1]: n", "<b>\n\n<!-- x -->",
		"[![a](b)](c)", "> [^1]: a\n\n[^2]: b\n\nc[^1][^2]", "[^2]: x\n\n> [^1]: a\n\nb[^1][^2]", "[^1]: [^2]: x\n\ny[^1][^2]", "<https://a.fi> a@b.fi", "> - > 1. x\n>   ```\n", "&#0; \x00 \xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		if len(source) < 4000 {
			checkRender(t, source)
		}
	})
}
