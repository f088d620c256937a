package server

import (
	_ "embed"
	"fmt"
	"math"
	"regexp"
	"strconv"

	"luonnos/internal/locale"
	"luonnos/people"
)

// Brand is how a municipality looks and what it is called.
type Brand struct {
	// City is its name, Site what the strategy is called, in each language;
	// Finnish stands in for a missing one.
	City, Site map[people.Lang]string
	// CSS is brand.css: custom properties that replace those of app.css. nil
	// for the house's own.
	CSS []byte
}

//go:embed brand.css
var defaultBrandCSS []byte

// readable is the smallest contrast of WCAG 2.2, level AA.
const readable = 4.5

// complete fills what is missing and refuses colours that cannot be read.
func (b *Brand) complete(cat *locale.Catalog) error {
	b.City = filled(b.City, cat, "site.city")
	b.Site = filled(b.Site, cat, "site.name")
	if b.CSS == nil {
		b.CSS = defaultBrandCSS
	}
	return checkContrast(b.CSS)
}

func filled(names map[people.Lang]string, cat *locale.Catalog, key string) map[people.Lang]string {
	out := map[people.Lang]string{}
	for _, l := range people.Langs {
		switch {
		case names[l] != "":
			out[l] = names[l]
		case names[people.Finnish] != "":
			out[l] = names[people.Finnish]
		default:
			out[l] = cat.Printer(l).T(key)
		}
	}
	return out
}

// checkContrast measures the colours that a brand.css sets: text on the brand
// colour, and links on the page.
func checkContrast(css []byte) error {
	colour := map[string]string{"brand": "#0f5257", "on-brand": "#ffffff", "link": "#0f5257", "paper": "#ffffff"}
	for _, m := range regexp.MustCompile(`--([a-z-]+):\s*(#[0-9a-fA-F]{3,8})\b`).FindAllSubmatch(css, -1) {
		colour[string(m[1])] = string(m[2])
	}
	for _, pair := range [][2]string{{"on-brand", "brand"}, {"link", "paper"}} {
		front, err := luminance(colour[pair[0]])
		if err != nil {
			return fmt.Errorf("--%s: %w", pair[0], err)
		}
		back, err := luminance(colour[pair[1]])
		if err != nil {
			return fmt.Errorf("--%s: %w", pair[1], err)
		}
		if c := (math.Max(front, back) + 0.05) / (math.Min(front, back) + 0.05); c < readable {
			return fmt.Errorf("--%s on --%s has a contrast of %.2f; at least %.1f is needed to read it", pair[0], pair[1], c, readable)
		}
	}
	return nil
}

// luminance is the relative luminance of a colour, as WCAG 2.2 defines it.
func luminance(hex string) (float64, error) {
	if len(hex) == 4 {
		hex = "#" + hex[1:2] + hex[1:2] + hex[2:3] + hex[2:3] + hex[3:4] + hex[3:4]
	}
	if len(hex) != 7 {
		return 0, fmt.Errorf("%s is not a colour of the form #rrggbb", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0, err
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum, nil
}
