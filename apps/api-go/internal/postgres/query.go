package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"observatory.example/libs/telemetry"
)

// Statement is what to ask. Its SQL gives rows of one column, a JSON document each.
type Statement struct {
	Summary string // in a few words and without values, for traces and errors
	SQL     string
	Args    []any // of the types that [literal] knows
}

// Query returns the documents that a statement gives. An error of the database is an [*Error].
func Query[T any](ctx context.Context, pool *Pool, statement Statement) ([]T, error) {
	documents, err := pool.ask(ctx, statement)
	if err != nil {
		return nil, err
	}
	answer := make([]T, len(documents))
	for i, document := range documents {
		if err := json.Unmarshal(document[0], &answer[i]); err != nil {
			return nil, fmt.Errorf("decoding a row of %q: %w", statement.Summary, err)
		}
	}
	return answer, nil
}

// Ready returns nil when the statement works now.
func (p *Pool) Ready(ctx context.Context, statement Statement) error {
	_, err := p.ask(ctx, statement)
	return err
}

func (p *Pool) ask(ctx context.Context, statement Statement) (rows [][][]byte, err error) {
	ctx, end := telemetry.Call(ctx, statement.Summary,
		semconv.DBSystemNamePostgreSQL,
		semconv.DBNamespace(p.config.Database),
		semconv.DBQuerySummary(statement.Summary),
		semconv.DBQueryText(statement.SQL),
		semconv.ServerAddress(p.config.Host),
		semconv.ServerPort(p.config.Port),
	)
	defer func() {
		trace.SpanFromContext(ctx).SetAttributes(attribute.Int("db.response.returned_rows", len(rows)))
		end(err)
	}()

	args := make([][]byte, len(statement.Args))
	for i, arg := range statement.Args {
		args[i] = []byte(literal(arg))
	}
	for {
		rows, again, err := p.attempt(ctx, statement.SQL, args)
		if err == nil {
			return rows, nil
		}
		if !again {
			return nil, sorted(statement.Summary, err)
		}
	}
}

// attempt asks over one connection. It says that it may be done again when the connection was an old one and turns out to
// be broken: a database that has been restarted leaves a pool full of those.
func (p *Pool) attempt(ctx context.Context, sql string, args [][]byte) (rows [][][]byte, again bool, err error) {
	resource, err := p.acquire(ctx)
	if err != nil {
		return nil, false, &unconnected{err}
	}
	session := resource.Value()
	answer := session.conn.ExecParams(ctx, sql, args, nil, nil, nil).Read()
	if session.conn.IsClosed() {
		resource.Destroy()
		return nil, session.used && ctx.Err() == nil, closedBy(answer)
	}
	session.used = true
	resource.Release()
	return answer.Rows, false, answer.Err
}

// closedBy returns why a connection is closed. One that answers and breaks afterwards has not answered: nobody knows where.
func closedBy(answer *pgconn.Result) error {
	if answer.Err != nil {
		return answer.Err
	}
	return fmt.Errorf("the connection broke after %d rows", len(answer.Rows))
}

// literal is an argument in PostgreSQL's text form.
func literal(arg any) string {
	switch arg := arg.(type) {
	case string:
		return arg
	case int:
		return strconv.Itoa(arg)
	case []string:
		return arrayOf(arg)
	}
	panic(fmt.Sprintf("an argument of the type %T", arg))
}

var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func arrayOf(texts []string) string {
	var literal strings.Builder
	literal.WriteByte('{')
	for i, text := range texts {
		if i > 0 {
			literal.WriteByte(',')
		}
		literal.WriteByte('"')
		_, _ = escaped.WriteString(&literal, text) // a builder takes everything
		literal.WriteByte('"')
	}
	literal.WriteByte('}')
	return literal.String()
}
