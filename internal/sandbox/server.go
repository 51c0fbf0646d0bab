package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// closeLimit is the machine time for answers that are being given when the end
// is asked for.
const closeLimit = time.Second

// Listen takes an address on loopback, such as "127.0.0.1:0" for any free port.
// A missing host means 127.0.0.1; any other host is refused, because whoever
// reaches the workspace can act as everybody in it.
func (w *Workspace) Listen(addr string) error {
	host, port, err := net.SplitHostPort(addr)
	switch {
	case err != nil:
		return fmt.Errorf("the practice workspace cannot listen on %q: %w", addr, err)
	case host == "" || host == "localhost":
		host = "127.0.0.1"
	case !loopback(host):
		return fmt.Errorf("the practice workspace serves this machine only and will not listen on %q; use 127.0.0.1:%s", addr, port)
	}
	if w.listener != nil {
		return errors.New("the practice workspace listens already")
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return fmt.Errorf("the practice workspace cannot listen: %w", err)
	}
	w.listener = l
	return nil
}

// URL is where the page is, without a slash at the end; the Web API is below
// it at /api/. Empty before Listen.
func (w *Workspace) URL() string {
	if w.listener == nil {
		return ""
	}
	return "http://" + w.listener.Addr().String()
}

// Run serves until ctx ends, then closes every socket and returns nil. It
// returns an error if it cannot serve or the journal cannot be written.
func (w *Workspace) Run(ctx context.Context) error {
	if w.listener == nil {
		return errors.New("the practice workspace has to Listen before it can Run")
	}
	server := &http.Server{
		Handler:           w.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(w.listener) }()

	var err error
	select {
	case <-ctx.Done():
	case err = <-w.failed:
	case err = <-served:
		err = fmt.Errorf("the practice workspace cannot serve: %w", err)
		served <- http.ErrServerClosed
	}
	w.shut()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	if late := server.Shutdown(limit); late != nil {
		err = errors.Join(err, server.Close()) // Whoever still waits for an answer gets none.
	}
	if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	w.sockets.Wait()
	return err
}

// shut ends all that lasts: sockets, streams, and what waits to be delivered.
func (w *Workspace) shut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.closed = true
	close(w.stopped)
	w.end()
	for _, c := range w.conns {
		c.end()
	}
	for f := range w.feeds {
		w.unsubscribe(f)
	}
	if w.dueTimer != nil {
		w.dueTimer.Stop()
	}
	for id, e := range w.pending {
		e.stop()
		delete(w.pending, id)
	}
}

func (w *Workspace) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link", w.serveLink)
	mux.HandleFunc("POST /response/{id}", w.serveHook)
	mux.HandleFunc("POST /upload/{id}/{ticket}", w.serveUpload)
	mux.HandleFunc("GET /files/{id}/{name}", w.serveFile)
	mux.HandleFunc("GET "+privatePath+"{id}/{name}", w.servePrivateFile)
	mux.HandleFunc("GET /page/state", w.serveState)
	mux.HandleFunc("GET /page/stream", w.serveStream)
	mux.HandleFunc("POST /page/type", fromPage(w.pageType))
	mux.HandleFunc("POST /page/click", fromPage(w.pageClick))
	w.pageViews(mux)
	mux.HandleFunc("POST /page/story", fromPage(w.pageStory))
	w.pagePeople(mux)
	mux.HandleFunc("/", w.servePage)
	return guard(mux)
}
