package app_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

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
			if stdout, stderr := p.stdout.String(), p.stderr.String(); !strings.Contains(stdout, test.stdout) || !strings.HasPrefix(stderr, test.stderr) ||
				(stdout == "") != (test.stdout == "") || (stderr == "") != (test.stderr == "") {
				t.Errorf("got %q and %q", stdout, stderr)
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

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestServeFromStartToEnd(t *testing.T) {
	variables := map[string]string{"HOST": "127.0.0.1", "PORT": freePort(t), "CORE_URL": "http://bob:hunter2@127.0.0.1:1/"}
	ctx, stop := context.WithCancelCause(t.Context())
	var serving program
	ended := make(chan int, 1)
	go func() { ended <- serving.run(ctx, variables) }()

	var check program
	healthy := false
	for range 200 {
		if healthy = check.run(t.Context(), variables, "healthcheck") == 0; healthy {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !healthy {
		t.Fatalf("never healthy: %s%s", check.stderr.String(), serving.stdout.String())
	}
	response, err := http.Get("http://127.0.0.1:" + variables["PORT"] + "/ready")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("got %s without a core", response.Status)
	}

	stop(errors.New("enough"))
	if code := <-ended; code != 0 {
		t.Errorf("got the exit code %d", code)
	}
	log := serving.stdout.String()
	for _, want := range []string{
		`"level":"info","message":"listening","service":"api-go","address":"127.0.0.1:` + variables["PORT"] + `","version":"1.2.3","core_url":"http://bob:***@127.0.0.1:1/"`,
		`"message":"stopping","service":"api-go","reason":"enough"`,
		`"message":"stopped","service":"api-go","reason":"enough"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is missing in\n%s", want, log)
		}
	}
	if strings.Contains(log, "hunter2") || strings.Contains(log, `"path":"/health"`) {
		t.Errorf("got a password or a probe in\n%s", log)
	}
}

func TestAddressInUse(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	var p program
	code := p.run(t.Context(), map[string]string{"HOST": "127.0.0.1", "PORT": port})
	if log := p.stdout.String(); code != 1 || !strings.Contains(log, "cannot listen") || !strings.Contains(log, "address already in use") {
		t.Errorf("got the exit code %d and %s", code, log)
	}
}

func TestCutRequestsAreAFailure(t *testing.T) {
	arrived := make(chan bool, 1)
	core := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- true
		<-r.Context().Done()
	}))
	defer core.Close()
	variables := map[string]string{
		"HOST": "127.0.0.1", "PORT": freePort(t), "CORE_URL": core.URL, "CORE_TIMEOUT_SECONDS": "30", "SHUTDOWN_GRACE_SECONDS": "0.05",
	}
	ctx, stop := context.WithCancelCause(t.Context())
	var p program
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, variables) }()
	go func() {
		for range 200 {
			if response, err := http.Get("http://127.0.0.1:" + variables["PORT"] + "/api/calls"); err == nil {
				response.Body.Close()
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	<-arrived
	stop(errors.New("enough"))
	if code := <-ended; code != 1 || !strings.Contains(p.stdout.String(), "in flight after 50ms") {
		t.Errorf("got the exit code %d and %s", code, p.stdout.String())
	}
}

func TestHealthcheckSaysInOneLineWhatIsWrong(t *testing.T) {
	sick := httptest.NewServer(http.NotFoundHandler())
	defer sick.Close()
	_, sickPort, _ := net.SplitHostPort(sick.Listener.Addr().String())
	for port, want := range map[string]string{
		freePort(t): "connection refused",
		sickPort:    "/health answered 404 Not Found",
		"http":      `PORT: "http" is not a whole number`,
	} {
		var p program
		code := p.run(t.Context(), map[string]string{"PORT": port}, "healthcheck")
		text := p.stderr.String()
		if code != 1 || !strings.HasPrefix(text, "api-go: unhealthy: ") || !strings.Contains(text, want) {
			t.Errorf("%s: got the exit code %d and %q", port, code, text)
		}
		if strings.Count(text, "\n") != 1 {
			t.Errorf("%s: got more than one line: %q", port, text)
		}
	}
}
