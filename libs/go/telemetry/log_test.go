package telemetry_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/slogtest"

	"observatory.example/libs/config"
	"observatory.example/libs/telemetry"
)

// logged returns the lines that write logs at the given level and above, decoded.
func logged(t *testing.T, level slog.Level, write func(*slog.Logger)) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	write(telemetry.NewLogger(&out, "shop", level))
	return decodeLines(t, out.String())
}

func decodeLines(t *testing.T, out string) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(out) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v in the line %q", err, line)
		}
		lines = append(lines, fields)
	}
	return lines
}

func TestLineHasTheFieldsOfTheSystem(t *testing.T) {
	ctx := telemetry.WithRequestID(t.Context(), "abc-1")
	lines := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
		logger.DebugContext(ctx, "below the level")
		logger.WarnContext(ctx, "low on stock", "item", "tea", "left", 3)
		logger.Info("outside of a request")
	})
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want 2: %v", len(lines), lines)
	}

	timestamp, _ := lines[0]["timestamp"].(string)
	if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(timestamp) {
		t.Errorf("got the timestamp %q, want RFC 3339 in UTC with milliseconds", timestamp)
	}
	delete(lines[0], "timestamp")
	want := map[string]any{
		"level": "warn", "message": "low on stock", "service": "shop", "request_id": "abc-1", "item": "tea", "left": 3.0,
	}
	if got := lines[0]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if id, found := lines[1]["request_id"]; found {
		t.Errorf("got the request id %v outside of a request", id)
	}
}

func TestFieldsCannotPoseAsThoseOfTheLogger(t *testing.T) {
	ctx := telemetry.WithRequestID(t.Context(), "abc-1")
	line := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
		logger.InfoContext(ctx, "real", "service", "other", "message", "other", "level", "other", "request_id", "other")
	})[0]
	for key, want := range map[string]string{
		"service": "shop", "message": "real", "level": "info", "request_id": "abc-1", "service_": "other", "level_": "other",
	} {
		if line[key] != want {
			t.Errorf("%s: got %v, want %s", key, line[key], want)
		}
	}
}

func TestRequestIDStaysOutsideOfGroups(t *testing.T) {
	ctx := telemetry.WithRequestID(t.Context(), "abc-1")
	line := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
		logger.With("a", 1).WithGroup("order").With("id", 7).InfoContext(ctx, "paid", "item", "tea")
	})[0]
	delete(line, "timestamp")
	want := map[string]any{
		"level": "info", "message": "paid", "service": "shop", "request_id": "abc-1", "a": 1.0,
		"order": map[string]any{"id": 7.0, "item": "tea"},
	}
	if fmt.Sprint(line) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", line, want)
	}
}

func TestBoundFieldsAreNotShared(t *testing.T) {
	lines := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
		base := logger.With("a", 1).With("b", 2).With("c", 3)
		first, second := base.With("branch", "first"), base.With("branch", "second")
		first.Info("x")
		second.Info("y")
	})
	if lines[0]["branch"] != "first" || lines[1]["branch"] != "second" {
		t.Errorf("got %v", lines)
	}
}

// The rules that every slog.Handler has to keep, asked by the standard library's own test.
func TestHandlerKeepsTheRulesOfSlog(t *testing.T) {
	var out bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		out.Reset()
		return telemetry.NewLogger(&out, "shop", slog.LevelDebug).Handler()
	}, func(t *testing.T) map[string]any {
		line := decodeLines(t, out.String())[0]
		for ours, theirs := range map[string]string{"timestamp": slog.TimeKey, "level": slog.LevelKey, "message": slog.MessageKey} {
			if value, found := line[ours]; found {
				delete(line, ours)
				line[theirs] = value
			}
		}
		return line
	})
}

func TestLogLevel(t *testing.T) {
	read := func(value string) (slog.Level, error) {
		variables := map[string]string{"LOG_LEVEL": value}
		r := config.NewReader(func(name string) (string, bool) { return variables[name], true })
		return telemetry.LogLevel(r), r.Err()
	}
	for value, want := range map[string]slog.Level{
		"": slog.LevelInfo, "debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	} {
		if got, err := read(value); got != want || err != nil {
			t.Errorf("%q: got %v, %v, want %v", value, got, err, want)
		}
	}
	if _, err := read("loud"); err == nil || !strings.Contains(err.Error(), "one of debug, error, info, warn") {
		t.Errorf("got %v for an unknown level", err)
	}
}
