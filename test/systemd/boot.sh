#!/bin/bash
# Boots systemd as PID 1 of namespaces of its own: an overlay of this machine's files, its own network, cgroups and
# devices. test/systemd/machine.ts starts it, and ends it by killing PID 1.
#   boot.sh NAME unified|hybrid DIRECTORY PREPARE
# PREPARE is run with the root of the new machine as its argument before it boots. "unified" has one cgroup
# hierarchy (without controllers, where this machine keeps them on v1), "hybrid" the v1 controllers too.
set -euo pipefail

controllers='cpu cpuacct memory freezer pids blkio devices'

# The new cgroup namespace begins at the cgroups this process is in.
if [ "$1" != --inside ]; then
  for hierarchy in $(
    cd /sys/fs/cgroup
    if [ -e cgroup.procs ]; then echo .; else ls -d $controllers systemd unified; fi
  ); do
    mkdir -p "/sys/fs/cgroup/$hierarchy/$1"
    echo $$ >"/sys/fs/cgroup/$hierarchy/$1/cgroup.procs"
  done
  exec unshare --mount --pid --fork --uts --ipc --net --cgroup --kill-child=KILL --mount-proc=/proc -- "$0" --inside "$@"
fi
shift
kind=$2 directory=$3 prepare=$4

mount --make-rprivate /
directory=$directory/machine
mkdir "$directory"
mount -t tmpfs -o mode=755 machine "$directory"
mkdir "$directory/upper" "$directory/work" "$directory/root"
root=$directory/root
mount -t overlay machine -o "lowerdir=/,upperdir=$directory/upper,workdir=$directory/work" "$root"
# What this machine has enabled, mounted or scheduled is not the test's.
rm -rf "$root"/etc/fstab "$root"/etc/systemd/system/*.wants "$root"/etc/mesos* "$root"/var/lib/mesos
for unit in timers.target systemd-modules-load.service systemd-firstboot.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
"$prepare" "$root"
# A name that is looked up at a start must not wait for a name server that is not there.
echo 'hosts: files' >"$root/etc/nsswitch.conf.new"
grep -v '^hosts:' "$root/etc/nsswitch.conf" >>"$root/etc/nsswitch.conf.new"
mv "$root/etc/nsswitch.conf.new" "$root/etc/nsswitch.conf"
echo mesos-test >"$root/etc/hostname"
printf '127.0.0.1 localhost mesos-test\n' >"$root/etc/hosts"
printf '[Unit]\nRequires=basic.target systemd-journald.service\nAfter=basic.target\nAllowIsolate=yes\n' \
  >"$root/etc/systemd/system/mesos-test.target"

mount -t proc proc "$root/proc"
mount --bind -o ro "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t tmpfs -o mode=755 dev "$root/dev"
for node in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0' 'console 1 3'; do
  # shellcheck disable=SC2086
  set -- $node
  mknod -m 666 "$root/dev/$1" c "$2" "$3"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs tmp "$root/tmp"
mount -t sysfs sysfs "$root/sys"
if [ "$kind" = unified ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
  for controller in $controllers; do
    mkdir "$root/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "$root/sys/fs/cgroup/$controller"
  done
  mkdir "$root/sys/fs/cgroup/systemd" "$root/sys/fs/cgroup/unified"
  mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
fi
mount -o remount,bind,ro "$root/sys"

hostname mesos-test
cd "$root"
mkdir -p .old
pivot_root . .old
umount -l /.old
# systemd hands mounts of credentials over by propagation.
mount --make-rshared /
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=mesos-test.target --log-target=journal --show-status=no
