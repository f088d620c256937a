package themes_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"luonnos/people"
	"luonnos/themes"
)

// mixed makes n arrivals of the voices' sentences, no two the same.
func mixed(b testing.TB, n int) []themes.Arrival {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var sentences []string
	for _, a := range voices(b) {
		sentences = append(sentences, strings.SplitAfter(a.Text, ". ")...)
	}
	areas := []string{"", "rantakyla", "keskusta", "harjula"}
	list := make([]themes.Arrival, n)
	for i := range list {
		text := sentences[random.IntN(len(sentences))] + " " + sentences[random.IntN(len(sentences))]
		list[i] = themes.Arrival{
			Foreign: strconv.Itoa(i), Text: text + " " + strconv.Itoa(i), Lang: people.Finnish, Area: areas[random.IntN(4)],
			At: time.Date(2024, 11, 23, 9, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(2*365*24*60)) * time.Minute),
		}
	}
	return list
}

// BenchmarkReceive takes in a batch of 500.
func BenchmarkReceive(b *testing.B) {
	h := grouped(b)
	source := h.source(b, true)
	all := mixed(b, 500*b.N)
	b.ResetTimer()
	for i := range b.N {
		_, err := h.Receive(b.Context(), source, all[500*i:500*i+500])
		check(b, err)
	}
	b.ReportMetric(float64(500*b.N)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkMany asks what pages ask of so many items as LUONNOS_MANY says.
func BenchmarkMany(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("LUONNOS_MANY"))
	if err != nil {
		b.Skip("LUONNOS_MANY=1000000 says how many items to ask of")
	}
	h := grouped(b)
	source := h.source(b, true)
	all := mixed(b, n)
	began := time.Now()
	_, err = h.Receive(b.Context(), source, all)
	check(b, err)
	fmt.Printf("received %d in %v\n", n, time.Since(began))
	mentor := h.people[people.Mentor]
	theme := h.fine(b)[0].Theme.ID
	to := themes.Target{Kind: themes.Passage, ID: "aaaaaaaaaa"}
	for name, ask := range map[string]func() error{
		"inbox": func() error {
			_, _, err := h.Items(b.Context(), mentor, themes.Filter{Unanswered: true, Order: themes.WaitingFirst, Limit: 50})
			return err
		},
		"newest": func() error {
			_, _, err := h.Items(b.Context(), people.Account{}, themes.Filter{Limit: 50})
			return err
		},
		"theme and area": func() error {
			_, _, err := h.Items(b.Context(), mentor, themes.Filter{Theme: theme, Area: "harjula", Limit: 50})
			return err
		},
		"period": func() error {
			_, _, err := h.Items(b.Context(), mentor, themes.Filter{From: h.time.AddDate(0, -1, 0), Limit: 50})
			return err
		},
		"deep": func() error {
			_, _, err := h.Items(b.Context(), mentor, themes.Filter{Limit: 50, Offset: n / 2})
			return err
		},
		"search": func() error {
			_, _, err := h.Items(b.Context(), people.Account{}, themes.Filter{Query: "vesikatko tiedote", Limit: 50})
			return err
		},
		"themes": func() error {
			_, err := h.Themes(b.Context(), people.Account{}, themes.ThemeFilter{})
			return err
		},
		"themes of a month": func() error {
			_, err := h.Themes(b.Context(), people.Account{}, themes.ThemeFilter{From: h.time.AddDate(0, -1, 0)})
			return err
		},
		"tallies": func() error {
			_, err := h.Tallies(b.Context(), people.Account{}, themes.TallyFilter{})
			return err
		},
		"tallies of a theme": func() error {
			_, err := h.Tallies(b.Context(), people.Account{}, themes.TallyFilter{Theme: theme})
			return err
		},
		"trends": func() error {
			_, err := h.Trends(b.Context(), people.Account{}, []int64{theme}, themes.TallyFilter{})
			return err
		},
		"said": func() error {
			_, err := h.Said(b.Context(), []themes.Target{to})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				check(b, ask())
			}
		})
	}
}
