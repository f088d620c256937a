package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// connections is how many clients ask at once, each on a connection kept open.
const connections = 16

// load asks for one page as fast as it is answered.
type load struct {
	name string
	each time.Duration
	run  func(base, path, cookie string, each time.Duration) (sample, error)
}

// newLoad uses wrk where it is installed: it leaves the servers more of the
// processor than a client in Go does.
func newLoad(each time.Duration) load {
	if program, err := exec.LookPath("wrk"); err == nil {
		return load{"wrk, 1 thread", each, wrk{program}.run}
	}
	return load{"Go client, 1 thread", each, goClient}
}

// measure loads the page of the process for one turn.
func (l load) measure(p *process, path, cookie string) (sample, error) {
	before, began := p.cpu(), time.Now()
	s, err := l.run(p.base, path, cookie, l.each)
	if err != nil {
		return s, err
	}
	requests := s.rate * time.Since(began).Seconds()
	s.cpu = float64((p.cpu() - before).Microseconds()) / requests
	k, err := fetch(p.base+path, cookie)
	s.bytes = len(k.body)
	return s, err
}

// wrk is the load generator of that name.
type wrk struct{ program string }

var (
	wrkRate    = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkLatency = regexp.MustCompile(`(?m)^\s+(50|99)%\s+([\d.]+)(us|ms|s)$`)
)

func (w wrk) run(base, path, cookie string, each time.Duration) (sample, error) {
	args := []string{"-t1", "-c" + strconv.Itoa(connections), "-d" + each.String(), "--latency", "-H", "Accept-Encoding: gzip"}
	if cookie != "" {
		args = append(args, "-H", "Cookie: "+cookie)
	}
	out, err := exec.Command(w.program, append(args, base+path)...).CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	rate := wrkRate.FindSubmatch(out)
	times := wrkLatency.FindAllSubmatch(out, 2)
	if strings.Contains(string(out), "Non-2xx") || strings.Contains(string(out), "Socket errors") || rate == nil || len(times) != 2 {
		return sample{}, fmt.Errorf("wrk: %s", out)
	}
	var s sample
	if s.rate, err = strconv.ParseFloat(string(rate[1]), 64); err != nil {
		return s, err
	}
	for i, into := range []*float64{&s.p50, &s.p99} {
		d, err := time.ParseDuration(string(times[i][2]) + string(times[i][3]))
		if err != nil {
			return s, err
		}
		*into = milliseconds(d)
	}
	return s, nil
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// goClient stands in for wrk.
func goClient(base, path, cookie string, each time.Duration) (sample, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	host := strings.TrimPrefix(base, "http://")
	request := "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept-Encoding: gzip\r\n"
	if cookie != "" {
		request += "Cookie: " + cookie + "\r\n"
	}
	request += "\r\n"
	times := make([][]time.Duration, connections)
	failures := make(chan error, connections)
	began := time.Now()
	var work sync.WaitGroup
	for n := range connections {
		work.Go(func() {
			var err error
			if times[n], err = ask(host, []byte(request), began.Add(each)); err != nil {
				failures <- err
			}
		})
	}
	work.Wait()
	took := time.Since(began)
	select {
	case err := <-failures:
		return sample{}, err
	default:
	}
	all := slices.Concat(times...)
	slices.Sort(all)
	return sample{rate: float64(len(all)) / took.Seconds(),
		p50: milliseconds(all[len(all)/2]), p99: milliseconds(all[len(all)*99/100])}, nil
}

// ask sends the request again and again on one connection.
func ask(host string, request []byte, until time.Time) ([]time.Duration, error) {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	var times []time.Duration
	for {
		start := time.Now()
		if start.After(until) {
			return times, nil
		}
		if _, err := c.Write(request); err != nil {
			return times, err
		}
		if err := skipAnswer(in); err != nil {
			return times, err
		}
		times = append(times, time.Since(start))
	}
}

// skipAnswer reads one answer that is 200 and says its length.
func skipAnswer(in *bufio.Reader) error {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first && !strings.HasPrefix(string(line), "HTTP/1.1 200") {
			return fmt.Errorf("answered %q", line)
		}
		if value, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			break
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer without its length")
	}
	_, err := io.CopyN(io.Discard, in, int64(length))
	return err
}
