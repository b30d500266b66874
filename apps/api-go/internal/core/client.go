package core

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"

	"observatory.example/libs/telemetry"
)

const (
	// DefaultMaxSpans is as many spans as core holds when nothing else is set there.
	DefaultMaxSpans = 10_000
	// DefaultMaxAnswerBytes is far above an ordinary page, and low enough for many requests at once to fit into a small
	// container.
	DefaultMaxAnswerBytes = 8 << 20
)

const (
	maxAttempts = 3
	// firstPause is doubled before each further attempt, and then varied, lest all clients come back at the same moment.
	firstPause     = 50 * time.Millisecond
	maxDetailBytes = 4 << 10
)

// Client asks core. It is safe for use by many goroutines.
type Client struct {
	// MaxSpans is how many spans one [Scan] looks at.
	MaxSpans int
	// MaxAnswerBytes is how large one answer may be.
	MaxAnswerBytes int64

	base    *url.URL
	http    *http.Client
	timeout time.Duration
}

// NewClient returns a client of the core at base that waits up to timeout for each answer.
func NewClient(base *url.URL, timeout time.Duration) *Client {
	return &Client{
		MaxSpans:       DefaultMaxSpans,
		MaxAnswerBytes: DefaultMaxAnswerBytes,

		base:    base,
		timeout: timeout,
		http: &http.Client{
			// Core is a neighbour: a proxy that the environment names for the outside must not get in between.
			Transport: telemetry.Traced("core", &http.Transport{
				DialContext:         (&net.Dialer{Timeout: timeout}).DialContext,
				MaxIdleConnsPerHost: 16,
				IdleConnTimeout:     30 * time.Second,
			}),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Ready returns nil when core says that it can work. It asks once only, since a probe is repeated by whoever probes.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.ask(ctx, c.base.JoinPath("ready"))
	if err != nil {
		return err // not a nil *Error in an interface
	}
	return nil
}

// get decodes core's answer to a GET of path into answer. Since asking changes nothing, it asks again after a passing trouble.
func (c *Client) get(ctx context.Context, path string, query url.Values, answer any) error {
	target := c.base.JoinPath(path)
	target.RawQuery = query.Encode()

	pause := firstPause
	for attempt := 1; ; attempt++ {
		body, err := c.ask(ctx, target)
		if err == nil {
			if err := json.Unmarshal(body, answer); err != nil {
				return &Error{Reason: Unreadable, Err: err}
			}
			return nil
		}
		if attempt == maxAttempts || !err.passing() || !wait(ctx, pause/2+rand.N(pause)) {
			return err
		}
		pause *= 2
	}
}

// ask makes one request and returns the body of the answer.
func (c *Client) ask(ctx context.Context, target *url.URL) ([]byte, *Error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, unanswered(err)
	}
	request.Header.Set("Accept", "application/json")
	if id := telemetry.RequestID(ctx); id != "" {
		request.Header.Set(telemetry.RequestIDHeader, id)
	}

	response, err := c.http.Do(request)
	if err != nil {
		return nil, unanswered(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response)
	}

	body, err := io.ReadAll(io.LimitReader(response.Body, c.MaxAnswerBytes+1))
	switch {
	case err != nil:
		return nil, unanswered(err)
	case int64(len(body)) > c.MaxAnswerBytes:
		return nil, &Error{Reason: TooLarge, Err: fmt.Errorf("more than %d bytes", c.MaxAnswerBytes)}
	}
	return body, nil
}

// refusal keeps what core's problem document or readiness says.
func refusal(response *http.Response) *Error {
	refused := &Error{Reason: Refused, Code: response.StatusCode}
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxDetailBytes))
	var document struct {
		Detail string
		Status any
	}
	if json.Unmarshal(body, &document) != nil {
		return refused
	}
	if document.Detail != "" {
		refused.Err = errors.New(document.Detail)
	} else if status, ok := document.Status.(string); ok {
		refused.Err = errors.New(status)
	}
	return refused
}

// wait pauses, and reports whether ctx still lives afterwards.
func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
