#!/bin/sh
# The tests drive real programs: a Chromium, and the servers that the checks are
# asked of. On Debian as root, or with CI set, what is missing is installed, and
# no service is started by it; elsewhere it is named, with the line that mends it.
set -eu

packages= names=

# need NAME PACKAGE PROGRAM... notes the package of what is missing: none of the
# programs is in the PATH, or where Debian keeps those that are not in it.
need() {
	name=$1 package=$2
	shift 2
	for program; do
		for path in "$(command -v "$program" || true)" "/usr/sbin/$program" /usr/lib/postgresql/*/bin/"$program"; do
			[ ! -x "$path" ] || return 0
		done
	done
	packages="$packages $package"
	names="$names${names:+, }$name"
}

[ -n "${SITREP_CHROMIUM:-}" ] || need Chromium 'chromium fonts-dejavu-core' chromium chromium-browser google-chrome
need Prometheus prometheus prometheus
need 'its promtool' prometheus promtool
need 'node exporter' prometheus-node-exporter prometheus-node-exporter node_exporter
need 'PostgreSQL exporter' prometheus-postgres-exporter prometheus-postgres-exporter postgres_exporter
need HAProxy haproxy haproxy
need PostgreSQL postgresql postgres
need 'its pgbench' postgresql pgbench
[ -n "$packages" ] || exit 0

# quietly runs a command while Debian starts no service and makes no database of
# its own, and then takes that back.
quietly() {
	policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/sitrep.conf
	if [ -e $policy ]; then
		policy=
	else
		printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
		$sudo chmod 755 $policy
	fi
	$sudo mkdir -p "${cluster%/*}"
	echo 'create_main_cluster = false' | $sudo tee $cluster >/dev/null
	trap '$sudo rm -f $policy $cluster' EXIT
	trap 'exit 1' HUP INT TERM
	"$@"
}

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || [ -n "${CI:-}" ]; }; then
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	echo "Installing what the tests need: $names."
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # They are words.
	quietly $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
	# Nor are they to start with the machine.
	if [ -d /run/systemd/system ]; then
		for unit in prometheus prometheus-node-exporter prometheus-postgres-exporter haproxy postgresql; do
			case " $packages " in *" $unit "*) $sudo systemctl disable --quiet "$unit" ;; esac
		done
	fi
	exit 0
fi
cat >&2 <<TEXT
The tests need programs that are not here: $names.
  Debian, Ubuntu:  sudo apt-get install$packages
  macOS:           brew install --cask chromium; brew install prometheus node_exporter haproxy postgresql
                   go install github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter@v0.15.0
  elsewhere:       put them into the PATH; SITREP_CHROMIUM is the path of a Chromium or Chrome
TEXT
exit 1
