package cache_test

import (
	"bytes"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"observatory.example/api-go/internal/cache"
	"observatory.example/libs/config"
)

func TestRedisThatIsNotThereIsMentionedOnceAndCostsLittle(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	var log bytes.Buffer
	redis, err := cache.NewRedis("127.0.0.1", port, config.NewSecret("hunter2"), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	started := time.Now()
	for range 1000 {
		if _, err := redis.Get(t.Context(), "key"); err == nil || errors.Is(err, cache.ErrMiss) {
			t.Fatalf("got %v", err)
		}
	}
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("a thousand questions took %s", took)
	}
	if redis.Ready(t.Context()) == nil {
		t.Error("it is said to be ready")
	}
	if got := log.String(); strings.Count(got, "the cache is away") != 1 || strings.Contains(got, "hunter2") {
		t.Errorf("got the log %s", got)
	}
}

func TestRedis(t *testing.T) {
	host := os.Getenv("TEST_REDIS_HOST")
	if host == "" {
		t.Skip("needs a Redis: TEST_REDIS_HOST, _PORT and _PASSWORD")
	}
	port := 6379
	if text := os.Getenv("TEST_REDIS_PORT"); text != "" {
		port, _ = strconv.Atoi(text)
	}
	redis, err := cache.NewRedis(host, port, config.NewSecret(os.Getenv("TEST_REDIS_PASSWORD")), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	if err := redis.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := "test:" + strconv.FormatUint(rand.Uint64(), 36)
	if _, err := redis.Get(t.Context(), key); !errors.Is(err, cache.ErrMiss) {
		t.Errorf("got %v for a key that is not there", err)
	}
	answer := []byte("{\"a\":\"\x00ä\"}")
	if err := redis.Set(t.Context(), key, answer, 50*time.Millisecond); err != nil {
		t.Error(err)
	}
	if got, err := redis.Get(t.Context(), key); err != nil || !bytes.Equal(got, answer) {
		t.Errorf("got %q, %v", got, err)
	}
	time.Sleep(100 * time.Millisecond)
	if _, err := redis.Get(t.Context(), key); !errors.Is(err, cache.ErrMiss) {
		t.Errorf("got %v after its time", err)
	}
}
