#!/bin/bash
# The entry point of the servers' images: what the official images' entry points do with the settings that we use.
set -euo pipefail

# as USER COMMAND...: becomes the command, so that the server is the container's first process and gets its signals.
as() { exec setpriv --reuid="$1" --regid="$1" --init-groups "${@:2}"; }

serve_postgres() {
  local user="${POSTGRES_USER:-postgres}" name="${POSTGRES_DB:-${POSTGRES_USER:-postgres}}" secret=/run/postgres-password
  local method="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" arguments=()
  mkdir -p "$PGDATA" /var/run/postgresql
  chown postgres: "$PGDATA" /var/run/postgresql
  if [[ ! -e "$PGDATA/PG_VERSION" ]]; then
    install -o postgres -m 600 /dev/null "$secret"
    printf '%s' "${POSTGRES_PASSWORD:-}" >"$secret"
    read -r -a arguments <<<"${POSTGRES_INITDB_ARGS:-}"
    setpriv --reuid=postgres --regid=postgres --init-groups initdb --username="$user" --pwfile="$secret" \
      --auth-local=trust --auth-host="$method" --encoding=UTF8 --locale=C.UTF-8 "${arguments[@]}"
    rm "$secret"
    printf 'host all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
    if [[ "$name" != postgres ]]; then
      printf 'CREATE DATABASE "%s";\n' "$name" |
        setpriv --reuid=postgres --regid=postgres --init-groups postgres --single -D "$PGDATA" postgres
    fi
  fi
  as postgres postgres -c listen_addresses='*' "$@"
}

serve_redis() {
  mkdir -p /data
  chown redis: /data
  # Redis keeps its file where it starts.
  cd /data
  as redis redis-server --bind '* -::*' --protected-mode no "$@"
}

serve_rabbitmq() {
  printf '[rabbitmq_management].\n' >/etc/rabbitmq/enabled_plugins
  install -o rabbitmq -m 600 /dev/null /etc/rabbitmq/rabbitmq.conf
  printf '%s\n' "default_user = ${RABBITMQ_DEFAULT_USER:-guest}" "default_pass = ${RABBITMQ_DEFAULT_PASS:-guest}" \
    "default_vhost = ${RABBITMQ_DEFAULT_VHOST:-/}" "loopback_users = none" "log.console = true" >/etc/rabbitmq/rabbitmq.conf
  # 'detached' makes the script become the node instead of a parent that waits for it.
  export RABBITMQ_LOGS=- RABBITMQ_NODENAME="${RABBITMQ_NODENAME:-rabbit@localhost}" HOME=/var/lib/rabbitmq detached=true
  epmd -daemon
  as rabbitmq /usr/lib/rabbitmq/bin/rabbitmq-server "$@"
}

# Only options: they are the server's.
[[ "${1:-}" != -* ]] || set -- "$SERVER" "$@"
case "${1:-}" in
  postgres) serve_postgres "${@:2}" ;;
  redis-server) serve_redis "${@:2}" ;;
  rabbitmq-server) serve_rabbitmq "${@:2}" ;;
  *) exec "$@" ;;
esac
