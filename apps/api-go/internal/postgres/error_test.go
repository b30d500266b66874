package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestEveryFailureHasItsReasonAndStatus(t *testing.T) {
	code := func(code string) error { return fmt.Errorf("asking: %w", &pgconn.PgError{Code: code, Message: "no"}) }
	for name, test := range map[string]struct {
		err    error
		reason Reason
		status int
		kind   string
	}{
		"no table yet":           {code("42P01"), Unmigrated, 503, "42P01"},
		"no column yet":          {code("42703"), Unmigrated, 503, "42703"},
		"statement_timeout":      {code("57014"), TimedOut, 504, "57014"},
		"starting":               {code("57P03"), Unreachable, 503, "57P03"},
		"shut down":              {code("57P01"), Unreachable, 503, "57P01"},
		"wrong password":         {&unconnected{code("28P01")}, Refused, 503, "28P01"},
		"bug":                    {code("42601"), Refused, 503, "42601"},
		"broken off":             {io.ErrUnexpectedEOF, Unreachable, 503, "cannot be reached"},
		"budget used up":         {context.DeadlineExceeded, TimedOut, 504, "did not answer in time"},
		"nobody at that address": {&unconnected{context.DeadlineExceeded}, Unreachable, 503, "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			got := sorted("SELECT spans", test.err)
			if got.Reason != test.reason || got.Status() != test.status || got.ErrorType() != test.kind || !errors.Is(got, test.err) {
				t.Errorf("got %v with %d and %s", got, got.Status(), got.ErrorType())
			}
			if got.Source()+" "+got.Why() != "The database "+string(test.reason) {
				t.Errorf("got %s %s", got.Source(), got.Why())
			}
		})
	}
}

func TestArgumentsInTheirTextForm(t *testing.T) {
	for want, arg := range map[string]any{
		"ä 'b'": "ä 'b'", "7": 7, "{}": []string{}, `{"a","b\"c\\d","{e,f}"}`: []string{"a", `b"c\d`, "{e,f}"},
	} {
		if got := literal(arg); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a float is no argument")
		}
	}()
	literal(1.5)
}

func TestTheEnvironmentOfLibpqIsLeftAlone(t *testing.T) {
	for name, value := range map[string]string{
		"PGHOST": "other", "PGPORT": "1", "PGDATABASE": "other", "PGUSER": "other", "PGPASSWORD": "other", "PGAPPNAME": "other",
	} {
		t.Setenv(name, value)
	}
	got, err := sessionConfig(Config{Host: "db", Port: 5432, Database: "observatory", User: "reader"})
	if err != nil || got.Host != "db" || got.Port != 5432 || got.Database != "observatory" || got.User != "reader" || got.Password != "" ||
		got.RuntimeParams["application_name"] != "api-go" {
		t.Errorf("got %s:%d %s %s %v, %v", got.Host, got.Port, got.Database, got.User, got.RuntimeParams, err)
	}
}
