package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sitrephq/sitrep/internal/store/db"
)

// The queries that run all the time must not read whole tables: jobs and
// sources are kept for ever.
func TestFrequentQueriesUseAnIndex(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "sitrep.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r := &recorder{DB: s.reader}
	q, ctx := db.New(r), t.Context()
	// The reader refuses what would change something; its words are kept all the same.
	_, _ = q.ClaimJobs(ctx, db.ClaimJobsParams{MaxRows: 1})
	_, _ = q.WaitingJobs(ctx, 1)
	_, _ = q.UnfinishedJobs(ctx, db.UnfinishedJobsParams{Kind: "k", DueAt: 1})
	_, _ = q.SubjectWaits(ctx, db.SubjectWaitsParams{})
	_, _ = q.Events(ctx, 1)
	_, _ = q.ListEvents(ctx, db.ListEventsParams{MaxRows: 1})
	_, _ = q.SourceIncident(ctx, "s")
	_, _ = q.IncidentByChannel(ctx, sql.NullString{})
	_ = q.FreeJobs(ctx)
	if len(r.queries) != 9 {
		t.Fatalf("%d queries were recorded, want 9", len(r.queries))
	}
	for _, query := range r.queries {
		name, _, _ := strings.Cut(strings.TrimPrefix(query, "-- name: "), " ")
		for _, step := range plan(t, s.reader, query) {
			t.Logf("%s: %s", name, step)
			if whole.MatchString(step) && !strings.Contains(step, "INDEX job_") {
				t.Errorf("%s reads a whole table: %s", name, step)
			}
		}
	}
}

// whole is a step over every row of a table that grows for ever. The indexes
// named job_ hold unfinished jobs only, and the list of incidents ends at its
// limit.
var whole = regexp.MustCompile(`^SCAN (job|source|event|e|j|r)\b`)

func plan(t *testing.T, pool *sql.DB, query string) (steps []string) {
	t.Helper()
	query = regexp.MustCompile(`\$\d+`).ReplaceAllString(query, "1")
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// recorder keeps the words of the queries that pass through it.
type recorder struct {
	*sql.DB
	queries []string
}

func (r *recorder) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	r.queries = append(r.queries, query)
	return r.DB.ExecContext(ctx, query, args...)
}

func (r *recorder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.queries = append(r.queries, query)
	return r.DB.QueryContext(ctx, query, args...)
}

func (r *recorder) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	r.queries = append(r.queries, query)
	return r.DB.QueryRowContext(ctx, query, args...)
}
