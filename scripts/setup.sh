#!/usr/bin/env bash
# Sees to it that what Advisor is built with is there: the Swift toolchain is checked for, Debian packages that are
# missing are installed. Does nothing, quickly, when all is there. Exit code 2 when something is missing and stays so.
set -euo pipefail
cd "$(dirname "$0")/.."

oldest_swift=6.1

fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

check_swift() {
    local version
    command -v swiftc >/dev/null ||
        fail "Swift is not installed. Advisor needs Swift $oldest_swift or later: https://www.swift.org/install/linux/"
    version=$(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    printf '%s\n%s\n' "$oldest_swift" "$version" | sort -CV ||
        fail "Swift ${version:-of an unknown version} is too old. Advisor needs Swift $oldest_swift or later: https://www.swift.org/install/linux/"
}

wanted_packages() { sed 's/#.*//' scripts/debian-packages | xargs -n 1; }

missing_packages() {
    # dpkg-query fails as soon as one package is unknown; what it prints about the others still holds.
    # shellcheck disable=SC2016  # these are dpkg-query's fields
    { wanted_packages | xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null || true; } |
        sed -n 's/^installed //p' | sort -u | comm -13 - <(wanted_packages | sort -u)
}

# Debian starts a server of its own with the package; nobody here uses it. A configuration that is there is left alone.
keep_debian_from_making_a_cluster() {
    local settings=/etc/postgresql-common/createcluster.conf
    [ -e "$settings" ] || $as_root sh -c "mkdir -p ${settings%/*} &&
        printf '%s\n' '# Written by scripts/setup.sh of Advisor, which runs private servers only.' \
            'create_main_cluster = false' >$settings"
}

# The tests run poolers of their own. Where the package or a unit of the user's is there already, it stays as it is.
keep_debian_from_running_a_pooler() {
    local unit=/etc/systemd/system/pgbouncer.service
    [ -e /usr/sbin/pgbouncer ] || [ -e "$unit" ] || $as_root sh -c "mkdir -p ${unit%/*} && ln -sf /dev/null $unit"
}

apt_install() {
    $as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
        apt-get install -y --no-install-recommends "$@" </dev/null
}

install_packages() {
    echo "Installing from Debian: $*" >&2
    keep_debian_from_making_a_cluster
    keep_debian_from_running_a_pooler
    # The lists of packages may be missing or old; fetching them takes long, so only then.
    apt_install "$@" >&2 || { $as_root apt-get update >&2 && apt_install "$@" >&2; } ||
        fail "apt-get could not install $*: see its messages above."
}

# A locale is made in some seconds, and is looked for first. Without it the tests that need it are skipped.
make_german_locale() {
    locale -a 2>/dev/null | grep -qix 'de_DE\.utf-\?8' && return
    if [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; then
        [ "$(id -u)" -eq 0 ] || as_root="sudo -n"
        echo "Making the locale de_DE.UTF-8" >&2
        $as_root localedef -i de_DE -f UTF-8 de_DE.UTF-8 >&2 || true
    else
        echo "For the tests with a server that speaks German: sudo localedef -i de_DE -f UTF-8 de_DE.UTF-8" >&2
    fi
}

as_root=
check_swift
command -v dpkg-query >/dev/null ||
    fail "This is not Debian; install what these packages hold by hand: $(wanted_packages | xargs)"
mapfile -t missing < <(missing_packages)
if [ "${#missing[@]}" -eq 0 ]; then
    make_german_locale
    exit 0
fi

if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "Packages are missing. Install them: sudo apt-get install -y ${missing[*]}"
    as_root="sudo -n"
fi
install_packages "${missing[@]}"
make_german_locale
