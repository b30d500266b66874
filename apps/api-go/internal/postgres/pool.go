// Package postgres asks PostgreSQL over a bounded number of connections, for reading only.
//
// It stands on the lower half of pgx, its connections and its pool's own pool: the upper half, which turns Go's types into
// PostgreSQL's and back, is 3 MB of a program. Answers come as JSON instead, one document a row.
package postgres

import (
	"context"
	"fmt"
	"maps"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"observatory.example/libs/config"
)

// maxAge makes connections move on to where a name points by now.
const maxAge = 30 * time.Minute

// Config says where the database is, and how much may be asked of it.
type Config struct {
	Host     string
	Port     int
	Database string
	User     string
	Password config.Secret
	// Timeout is how long it may take to connect, and how long one statement may take.
	Timeout time.Duration
	// MaxConns is how many statements run at once; others wait for their turn.
	MaxConns int
	// Parameters are set for each session, beyond those that the pool itself needs.
	Parameters map[string]string
}

// Pool is a database. It connects when it is asked something, again and again where that fails, and is safe for use by many
// goroutines.
type Pool struct {
	sessions *puddle.Pool[*session]
	config   Config
}

// session is a connection, and whether it has been asked anything yet.
type session struct {
	conn *pgconn.PgConn
	used bool
}

// NewPool returns a pool; nothing is connected yet.
func NewPool(c Config) (*Pool, error) {
	target, err := sessionConfig(c)
	if err != nil {
		return nil, err
	}
	sessions, err := puddle.NewPool(&puddle.Config[*session]{
		Constructor: func(ctx context.Context) (*session, error) {
			conn, err := pgconn.ConnectConfig(ctx, target)
			return &session{conn: conn}, err
		},
		Destructor: func(s *session) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_ = s.conn.Close(ctx) // it is given up whether it says goodbye or not
		},
		MaxSize: int32(c.MaxConns), //nolint:gosec // a setting with bounds
	})
	if err != nil {
		return nil, fmt.Errorf("making a pool of %d connections: %w", c.MaxConns, err)
	}
	return &Pool{sessions, c}, nil
}

// Close ends all connections, when those that are in use have been given back.
func (p *Pool) Close() {
	p.sessions.Close()
}

func sessionConfig(c Config) (*pgconn.Config, error) {
	// Explicit in all that could otherwise come from PGHOST and its like, or from a file in the home folder.
	target, err := pgconn.ParseConfig(fmt.Sprintf("host=%s port=%d dbname=x user=x password=x sslmode=prefer", c.Host, c.Port))
	if err != nil {
		return nil, fmt.Errorf("the address of the database: %w", err)
	}
	target.Database, target.User, target.Password = c.Database, c.User, c.Password.Reveal()
	target.ConnectTimeout = c.Timeout
	target.DialFunc = (&net.Dialer{Timeout: c.Timeout, KeepAlive: 30 * time.Second}).DialContext
	target.RuntimeParams = map[string]string{
		"application_name":              "api-go",
		"default_transaction_read_only": "on",
		"statement_timeout":             strconv.FormatInt(c.Timeout.Milliseconds(), 10),
		"timezone":                      "UTC",
		"jit":                           "off", // compiles for longer than such statements run
	}
	maps.Copy(target.RuntimeParams, c.Parameters)
	return target, nil
}

// acquire returns a connection that is not too old.
func (p *Pool) acquire(ctx context.Context) (*puddle.Resource[*session], error) {
	for {
		resource, err := p.sessions.Acquire(ctx)
		if err != nil || time.Since(resource.CreationTime()) < maxAge {
			return resource, err
		}
		resource.Destroy()
	}
}
