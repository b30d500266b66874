package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cucumber/godog"

	"observatory.example/api-go/internal/api"
	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/store/corestore"
	"observatory.example/libs/telemetry"
)

// TestFeatures runs the scenarios below features. GODOG_FORMAT says what to write and where, as godog's --format does.
func TestFeatures(t *testing.T) {
	format := os.Getenv("GODOG_FORMAT")
	if format == "" {
		format = "pretty"
	}
	suite := godog.TestSuite{
		ScenarioInitializer: func(scenario *godog.ScenarioContext) { (&observer{t: t}).learn(scenario) },
		Options:             &godog.Options{Format: format, Paths: []string{"features"}, Strict: true, TestingT: t},
	}
	if suite.Run() != 0 {
		t.Fatal("a scenario failed")
	}
}

// observer is somebody who asks the whole API, over a core that holds what a scenario says.
type observer struct {
	t        *testing.T
	spans    []core.Span // newest first
	core     *coretest.Core
	isAway   bool
	status   int
	document map[string]any
}

func (o *observer) learn(scenario *godog.ScenarioContext) {
	scenario.After(func(ctx context.Context, _ *godog.Scenario, err error) (context.Context, error) {
		if o.core != nil {
			o.core.Stop()
		}
		return ctx, err
	})
	scenario.Given(`^these calls to models, the newest first$`, o.calls)
	scenario.Given(`^the service "([^"]*)" does (\d+) other things that are no calls to models$`, o.otherThings)
	scenario.Given(`^the service "([^"]*)" takes part in the request of the first call$`, o.partOfFirst)
	scenario.Given(`^the place where calls are kept is away$`, func() { o.isAway = true })
	scenario.When(`^somebody looks for calls of the service "([^"]*)" to the model "([^"]*)"$`, o.lookForCalls)
	scenario.When(`^somebody looks for the newest (\S+) calls$`, o.lookForNewest)
	scenario.When(`^somebody asks which services there are$`, func() error { return o.ask("/api/services", nil) })
	scenario.When(`^somebody looks for the requests that "([^"]*)" took part in$`, o.lookForRequests)
	scenario.Then(`^these calls are found: (.*)$`, o.callsAreFound)
	scenario.Then(`^their answer tells$`, o.answerTells)
	scenario.Then(`^the services are$`, o.servicesAre)
	scenario.Then(`^only the request of the first call is found, with (\d+) things done$`, o.onlyFirstIsFound)
	scenario.Then(`^the request is refused, since "([^"]*)"$`, o.isRefused)
	scenario.Then(`^the request fails, and the fault is not theirs$`, o.fails)
}

// callNumber is where a span says which call of the scenario it is.
func callNumber(spanID any) string {
	return strings.TrimPrefix(fmt.Sprint(spanID), "call-")
}

func (o *observer) calls(table *godog.Table) error {
	for i, row := range rowsOf(table) {
		call := coretest.ModelCall(fmt.Sprintf("call-%d", i+1), "", uint64(time.Hour)-uint64(i), row["asked for"])
		call.TraceID, call.Service = fmt.Sprintf("%032x", i+1), row["service"]
		attributes := map[string]any{"gen_ai.operation.name": "chat", "gen_ai.request.model": row["asked for"]}
		if row["answered by"] != "" {
			attributes["gen_ai.response.model"] = row["answered by"]
		}
		for column, name := range map[string]string{"input tokens": "gen_ai.usage.input_tokens", "output tokens": "gen_ai.usage.output_tokens"} {
			if row[column] == "" {
				continue
			}
			count, err := strconv.Atoi(row[column])
			if err != nil {
				return fmt.Errorf("%s of call %d: %w", column, i+1, err)
			}
			attributes[name] = count
		}
		if row["outcome"] != "ok" {
			attributes["error.type"] = row["outcome"]
		}
		call.Attributes = coretest.Attributes(attributes)
		o.spans = append(o.spans, call)
	}
	return nil
}

func (o *observer) otherThings(service string, count int) {
	for i := range count {
		span := coretest.Span(fmt.Sprintf("other-%d", i+1), "", 1)
		span.Service = service
		o.spans = append(o.spans, span)
	}
}

func (o *observer) partOfFirst(service string) {
	span := coretest.Span("part", "", 2)
	span.TraceID, span.Service = o.spans[0].TraceID, service
	o.spans = append(o.spans, span)
}

func (o *observer) lookForCalls(service, model string) error {
	return o.ask("/api/calls", url.Values{"service": {service}, "model": {model}})
}

func (o *observer) lookForNewest(limit string) error {
	return o.ask("/api/calls", url.Values{"limit": {limit}})
}

func (o *observer) lookForRequests(service string) error {
	return o.ask("/api/traces", url.Values{"service": {service}})
}

// ask sends a request through everything that a real one passes, up to core.
func (o *observer) ask(path string, query url.Values) error {
	o.core = coretest.Start(o.t, o.spans...)
	client := o.core.Client()
	if o.isAway {
		o.core.Stop()
	}
	logger := telemetry.NewLogger(io.Discard, "api-go", slog.LevelInfo)
	handler := api.API{
		Logger:  logger,
		Metrics: telemetry.NewMetrics("api-go", "1.2.3"),
		Tracing: telemetry.NewTracing("api-go", "1.2.3", nil, logger),
		Health:  telemetry.NewHealth("api-go", "1.2.3"),
		Store:   corestore.Store{Core: client},
		Budget:  time.Minute,
	}.Handler()
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, path+"?"+query.Encode(), nil))
	o.status = response.Code
	return json.Unmarshal(response.Body.Bytes(), &o.document)
}

func (o *observer) callsAreFound(list string) error {
	listed, err := o.list("calls")
	if err != nil {
		return err
	}
	numbers := []string{}
	for _, call := range listed {
		numbers = append(numbers, callNumber(call["span_id"]))
	}
	return o.same("calls", strings.Join(numbers, ", "), strings.TrimPrefix(list, "none"))
}

func (o *observer) answerTells(table *godog.Table) error {
	listed, err := o.list("calls")
	if err != nil {
		return err
	}
	told := []map[string]string{}
	for _, call := range listed {
		told = append(told, map[string]string{
			"model": fmt.Sprint(call["model"]), "status": fmt.Sprint(call["status"]), "error": fmt.Sprint(call["error_type"]),
			"input tokens": orUnknown(call["input_tokens"]), "output tokens": orUnknown(call["output_tokens"]),
		})
	}
	return o.same("calls", fmt.Sprint(told), fmt.Sprint(rowsOf(table)))
}

func (o *observer) servicesAre(table *godog.Table) error {
	listed, err := o.list("services")
	if err != nil {
		return err
	}
	told := []map[string]string{}
	for _, service := range listed {
		models := []string{}
		for _, model := range service["models"].([]any) {
			models = append(models, fmt.Sprint(model))
		}
		told = append(told, map[string]string{
			"service": fmt.Sprint(service["name"]), "things done": fmt.Sprint(service["span_count"]),
			"calls": fmt.Sprint(service["call_count"]), "models": strings.Join(models, ", "),
		})
	}
	return o.same("services", fmt.Sprint(told), fmt.Sprint(rowsOf(table)))
}

func (o *observer) onlyFirstIsFound(count int) error {
	listed, err := o.list("traces")
	if err != nil {
		return err
	}
	found := []string{}
	for _, trace := range listed {
		found = append(found, fmt.Sprint(trace["trace_id"], " with ", trace["span_count"]))
	}
	return o.same("requests", strings.Join(found, ", "), fmt.Sprint(o.spans[0].TraceID, " with ", count))
}

func (o *observer) isRefused(reason string) error {
	return o.same("refusal", fmt.Sprint(o.status, " ", o.document["detail"]), fmt.Sprint(http.StatusBadRequest, " ", reason))
}

func (o *observer) fails() error {
	if _, calls := o.document["calls"]; o.status < 500 || calls {
		return fmt.Errorf("got %d %v", o.status, o.document)
	}
	return nil
}

// list returns the objects of an answer that succeeded.
func (o *observer) list(name string) ([]map[string]any, error) {
	elements, isList := o.document[name].([]any)
	if o.status != http.StatusOK || !isList {
		return nil, fmt.Errorf("got %d %v, want %s", o.status, o.document, name)
	}
	objects := []map[string]any{}
	for _, element := range elements {
		objects = append(objects, element.(map[string]any))
	}
	return objects, nil
}

func (o *observer) same(what, got, want string) error {
	if got != want {
		return fmt.Errorf("got the %s %q, want %q (%d %v)", what, got, want, o.status, o.document)
	}
	return nil
}

func orUnknown(count any) string {
	if count == nil {
		return "unknown"
	}
	return fmt.Sprint(count)
}

// rowsOf returns the rows of a table by the names of its columns.
func rowsOf(table *godog.Table) []map[string]string {
	rows := []map[string]string{}
	head := table.Rows[0].Cells
	for _, row := range table.Rows[1:] {
		cells := map[string]string{}
		for i, cell := range row.Cells {
			cells[head[i].Value] = cell.Value
		}
		rows = append(rows, cells)
	}
	return rows
}
