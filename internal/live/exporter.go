//go:build unix

package live

import "testing"

// Exporter is a running exporter.
type Exporter struct {
	*Process
	Address string
}

// StartNodeExporter starts the exporter of this machine.
func StartNodeExporter(t testing.TB) *Exporter {
	t.Helper()
	// The other collectors read what tests on a busy machine do not need.
	return exporter(t, "node-exporter", []string{"prometheus-node-exporter", "node_exporter"}, nil,
		"--collector.disable-defaults", "--collector.cpu", "--collector.loadavg", "--collector.meminfo", "--collector.netstat", "--collector.conntrack", "--collector.filefd")
}

// StartPostgresExporter starts the exporter of a PostgreSQL.
func StartPostgresExporter(t testing.TB, db *Postgres) *Exporter {
	t.Helper()
	return exporter(t, "postgres-exporter", []string{"prometheus-postgres-exporter", "postgres_exporter"},
		[]string{"DATA_SOURCE_NAME=postgresql://postgres@127.0.0.1:" + db.Port + "/postgres?sslmode=disable"})
}

func exporter(t testing.TB, name string, programs, env []string, args ...string) *Exporter {
	t.Helper()
	path := find(t, programs)
	p, port := launch(t, name, func(port string) command {
		return command{path: path, env: env, args: append([]string{"--web.listen-address=127.0.0.1:" + port}, args...)}
	}, answers("/metrics"))
	return &Exporter{Process: p, Address: "127.0.0.1:" + port}
}
