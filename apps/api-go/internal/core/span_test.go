package core_test

import (
	"encoding/json"
	"testing"

	"observatory.example/api-go/internal/core"
)

func TestSpanIsReadAsCoreWritesIt(t *testing.T) {
	const document = `{"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331",` +
		`"parent_span_id":"00f067aa0ba902b7","name":"chat large","kind":"client","service":"checkout",` +
		`"start_unix_nano":"18446744073709551615","end_unix_nano":"1763735000000000002","duration_ms":12.5,"status":"error","status_message":"overloaded",` +
		`"attributes":{"list":[1,2.50],"n":9007199254740993},"resource":{"service.name":"checkout"}}`
	var span core.Span
	if err := json.Unmarshal([]byte(document), &span); err != nil {
		t.Fatal(err)
	}
	if span.StartUnixNano != 1<<64-1 || span.Parent() != "00f067aa0ba902b7" || !span.Failed() {
		t.Errorf("got %+v", span)
	}
	if encoded, err := json.Marshal(span); err != nil || string(encoded) != document {
		t.Errorf("got  %s, %v\nwant %s", encoded, err, document)
	}
}

func TestAttributes(t *testing.T) {
	const document = `{"text":"a","number":7,"float":8.0,"null":null,"negative":-1,"broken":1.5}`
	var attributes core.Attributes
	if err := json.Unmarshal([]byte(document), &attributes); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"text": "a", "number": "", "null": "", "none": ""} {
		if got := attributes.Text(name); got != want {
			t.Errorf("text %s: got %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]int64{"number": 7, "float": 8} {
		if got := attributes.Count(name); got == nil || *got != want {
			t.Errorf("count %s: got %v, want %d", name, got, want)
		}
	}
	for _, name := range []string{"text", "null", "negative", "broken", "none"} {
		if got := attributes.Count(name); got != nil {
			t.Errorf("count %s: got %d, want none", name, *got)
		}
	}
}

func TestMilliseconds(t *testing.T) {
	if got := core.Milliseconds(1_000_000, 2_500_000); got != 1.5 {
		t.Errorf("got %v, want 1.5", got)
	}
	if got := core.Milliseconds(2, 1); got != 0 {
		t.Errorf("got %v for an end before the start, want 0", got)
	}
}
