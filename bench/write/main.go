// Command write measures how fast proposals are submitted and merged, by one
// writer and by many at once into the same main, in cities with a short and a
// long history; and that none of the writes is lost.
//
// Beside it, in the same run, stand the limits of the machine and of the store:
// fdatasync of 4 kB, and one durable transaction of five small rows.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/pprof"
	"text/tabwriter"
	"time"

	"luonnos/bench/internal/city"
)

// options are the command line.
type options struct {
	revisions   []int
	proposals   int
	comments    int
	crews       []crew
	writes      int
	keepUp      bool
	profileFile string
}

func main() {
	var o options
	var revisions, writers string
	var rest time.Duration
	flag.StringVar(&revisions, "revisions", "1000,20000", "sizes of history")
	flag.StringVar(&writers, "writers", "1,32", "how many write at once, as fast as they are answered")
	flag.DurationVar(&rest, "rest", 200*time.Millisecond, "how long on average 32 writers rest between two writes, in a run of their own; 0 for none")
	flag.IntVar(&o.proposals, "proposals", 500, "open proposals")
	flag.IntVar(&o.comments, "comments", 5000, "comments")
	flag.IntVar(&o.writes, "writes", 2000, "how many of each write are measured")
	flag.BoolVar(&o.keepUp, "keepup", true, "keep the public record and what follows the text up to it meanwhile, as the server does")
	flag.StringVar(&o.profileFile, "cpuprofile", "", "write a CPU profile of the measured writes to this file")
	flag.Parse()
	debug.SetGCPercent(400) // as the server does
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	sizes, err := city.Numbers(revisions)
	crews, crewErr := city.Numbers(writers)
	if err = errors.Join(err, crewErr); err == nil {
		o.revisions = sizes
		for _, n := range crews {
			o.crews = append(o.crews, crew{writers: n})
		}
		if rest > 0 {
			o.crews = append(o.crews, crew{32, rest})
		}
		err = run(ctx, os.Stdout, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "write:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "revisions\twriters\twrite\tn\tp50 ms\tp99 ms\tmax ms\tper s\tCPU ms\t")
	for _, n := range o.revisions {
		size := city.Standard(n)
		size.Proposals, size.Comments = o.proposals, o.comments
		if err := measure(ctx, table, o, size); err != nil {
			return err
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// measure builds one city, measures its writes and counts them.
func measure(ctx context.Context, out io.Writer, o options, size city.Size) error {
	dir, err := os.MkdirTemp("", "luonnos-write-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, err := city.Build(ctx, dir, size)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := limits(ctx, out, c, size.Revisions); err != nil {
		return err
	}
	// The history that the city was built with is no part of what is measured.
	if err := c.CatchUp(ctx); err != nil {
		return err
	}
	if o.keepUp {
		end := c.KeepUp(ctx)
		defer end()
	}
	if o.profileFile != "" {
		f, err := os.Create(o.profileFile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	s := session{city: c}
	if err := s.begin(ctx); err != nil {
		return err
	}
	for _, crew := range o.crews {
		submits, merges, err := s.write(ctx, crew, o.writes)
		if err != nil {
			return err
		}
		submits.print(out, size.Revisions, crew, "submit")
		merges.print(out, size.Revisions, crew, "merge")
		behind, err := timeOf(func() error { return c.CatchUp(ctx) })
		if err != nil {
			return err
		}
		behind.print(out, size.Revisions, crew, "until all is carried")
	}
	return s.count(ctx)
}
