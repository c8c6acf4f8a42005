#!/usr/bin/env bash
# Tries a fresh clone on a machine without Redis, without touching this one: bare-clone.sh REPOSITORY RESULTS
# Runs as root in mount and process namespaces of its own (see bare-clone.proof.ts). There the whole file system gets a
# layer in memory over it, redis-server is really uninstalled in that layer, and every write of the demo and the tests
# lands there too, so that what was written where can be listed and the machine stays as it was.
# Writes into RESULTS: steps, changed, packages, package-files, left-running, redis.
set -euo pipefail
repository=$1
results=$2
checkout=/proxima-bare-clone

layer=$results/layer
mkdir "$layer"
mount -t tmpfs -o size=75% tmpfs "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
root=$layer/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
# Containers mount these one by one; without them there are no names in the network.
for file in /etc/resolv.conf /etc/hosts /etc/hostname; do
  if mountpoint --quiet "$file"; then mount --bind "$file" "$root$file"; fi
done

inside() { chroot "$root" "$@"; }
installed() { inside dpkg-query --show --showformat '${Package}\n' 2>/dev/null | sort || true; }
snapshot() {
  find "$layer/upper" -path "$layer/upper$checkout" -prune -o \
    \( \( -type d -o -type c \) -printf '/%P\n' -o -printf '/%P\t%s %C@\n' \) | sort
}

git -c "safe.directory=$repository" -c "safe.directory=$repository/.git" clone --quiet --no-hardlinks "$repository" "$root$checkout"
test ! -e "$root$checkout/node_modules"

if inside bash -c 'command -v redis-server' >/dev/null; then
  inside dpkg --purge --force-depends redis redis-server redis-tools >/dev/null 2>&1 || true
  while binary=$(inside bash -c 'hash -r; command -v redis-server'); do rm "$root$binary"; done
  echo uninstalled >"$results/redis"
else
  echo absent >"$results/redis"
fi

installed >"$results/packages-before"
snapshot >"$results/before"

step() {
  local name=$1 started=$SECONDS code=0
  shift
  echo "== $name: $*"
  timeout --kill-after=10 "${STEP_TIMEOUT_SECONDS:-900}" chroot "$root" \
    bash -c 'cd "$1" && shift && exec "$@"' bash "$checkout" "$@" </dev/null 2>&1 | tee "$results/$name.log" || code=${PIPESTATUS[0]}
  echo "$name $code $((SECONDS - started))" >>"$results/steps"
}
step demo npm run demo -- --once
step test npm test

sleep 2
ps -e -o pid=,args= | awk '$2 !~ /^(ps|awk)$/ && !/bare-clone\.sh/' >"$results/left-running"
snapshot | comm -13 "$results/before" - | cut -f1 | while read -r path; do
  # A folder that was there before is in the layer only because of what changed inside it.
  if [ ! -d "$layer/upper$path" ] || [ ! -d "$path" ]; then echo "$path"; fi
done >"$results/changed"
installed | comm -13 "$results/packages-before" - >"$results/packages"
while read -r package; do inside dpkg-query --listfiles "$package"; done <"$results/packages" >"$results/package-files"
