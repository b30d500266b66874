package app_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

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
		`"level":"info","message":"listening","service":"api-go","address":"127.0.0.1:` + variables["PORT"] + `"`,
		`"version":"1.2.3","core_url":"http://bob:***@127.0.0.1:1/"`,
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
	log := p.stdout.String()
	if code != 1 || !strings.Contains(log, "cannot listen") || !strings.Contains(log, "address already in use") {
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
		"HOST": "127.0.0.1", "PORT": freePort(t), "CORE_URL": core.URL,
		"CORE_TIMEOUT_SECONDS": "30", "SHUTDOWN_GRACE_SECONDS": "0.05",
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
