package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luonnos/internal/need"
)

// buildDir is where the program is built; TestMain makes and removes it.
var buildDir string

// binary is the program under test, built once for all tests that need it.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(buildDir, "luonnos")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Dir = need.Root()
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if buildDir, err = os.MkdirTemp("", "luonnos-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(buildDir)
	os.Exit(code)
}

// patience bounds each wait for the program; it is met on failure alone.
const patience = 60 * time.Second

// program is the running site.
type program struct {
	// base is its address, such as http://127.0.0.1:4711.
	base string

	cmd  *exec.Cmd
	said *lineReader // standard output
	done chan error
	log  *lockedBuffer
}

// start runs the command of the program that serves, and returns once it
// answers. What it writes goes to log.
func start(log io.Writer, env []string, args ...string) (*program, error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	p := &program{cmd: exec.Command(path, args...), done: make(chan error, 1), log: &lockedBuffer{to: log}}
	p.cmd.Env = append(os.Environ(), env...)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	notes, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	said, logged, cmd := p.lines(out), p.lines(notes), p.cmd
	p.said = said
	go func() {
		// Wait closes the pipes, so it comes after their ends.
		<-said.ended
		<-logged.ended
		p.done <- cmd.Wait()
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	line, err := logged.find(ctx, "msg=serving")
	if err != nil {
		_ = p.cmd.Process.Kill()
		return nil, err
	}
	_, p.base, _ = strings.Cut(line, "address=")
	return p, nil
}

// adminLink is the link that makes the first administrator, which the program
// shows when it has none.
func (p *program) adminLink() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.said.find(ctx, "http://")
}

// stop ends the program as a supervisor does, and insists on a clean end.
func (p *program) stop() error {
	if p == nil || p.cmd == nil {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	defer func() { p.cmd = nil }()
	select {
	case err := <-p.done:
		return err
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		return errors.New("the program did not end")
	}
}

// kill ends the program as a power cut does.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
	p.cmd = nil
}

// runProgram runs a command of the program that ends by itself, in the folder.
func runProgram(dir string, env []string, args ...string) (string, error) {
	path, err := binary()
	if err != nil {
		return "", err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// lineReader remembers the lines of a stream.
type lineReader struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{}
	ended chan struct{}
}

func (p *program) lines(r io.Reader) *lineReader {
	l := &lineReader{more: make(chan struct{}, 1), ended: make(chan struct{})}
	go func() {
		defer close(l.ended)
		s := bufio.NewScanner(r)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			fmt.Fprintln(p.log, s.Text())
			l.mu.Lock()
			l.lines = append(l.lines, s.Text())
			l.mu.Unlock()
			select {
			case l.more <- struct{}{}:
			default:
			}
		}
	}()
	return l
}

func (l *lineReader) first(sub string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if strings.Contains(line, sub) {
			return line
		}
	}
	return ""
}

// find waits for a line that holds sub.
func (l *lineReader) find(ctx context.Context, sub string) (string, error) {
	for {
		if line := l.first(sub); line != "" {
			return line, nil
		}
		select {
		case <-l.more:
		case <-l.ended:
			if line := l.first(sub); line != "" {
				return line, nil
			}
			return "", fmt.Errorf("the program ended without saying %q:\n%s", sub, strings.Join(l.lines, "\n"))
		case <-ctx.Done():
			return "", fmt.Errorf("the program never said %q", sub)
		}
	}
}

// lockedBuffer lets several streams share a log.
type lockedBuffer struct {
	mu sync.Mutex
	to io.Writer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.to.Write(p)
}
