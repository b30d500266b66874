package config

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind is a type of setting: what its text has to look like and the value it stands for.
type Kind[T any] struct {
	expected string // completes "expected …"
	private  bool   // the text may hold a secret, so it is not quoted
	parse    func(text string) (T, error)
}

var (
	errOutOfRange = errors.New("is out of range")
	hostName      = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)
)

// Int is a whole number from low to high, both included.
func Int(low, high int) Kind[int] {
	return Kind[int]{
		expected: fmt.Sprintf("a whole number from %d to %d", low, high),
		parse: func(text string) (int, error) {
			number, err := strconv.Atoi(text)
			switch {
			case errors.Is(err, strconv.ErrRange):
				return 0, errOutOfRange
			case err != nil:
				return 0, errors.New("is not a whole number")
			case number < low || number > high:
				return 0, errOutOfRange
			}
			return number, nil
		},
	}
}

// Bool is true or false, or 1 or 0.
func Bool() Kind[bool] {
	return Kind[bool]{
		expected: "true or false",
		parse: func(text string) (bool, error) {
			switch strings.ToLower(text) {
			case "true", "1":
				return true, nil
			case "false", "0":
				return false, nil
			}
			return false, errors.New("is neither true nor false")
		},
	}
}

// Duration is a length of time with its unit, such as 1m30s, from low to high.
func Duration(low, high time.Duration) Kind[time.Duration] {
	return Kind[time.Duration]{
		expected: fmt.Sprintf("a duration with its unit, such as 500ms or 1m30s, from %s to %s", low, high),
		parse: func(text string) (time.Duration, error) {
			duration, err := time.ParseDuration(text)
			switch {
			case err != nil:
				return 0, errors.New("is not a duration")
			case duration < low || duration > high:
				return 0, errOutOfRange
			}
			return duration, nil
		},
	}
}

// Seconds is a length of time given as a number of seconds, such as 2.5, from low to high.
func Seconds(low, high time.Duration) Kind[time.Duration] {
	return Kind[time.Duration]{
		expected: fmt.Sprintf("a number of seconds from %v to %v", low.Seconds(), high.Seconds()),
		parse: func(text string) (time.Duration, error) {
			seconds, err := strconv.ParseFloat(text, 64)
			if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(seconds) {
				return 0, errors.New("is not a number")
			}
			if seconds < low.Seconds() || seconds > high.Seconds() {
				return 0, errOutOfRange
			}
			return time.Duration(math.Round(seconds * float64(time.Second))), nil
		},
	}
}

// URL is an absolute URL of one of the given schemes. It may carry a password, so a report never quotes it.
func URL(schemes ...string) Kind[*url.URL] {
	return Kind[*url.URL]{
		expected: fmt.Sprintf("a URL with a host that starts with %s://", strings.Join(schemes, ":// or ")),
		private:  true,
		parse: func(text string) (*url.URL, error) {
			parsed, err := url.Parse(text)
			switch {
			case err != nil:
				return nil, errors.New("is not a URL")
			case !slices.Contains(schemes, parsed.Scheme):
				return nil, errors.New("has another scheme, or none")
			case parsed.Hostname() == "":
				return nil, errors.New("names no host")
			}
			return parsed, nil
		},
	}
}

// Host is an IP address or a host name, without a port.
func Host() Kind[string] {
	return Kind[string]{
		expected: "an IP address or a host name, without a port",
		parse: func(text string) (string, error) {
			if _, err := netip.ParseAddr(text); err != nil && !hostName.MatchString(text) {
				return "", errors.New("is neither an IP address nor a host name")
			}
			return text, nil
		},
	}
}

// OneOf is a choice by name. The names are lower case; upper case is accepted.
func OneOf[T any](choices map[string]T) Kind[T] {
	return Kind[T]{
		expected: "one of " + strings.Join(slices.Sorted(maps.Keys(choices)), ", "),
		parse: func(text string) (T, error) {
			choice, known := choices[strings.ToLower(text)]
			if !known {
				return choice, errors.New("is unknown")
			}
			return choice, nil
		},
	}
}

// Text is any text.
func Text() Kind[string] {
	return Kind[string]{
		expected: "a text",
		parse:    func(text string) (string, error) { return text, nil },
	}
}

// SecretText is a secret of at least minLength characters.
func SecretText(minLength int) Kind[Secret] {
	return Kind[Secret]{
		expected: fmt.Sprintf("a secret of at least %d characters", minLength),
		private:  true,
		parse: func(text string) (Secret, error) {
			if utf8.RuneCountInString(text) < minLength {
				return Secret{}, errors.New("is too short")
			}
			return NewSecret(text), nil
		},
	}
}
