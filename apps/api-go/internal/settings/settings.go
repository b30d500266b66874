// Package settings knows what can be set in api-go.
package settings

import (
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"time"

	"observatory.example/api-go/internal/core"
	"observatory.example/libs/config"
	"observatory.example/libs/telemetry"
)

// Help lists the settings for a person.
const Help = `Settings, from the environment; NAME_FILE names a file that holds the value of NAME:
  HOST                         address to listen on (default 0.0.0.0)
  PORT                         port to listen on (default 4003)
  LOG_LEVEL                    debug, info, warn or error (default info)
  SHUTDOWN_GRACE_SECONDS       time for requests in flight to finish after SIGTERM (default 8)
  OTEL_EXPORTER_OTLP_ENDPOINT  where traces go by OTLP over HTTP, such as http://jaeger:4318 (default: nowhere)

The spans come from core's memory:
  CORE_URL                     where core answers queries (default http://127.0.0.1:4005)
  CORE_TIMEOUT_SECONDS         time that one answer of core may take (default 3)
  CORE_SCAN_SPANS              spans of core that one answer looks at (default 10000)

or, where DATABASE_HOST is set, from the database that core writes them to:
  DATABASE_HOST                host of TimescaleDB
  DATABASE_PORT                its port (default 5432)
  DATABASE_NAME                its database (default observatory)
  DATABASE_USER                its user (default observatory)
  DATABASE_PASSWORD            the user's password
  DATABASE_TIMEOUT_SECONDS     time that one statement may take (default 3)
  DATABASE_POOL_SIZE           connections at once (default 8)
  DATABASE_SCAN_SPANS          spans that one answer looks at (default 100000)

Where REDIS_HOST is set, answers are kept there for a moment:
  REDIS_HOST                   host of Redis
  REDIS_PORT                   its port (default 6379)
  REDIS_PASSWORD               its password
  CACHE_TTL_SECONDS            time for which an answer is kept (default 5)
`

// Settings are all settings of the service.
type Settings struct {
	Host           string
	Port           int
	LogLevel       slog.Level
	ShutdownGrace  time.Duration
	TracesEndpoint *url.URL
	CoreURL        *url.URL
	CoreTimeout    time.Duration
	CoreScanSpans  int
	Database       Database
	Redis          Redis
}

// Load reads the settings. Its error lists all problems at once.
func Load(lookup config.Lookup) (Settings, error) {
	r := config.NewReader(lookup)
	loaded := Settings{
		Host:           config.Optional(r, "HOST", config.Host(), "0.0.0.0"),
		Port:           port(r),
		LogLevel:       telemetry.LogLevel(r),
		ShutdownGrace:  config.Optional(r, "SHUTDOWN_GRACE_SECONDS", config.Seconds(0, time.Hour), 8*time.Second),
		TracesEndpoint: telemetry.TracesEndpoint(r),
		CoreURL: config.Optional(r, "CORE_URL", config.URL("http", "https"),
			&url.URL{Scheme: "http", Host: "127.0.0.1:4005"}),
		CoreTimeout:   config.Optional(r, "CORE_TIMEOUT_SECONDS", config.Seconds(100*time.Millisecond, 30*time.Second), 3*time.Second),
		CoreScanSpans: config.Optional(r, "CORE_SCAN_SPANS", config.Int(1, 1_000_000), core.DefaultMaxSpans),
		Database:      database(r),
		Redis:         redis(r),
	}
	return loaded, r.Err()
}

// LoadPort reads only the port, which is all that a health check needs.
func LoadPort(lookup config.Lookup) (int, error) {
	r := config.NewReader(lookup)
	return port(r), r.Err()
}

func port(r *config.Reader) int {
	return config.Optional(r, "PORT", config.Int(1, 65535), 4003)
}

// Address is what to listen on, as host:port.
func (s Settings) Address() string {
	return net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
}
