package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"observatory.example/api-go/internal/app"
)

// buffer may be written and read at the same time.
type buffer struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

func (b *buffer) Write(content []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.Write(content)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bytes.String()
}

// program is a run of the app with what it printed.
type program struct {
	stdout, stderr buffer
}

func (p *program) run(ctx context.Context, variables map[string]string, args ...string) int {
	return app.App{
		Version: "1.2.3",
		Lookup:  func(name string) (string, bool) { value, found := variables[name]; return value, found },
		Stdout:  &p.stdout,
		Stderr:  &p.stderr,
	}.Run(ctx, args)
}

func TestCommandLine(t *testing.T) {
	tests := map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"version":            {[]string{"--version"}, 0, "api-go 1.2.3\n", ""},
		"help":               {[]string{"--help"}, 0, "SHUTDOWN_GRACE_SECONDS", ""},
		"unknown argument":   {[]string{"start"}, 64, "", "api-go: unknown argument \"start\"\n\nAnswers queries"},
		"too many arguments": {[]string{"serve", "now"}, 64, "", "api-go: too many arguments\n\nAnswers queries"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var p program
			if code := p.run(t.Context(), nil, test.args...); code != test.code {
				t.Errorf("got the exit code %d, want %d", code, test.code)
			}
			stdout, stderr := p.stdout.String(), p.stderr.String()
			if !strings.Contains(stdout, test.stdout) || (stdout == "") != (test.stdout == "") {
				t.Errorf("got %q on standard output, want %q", stdout, test.stdout)
			}
			if !strings.HasPrefix(stderr, test.stderr) || (stderr == "") != (test.stderr == "") {
				t.Errorf("got %q on standard error, want %q", stderr, test.stderr)
			}
		})
	}
}

func TestBadConfiguration(t *testing.T) {
	port := filepath.Join(t.TempDir(), "port")
	if err := os.WriteFile(port, []byte("http\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var p program
	code := p.run(t.Context(), map[string]string{"PORT_FILE": port, "CORE_URL": "core", "LOG_LEVEL": "loud"}, "serve")
	want := `api-go: the configuration has 3 problems:
  PORT_FILE: the content of the file is not a whole number; expected a whole number from 1 to 65535
  LOG_LEVEL: "loud" is unknown; expected one of debug, error, info, warn
  CORE_URL: the value has another scheme, or none; expected a URL with a host that starts with http:// or https://
`
	if code != 78 || p.stderr.String() != want || p.stdout.String() != "" {
		t.Errorf("got the exit code %d and\n%s%s", code, p.stdout.String(), p.stderr.String())
	}
}
