package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server in a process of its own.
type process struct {
	base string // such as http://127.0.0.1:4711
	cmd  *exec.Cmd
}

// startProgram serves the data; it returns once the program listens.
func startProgram(ctx context.Context, binary, data string) (*process, error) {
	cmd := exec.CommandContext(ctx, binary, "serve", "--data", data, "--listen", "127.0.0.1:0")
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	return start(cmd, log, func(line string) (string, bool) {
		_, base, found := strings.Cut(line, "address=")
		return base, found
	})
}

// startPeer starts this program again as the peer.
func startPeer(ctx context.Context, base string, pages []page) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"-peer", base}
	for _, p := range pages {
		args = append(args, p.path)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Stderr = os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return start(cmd, said, func(line string) (string, bool) { return line, strings.HasPrefix(line, "http") })
}

// start runs the command until it says its address.
func start(cmd *exec.Cmd, said io.Reader, address func(line string) (string, bool)) (*process, error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if base, ok := address(lines.Text()); ok {
			p.base = strings.TrimSpace(base)
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return p, nil
		}
	}
	p.stop()
	return nil, fmt.Errorf("%s ended without an address", cmd.Path)
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// resident is the memory that the process has in use, in bytes; 0 where the
// system does not tell.
func (p *process) resident() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.ParseInt(fields[0], 10, 64)
	return kb << 10
}

// clockTick is the unit of /proc/PID/stat on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// cpu is the processor time that the process has used, 0 where the system does
// not tell.
func (p *process) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	// The name in brackets may hold spaces; user and system time are the 12th
	// and 13th fields after it.
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * clockTick
}
