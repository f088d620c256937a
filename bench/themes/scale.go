package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"luonnos/bench/internal/cluster"
	"luonnos/bench/internal/processor"
	"luonnos/themes/grouping"
)

// limitOf is how long so many texts may take, on two cores.
var limitOf = map[int]time.Duration{
	10_000:    5 * time.Second,
	100_000:   time.Minute,
	1_000_000: 15 * time.Minute,
}

// mostMemory is what any of them may have resident, in bytes.
const mostMemory = 2 << 30

// Garbage is collected as the server does it: seldom, but under a soft ceiling.
const (
	garbagePercent = 400
	memoryCeiling  = 1536 << 20
)

// grouped is what a process that grouped a file of texts tells.
type grouped struct {
	Seconds   float64
	Processor float64 // seconds, of both cores
	Peak      int64   // bytes resident
	Themes    int
	Coarse    int
	Of        []int
}

// scale measures time and memory, each size in a process of its own.
func scale(ctx context.Context, out io.Writer, sets []set, sizes []int, patience time.Duration, dir string, p *peer, a *aims) error {
	// Columns as wide as they get, since each size is printed as it is done.
	table := tabwriter.NewWriter(out, 14, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "%d cores\n", runtime.GOMAXPROCS(0))
	fmt.Fprintln(table, "texts\tmethod\tseconds\tprocessor s\tresident MB\tV\tARI\tthemes\tcoarse\ttrue\t")
	for _, n := range sizes {
		path := filepath.Join(dir, fmt.Sprintf("%d.txt", n))
		c := newCrowd(sets)
		labels, err := c.write(path, n)
		if err != nil {
			return err
		}
		ours, err := groupFile(ctx, path, c.lang)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%d\tluonnos\t%.1f\t%.1f\t%d\t%.3f\t%.3f\t%d\t%d\t%d\t\n", n, ours.Seconds, ours.Processor, ours.Peak>>20,
			cluster.V(labels, ours.Of), cluster.ARI(labels, ours.Of), ours.Themes, ours.Coarse, c.labels)
		where := fmt.Sprintf("%d texts", n)
		if limit, ok := limitOf[n]; ok {
			a.add(fmt.Sprintf("at most %.0f s", limit.Seconds()), where, ours.Seconds <= limit.Seconds(), "%.1f s", ours.Seconds)
		}
		a.add("below 2 GB", where, ours.Peak < mostMemory, "%d MB", ours.Peak>>20)
		if p != nil {
			limited, cancel := context.WithTimeout(ctx, patience)
			runs, err := p.run(limited, "--scale", path, strconv.Itoa(c.labels))
			gaveUp := limited.Err()
			cancel()
			switch {
			case errors.Is(gaveUp, context.DeadlineExceeded):
				fmt.Fprintf(table, "\tscikit-learn\t> %.0f\t\t\t\t\t\t\t\t\n", patience.Seconds())
			case err != nil:
				return err
			default:
				theirs := runs[0]
				fmt.Fprintf(table, "\tscikit-learn\t%.1f\t%.1f\t%d\t%.3f\t%.3f\tgiven\t\t%d\t\n", theirs.Seconds, theirs.Processor, theirs.Peak>>20,
					cluster.V(labels, theirs.Groups), cluster.ARI(labels, theirs.Groups), c.labels)
				a.add("faster than scikit-learn", where, ours.Seconds < theirs.Seconds, "%.1f s to %.1f s", ours.Seconds, theirs.Seconds)
			}
		}
		if err := errors.Join(table.Flush(), os.Remove(path)); err != nil {
			return err
		}
	}
	return nil
}

// write puts n texts into a file, one a line, and gives their labels.
func (c *crowd) write(path string, n int) ([]int, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	labels := make([]int, n)
	w := bufio.NewWriter(file)
	for i := range labels {
		text, label := c.next()
		labels[i] = label
		w.WriteString(text)
		w.WriteByte('\n')
	}
	return labels, errors.Join(w.Flush(), file.Close())
}

// groupFile groups the texts of a file, one a line, in a process of its own.
func groupFile(ctx context.Context, path, lang string) (grouped, error) {
	self, err := os.Executable()
	if err != nil {
		return grouped{}, err
	}
	cmd := exec.CommandContext(ctx, self, "-group", path, "-lang", lang)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return grouped{}, err
	}
	var g grouped
	if err := json.Unmarshal(said, &g); err != nil {
		return grouped{}, err
	}
	g.Peak = peakOf(cmd.ProcessState)
	return g, nil
}

// groupHere is what groupFile's process does.
func groupHere(ctx context.Context, out io.Writer, path, lang string) error {
	debug.SetGCPercent(garbagePercent)
	debug.SetMemoryLimit(memoryCeiling)
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	whole := string(b)
	b = nil
	texts := make([]grouping.Text, 0, strings.Count(whole, "\n"))
	for line := range strings.Lines(whole) {
		texts = append(texts, grouping.Text{ID: int64(len(texts) + 1), Lang: lang, Body: strings.TrimSuffix(line, "\n")})
	}
	began, used := time.Now(), processor.Used()
	r, err := grouping.Group(ctx, texts, grouping.Options{})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(grouped{
		Seconds: time.Since(began).Seconds(), Processor: (processor.Used() - used).Seconds(),
		Themes: len(r.Themes), Coarse: len(r.Coarse), Of: r.Of,
	})
}
