//go:build unix

package live

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Postgres is a running PostgreSQL that lets in 30 connections, 3 of them for
// superusers only. Freezing it stops no session that is open.
type Postgres struct {
	*Process
	Port string

	t   testing.TB
	bin string
}

// StartPostgres makes a cluster and starts it.
func StartPostgres(t testing.TB) *Postgres {
	t.Helper()
	server := find(t, []string{"postgres"}, "/usr/lib/postgresql/*/bin")
	// Its own programs lie beside it, and not beside a link to it.
	server, err := filepath.EvalSymlinks(server)
	if err != nil {
		t.Fatal(err)
	}
	p := &Postgres{t: t, bin: filepath.Dir(server)}
	who := unprivileged(t)
	dir := folder(t)
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	data := filepath.Join(dir, "data")
	p.run(who, "initdb", "--pgdata="+data, "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
	p.Process, p.Port = launch(t, "postgres", func(port string) command {
		return command{path: server, user: who, stop: syscall.SIGINT, args: []string{
			"-D", data, "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port, "-c", "unix_socket_directories=", "-c", "fsync=off",
			"-c", "max_connections=30", "-c", "superuser_reserved_connections=3", "-c", "autovacuum=off", // A worker would count as a connection.
		}}
	}, func(ctx context.Context, port string) error {
		return exec.CommandContext(ctx, filepath.Join(p.bin, "pg_isready"), "--host=127.0.0.1", "--port="+port, "--username=postgres").Run()
	})
	p.run(nil, "psql", p.at("--command=create role app login")...)
	return p
}

// Hold opens connections of an ordinary user and keeps them, idle, until the
// process that it gives back ends.
func (p *Postgres) Hold(n int) *Process {
	p.t.Helper()
	script := filepath.Join(p.t.TempDir(), "idle.sql")
	if err := os.WriteFile(script, []byte("\\sleep 1 s\n"), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return start(p.t, "pgbench", command{path: filepath.Join(p.bin, "pgbench"), args: []string{
		"--host=127.0.0.1", "--port=" + p.Port, "--username=app", "--no-vacuum",
		fmt.Sprintf("--client=%d", n), "--time=3600", "--file=" + script, "postgres",
	}})
}

// at are the arguments that lead psql here as a superuser.
func (p *Postgres) at(more ...string) []string {
	return append([]string{"--host=127.0.0.1", "--port=" + p.Port, "--username=postgres", "--no-psqlrc", "--quiet"}, more...)
}

// run runs one of PostgreSQL's own programs to its end.
func (p *Postgres) run(who *syscall.Credential, program string, args ...string) {
	p.t.Helper()
	c := exec.CommandContext(context.Background(), filepath.Join(p.bin, program), args...)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	c.Dir = os.TempDir() // It may not be allowed to read the folder of the test.
	if out, err := c.CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// unprivileged is the user postgres where root runs the test: PostgreSQL
// refuses to run as root.
func unprivileged(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatalf("PostgreSQL does not run as root, and there is no user postgres (%v); make needs installs it", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
