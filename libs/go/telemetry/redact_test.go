package telemetry_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"observatory.example/libs/config"
	"observatory.example/libs/telemetry"
)

func TestSecretsAreRedactedByKey(t *testing.T) {
	for _, key := range []string{
		"authorization", "Authorization", "cookie", "set-cookie", "Set-Cookie", "password", "PASSWORD", "passwd", "secret",
		"token", "api_key", "apikey", "apiKey", "x-api-key", "X_Api_Key", "access_token", "accessToken", "refresh-token",
		"private_key", "client_secret", "db_password", "DBPassword", "http.request.header.authorization",
	} {
		line := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
			logger.Info("x", key, "hunter2", slog.Group("nested", key, 12345), "any", map[string]any{key: []string{"hunter2"}})
			logger.With(key, "hunter2").WithGroup("nested").With("any", "x").Info("y")
			logger.WithGroup(key).Info("z", "value", "hunter2")
		})
		if text := fmt.Sprint(line); strings.Contains(text, "hunter2") || strings.Contains(text, "12345") {
			t.Errorf("%s is shown: %s", key, text)
		}
	}
}

func TestOtherKeysAreKept(t *testing.T) {
	for _, key := range []string{"gen_ai.usage.input_tokens", "tokens", "secretary", "passwordless", "token_count", "key", "path"} {
		line := logged(t, slog.LevelInfo, func(logger *slog.Logger) { logger.Info("x", key, "plain") })[0]
		if line[key] != "plain" {
			t.Errorf("%s: got %v, want it kept", key, line[key])
		}
	}
}

type order struct {
	Item     string
	Number   int64
	Password string `json:"pass_word"`
	Headers  http.Header
	Notes    []string
}

// describesItself decides in its own method how it is logged.
type describesItself struct{}

func (describesItself) LogValue() slog.Value {
	return slog.GroupValue(slog.String("token", "hunter2"))
}

// failsToEncode has the secret in its error.
type failsToEncode struct{}

func (failsToEncode) MarshalJSON() ([]byte, error) {
	return nil, errors.New("hunter2")
}

type panics struct{ text string }

func (p *panics) Error() string {
	return p.text
}

func TestSecretsAreRedactedInValuesOfAnyType(t *testing.T) {
	line := logged(t, slog.LevelInfo, func(logger *slog.Logger) {
		logger.Info("calling with Bearer hunter2",
			"order", order{
				Item:     "tea",
				Number:   9007199254740993,
				Password: "hunter2",
				Headers:  http.Header{"X-Api-Key": {"hunter2"}, "Accept": {"text/html"}},
				Notes:    []string{"see redis://:hunter2@cache:6379/0"},
			},
			"self", describesItself{},
			"setting", config.NewSecret("hunter2"),
			"error", fmt.Errorf("dialling: %w", errors.New(`Get "https://bob:hunter2@example.org/x": refused`)),
			"panics", (*panics)(nil),
			"fails", failsToEncode{},
			"nil", nil,
		)
	})[0]
	text := fmt.Sprint(line)
	if strings.Contains(text, "hunter2") {
		t.Errorf("a secret is shown: %s", text)
	}
	order := line["order"].(map[string]any)
	for got, want := range map[any]any{
		order["Item"]:              "tea",
		order["pass_word"]:         "[redacted]",
		fmt.Sprint(order["Notes"]): "[see redis://:***@cache:6379/0]",
		line["message"]:            "calling with Bearer [redacted]",
		line["error"]:              `dialling: Get "https://bob:***@example.org/x": refused`,
		line["panics"]:             "!PANIC: *telemetry_test.panics cannot be logged",
		line["fails"]:              "!ERROR: telemetry_test.failsToEncode cannot be logged",
	} {
		if got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestLargeNumbersKeepTheirDigits(t *testing.T) {
	var out bytes.Buffer
	telemetry.NewLogger(&out, "shop", slog.LevelInfo).Info("x", "span", map[string]any{"start": uint64(1763735000000000001)})
	if !strings.Contains(out.String(), `{"start":1763735000000000001}`) {
		t.Errorf("got %s", out.String())
	}
}

func TestRedactText(t *testing.T) {
	for text, want := range map[string]string{
		"Bearer abc.DEF-1_2~3+4/5==":              "Bearer [redacted]",
		"authorization: bearer   abc, more":       "authorization: bearer [redacted], more",
		"forbearer abc":                           "forbearer abc",
		"postgres://bob:p@ss@db:5432/x?y=z":       "postgres://bob:***@db:5432/x?y=z",
		"amqp://:secret@mq http://a:b@c/":         "amqp://:***@mq http://a:***@c/",
		"https://example.org:443/@scope/pkg":      "https://example.org:443/@scope/pkg",
		"https://bob@example.org/":                "https://bob@example.org/",
		"at 12:30 mail bob@example.org":           "at 12:30 mail bob@example.org",
		`["http://a:b@c","http://example.org:1"]`: `["http://a:***@c","http://example.org:1"]`,
	} {
		if got := telemetry.RedactText(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
