package server

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// silentGrace is the time that a new connection has to bring its request when the server is about to end.
const silentGrace = 200 * time.Millisecond

// silentConns are the connections that have not brought a request yet. [http.Server.Shutdown] waits up to five seconds for
// each and then answers none of them; yet balancers and browsers open some to have them at hand, and never use them.
type silentConns struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func newSilentConns() *silentConns {
	return &silentConns{conns: map[net.Conn]struct{}{}}
}

// track is an [http.Server.ConnState].
func (s *silentConns) track(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.conns[conn] = struct{}{}
	} else {
		delete(s.conns, conn)
	}
}

// settle returns as soon as no connection is silent. Those that are so for longer than silentGrace it closes.
func (s *silentConns) settle() {
	for end := time.Now().Add(silentGrace); s.any() && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close() // gone already is fine too
	}
}

func (s *silentConns) any() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns) > 0
}
