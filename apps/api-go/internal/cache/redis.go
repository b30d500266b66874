package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"observatory.example/libs/config"
	"observatory.example/libs/telemetry"
)

// ErrMiss is what there is to say of a key without an answer.
var ErrMiss = errors.New("there is no such answer")

func isMiss(err error) bool { return errors.Is(err, ErrMiss) }

// errAway is said without asking, since somebody asked a moment ago.
var errAway = errors.New("redis was away a moment ago")

const (
	// patience is how long an answer out of the cache may take: longer than that is no help.
	patience = 250 * time.Millisecond
	// respite is the time for which nobody asks a Redis that was just found away.
	respite = time.Second
)

// Redis is a [Shelf]. It connects when it is asked something, again and again where that fails.
type Redis struct {
	client  rueidis.Client
	address string
	logger  *slog.Logger
	// awayUntil is when to ask again, in nanoseconds of Unix time; 0 while it answers.
	awayUntil atomic.Int64
}

// NewRedis returns the Redis at host and port, be it there or not.
func NewRedis(host string, port int, password config.Secret, logger *slog.Logger) (*Redis, error) {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	client, err := rueidis.NewClient(rueidis.ClientOption{
		InitAddress:       []string{address},
		Password:          password.Reveal(),
		ClientName:        "api-go",
		ForceSingleClient: true, // gives a client also when nobody is there yet
		DisableRetry:      true, // the database is faster than a second attempt
		DisableCache:      true,
		Dialer:            net.Dialer{Timeout: patience},
		ConnWriteTimeout:  time.Second,
	})
	if client == nil {
		return nil, fmt.Errorf("making a client of redis at %s: %w", address, err)
	}
	return &Redis{client: client, address: address, logger: logger}, nil
}

// Get implements [Shelf].
func (r *Redis) Get(ctx context.Context, key string) (answer []byte, err error) {
	err = r.do(ctx, "GET", func(ctx context.Context) error {
		answer, err = r.client.Do(ctx, r.client.B().Get().Key(key).Build()).AsBytes()
		return err
	})
	return answer, err
}

// Set implements [Shelf].
func (r *Redis) Set(ctx context.Context, key string, answer []byte, ttl time.Duration) error {
	return r.do(ctx, "SET", func(ctx context.Context) error {
		return r.client.Do(ctx, r.client.B().Set().Key(key).Value(rueidis.BinaryString(answer)).Px(ttl).Build()).Error()
	})
}

// Ready returns nil when Redis answers now.
func (r *Redis) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	return r.client.Do(ctx, r.client.B().Ping().Build()).Error()
}

// Close ends the connection.
func (r *Redis) Close() {
	r.client.Close()
}

// do sends a command, unless Redis was away a moment ago, and notes whether it is.
func (r *Redis) do(ctx context.Context, name string, command func(context.Context) error) error {
	if time.Now().UnixNano() < r.awayUntil.Load() {
		return errAway
	}
	ctx, end := telemetry.Call(ctx, name,
		semconv.DBSystemNameRedis, semconv.DBOperationName(name), attribute.String("server.address", r.address))
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := command(ctx)
	if rueidis.IsRedisNil(err) {
		end(nil)
		r.note(nil)
		return ErrMiss
	}
	end(err)
	r.note(err)
	return err
}

// note keeps the way clear of a Redis that is away, and says in the log when it goes and when it comes.
func (r *Redis) note(err error) {
	if err == nil {
		if r.awayUntil.Swap(0) != 0 {
			r.logger.Info("the cache is back", "address", r.address)
		}
		return
	}
	if r.awayUntil.Swap(time.Now().Add(respite).UnixNano()) == 0 {
		r.logger.Warn("the cache is away; answers are made anew each time", "address", r.address, "error", err)
	}
}
