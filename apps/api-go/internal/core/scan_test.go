package core_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
)

func manySpans(count int) []core.Span {
	spans := make([]core.Span, count)
	for i := range spans {
		spans[i] = coretest.Span(fmt.Sprintf("%016x", i), "", uint64(count-i))
	}
	return spans
}

func TestScanFollowsTheCursor(t *testing.T) {
	for _, count := range []int{0, 1, 999, 1000, 1001, 2500} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			scan := coretest.Start(t, manySpans(count)...).Client().Scan(core.Filter{})
			seen := map[string]bool{}
			for span := range scan.Spans(t.Context()) {
				seen[span.SpanID] = true
			}
			if len(seen) != count || scan.Err() != nil || !scan.Complete() {
				t.Errorf("got %d spans, %v, complete %t", len(seen), scan.Err(), scan.Complete())
			}
		})
	}
}

func TestScanSaysWhenItLeavesSpansOut(t *testing.T) {
	client := coretest.Start(t, manySpans(1101)...).Client()
	client.MaxSpans = 1100
	scan := client.Scan(core.Filter{})
	if spans := slices.Collect(scan.Spans(t.Context())); len(spans) != 1100 || scan.Complete() || scan.Err() != nil {
		t.Errorf("got %d spans, %v, complete %t", len(spans), scan.Err(), scan.Complete())
	}
}

func TestScanAsksForNoPageThatNobodyWants(t *testing.T) {
	fake := coretest.Start(t, manySpans(3000)...)
	scan := fake.Client().Scan(core.Filter{})
	for range scan.Spans(t.Context()) {
		break
	}
	if asked := len(fake.Requests()); asked != 1 || scan.Err() != nil {
		t.Errorf("asked %d times, %v", asked, scan.Err())
	}
}

func TestScanTakesSmallerPagesOfLargeSpans(t *testing.T) {
	spans := manySpans(10)
	for i := range spans {
		spans[i].StatusMessage = strings.Repeat("x", maxAnswerBytes/5)
	}
	client := coretest.Start(t, spans...).Client()
	client.MaxAnswerBytes = maxAnswerBytes
	scan := client.Scan(core.Filter{})
	if found := slices.Collect(scan.Spans(t.Context())); len(found) != len(spans) || scan.Err() != nil {
		t.Errorf("got %d spans, %v", len(found), scan.Err())
	}
}

func TestScanEndsWhenTheCursorLeadsNowhere(t *testing.T) {
	fake := coretest.Start(t)
	fake.Answer(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"spans":[],"next_cursor":"same"}`)
	})
	got := failure(t, fake.Client())
	if got.Reason != core.Unreadable || !strings.Contains(got.Error(), `"same" leads back to itself`) {
		t.Errorf("got %v", got)
	}
}
