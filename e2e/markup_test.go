package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"luonnos/internal/need"
)

// validateAll runs html-validate once over all pages in the folder, as the
// program sent them, and reports what it finds.
func validateAll(t *testing.T, dir string) {
	t.Helper()
	script := filepath.Join(need.NodeModule(t, "html-validate"), "bin", "html-validate.mjs")
	node, err := exec.LookPath("node")
	if err != nil {
		need.Missing(t, "node", "make setup")
	}
	config := filepath.Join(dir, ".htmlvalidate.json")
	if err := os.WriteFile(config, []byte(markupRules), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, script, "--config", config, "--formatter", "json", dir+"/*.html")
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	var reports []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line            int
		}
	}
	if jsonErr := json.Unmarshal(said, &reports); jsonErr != nil {
		t.Fatalf("html-validate: %v, %v: %s", err, jsonErr, said)
	}
	seen := map[string][]string{}
	for _, r := range reports {
		for _, m := range r.Messages {
			what := m.RuleID + ": " + m.Message
			seen[what] = append(seen[what], fmt.Sprintf("%s:%d", filepath.Base(r.FilePath), m.Line))
		}
	}
	for what, where := range seen {
		t.Errorf("html-validate: %s\n\tin %d places: %s", what, len(where), strings.Join(where[:min(len(where), 5)], ", "))
	}
}

// markupRules leaves out rules of taste: they are about how HTML is written,
// not about what a browser makes of it. A box that scrolls is a region wherever
// the text in it is of another kind, such as <pre>.
const markupRules = `{
	"root": true,
	"extends": ["html-validate:recommended"],
	"rules": {
		"long-title": "off",
		"no-trailing-whitespace": "off",
		"doctype-style": "off",
		"valid-id": ["error", {"relaxed": true}],
		"form-dup-name": ["error", {"shared": ["radio", "button", "reset", "submit", "checkbox"]}],
		"prefer-native-element": ["error", {"exclude": ["region"]}]
	}
}`
