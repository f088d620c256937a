package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	logs "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"luonnos/internal/need"
)

// tab is the one tab of a real browser.
type tab struct {
	ctx  context.Context
	base string
	axe  string

	mu       sync.Mutex
	document network.RequestID // of the page shown
	requests map[network.RequestID]request
	noise    []string // what the console said
}

// request is what the tab fetched.
type request struct {
	url   string
	kind  network.ResourceType
	bytes float64 // over the wire, headers included
}

// openTab starts Chromium on an empty profile.
func openTab(t *testing.T, base string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(need.Chromium(t)), chromedp.NoSandbox, chromedp.WindowSize(1280, 900))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	axe, err := os.ReadFile(filepath.Join(need.NodeModule(t, "axe-core"), "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	b := &tab{ctx: ctx, base: base, axe: string(axe), requests: map[network.RequestID]request{}}
	chromedp.ListenTarget(ctx, b.hear)
	if err := chromedp.Run(ctx, network.Enable(), logs.Enable(),
		// Whoever wants less motion need not be waited for.
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests[e.RequestID] = request{url: e.Request.URL, kind: e.Type}
		if e.Type == network.ResourceTypeDocument {
			b.document = e.RequestID
		}
	case *network.EventLoadingFinished:
		r := b.requests[e.RequestID]
		r.bytes = e.EncodedDataLength
		b.requests[e.RequestID] = r
	case *runtime.EventExceptionThrown:
		b.noise = append(b.noise, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			said := fmt.Sprintf("console.%s", e.Type)
			for _, a := range e.Args {
				said += " " + string(a.Value)
			}
			b.noise = append(b.noise, said)
		}
	case *logs.EventEntryAdded:
		if e.Entry.Level != logs.LevelError && e.Entry.Level != logs.LevelWarning {
			return
		}
		// A page that answers 404 is logged by the browser, and no fault of the page.
		if e.Entry.Source != logs.SourceNetwork || e.Entry.URL == "" || b.requests[e.Entry.NetworkRequestID].kind != network.ResourceTypeDocument {
			b.noise = append(b.noise, e.Entry.Text)
		}
	}
}

// takeNoise returns what the console has said since the last time.
func (b *tab) takeNoise() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	noise := b.noise
	b.noise = nil
	return noise
}

// become gives the tab the cookies of a reader; nil is a visitor.
func (b *tab) become(r *reader) error {
	return b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		if err := network.ClearBrowserCookies().Do(ctx); err != nil || r == nil {
			return err
		}
		base, err := url.Parse(b.base)
		if err != nil {
			return err
		}
		for _, c := range r.client.Jar.Cookies(base) {
			if err := network.SetCookie(c.Name, c.Value).WithURL(b.base).WithHTTPOnly(true).Do(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}

// run does it within the patience of the tests.
func (b *tab) run(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// open goes to an address; a refusal is a page too.
func (b *tab) open(address string) error {
	if strings.HasPrefix(address, "/") {
		address = b.base + address
	}
	_, err := chromedp.RunResponse(b.ctx, chromedp.Navigate(address))
	return err
}

// leave does what leads to another page, and waits for that page.
func (b *tab) leave(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, actions...)
	return err
}

// eval is the value of a JavaScript expression, promises awaited.
func eval[T any](b *tab, script string) (T, error) {
	var out T
	err := b.run(chromedp.Evaluate(script, &out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
	return out, err
}

// resize gives the tab a screen of the width in CSS pixels.
func (b *tab) resize(width int64) error {
	return b.run(emulation.SetDeviceMetricsOverride(width, 900, 1, width < 600))
}

// source is the HTML of the page as it came over the wire.
func (b *tab) source() (string, error) {
	var body []byte
	err := b.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		b.mu.Lock()
		id := b.document
		b.mu.Unlock()
		body, err = network.GetResponseBody(id).Do(ctx)
		return err
	}))
	return string(body), err
}

// screenshot writes the whole page to a file.
func (b *tab) screenshot(file string) error {
	var png []byte
	if err := b.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = cdppage.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		return err
	})); err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o600)
}

// violation is one thing that axe-core finds.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

func (v violation) String() string {
	s := v.ID + ": " + v.Help
	for _, n := range v.Nodes {
		s += "\n\t" + n.HTML + "\n\t\t" + strings.ReplaceAll(n.FailureSummary, "\n", " ")
	}
	return s
}

// axeRun asks for everything of WCAG 2.2 A and AA and the best practices.
const axeRun = `axe.run(document, {
	resultTypes: ['violations'],
	runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
}).then(r => JSON.stringify(r.violations.map(v => ({
	ID: v.id, Help: v.help,
	Nodes: v.nodes.slice(0, 3).map(n => ({HTML: n.html.slice(0, 200), FailureSummary: n.failureSummary})),
}))))`

// violations runs axe-core, which is brought into the page once.
func (b *tab) violations() ([]violation, error) {
	ready, err := eval[bool](b, "'axe' in window")
	if err != nil {
		return nil, err
	}
	if !ready {
		if err := b.run(chromedp.Evaluate(b.axe, nil)); err != nil {
			return nil, fmt.Errorf("axe-core: %w", err)
		}
	}
	said, err := eval[string](b, axeRun)
	if err != nil {
		return nil, fmt.Errorf("axe-core: %w", err)
	}
	var out []violation
	return out, json.Unmarshal([]byte(said), &out)
}
