// Command themes measures how feedback is grouped, beside scikit-learn in the
// same run, on sets of labelled texts: every .tsv with the columns id, lang,
// label and text of a folder. Labels are for measuring alone.
//
//   - quality: V-measure, adjusted Rand index and the number of groups, beside
//     k-means on words and on character n-grams, with and without SVD, which are
//     given the true number of groups (three seeds each, the mean);
//   - incremental: the first 70 % grouped and the rest assigned one by one; texts
//     that keep their theme when more come;
//   - outliers: texts labelled "oos", which belong nowhere;
//   - twins: changed copies folded into what they repeat;
//   - assign: the time for one new text;
//   - scale: time and memory for many texts made of real sentences.
//
// scikit-learn comes with Debian's python3-sklearn; without it its columns and
// what is compared with it are left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"time"
)

// options are the command line.
type options struct {
	data, python string
	only         []string
	sizes        []int
	patience     time.Duration
	alone        bool
}

// parts are what can be measured, in order.
var parts = []string{"quality", "incremental", "outliers", "twins", "assign", "scale"}

func main() {
	var o options
	var only, sizes, group, lang string
	flag.StringVar(&o.data, "data", "../shared/data/themes", "folder of labelled texts")
	flag.StringVar(&only, "only", strings.Join(parts, ","), "what to measure")
	flag.StringVar(&sizes, "sizes", "10000,100000", "numbers of texts for scale; a million takes a quarter of an hour")
	flag.StringVar(&o.python, "python", "", "a Python with scikit-learn; /usr/bin/python3 or python3 where empty")
	flag.DurationVar(&o.patience, "patience", 10*time.Minute, "how long to wait for scikit-learn at one size")
	flag.BoolVar(&o.alone, "alone", false, "leave scikit-learn out")
	flag.StringVar(&group, "group", "", "for this program's own use: group the lines of this file and say how it went")
	flag.StringVar(&lang, "lang", "", "for this program's own use: language of the lines")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if group != "" {
		end(groupHere(ctx, os.Stdout, group, lang))
		return
	}
	for n := range strings.SplitSeq(sizes, ",") {
		size, err := strconv.Atoi(n)
		end(err)
		o.sizes = append(o.sizes, size)
	}
	o.only = strings.Split(only, ",")
	end(run(ctx, os.Stdout, o))
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "themes:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	for _, p := range o.only {
		if !slices.Contains(parts, p) {
			return fmt.Errorf("no part %q: %s", p, strings.Join(parts, ", "))
		}
	}
	sets, err := readSets(o.data)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "themes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var p *peer
	if !o.alone {
		p, err = newPeer(ctx, o.python, dir)
		if errors.Is(err, errNoPeer) {
			fmt.Fprintln(out, err)
		} else if err != nil {
			return err
		}
	}
	var a aims
	for _, part := range parts {
		if !slices.Contains(o.only, part) {
			continue
		}
		fmt.Fprintf(out, "\n%s\n\n", part)
		switch part {
		case "quality":
			err = quality(ctx, out, sets, p, &a)
		case "incremental":
			err = incremental(ctx, out, sets, &a)
		case "outliers":
			err = outliers(ctx, out, sets, &a)
		case "twins":
			err = twins(ctx, out, sets)
		case "assign":
			err = assign(ctx, out, sets, &a)
		case "scale":
			err = scale(ctx, out, sets, o.sizes, o.patience, dir, p, &a)
		}
		if err != nil {
			return err
		}
	}
	if len(a.lines) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	return a.report(out)
}
