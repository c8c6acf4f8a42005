/**
 * Starts the server and, beside it, a guard that ends it when no living member is left: after a `kill -9` of the last
 * engine nobody else would. A shell does it in a few hundred kilobytes, and lives no longer than its server.
 * Arguments: 1 the server's binary, 2 its configuration, 3 the members' folder, 4 the socket's folder, 5 the realm.
 * `exec` keeps the pid and the start time, so `$$` is the server for the guard and for the engine.
 */
export const GUARDED_SERVER_SCRIPT = `
is_living() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/stat" ] || return 0
  read -r stat 2>/dev/null < "/proc/$1/stat" || return 1
  set -- "$2" \${stat##*") "}
  [ "$2" != Z ] && [ "$1" = "\${21:-0}" ]
}
start_ticks() {
  [ -r "/proc/$1/stat" ] && read -r stat < "/proc/$1/stat" || { echo 0; return; }
  set -- \${stat##*") "}
  echo "\${20}"
}
has_members() {
  for file in "$1/$2".*; do
    name=\${file##*/}
    pid=\${name#*.}; ticks=\${pid#*.}; pid=\${pid%%.*}; ticks=\${ticks%%.*}
    is_living "$pid" "$ticks" && return 0
  done
  return 1
}
guard() {
  while sleep 2; is_living "$$" "$own_ticks"; do
    has_members "$1" "$3" && continue
    kill -TERM "$$"
    waited=0
    while is_living "$$" "$own_ticks" && [ "$waited" -lt 10 ]; do sleep 1; waited=$((waited + 1)); done
    is_living "$$" "$own_ticks" && kill -KILL "$$"
    has_members "$1" "$3" || rmdir "$2" 2>/dev/null
    return
  done
}
own_ticks=$(start_ticks "$$")
(guard "$3" "$4" "$5" </dev/null >/dev/null 2>&1 &)
exec "$1" "$2"
`;
