#!/usr/bin/env bash
# The demo clinic in its window, on a server and a Postgres of its own, for one checkout.
#
# Everything lies in one folder that is kept between runs. What this script starts, it stops.
# Usage: run.sh PROGRAMS_FOLDER [COMMAND THAT BUILDS THEM]
#        run.sh check    ends with 1 beside a running one
# NUTRIVAULT_DEMO=second opens the second clinic in the window.
set -euo pipefail

programs=$1
shift
checkout=$(cd "$(dirname "$0")/../.." && pwd)
home=/var/tmp/nutrivault-$(id -un)-$(printf '%s' "$checkout" | sha256sum | cut -c1-8)
[ -d "$home" ] || mkdir -m 0700 "$home"
# whoever made it before could put into it what this script follows
if [ -L "$home" ] || [ ! -O "$home" ]; then
    echo "$home belongs to another account. Remove it first." >&2
    exit 1
fi
# the account that runs Postgres goes through it, and lists nothing
chmod 0711 "$home"

exec 9> "$home/lock"
if ! flock --nonblock 9; then
    echo "The demo clinic of this checkout is already running, or being made ready. Close its window first." >&2
    exit 1
fi
[ "$programs" != check ] || exit 0

server_pid= window_pid= cluster_up=
stop() {
    trap - EXIT INT TERM
    for pid in $window_pid $server_pid; do
        if kill -TERM "$pid" 2> /dev/null; then wait "$pid" 2> /dev/null || true; fi
    done
    [ -z "$cluster_up" ] || postgres pg_ctl --pgdata="$home/pg/data" --mode=fast --silent stop || true
}
trap stop EXIT
# Ctrl-C is how one ends it, not a failure
trap 'stop; exit 0' INT TERM

say() { printf '%s\n' "$*"; }

# under the lock, so that two that begin at once do not build side by side; the programs must not hold it
[ $# = 0 ] || MAKEFLAGS= "$@" 9>&-

# the recovery keys of the clinics are among the files
umask 077

# Postgres refuses to run as root, so root lends it another account
postgres_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
postgres() {
    local program=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        (cd "$home/pg" && runuser -u postgres -- "$postgres_bin/$program" "$@" 9>&-)
    else
        (cd "$home/pg" && "$postgres_bin/$program" "$@" 9>&-)
    fi
}

mkdir -p "$home/pg"
# whoever reaches the socket in it is let in
chmod 0700 "$home/pg"
[ "$(id -u)" != 0 ] || chown postgres "$home/pg"
if [ ! -d "$home/pg/data" ]; then
    rm -rf "$home/pg/making"
    postgres initdb --pgdata="$home/pg/making" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 > "$home/initdb.log"
    mv "$home/pg/making" "$home/pg/data"
fi
# a run that was killed leaves both behind; the lock above says that nobody uses them
left=$(cat "$home/server.pid" 2> /dev/null || true)
case "$(readlink "/proc/${left:-none}/exe" || true)" in
    */nutrivault-server*) kill -TERM "$left" ;;
esac
if postgres pg_ctl --pgdata="$home/pg/data" status > /dev/null; then
    postgres pg_ctl --pgdata="$home/pg/data" --mode=fast --silent stop
fi
postgres pg_ctl --pgdata="$home/pg/data" --log="$home/pg/log" --wait --silent \
    --options="-k $home/pg -c listen_addresses=''" start
cluster_up=yes

sql() { psql --no-psqlrc --quiet --tuples-only --no-align --host="$home/pg" --username=postgres "$@"; }
[ "$(sql --command="select count(*) from pg_roles where rolname = 'nutrivault_app'")" = 1 ] ||
    sql --command="create role nutrivault_owner login createdb; create role nutrivault_app login"
[ "$(sql --command="select count(*) from pg_database where datname = 'nutrivault'")" = 1 ] ||
    sql --command="create database nutrivault owner nutrivault_owner"

export NUTRIVAULT_OWNER_DATABASE="postgresql:///nutrivault?host=$home/pg&user=nutrivault_owner"
export NUTRIVAULT_DATABASE="postgresql:///nutrivault?host=$home/pg&user=nutrivault_app"
"$programs/nutrivault-server" migrate up > "$home/migrate.log"

# one port for as long as the folder lives: the clinic remembers where its server is
port=$(cat "$home/port" 2> /dev/null || echo 0)
"$programs/nutrivault-server" serve --listen "127.0.0.1:$port" > "$home/server.out" 2> "$home/server.log" 9>&- &
server_pid=$!
echo "$server_pid" > "$home/server.pid"
for _ in $(seq 100); do
    address=$(grep -oE '127\.0\.0\.1:[0-9]+' "$home/server.out" || true)
    [ -z "$address" ] || break
    kill -0 "$server_pid" 2> /dev/null || break
    sleep 0.1
done
[ -n "$address" ] || { echo "The sync server did not start:" >&2; tail "$home/server.log" >&2; exit 1; }
port=${address##*:}
echo "$port" > "$home/port"

export XDG_DATA_HOME=$home/data
export NUTRIVAULT_KEY_STORE=file
export NUTRIVAULT_USER=admin
export NUTRIVAULT_PASSWORD_FILE=$home/admin-password
mkdir -p "$home/data/nutrivault" "$home/logs"
(umask 077 && printf 'demo-admin-2026\n' > "$NUTRIVAULT_PASSWORD_FILE")

# Makes a clinic of its own at the server, or fills its diary where it was made before.
# Usage: make_clinic FOLDER NAME PEOPLE TIME_ZONE CURRENCY
make_clinic() {
    local ready=$home/ready-$1 logs=$home/logs/$1
    export NUTRIVAULT_VAULT=$home/data/nutrivault/$1
    if [ ! -f "$ready" ]; then
        rm -rf "$NUTRIVAULT_VAULT" "$home/recovery-key-$1.txt"
        say "Making $2 with $3 patients, which takes a minute or two ..."
        "$programs/nutrivault" init --demo --clinic "$2" --recovery-file "$home/recovery-key-$1.txt" \
            --first-name Ama --last-name Mensah --time-zone "$4" --currency "$5" > "$logs-init.log"
        "$programs/nutrivault" seed demo --people "$3" > "$logs-seed.log"
        code=$("$programs/nutrivault-server" tenant create "$2" | tail -n 1)
        "$programs/nutrivault" connect "http://127.0.0.1:$port" --code "$code" > "$logs-connect.log"
        touch "$ready"
    else
        # weeks later the diary of the first day lies far behind: today gets one, unless a user changed a password
        "$programs/nutrivault" seed demo > "$logs-seed.log" 2>&1 || cat "$logs-seed.log" >&2
    fi
}
make_clinic second "Harbour Nutrition Clinic" 40 Europe/London GBP
make_clinic demo "Riverside Nutrition Clinic" 500 Europe/Paris EUR
# both lie in one folder; the window opens one of them
export NUTRIVAULT_VAULT=$home/data/nutrivault/${NUTRIVAULT_DEMO:-demo}
[ -d "$NUTRIVAULT_VAULT" ] || { echo "NUTRIVAULT_DEMO is demo or second." >&2; exit 1; }

"$programs/nutrivault" status > "$home/status.log"
say "The demo clinic is ready."
sed -n '/can sign in/,$p' "$home/status.log"
say "The lock screen shows them, too."
say "Files: $home"
say "For the command line on them:"
say "  export XDG_DATA_HOME=$XDG_DATA_HOME NUTRIVAULT_KEY_STORE=file NUTRIVAULT_VAULT=$NUTRIVAULT_VAULT"

unset NUTRIVAULT_USER NUTRIVAULT_PASSWORD_FILE
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "Close the window or press Ctrl-C to stop everything."
    "$programs/nutrivault-desktop" > "$home/window.log" 2>&1 9>&- &
    window_pid=$!
    wait "$window_pid" || true
    window_pid=
else
    picture=$home/window.png
    rm -f "$picture"
    xvfb-run --auto-servernum --server-args='-screen 0 1280x720x24' \
        "$(dirname "$0")/picture.sh" "$programs/nutrivault-desktop" "$picture" > "$home/window.log" 2>&1 9>&- &
    window_pid=$!
    wait "$window_pid" || { say "The window did not open:" >&2; tail "$home/window.log" >&2; exit 1; }
    window_pid=
    say "There is no display here, so the window ran under a virtual one. Its picture: $picture"
fi
