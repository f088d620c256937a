package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// latencies are the times that writes took, the time all took together, and the
// processor time of the process meanwhile.
type latencies struct {
	each     []time.Duration
	all, cpu time.Duration
}

func (l latencies) and(more latencies) latencies {
	return latencies{append(l.each, more.each...), l.all + more.all, l.cpu + more.cpu}
}

func (l latencies) print(out io.Writer, revisions int, c crew, what string) {
	slices.Sort(l.each)
	n := len(l.each)
	ms := func(i int) float64 { return float64(l.each[min(i, n-1)].Microseconds()) / 1000 }
	who := fmt.Sprint(c.writers)
	if c.rest > 0 {
		who += ", resting " + c.rest.String()
	}
	fmt.Fprintf(out, "%d\t%s\t%s\t%d\t%.2f\t%.2f\t%.2f\t%.0f\t%.2f\t\n", revisions, who, what, n,
		ms(n/2), ms(n*99/100), ms(n-1), float64(n)/l.all.Seconds(), l.cpu.Seconds()*1000/float64(n))
}

// crew is who writes: so many at once, each resting some time between two
// writes, on average rest.
type crew struct {
	writers int
	rest    time.Duration
}

// timed has the crew do write(0) to write(n-1), each writer the next one as it
// gets ready, and times every one.
func (c crew) timed(n int, write func(i int) error) (latencies, error) {
	todo := make(chan int, n)
	for i := range n {
		todo <- i
	}
	close(todo)
	each := make([]time.Duration, n)
	failures := make(chan error, c.writers)
	var work sync.WaitGroup
	began, used := time.Now(), processorTime()
	for range c.writers {
		work.Go(func() {
			for i := range todo {
				if c.rest > 0 {
					time.Sleep(rand.N(2 * c.rest))
				}
				start := time.Now()
				if err := write(i); err != nil {
					failures <- err
					return
				}
				each[i] = time.Since(start)
			}
		})
	}
	work.Wait()
	l := latencies{each, time.Since(began), processorTime() - used}
	select {
	case err := <-failures:
		return l, err
	default:
		return l, nil
	}
}

// timeOf is the time that one piece of work takes.
func timeOf(do func() error) (latencies, error) {
	began, used := time.Now(), processorTime()
	err := do()
	took := time.Since(began)
	return latencies{[]time.Duration{took}, took, processorTime() - used}, err
}
