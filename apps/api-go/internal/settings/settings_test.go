package settings_test

import (
	"fmt"
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
		s.ShutdownGrace != 8*time.Second || s.CoreTimeout != 3*time.Second || s.CoreScanSpans != 10_000 || s.TracesEndpoint != nil {
		t.Errorf("got %+v", s)
	}
	database := settings.Database{
		Port: 5432, Name: "observatory", User: "observatory", Timeout: 3 * time.Second, PoolSize: 8, ScanSpans: 100_000,
	}
	if redis := (settings.Redis{Port: 6379, TTL: 5 * time.Second}); s.Database != database || s.Redis != redis {
		t.Errorf("got %+v and %+v", s.Database, s.Redis)
	}
}

func TestEverySettingIsReadAndHelpNamesIt(t *testing.T) {
	given := map[string]string{
		"HOST": "::1", "PORT": "80", "LOG_LEVEL": "debug", "SHUTDOWN_GRACE_SECONDS": "2.5",
		"CORE_URL": "https://core.example.org/base", "CORE_TIMEOUT_SECONDS": "1", "CORE_SCAN_SPANS": "5",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://jaeger:4318",
		"DATABASE_HOST":               "db", "DATABASE_PORT": "1", "DATABASE_NAME": "n", "DATABASE_USER": "u", "DATABASE_PASSWORD": "p",
		"DATABASE_TIMEOUT_SECONDS": "2", "DATABASE_POOL_SIZE": "3", "DATABASE_SCAN_SPANS": "4",
		"REDIS_HOST": "redis", "REDIS_PORT": "6", "REDIS_PASSWORD": "r", "CACHE_TTL_SECONDS": "7",
	}
	s, err := settings.Load(lookup(given))
	if err != nil {
		t.Fatal(err)
	}
	if s.Address() != "[::1]:80" || s.CoreURL.String() != "https://core.example.org/base" || s.LogLevel != slog.LevelDebug ||
		s.ShutdownGrace != 2500*time.Millisecond || s.CoreTimeout != time.Second || s.CoreScanSpans != 5 {
		t.Errorf("got %+v", s)
	}
	if got := fmt.Sprint(s.TracesEndpoint, s.Database, s.Redis); got !=
		"http://jaeger:4318 {db 1 n u [redacted] 2s 3 4} {redis 6 [redacted] 7s}" || s.Database.Password.Reveal()+s.Redis.Password.Reveal() != "pr" {
		t.Errorf("got %s", got)
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
		"OTEL_EXPORTER_OTLP_ENDPOINT": "jaeger", "DATABASE_HOST": "db:5432", "DATABASE_PORT": "0", "DATABASE_TIMEOUT_SECONDS": "0",
		"DATABASE_POOL_SIZE": "0", "REDIS_HOST": "a b", "CACHE_TTL_SECONDS": "0",
	}))
	if err == nil || !strings.Contains(err.Error(), "14 problems") {
		t.Errorf("got %v, want 14 problems", err)
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
