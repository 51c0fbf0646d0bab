package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// A released migration is never edited: files in the field have run it.
//
//go:embed migrations
var migrations embed.FS

// migrateSQLite runs under the file's lock. It refuses a file that a newer
// Sitrep has written, because it cannot know what its tables mean.
func migrateSQLite(ctx context.Context, pool *sql.DB) error {
	folder, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	m, err := goose.NewProvider(goose.DialectSQLite3, pool, folder)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	has, knows, err := m.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("ask for the tables' version: %w", err)
	}
	if has > knows {
		return fmt.Errorf("its tables are of version %d and this Sitrep knows them up to %d: use the Sitrep that wrote it, or a newer one", has, knows)
	}
	if _, err := m.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
