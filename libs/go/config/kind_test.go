package config_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"observatory.example/libs/config"
)

// cases maps a text to how its value prints, or to the complaint about it where that starts with "!".
type cases map[string]string

func check[T any](t *testing.T, kind config.Kind[T], tests cases) {
	t.Helper()
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			r := config.NewReader(environment(map[string]string{"NAME": text}))
			value := config.Required(r, "NAME", kind)
			complaint, broken := strings.CutPrefix(want, "!")
			err := r.Err()
			switch {
			case broken && (err == nil || !strings.Contains(err.Error(), complaint)):
				t.Errorf("got %v, %v, want the complaint %q", value, err, complaint)
			case !broken && (err != nil || fmt.Sprint(value) != want):
				t.Errorf("got %v, %v, want %s", value, err, want)
			}
		})
	}
}

func TestInt(t *testing.T) {
	check(t, config.Int(1, 10), cases{
		"1":                    "1",
		"10":                   "10",
		"0":                    `!"0" is out of range; expected a whole number from 1 to 10`,
		"11":                   "!is out of range",
		"99999999999999999999": "!is out of range",
		"1.0":                  "!is not a whole number",
		" 1":                   `!" 1" is not a whole number`,
		"0x1":                  "!is not a whole number",
	})
}

func TestBool(t *testing.T) {
	check(t, config.Bool(), cases{
		"true": "true", "TRUE": "true", "1": "true", "false": "false", "False": "false", "0": "false",
		"yes": `!"yes" is neither true nor false; expected true or false`,
	})
}

func TestDuration(t *testing.T) {
	check(t, config.Duration(time.Second, time.Hour), cases{
		"1m30s": "1m30s",
		"1h":    "1h0m0s",
		"999ms": `!"999ms" is out of range; expected a duration with its unit, such as 500ms or 1m30s, from 1s to 1h0m0s`,
		"2h":    "!is out of range",
		"90":    "!is not a duration",
	})
}

func TestSeconds(t *testing.T) {
	check(t, config.Seconds(0, time.Minute), cases{
		"0":     "0s",
		"2.5":   "2.5s",
		"60":    "1m0s",
		"0.1":   "100ms",
		"61":    `!"61" is out of range; expected a number of seconds from 0 to 60`,
		"-1":    "!is out of range",
		"1e999": "!is out of range",
		"Inf":   "!is out of range",
		"NaN":   "!is not a number",
		"8s":    "!is not a number",
	})
}

func TestURL(t *testing.T) {
	check(t, config.URL("http", "https"), cases{
		"http://core:4005":            "http://core:4005",
		"https://example.org/a/path":  "https://example.org/a/path",
		"http://[::1]:4005":           "http://[::1]:4005",
		"core:4005":                   "!another scheme, or none; expected a URL with a host that starts with http:// or https://",
		"/path":                       "!has another scheme",
		"ftp://core":                  "!has another scheme",
		"http://:4005":                "!names no host",
		"http://core:port":            "!the value is not a URL",
		"http://user:pass word@core/": "!the value is not a URL",
	})
}

func TestHost(t *testing.T) {
	check(t, config.Host(), cases{
		"0.0.0.0":         "0.0.0.0",
		"::":              "::",
		"localhost":       "localhost",
		"a-b.example.org": "a-b.example.org",
		"host:80":         `!"host:80" is neither an IP address nor a host name; expected an IP address or a host name, without a port`,
		"-host":           "!is neither",
		"a b":             "!is neither",
		"http://host":     "!is neither",
	})
}

func TestOneOf(t *testing.T) {
	check(t, config.OneOf(map[string]int{"red": 1, "green": 2}), cases{
		"red":   "1",
		"GREEN": "2",
		"blue":  `!"blue" is unknown; expected one of green, red`,
	})
}

func TestSecretText(t *testing.T) {
	check(t, config.SecretText(4), cases{
		"1234":  "[redacted]",
		"ääää":  "[redacted]",
		"äää":   "!the value is too short; expected a secret of at least 4 characters",
		"short": "[redacted]",
	})
}
