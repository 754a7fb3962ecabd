#!/usr/bin/env bash
# Makes a checkout ready to run ("run") or to test ("test"): system libraries, .venv, compiled translations and
# compressed assets. Whatever is already there is left alone, so a second call takes a fraction of a second.
#   tools/setup.sh [run|test]        PYTHON=python3.12 tools/setup.sh    names another Python
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-run}
python=${PYTHON:-python3}
venv=.venv

say() { printf '%s\n' "$*"; }
fail() { # English sentence, Chinese sentence, then a command to run (optional)
  printf '\n%s\n%s\n' "$1" "$2" >&2
  [ -z "${3:-}" ] || printf '\n    %s\n\n' "$3" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

case $purpose in run | test) ;; *) fail "Say run or test, not \"$purpose\"." "参数只能是 run 或 test，不能是“$purpose”。" ;; esac

# ---- Python -------------------------------------------------------------------------------------------------------
has "$python" || fail "Python 3.11 or newer is needed, and \"$python\" is not installed." \
  "需要 Python 3.11 或更高版本，但系统中没有“$python”。" "apt-get install -y python3 python3-venv"
version=$("$python" -V 2>&1 | head -n 1) || true
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  fail "Python 3.11 or newer is needed; \"$python\" is $version. Name another with PYTHON=python3.12 make $purpose." \
    "需要 Python 3.11 或更高版本；当前“$python”为 $version。可用 PYTHON=python3.12 make $purpose 指定其他版本。"

# ---- System packages ----------------------------------------------------------------------------------------------
missing=()
needs_own_chromium=no

want_packages() { # Debian packages that no command on the path could tell of: libraries, fonts
  local installed name
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | awk '$2 == "installed" {print $1}' || true)
  for name in "$@"; do
    grep -qxF "$name" <<<"$installed" || missing+=("$name")
  done
}
want_command() { # command, package that brings it
  has "$1" || missing+=("$2")
}
postgresql_programs() {
  has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

if has dpkg-query; then
  # WeasyPrint draws certificates with Pango; the CJK fonts carry the names on them.
  want_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk
  "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  if [ "$purpose" = test ]; then
    want_command redis-server redis-server
    want_command pdftotext poppler-utils
    want_command qpdf qpdf
    # Certificates are checked with tools that are not ours: their seal, their archival form, their credential.
    want_command certutil libnss3-tools
    want_command softhsm2-util softhsm2
    want_command java default-jre-headless
    want_packages libpdfbox2-java libjaxb-api-java libactivation-java libcommons-io-java
    want_command node nodejs
    want_command npm npm
    postgresql_programs || missing+=(postgresql)
    if ! "$python" tools/chromium.py >/dev/null; then
      # Ubuntu's chromium package only points at a snap, which a container or a build machine cannot run.
      if grep -qi '^ID=ubuntu' /etc/os-release; then needs_own_chromium=yes; else missing+=(chromium-headless-shell); fi
    fi
  fi
else
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "This Python lacks the modules venv and ensurepip." "当前 Python 缺少 venv 和 ensurepip 模块。"
  if [ "$purpose" = test ] && ! "$python" tools/chromium.py >/dev/null; then needs_own_chromium=yes; fi
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi

may_install() { [ -z "$as_root" ] || sudo -n true 2>/dev/null; }

install_packages() {
  local no_cluster=/etc/postgresql-common/createcluster.d/shifu-setup.conf code=0
  say "Installing system packages / 正在安装系统软件包：${missing[*]}"
  case " ${missing[*]} " in *" postgresql "*)
    # The tests start a throwaway PostgreSQL of their own; the package need not create and start one for good.
    $as_root mkdir -p "${no_cluster%/*}"
    echo 'create_main_cluster = false' | $as_root tee "$no_cluster" >/dev/null ;;
  esac
  # A foreign source that does not answer makes "update" fail and need not matter; "install" decides.
  { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q || true
    # Debian 12 brought the headless shell with an update; an older mirror has the whole browser only.
    apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing=("${missing[@]/#chromium-headless-shell/chromium}")
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } \
    </dev/null >var/setup-apt.log 2>&1 || code=$?
  $as_root rm -f "$no_cluster"
  return $code
}

if [ ${#missing[@]} -gt 0 ]; then
  command_line="apt-get update && ${as_root:+sudo }apt-get install -y --no-install-recommends ${missing[*]}"
  may_install || fail "These system packages are missing: ${missing[*]}. Install them with this command, then call make $purpose again:" \
    "缺少以下系统软件包：${missing[*]}。请先执行下面的命令，再重新运行 make $purpose：" "${as_root:+sudo }$command_line"
  mkdir -p var
  install_packages || {
    tail -n 15 var/setup-apt.log >&2
    fail "apt could not install them (the whole output is in var/setup-apt.log). Once this command works, call make $purpose again:" \
      "apt 安装失败（完整输出见 var/setup-apt.log）。请先让下面的命令执行成功，再重新运行 make $purpose：" "${as_root:+sudo }$command_line"
  }
fi

# ---- Python packages ----------------------------------------------------------------------------------------------
# A stamp holds what was installed from which lock by which Python; only a difference costs time.
stamp_of() { { "$python" -V; cat "$@"; } | sha256sum | cut -d' ' -f1; }
run_stamp=$(stamp_of requirements/uv.txt requirements/run.txt)
test_stamp=$(stamp_of requirements/uv.txt requirements/run.txt requirements/dev.txt)
installed_stamp=$(cat "$venv/.shifu-installed" 2>/dev/null || true)

install_locked() { # lock file
  local lock=$1 log=var/setup-python.log
  mkdir -p var
  : >"$log"
  if "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt >>"$log" 2>&1; then
    local index_settings
    index_settings=$("$venv/bin/python" tools/uv_settings.py)
    if (eval "$index_settings" && VIRTUAL_ENV="$PWD/$venv" "$venv/bin/python" -m uv pip install -q \
      --python "$venv/bin/python" --require-hashes -r "$lock") >>"$log" 2>&1; then
      return 0
    fi
  fi
  say "uv could not do it; trying pip, which is slower / uv 安装未成功，改用较慢的 pip"
  "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock" >>"$log" 2>&1
}

satisfied() { [ "$installed_stamp" = "$test_stamp" ] || { [ "$purpose" = run ] && [ "$installed_stamp" = "$run_stamp" ]; }; }

if ! satisfied || ! "$venv/bin/python" -c '' 2>/dev/null; then
  if ! "$venv/bin/python" -c 'import sys, pip; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' \
    "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" 2>/dev/null; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
  fi
  say "Installing Python packages into $venv / 正在向 $venv 安装 Python 软件包 …"
  lock=requirements/run.txt stamp=$run_stamp
  if [ "$purpose" = test ]; then lock=requirements/dev.txt stamp=$test_stamp; fi
  rm -f "$venv/.shifu-installed"
  install_locked "$lock" || {
    tail -n 15 var/setup-python.log >&2
    fail "The Python packages could not be installed (the whole output is in var/setup-python.log). Is the package index reachable?" \
      "Python 软件包安装失败（完整输出见 var/setup-python.log）。请检查软件包索引是否可以访问。"
  }
  echo "$stamp" >"$venv/.shifu-installed"
fi

# Libraries of others in JavaScript check our credentials. Without them one test skips and says so.
javascript=tests/javascript
if [ "$purpose" = test ] && has npm && [ "$(cat "$javascript/node_modules/.shifu-installed" 2>/dev/null)" != "$(sha256sum <"$javascript/package-lock.json")" ]; then
  say "Installing JavaScript packages for the tests / 正在安装测试用的 JavaScript 软件包 …"
  mkdir -p var
  if (cd "$javascript" && npm ci </dev/null) >var/setup-javascript.log 2>&1; then
    sha256sum <"$javascript/package-lock.json" >"$javascript/node_modules/.shifu-installed"
  else
    say "They could not be installed (see var/setup-javascript.log); the test that needs them will be skipped." \
      "/ 安装失败（见 var/setup-javascript.log），相关测试将被跳过。"
  fi
fi

if [ "$needs_own_chromium" = yes ] && ! "$venv/bin/python" tools/chromium.py >/dev/null; then
  say "Fetching Chromium for the browser tests / 正在下载浏览器测试所需的 Chromium …"
  with_libraries=
  if has apt-get && may_install; then with_libraries=--with-deps; fi
  # shellcheck disable=SC2086 # an empty option must vanish
  "$venv/bin/python" -m playwright install $with_libraries chromium </dev/null ||
    fail "Chromium could not be fetched. Install any Chromium or Chrome, then call make test again." \
      "Chromium 下载失败。请安装任意一种 Chromium 或 Chrome，再重新运行 make test。"
fi

# The command `lms`, for this checkout: called by its path, by a link to it, or with .venv/bin on the PATH.
if [ ! -x "$venv/bin/lms" ] || ! grep -q 'lms[.]cli' "$venv/bin/lms"; then
  cat >"$venv/bin/lms" <<'COMMAND'
#!/bin/sh
here=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}" exec "$here/.venv/bin/python" -m lms.cli "$@"
COMMAND
  chmod +x "$venv/bin/lms"
fi

# ---- What is made from the checkout itself ------------------------------------------------------------------------
stale_translations() {
  local po
  while IFS= read -r -d '' po; do
    [ "${po%.po}.mo" -nt "$po" ] || return 0
  done < <(find lms/translations -name '*.po' -print0 2>/dev/null)
  return 1
}
stale_assets() {
  [ -d static ] || return 1
  [ -e "$venv/.shifu-assets" ] || return 0
  [ -n "$(find static -type f ! -name '*.gz' ! -name '*.br' -newer "$venv/.shifu-assets" -print -quit)" ]
}
if stale_translations; then "$venv/bin/python" -m tools.translations compile; fi
if stale_assets; then
  "$venv/bin/python" -m tools.compress_assets
  touch "$venv/.shifu-assets"
fi
