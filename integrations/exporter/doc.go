// Package exporter answers questions where there is no Prometheus: it reads the
// pages of exporters itself and evaluates PromQL over what stands there now.
//
// It knows no history. A question that needs some, such as a rate or the best
// of a week, is refused: over a single sample it would have an answer, and the
// answer would be green.
package exporter
