// Package need lets a test ask for something that a bare machine may lack.
//
// Without it the test is skipped with the command that gets it; with
// LUONNOS_ALL=1, as `make test` and so CI set it, the test fails instead, so
// that nothing is skipped unnoticed. Only tests import it.
package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Missing skips the test, or fails it where everything is required.
func Missing(t testing.TB, what, remedy string) {
	t.Helper()
	if os.Getenv("LUONNOS_ALL") == "1" {
		t.Fatalf("%s is missing: %s", what, remedy)
	}
	t.Skipf("skipped: %s is missing; %s", what, remedy)
}

// Git returns the path of the git program.
func Git(t testing.TB) string {
	t.Helper()
	return program(t, "make setup", "git")
}

// Chromium returns the path of a Chromium browser.
func Chromium(t testing.TB) string {
	t.Helper()
	return program(t, "make setup", "chromium", "chromium-browser", "google-chrome")
}

// NodeModule returns the folder of a Node module of the browser tests.
func NodeModule(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join(Root(), "e2e", "node_modules", name)
	if _, err := os.Stat(dir); err != nil {
		Missing(t, "the Node module "+name, "make setup")
	}
	return dir
}

// Data returns the path of a file or folder of the shared test data, which lies
// beside the project and not in it. It is large, so a short run goes without.
func Data(t testing.TB, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: the shared test data take long; run without -short")
	}
	path := filepath.Join(Root(), "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: the shared test data %s is not beside the project", name)
	}
	return path
}

// Root is the project's root folder.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

func program(t testing.TB, remedy string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, names[0], remedy)
	return ""
}
