package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"observatory.example/api-go/internal/server"
)

// running is a server under test.
type running struct {
	url    string
	addr   string
	end    context.CancelFunc
	ended  chan error
	drains atomic.Int32
	log    bytes.Buffer // to be read when the server has ended
}

func run(t *testing.T, grace time.Duration, handler http.HandlerFunc) *running {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{addr: listener.Addr().String(), end: cancel, ended: make(chan error, 1)}
	r.url = "http://" + r.addr
	go func() {
		r.ended <- server.Server{
			Handler:      handler,
			Logger:       slog.New(slog.NewTextHandler(&r.log, nil)),
			AnswerWithin: time.Minute,
			Grace:        grace,
			OnDrain:      func() { r.drains.Add(1) },
		}.Serve(ctx, listener)
	}()
	return r
}

// wait returns what Serve returned and how long that took.
func (r *running) wait(t *testing.T) (time.Duration, error) {
	t.Helper()
	started := time.Now()
	select {
	case err := <-r.ended:
		return time.Since(started), err
	case <-time.After(30 * time.Second):
		t.Fatal("the server does not end")
		return 0, nil
	}
}

func hello(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "hello")
}

func TestIdleServerEndsAtOnceWithConnectionsOpen(t *testing.T) {
	r := run(t, 20*time.Second, hello)
	client := &http.Client{Transport: &http.Transport{}}
	response, err := client.Get(r.url)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close() // the connection stays open
	silent, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	time.Sleep(50 * time.Millisecond) // for the server to accept it

	r.end()
	took, err := r.wait(t)
	if err != nil || r.drains.Load() != 1 {
		t.Errorf("got %v after %d drains", err, r.drains.Load())
	}
	if took > 3*time.Second { // net/http alone takes five
		t.Errorf("took %s to end with nothing to do", took)
	}
}

func TestRequestInFlightIsAnswered(t *testing.T) {
	arrived, finish := make(chan bool), make(chan bool)
	r := run(t, 20*time.Second, func(w http.ResponseWriter, _ *http.Request) {
		arrived <- true
		<-finish
		hello(w, nil)
	})
	answer := make(chan string)
	go func() {
		response, err := http.Get(r.url)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answer <- fmt.Sprint(string(body), err)
	}()
	<-arrived
	r.end()
	refusedSoon(t, r.addr)
	finish <- true

	if got := <-answer; got != "hello<nil>" {
		t.Errorf("got %s", got)
	}
	if _, err := r.wait(t); err != nil {
		t.Errorf("got %v", err)
	}
}

func refusedSoon(t *testing.T, address string) {
	t.Helper()
	for range 500 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		conn.Close()
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the server still takes connections")
}

func TestConnectionThatSpeaksInTimeIsServed(t *testing.T) {
	r := run(t, 20*time.Second, hello)
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	time.Sleep(50 * time.Millisecond)
	r.end()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	answer, _ := io.ReadAll(conn)
	if !strings.HasSuffix(string(answer), "hello") {
		t.Errorf("got %q", answer)
	}
	if _, err := r.wait(t); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestGraceEnds(t *testing.T) {
	arrived := make(chan bool)
	r := run(t, 50*time.Millisecond, func(_ http.ResponseWriter, request *http.Request) {
		arrived <- true
		<-request.Context().Done()
	})
	go func() {
		if response, err := http.Get(r.url); err == nil {
			response.Body.Close()
		}
	}()
	<-arrived
	r.end()
	if _, err := r.wait(t); err == nil || !strings.Contains(err.Error(), "in flight after 50ms") {
		t.Errorf("got %v, want it to say that requests were cut off", err)
	}
}

func TestBrokenListenerIsAnError(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	err = server.Server{Logger: slog.New(slog.DiscardHandler)}.Serve(t.Context(), listener)
	if err == nil || !strings.Contains(err.Error(), "serving on 127.0.0.1:") {
		t.Errorf("got %v", err)
	}
}

func TestWhatNetHTTPComplainsAboutIsLogged(t *testing.T) {
	r := run(t, time.Second, func(http.ResponseWriter, *http.Request) { panic("bug") })
	if response, err := http.Get(r.url); err == nil {
		response.Body.Close()
	}
	r.end()
	_, _ = r.wait(t)
	if !strings.Contains(r.log.String(), "level=WARN") || !strings.Contains(r.log.String(), "panic serving") {
		t.Errorf("got the log %q", r.log.String())
	}
}
