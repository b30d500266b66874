package api

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
	noTraceID    = "00000000000000000000000000000000" // not a valid one, says OpenTelemetry
)

var traceIDForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

func limitOf(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return defaultLimit, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxLimit {
		return 0, &refusal{http.StatusBadRequest, fmt.Sprintf("limit has to be a whole number from 1 to %d.", maxLimit)}
	}
	return limit, nil
}

func traceIDOf(r *http.Request) (string, error) {
	id := strings.ToLower(r.PathValue("trace_id"))
	if !traceIDForm.MatchString(id) || id == noTraceID {
		return "", &refusal{http.StatusBadRequest, "A trace id has to be 32 hexadecimal digits that are not all zero."}
	}
	return id, nil
}
