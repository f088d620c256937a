// Command web measures the pages that most people ask for, in cities with a
// short and a long history, each beside a plain net/http handler that serves
// the same bytes from memory. The two are measured in turns in the same run, so
// that what else the machine does weighs on both.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"luonnos/bench/internal/city"
	"luonnos/people"
)

// options are the command line.
type options struct {
	revisions           []int
	proposals, comments int
	rounds              int
	each                time.Duration
}

func main() {
	var o options
	var revisions, peer string
	flag.StringVar(&revisions, "revisions", "1000,20000", "sizes of history")
	flag.IntVar(&o.proposals, "proposals", 500, "open proposals")
	flag.IntVar(&o.comments, "comments", 5000, "comments")
	flag.IntVar(&o.rounds, "rounds", 4, "turns of each side")
	flag.DurationVar(&o.each, "for", 3*time.Second, "length of a turn")
	flag.StringVar(&peer, "peer", "", "be the peer of the server at this address, for the paths given as arguments")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if peer != "" {
		err = servePeer(peer, flag.Args())
	} else if o.revisions, err = city.Numbers(revisions); err == nil {
		err = run(ctx, os.Stdout, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "luonnos-web-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "luonnos")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "luonnos")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	load := newLoad(o.each)
	fmt.Fprintf(out, "load: %s, %d connections, %d turns of %s for each side; %d cores\n\n",
		load.name, connections, o.rounds, o.each, runtime.NumCPU())
	for _, n := range o.revisions {
		size := city.Standard(n)
		size.Proposals, size.Comments = o.proposals, o.comments
		token, err := buildCity(ctx, filepath.Join(dir, fmt.Sprint("city-", n)), size)
		if err != nil {
			return err
		}
		s := site{binary: binary, data: filepath.Join(dir, fmt.Sprint("city-", n)), token: token, load: load}
		if err := s.measure(ctx, out, o, n); err != nil {
			return err
		}
	}
	return nil
}

// buildCity makes a city, and a session of one of its residents.
func buildCity(ctx context.Context, data string, size city.Size) (people.Token, error) {
	c, err := city.Build(ctx, data, size)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if err := c.WriteRecord(ctx); err != nil {
		return "", err
	}
	return c.People.SignIn(ctx, c.Resident(0).ID, "bench")
}

// site is a city about to be served.
type site struct {
	binary, data string
	token        people.Token
	load         load
}

// measure starts the program and its peer and prints what they do.
func (s site) measure(ctx context.Context, out io.Writer, o options, revisions int) error {
	pages := pagesOf(revisions)
	var starts []time.Duration
	var program *process
	for range 5 {
		if program != nil {
			program.stop()
		}
		began := time.Now()
		var err error
		if program, err = startProgram(ctx, s.binary, s.data); err != nil {
			return err
		}
		if _, err := fetch(program.base+pages[0].path, ""); err != nil {
			program.stop()
			return err
		}
		starts = append(starts, time.Since(began))
	}
	defer program.stop()
	fmt.Fprintf(out, "%d revisions: first page %d ms after the start (median of %d); resident %d MB\n",
		revisions, median(starts).Milliseconds(), len(starts), program.resident()>>20)
	peer, err := startPeer(ctx, program.base, pages)
	if err != nil {
		return err
	}
	defer peer.stop()

	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\treq/s\tp50 ms\tp99 ms\tCPU µs\tpeer req/s\tpeer p99 ms\tpeer CPU µs\tratio\tbytes\t")
	for _, p := range pages {
		if err := s.beside(table, p, program, peer, o.rounds); err != nil {
			return err
		}
	}
	// Pages with a session are made anew for every request.
	for _, p := range pages {
		if err := s.signedIn(table, p, program); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "resident after the load %d MB\n\n", program.resident()>>20)
	return nil
}
