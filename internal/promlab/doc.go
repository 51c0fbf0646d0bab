// Package promlab is a Prometheus in memory: the real PromQL engine and the
// real answers of /api/v1 over lines that are computed when somebody asks.
//
// A line is said in a few words ("twenty until 15:00, then two") and is never
// stored point by point, so days of history and an endless future cost nothing
// and the future can still be changed: the world of a drill reacts to what
// people do. Fixtures of runbooks are loaded in Prometheus' own unit-test
// notation.
//
// Times are story time: samples after Config.Now do not exist yet. Only the
// limits of a query and the delays of a Fault are machine time.
package promlab
