package core

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// maxPageSize is the most that core gives at once.
const maxPageSize = 1000

// Filter chooses spans. An empty field chooses all.
type Filter struct {
	Service string
	TraceID string
}

// Scan walks over the spans that core holds, newest first, and asks for a page only when it is needed. Like with a
// [bufio.Scanner], an error ends the walk and is found in Err afterwards.
type Scan struct {
	client   *Client
	filter   Filter
	complete bool
	err      error
}

// Scan returns a walk over the spans that filter chooses.
func (c *Client) Scan(filter Filter) *Scan {
	return &Scan{client: c, filter: filter, complete: true}
}

// Err returns what ended the walk early, or nil.
func (s *Scan) Err() error {
	return s.err
}

// Complete reports whether the walk left nothing out because of [Client.MaxSpans].
func (s *Scan) Complete() bool {
	return s.complete
}

// Spans walks over the spans, once.
func (s *Scan) Spans(ctx context.Context) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		seen, size, cursor := 0, maxPageSize, ""
		for {
			page, err := s.page(ctx, cursor, min(size, s.client.MaxSpans-seen))
			if refused, ok := errors.AsType[*Error](err); ok && refused.Reason == TooLarge && size > 1 {
				size = max(1, size/4) // prompts and answers make spans large; smaller pages hold the same spans
				continue
			}
			if err != nil {
				s.err = err
				return
			}
			for _, span := range page.Spans {
				if !yield(span) {
					return
				}
			}
			seen += len(page.Spans)
			if page.NextCursor == nil {
				return
			}
			if seen >= s.client.MaxSpans {
				s.complete = false
				return
			}
			if *page.NextCursor == cursor {
				s.err = &Error{Reason: Unreadable, Err: fmt.Errorf("the cursor %q leads back to itself", cursor)}
				return
			}
			cursor = *page.NextCursor
			size = min(2*size, maxPageSize) // one large span must not make all further pages small
		}
	}
}

// Count returns how many spans filter chooses. Core says so on each page, so the smallest one is enough.
func (c *Client) Count(ctx context.Context, filter Filter) (int64, error) {
	found, err := (&Scan{client: c, filter: filter}).page(ctx, "", 1)
	return found.Total, err
}

type page struct {
	Spans      []Span  `json:"spans"`
	NextCursor *string `json:"next_cursor"`
	Total      int64   `json:"total"`
}

func (s *Scan) page(ctx context.Context, cursor string, limit int) (page, error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	for name, value := range map[string]string{"service": s.filter.Service, "trace_id": s.filter.TraceID, "cursor": cursor} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var found page
	err := s.client.get(ctx, "v1/spans", query, &found)
	return found, err
}
