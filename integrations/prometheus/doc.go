// Package prometheus asks a Prometheus, or whatever speaks its API: Thanos,
// Mimir, VictoriaMetrics. Every way in which it can fail to answer becomes an
// *incident.SourceError with a clause that is safe for a channel.
//
// Times of evaluation are story time and enter as values. The limit of a
// request is machine time.
package prometheus
