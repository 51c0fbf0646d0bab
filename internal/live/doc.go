// Package live starts real servers on loopback for tests: Prometheus, HAProxy,
// PostgreSQL and their exporters, as Debian ships them. A server that is not
// installed fails the test; make needs installs it. Each asks for a port of its
// own, waits by asking until it is ready, shows its log only when the test
// failed, and is gone when the test ends, however it ends.
package live
