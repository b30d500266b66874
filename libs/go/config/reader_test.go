package config_test

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"observatory.example/libs/config"
)

// environment is a Lookup over fixed variables.
func environment(variables map[string]string) config.Lookup {
	return func(name string) (string, bool) {
		value, found := variables[name]
		return value, found
	}
}

func fileWith(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "value")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestValueComesFromTheVariableOrTheFile(t *testing.T) {
	tests := map[string]struct {
		variables map[string]string
		want      string
	}{
		"variable":                      {map[string]string{"NAME": "direct"}, "direct"},
		"neither":                       {nil, "fallback"},
		"empty variable is not set":     {map[string]string{"NAME": "", "NAME_FILE": ""}, "fallback"},
		"file":                          {map[string]string{"NAME_FILE": fileWith(t, "content")}, "content"},
		"file beside an empty variable": {map[string]string{"NAME": "", "NAME_FILE": fileWith(t, "content")}, "content"},
		"one newline is stripped":       {map[string]string{"NAME_FILE": fileWith(t, "content\n")}, "content"},
		"and only one":                  {map[string]string{"NAME_FILE": fileWith(t, "content\n\n")}, "content\n"},
		"with its carriage return":      {map[string]string{"NAME_FILE": fileWith(t, "content\r\n")}, "content"},
		"spaces are content":            {map[string]string{"NAME_FILE": fileWith(t, " content ")}, " content "},
		"variables are taken as is":     {map[string]string{"NAME": "direct\n"}, "direct\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := config.NewReader(environment(test.variables))
			if got := config.Optional(r, "NAME", config.Text(), "fallback"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err := r.Err(); err != nil {
				t.Errorf("unexpected problems: %v", err)
			}
		})
	}
}

func TestBrokenSourcesAreProblems(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	tests := map[string]struct {
		variables map[string]string
		want      string
	}{
		"nothing set": {
			nil,
			"NAME: not set; expected a text, here or in the file that NAME_FILE names",
		},
		"both set": {
			map[string]string{"NAME": "a", "NAME_FILE": missing},
			"NAME: set, and NAME_FILE is set too; expected only one of the two",
		},
		"no such file": {
			map[string]string{"NAME_FILE": missing},
			"NAME_FILE: the file cannot be opened: open " + missing + ": no such file or directory; " +
				"expected the path of a readable file that holds the value of NAME",
		},
		"folder": {
			map[string]string{"NAME_FILE": "/"},
			"NAME_FILE: the file cannot be read: read /: is a directory; " +
				"expected the path of a readable file that holds the value of NAME",
		},
		"file with nothing but a newline": {
			map[string]string{"NAME_FILE": fileWith(t, "\n")},
			"is empty; expected the path of a readable file that holds the value of NAME",
		},
		"endless file": {
			map[string]string{"NAME_FILE": "/dev/zero"},
			"NAME_FILE: the file /dev/zero holds more than 65536 bytes; " +
				"expected the path of a readable file that holds the value of NAME",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := config.NewReader(environment(test.variables))
			if got := config.Required(r, "NAME", config.Text()); got != "" {
				t.Errorf("got %q beside a problem, want the zero value", got)
			}
			problems := problemsOf(t, r)
			if len(problems) != 1 || !strings.HasSuffix(problems[0].String(), test.want) {
				t.Errorf("got  %v\nwant %s", problems, test.want)
			}
		})
	}
}

func TestAllProblemsAreReportedTogether(t *testing.T) {
	r := config.NewReader(environment(map[string]string{
		"PORT":       "seventy",
		"ADMIN_URL":  "ftp://admin:hunter2@example.org",
		"TOKEN_FILE": fileWith(t, "hunter2\n"),
		"GRACE":      "8",
	}))
	config.Optional(r, "PORT", config.Int(1, 65535), 8080)
	config.Optional[*url.URL](r, "ADMIN_URL", config.URL("http", "https"), nil)
	config.Required(r, "TOKEN", config.SecretText(16))
	config.Required(r, "GRACE", config.Seconds(0, time.Minute))
	config.Required(r, "TENANT", config.Text())

	want := `the configuration has 4 problems:
  PORT: "seventy" is not a whole number; expected a whole number from 1 to 65535
  ADMIN_URL: the value has another scheme, or none; expected a URL with a host that starts with http:// or https://
  TOKEN_FILE: the content of the file is too short; expected a secret of at least 16 characters
  TENANT: not set; expected a text, here or in the file that TENANT_FILE names`
	if got := r.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatCameFromAFileIsNeverQuoted(t *testing.T) {
	r := config.NewReader(environment(map[string]string{"PORT_FILE": fileWith(t, "hunter2")}))
	config.Optional(r, "PORT", config.Int(1, 65535), 8080)
	if text := r.Err().Error(); strings.Contains(text, "hunter2") {
		t.Errorf("the content of the file is shown: %s", text)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	r := config.NewReader(environment(map[string]string{"PORT": strings.Repeat("ä", 5000)}))
	config.Optional(r, "PORT", config.Int(1, 65535), 8080)
	if text := r.Err().Error(); len(text) > 300 || !strings.Contains(text, `ä"…`) {
		t.Errorf("got a report of %d bytes: %.400s", len(text), text)
	}
}

func problemsOf(t *testing.T, r *config.Reader) config.Problems {
	t.Helper()
	problems, ok := errors.AsType[config.Problems](r.Err())
	if !ok {
		t.Fatalf("got %v, want Problems", r.Err())
	}
	return problems
}

func ExampleReader() {
	r := config.NewReader(environment(map[string]string{"PORT": "http", "GRACE_SECONDS": "2.5"}))
	config.Optional(r, "PORT", config.Int(1, 65535), 8080)
	grace := config.Optional(r, "GRACE_SECONDS", config.Seconds(0, time.Minute), time.Second)
	fmt.Println(grace)
	fmt.Println(r.Err())
	// Output:
	// 2.5s
	// the configuration has 1 problem:
	//   PORT: "http" is not a whole number; expected a whole number from 1 to 65535
}
