// Package config reads the settings of a service from its environment.
//
// A setting NAME is given either as the variable NAME or as NAME_FILE, the path of a file that holds the value, which is
// how secrets are mounted into containers. A [Reader] does not stop at the first mistake: it collects every problem, and
// [Reader.Err] reports them together, each with the variable, what is wrong and what was expected.
//
//	r := config.NewReader(os.LookupEnv)
//	port := config.Optional(r, "PORT", config.Int(1, 65535), 8080)
//	token := config.Required(r, "ADMIN_TOKEN", config.SecretText(16))
//	if err := r.Err(); err != nil {
//		// one line a problem, fit to be shown to whoever runs the service
//	}
//
// The value of a secret, of a URL and of anything that came from a file is never part of a report.
package config

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// maxFileBytes bounds what a NAME_FILE may hold: one that points at a device has to fail, not to fill the memory.
const maxFileBytes = 64 << 10

// Lookup finds the value of an environment variable; [os.LookupEnv] is one.
type Lookup func(name string) (value string, found bool)

// Reader reads settings and keeps every problem it meets.
type Reader struct {
	lookup   Lookup
	problems Problems
}

// NewReader returns a Reader over the variables that lookup finds.
func NewReader(lookup Lookup) *Reader {
	return &Reader{lookup: lookup}
}

// Required reads a setting that must be given. After a problem it returns the zero value, and [Reader.Err] tells.
func Required[T any](r *Reader, name string, kind Kind[T]) T {
	value, found, problem := read(r.lookup, name, kind)
	if !found {
		problem = &Problem{name, "not set", fmt.Sprintf("%s, here or in the file that %s_FILE names", kind.expected, name)}
	}
	r.keep(problem)
	return value
}

// Optional reads a setting that may be left out, for which it returns fallback.
func Optional[T any](r *Reader, name string, kind Kind[T], fallback T) T {
	value, found, problem := read(r.lookup, name, kind)
	if !found {
		return fallback
	}
	r.keep(problem)
	return value
}

// Err returns all problems met so far as one error, a [Problems], or nil where there was none.
func (r *Reader) Err() error {
	if len(r.problems) == 0 {
		return nil
	}
	return r.problems
}

func (r *Reader) keep(problem *Problem) {
	if problem != nil {
		r.problems = append(r.problems, *problem)
	}
}

// read finds and parses one setting. One that is given but broken is found, and has a problem.
func read[T any](lookup Lookup, name string, kind Kind[T]) (value T, found bool, problem *Problem) {
	direct, file := variable(lookup, name), variable(lookup, name+"_FILE")
	switch {
	case direct == "" && file == "":
		return value, false, nil
	case direct != "" && file != "":
		return value, true, &Problem{name, "set, and " + name + "_FILE is set too", "only one of the two"}
	case file != "":
		value, problem = readFromFile(name, file, kind)
		return value, true, problem
	}

	value, err := kind.parse(direct)
	if err != nil {
		subject := "the value"
		if !kind.private {
			subject = quote(direct)
		}
		return value, true, &Problem{name, subject + " " + err.Error(), kind.expected}
	}
	return value, true, nil
}

func readFromFile[T any](name, path string, kind Kind[T]) (value T, problem *Problem) {
	text, err := readFile(path)
	if err != nil {
		return value, &Problem{name + "_FILE", err.Error(), "the path of a readable file that holds the value of " + name}
	}
	value, err = kind.parse(text)
	if err != nil {
		return value, &Problem{name + "_FILE", "the content of the file " + err.Error(), kind.expected}
	}
	return value, nil
}

// variable treats an empty variable as not set: that is what a compose file makes of one that it passes on unset.
func variable(lookup Lookup, name string) string {
	value, _ := lookup(name)
	return value
}

func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the file cannot be opened: %w", err)
	}
	defer file.Close()

	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("the file cannot be read: %w", err)
	case len(content) > maxFileBytes:
		return "", fmt.Errorf("the file %s holds more than %d bytes", path, maxFileBytes)
	}

	text := withoutNewline(string(content))
	if text == "" {
		return "", fmt.Errorf("the file %s is empty", path)
	}
	return text, nil
}

// withoutNewline strips the one newline that editors and echo leave at the end of a file.
func withoutNewline(text string) string {
	text, stripped := strings.CutSuffix(text, "\n")
	if !stripped {
		return text
	}
	return strings.TrimSuffix(text, "\r")
}
