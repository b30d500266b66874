package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"observatory.example/api-go/internal/core/coretest"
)

// runAsProgram makes the test binary behave as the program itself, so that tests can send it real signals.
const runAsProgram = "API_GO_RUN_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func program(t *testing.T, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], args...)
	command.Env = slices.Concat(environment, []string{runAsProgram + "=1"})
	return command
}

func TestVersionIsTheOneOfTheManifest(t *testing.T) {
	manifest, err := os.ReadFile("version.txt")
	if err != nil {
		t.Fatal(err)
	}
	out, err := program(t, nil, "--version").Output()
	if want := "api-go " + string(manifest); string(out) != want || err != nil {
		t.Errorf("got %q, %v, want %q", out, err, want)
	}
}

func TestBadConfigurationEndsWith78(t *testing.T) {
	out, err := program(t, []string{"PORT=http"}).CombinedOutput()
	failure, ok := errors.AsType[*exec.ExitError](err)
	if !ok || failure.ExitCode() != 78 || !strings.Contains(string(out), `PORT: "http" is not a whole number`) {
		t.Errorf("got %v and %s", err, out)
	}
}

func TestSignalsLetRequestsFinish(t *testing.T) {
	for name, test := range map[string]struct {
		signal syscall.Signal
		reason string
	}{
		"SIGTERM": {syscall.SIGTERM, `"reason":"terminated signal received"`},
		"SIGINT":  {syscall.SIGINT, `"reason":"interrupt signal received"`},
	} {
		t.Run(name, func(t *testing.T) {
			asked, release := make(chan bool), make(chan bool)
			fake := coretest.Start(t)
			fake.Answer(func(w http.ResponseWriter, _ *http.Request) {
				asked <- true
				<-release
				_, _ = io.WriteString(w, `{"spans":[],"next_cursor":null}`)
			})
			port := freePort(t)
			server := program(t, []string{"HOST=127.0.0.1", "PORT=" + port, "CORE_URL=" + fake.URL().String(), "CORE_TIMEOUT_SECONDS=20"})
			stdout, err := server.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stdout)
			if line, _ := lines.ReadString('\n'); !strings.Contains(line, `"message":"listening"`) {
				t.Fatalf("got %q as the first line", line)
			}

			status := make(chan string, 1)
			go func() {
				response, err := http.Get("http://127.0.0.1:" + port + "/api/calls")
				if err != nil {
					status <- err.Error()
					return
				}
				response.Body.Close()
				status <- response.Status
			}()
			<-asked
			for range 2 { // as from a terminal and from the task runner in it
				if err := server.Process.Signal(test.signal); err != nil {
					t.Fatal(err)
				}
				time.Sleep(50 * time.Millisecond) // had it ended at once, the answer would come too late
			}
			release <- true

			if got := <-status; got != "200 OK" {
				t.Errorf("got %s for the request in flight", got)
			}
			rest, _ := io.ReadAll(lines)
			if err := server.Wait(); err != nil || !strings.Contains(string(rest), test.reason) {
				t.Errorf("got %v and the log %s", err, rest)
			}
		})
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
