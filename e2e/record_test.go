package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// clone dir 'text'…: clones the public record with git and checks it, once what
// it says holds all the texts (the record follows a decision, it does not hold
// it up). What it says is in dir.txt: every commit with its changes, and the tags.
func (s *story) clone(args []string) error {
	dir := s.ts.MkAbs(args[0])
	deadline := time.Now().Add(patience)
	for {
		said, err := s.cloneOnce(dir)
		missing := ""
		for _, want := range args[1:] {
			if err == nil && !strings.Contains(said, want) {
				missing = want
			}
		}
		if err == nil && missing == "" {
			return os.WriteFile(dir+".txt", []byte(said), 0o600)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the record never came to say %q (%v):\n%s", missing, err, said)
		}
		time.Sleep(100 * time.Millisecond) // another program: nothing tells when it is done
	}
}

func (s *story) cloneOnce(dir string) (string, error) {
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if out, err := git(s.dir, "clone", "--quiet", s.site.base+"/strategia.git", dir); err != nil {
		return out, err
	}
	if out, err := git(dir, "fsck", "--strict"); err != nil {
		return out, err
	}
	said, err := git(dir, "log", "--patch", "--all", "--format=%H %an <%ae> %cn <%ce>%n%B")
	if err != nil {
		return said, err
	}
	tags, err := git(dir, "tag", "--list", "-n99")
	return said + tags, err
}

func git(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
