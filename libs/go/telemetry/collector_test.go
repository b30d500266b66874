package telemetry_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	collectorpb "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/slim/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector takes spans in by OTLP and keeps them.
type collector struct {
	*httptest.Server

	mu       sync.Mutex
	requests []*collectorpb.ExportTraceServiceRequest
	refuse   []int // the statuses of the answers to come; 200 when they are used up
}

func startCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	request := &collectorpb.ExportTraceServiceRequest{}
	if r.URL.Path != "/base/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || err != nil ||
		proto.Unmarshal(body, request) != nil {
		http.Error(w, "no traces", http.StatusBadRequest)
		return
	}
	if len(c.refuse) > 0 {
		status := c.refuse[0]
		c.refuse = c.refuse[1:]
		http.Error(w, "not now", status)
		return
	}
	c.requests = append(c.requests, request)
}

func (c *collector) endpoint(t *testing.T) *url.URL {
	t.Helper()
	parsed, err := url.Parse(c.URL + "/base/")
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// received returns all spans by name, and the attributes of what they come from.
func (c *collector) received() (spans map[string]*tracepb.Span, resource map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	spans = map[string]*tracepb.Span{}
	for _, request := range c.requests {
		for _, group := range request.ResourceSpans {
			resource = textsOf(group.Resource.Attributes)
			for _, scope := range group.ScopeSpans {
				for _, span := range scope.Spans {
					spans[span.Name] = span
				}
			}
		}
	}
	return spans, resource
}

func textsOf(attributes []*commonpb.KeyValue) map[string]string {
	texts := map[string]string{}
	for _, attribute := range attributes {
		switch value := attribute.Value.Value.(type) {
		case *commonpb.AnyValue_StringValue:
			texts[attribute.Key] = value.StringValue
		case *commonpb.AnyValue_IntValue:
			texts[attribute.Key] = fmt.Sprint(value.IntValue)
		case *commonpb.AnyValue_DoubleValue:
			texts[attribute.Key] = fmt.Sprint(value.DoubleValue)
		case *commonpb.AnyValue_BoolValue:
			texts[attribute.Key] = fmt.Sprint(value.BoolValue)
		case *commonpb.AnyValue_ArrayValue:
			for _, member := range value.ArrayValue.Values {
				texts[attribute.Key] += member.GetStringValue() + ";"
			}
		}
	}
	return texts
}
