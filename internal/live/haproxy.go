//go:build unix

package live

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// HAProxy is a running load balancer with one backend and its built-in exporter.
type HAProxy struct {
	*Process
	Address string // Where it takes requests, and serves /metrics.

	t             testing.TB
	pool, control string // The backend's name, and the admin socket.
}

// StartHAProxy starts a balancer whose backend has a name and these servers, of
// weight 1, and waits until it answers.
func StartHAProxy(t testing.TB, pool string, servers ...*Backend) *HAProxy {
	t.Helper()
	path := find(t, []string{"haproxy"}, "/usr/sbin")
	dir := folder(t)
	h := &HAProxy{t: t, pool: pool, control: filepath.Join(dir, "admin")}
	config := filepath.Join(dir, "haproxy.cfg")
	var lines strings.Builder
	for _, b := range servers {
		fmt.Fprintf(&lines, "  server %s %s %s\n", b.Name, b.Address, checked)
	}
	var port string
	h.Process, port = launch(t, "haproxy", func(port string) command {
		text := fmt.Sprintf(haproxyConfig, h.control, port, pool, pool, lines.String())
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return command{path: path, args: []string{"-db", "-f", config}}
	}, answers("/metrics"))
	h.Address = "127.0.0.1:" + port
	return h
}

// checked is how each server is: looked at five times a second, out after two
// failures, back after one success. On a busy machine slow is no failure.
const checked = "weight 1 check inter 200ms fall 2 rise 1"

const haproxyConfig = `global
  nbthread 1
  stats socket %s mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s
  timeout check 10s
frontend front
  bind 127.0.0.1:%s
  http-request use-service prometheus-exporter if { path /metrics }
  default_backend %s
backend %s
  option httpchk GET /health
  option redispatch
%s`

// Add puts a server of a weight into the pool while it runs.
func (h *HAProxy) Add(b *Backend, weight int) {
	h.t.Helper()
	how := strings.Replace(checked, "weight 1", fmt.Sprintf("weight %d", weight), 1)
	h.tell("add server "+h.pool+"/"+b.Name+" "+b.Address+" "+how, "New server registered.")
	h.tell("enable health "+h.pool+"/"+b.Name, "")
	h.tell("enable server "+h.pool+"/"+b.Name, "")
}

// Weigh sets a server's weight. One of weight 0 stays healthy and gets nothing.
func (h *HAProxy) Weigh(b *Backend, weight int) {
	h.t.Helper()
	h.tell(fmt.Sprintf("set server %s/%s weight %d", h.pool, b.Name, weight), "")
}

// tell gives an order on the admin socket. HAProxy answers a wrong one in plain
// words, so the answer must be the one that is known.
func (h *HAProxy) tell(order, answer string) {
	h.t.Helper()
	c, err := new(net.Dialer).DialContext(context.Background(), "unix", h.control)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, order+"\n"); err != nil {
		h.t.Fatal(err)
	}
	said, err := io.ReadAll(bufio.NewReader(c))
	if got := strings.TrimSpace(string(said)); err != nil || got != answer {
		h.t.Fatalf("HAProxy does not %s: %q %v", order, got, err)
	}
}
