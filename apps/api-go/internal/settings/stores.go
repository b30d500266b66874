package settings

import (
	"time"

	"observatory.example/api-go/internal/store/timescale"
	"observatory.example/libs/config"
)

// Database says where the spans are; nowhere but in core where Host is "".
type Database struct {
	Host      string
	Port      int
	Name      string
	User      string
	Password  config.Secret
	Timeout   time.Duration
	PoolSize  int
	ScanSpans int
}

func database(r *config.Reader) Database {
	return Database{
		Host:      config.Optional(r, "DATABASE_HOST", config.Host(), ""),
		Port:      config.Optional(r, "DATABASE_PORT", config.Int(1, 65535), 5432),
		Name:      config.Optional(r, "DATABASE_NAME", config.Text(), "observatory"),
		User:      config.Optional(r, "DATABASE_USER", config.Text(), "observatory"),
		Password:  config.Optional(r, "DATABASE_PASSWORD", config.SecretText(1), config.Secret{}),
		Timeout:   config.Optional(r, "DATABASE_TIMEOUT_SECONDS", config.Seconds(100*time.Millisecond, time.Minute), 3*time.Second),
		PoolSize:  config.Optional(r, "DATABASE_POOL_SIZE", config.Int(1, 100), 8),
		ScanSpans: config.Optional(r, "DATABASE_SCAN_SPANS", config.Int(1, 10_000_000), timescale.DefaultMaxSpans),
	}
}

// Redis says where answers are kept; nowhere where Host is "".
type Redis struct {
	Host     string
	Port     int
	Password config.Secret
	TTL      time.Duration
}

func redis(r *config.Reader) Redis {
	return Redis{
		Host:     config.Optional(r, "REDIS_HOST", config.Host(), ""),
		Port:     config.Optional(r, "REDIS_PORT", config.Int(1, 65535), 6379),
		Password: config.Optional(r, "REDIS_PASSWORD", config.SecretText(1), config.Secret{}),
		TTL:      config.Optional(r, "CACHE_TTL_SECONDS", config.Seconds(10*time.Millisecond, time.Hour), 5*time.Second),
	}
}
