package app_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

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
