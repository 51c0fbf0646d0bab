// Package store keeps incidents, their timelines, their evidence and their
// jobs in a database. It is the one implementation of incident.Store and
// incident.Queue, and knows no kind of event and no kind of job.
//
// What it promises: a write that returned is on disk; each write is one
// transaction and stores everything or nothing; the events of an incident are
// numbered without gaps and chained by their hashes; a source is stored once.
//
// Code that runs inside a transaction gets its queries, never the pool: there
// is one connection that writes, and asking the pool for it again would wait
// for ever.
package store

//go:generate go run github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1 generate
