# Shared by the scripts of this folder: installs what a fresh Debian 12 lacks. As root it installs by itself;
# otherwise it prints the one command to run and stops.

# Commands and the Debian packages that bring them.
package_of() {
  case "$1" in
    cc) echo 'gcc libc6-dev' ;;
    c++) echo g++ ;;
    node) echo 'nodejs npm' ;;
    qemu-system-x86_64) echo qemu-system-x86 ;;
    mke2fs) echo e2fsprogs ;;
    dpkg-deb) echo dpkg ;;
    setpriv) echo util-linux ;;
    systemd-analyze) echo systemd ;;
    pgrep) echo procps ;;
    xz) echo xz-utils ;;
    man) echo man-db ;;
    groff) echo groff ;;
    pkg-config) echo pkgconf ;;
    rpmbuild) echo rpm ;;
    createrepo_c) echo createrepo-c ;;
    dpkg-buildpackage) echo dpkg-dev ;;
    dh) echo debhelper ;;
    apt-ftparchive) echo apt-utils ;;
    busybox) echo busybox-static ;;
    go) echo golang-go ;;
    mvn) echo 'maven default-jdk-headless' ;;
    systemd-sysusers) echo systemd ;;
    *) echo "$1" ;;
  esac
}

# Options of apt-get install; a script that needs none of what Debian recommends beside its tools sets it.
install_options=()

# install_tools NAME...: makes sure that each command exists.
install_tools() {
  local missing=() name
  for name in "$@"; do
    command -v "$name" >/dev/null 2>&1 || missing+=("$(package_of "$name")")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    # shellcheck disable=SC2086
    install_debian ${missing[*]}
  fi
  check_node
}

# install_debian PACKAGE...: makes sure that each Debian package is there; for libraries, which no command tells.
install_debian() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  if [ "$(id -u)" = 0 ]; then
    echo "installing ${missing[*]}"
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${install_options[@]}" "${missing[@]}" >/dev/null
  else
    echo "missing: ${missing[*]}; run: sudo apt-get install -y ${missing[*]}" >&2
    exit 1
  fi
}

# Debian 12 itself has Node 18; the sources need 20.19 or newer.
check_node() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || {
    echo "Node $(node --version) is too old: Mesos needs Node 20.19 or newer (https://nodejs.org, or your distribution's backports)" >&2
    exit 1
  }
}

# install_packages: npm ci, unless node_modules already matches the lock file. No script of a package is run: what has
# to be compiled is compiled by build.mjs.
install_packages() {
  local stamp=node_modules/.installed-without-scripts
  if [ ! -f "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
    echo 'installing JavaScript packages (npm ci)'
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json "$stamp"
  fi
}
