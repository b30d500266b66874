package settings_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"observatory.example/api-go/internal/settings"
)

func lookup(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, found := variables[name]
		return value, found
	}
}

func TestDefaults(t *testing.T) {
	s, err := settings.Load(lookup(nil))
	if err != nil {
		t.Fatal(err)
	}
	if s.Address() != "0.0.0.0:4003" || s.CoreURL.String() != "http://127.0.0.1:4005" || s.LogLevel != slog.LevelInfo ||
		s.ShutdownGrace != 8*time.Second || s.CoreTimeout != 3*time.Second || s.CoreScanSpans != 10_000 {
		t.Errorf("got %+v", s)
	}
}

func TestEverySettingIsReadAndHelpNamesIt(t *testing.T) {
	given := map[string]string{
		"HOST": "::1", "PORT": "80", "LOG_LEVEL": "debug", "SHUTDOWN_GRACE_SECONDS": "2.5",
		"CORE_URL": "https://core.example.org/base", "CORE_TIMEOUT_SECONDS": "1", "CORE_SCAN_SPANS": "5",
	}
	s, err := settings.Load(lookup(given))
	if err != nil {
		t.Fatal(err)
	}
	if s.Address() != "[::1]:80" || s.CoreURL.String() != "https://core.example.org/base" || s.LogLevel != slog.LevelDebug ||
		s.ShutdownGrace != 2500*time.Millisecond || s.CoreTimeout != time.Second || s.CoreScanSpans != 5 {
		t.Errorf("got %+v", s)
	}
	for name := range given {
		if !strings.Contains(settings.Help, name+" ") {
			t.Errorf("the help does not name %s", name)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := settings.Load(lookup(map[string]string{
		"HOST": "a b", "PORT": "0", "LOG_LEVEL": "loud", "SHUTDOWN_GRACE_SECONDS": "-1",
		"CORE_URL": "core:4005", "CORE_TIMEOUT_SECONDS": "0", "CORE_SCAN_SPANS": "none",
	}))
	if err == nil || !strings.Contains(err.Error(), "7 problems") {
		t.Errorf("got %v, want 7 problems", err)
	}
}

func TestPortAloneDoesNotMindTheRest(t *testing.T) {
	if port, err := settings.LoadPort(lookup(map[string]string{"PORT": "81", "CORE_URL": "?"})); port != 81 || err != nil {
		t.Errorf("got %d, %v", port, err)
	}
	if _, err := settings.LoadPort(lookup(map[string]string{"PORT": "?"})); err == nil {
		t.Error("a broken port is no problem")
	}
}
