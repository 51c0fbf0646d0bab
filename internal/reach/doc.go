// Package reach is how a metrics source is reached over HTTP: with Prometheus'
// own block of credentials, a limit on what is read, no way out to another
// host, and nothing in an error that people must not see. The parts that speak
// with a Prometheus and with an exporter share it.
package reach
