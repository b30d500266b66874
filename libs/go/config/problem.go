package config

import (
	"fmt"
	"strings"
)

// maxQuoted keeps a report readable when somebody pastes a whole document into a variable.
const maxQuoted = 60

// Problem is one mistake in the settings.
type Problem struct {
	Name     string // the variable, as it has to be corrected: NAME or NAME_FILE
	Wrong    string
	Expected string
}

// String renders the problem as one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s; expected %s", p.Name, p.Wrong, p.Expected)
}

// Problems are all mistakes that a [Reader] met, in the order in which the settings were read.
type Problems []Problem

// Error renders a heading and one line a problem.
func (p Problems) Error() string {
	var text strings.Builder
	if len(p) == 1 {
		text.WriteString("the configuration has 1 problem:")
	} else {
		fmt.Fprintf(&text, "the configuration has %d problems:", len(p))
	}
	for _, problem := range p {
		fmt.Fprintf(&text, "\n  %s", problem)
	}
	return text.String()
}

func quote(text string) string {
	runes := []rune(text)
	if len(runes) > maxQuoted {
		return fmt.Sprintf("%q…", string(runes[:maxQuoted]))
	}
	return fmt.Sprintf("%q", text)
}
