#!/bin/sh
# Puts what `node build.mjs` made, and all that belongs to it, where the packages have it, below $DESTDIR.
# Distributions differ in some directories only: SBINDIR, UNITDIR, … may be set in the environment.
set -eu
cd "$(dirname "$0")/.."

: "${DESTDIR:?the directory to install below}"
: "${BINDIR:=/usr/bin}" "${SBINDIR:=/usr/sbin}" "${LIBDIR:=/usr/lib/mesos}" "${LIBEXECDIR:=/usr/libexec/mesos}"
: "${SYSCONFDIR:=/etc}" "${DATADIR:=/usr/share}" "${MANDIR:=/usr/share/man}"
: "${UNITDIR:=/usr/lib/systemd/system}" "${PRESETDIR:=/usr/lib/systemd/system-preset}"
: "${SYSUSERSDIR:=/usr/lib/sysusers.d}" "${TMPFILESDIR:=/usr/lib/tmpfiles.d}"
: "${FIREWALLDDIR:=/usr/lib/firewalld/services}" "${ZSHDIR:=/usr/share/zsh/vendor-completions}"

# put MODE DIRECTORY FILE...
put() {
  mode=$1 directory=$DESTDIR$2
  shift 2
  mkdir -p "$directory"
  install -p -m "$mode" "$@" "$directory/"
}

# The programs are links: each bundle stays beside the package.json that says what kind of module it is.
put 755 "$LIBDIR" dist/mesos dist/mesos-master dist/mesos-agent
put 644 "$LIBDIR" dist/package.json
put 755 "$LIBEXECDIR" dist/mesos-launcher
# Fits the version of Node it was built with; without it the launcher speaks to systemd.
if [ -e dist/sd-notify.node ]; then put 755 "$LIBEXECDIR" dist/sd-notify.node; fi
put 644 "$LIBDIR/defaults" packaging/defaults/master.yaml packaging/defaults/agent.yaml
mkdir -p "$DESTDIR$BINDIR" "$DESTDIR$SBINDIR"
ln -srf "$DESTDIR$LIBDIR/mesos" "$DESTDIR$BINDIR/mesos"
ln -sf mesos "$DESTDIR$BINDIR/mesos-execute"
ln -srf "$DESTDIR$LIBDIR/mesos-master" "$DESTDIR$SBINDIR/mesos-master"
ln -srf "$DESTDIR$LIBDIR/mesos-agent" "$DESTDIR$SBINDIR/mesos-agent"
ln -sf mesos-agent "$DESTDIR$SBINDIR/mesos-slave"

put 644 "$SYSCONFDIR/mesos" etc/mesos/*.yaml etc/mesos/*.sh
mkdir -p "$DESTDIR$SYSCONFDIR/mesos/master.d" "$DESTDIR$SYSCONFDIR/mesos/agent.d"
install -d -m 750 "$DESTDIR$SYSCONFDIR/mesos/credentials"

put 644 "$UNITDIR" packaging/systemd/*.service packaging/systemd/*.slice
# Under the old name the unit can be started without being enabled first.
ln -sf mesos-agent.service "$DESTDIR$UNITDIR/mesos-slave.service"
put 644 "$PRESETDIR" packaging/systemd/*.preset
put 644 "$SYSUSERSDIR" packaging/systemd/sysusers.d/*.conf
put 644 "$TMPFILESDIR" packaging/systemd/tmpfiles.d/*.conf
put 644 "$FIREWALLDDIR" packaging/firewalld/*.xml

for section in 1 5 8; do
  put 644 "$MANDIR/man$section" docs/man/*."$section"
done
# A name without a page of its own has that of what it means.
for alias in man1/mesos-execute.1=mesos.1 man8/mesos-slave.8=mesos-agent.8; do
  page=$DESTDIR$MANDIR/${alias%=*}
  [ -e "$page" ] || ln -s "${alias#*=}" "$page"
done
put 644 "$DATADIR/bash-completion/completions" packaging/completions/bash/*
put 644 "$ZSHDIR" packaging/completions/zsh/*
put 644 "$DATADIR/fish/vendor_completions.d" packaging/completions/fish/*

# What the programs contain of others, told by the bundler.
mkdir -p "$DESTDIR$DATADIR/mesos"
node scripts/packages/third-party.mjs sbom >"$DESTDIR$DATADIR/mesos/mesos.spdx.json"
chmod 644 "$DESTDIR$DATADIR/mesos/mesos.spdx.json"
