# Sourced by run.sh and demo.sh: a demo unless the environment says otherwise, with a key of this machine's own.
export LMS_DEMO_MODE="${LMS_DEMO_MODE:-1}"
if [ -z "${SECRET_KEY:-}" ]; then
  mkdir -p var
  [ -s var/secret-key ] || (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_hex(32))' >var/secret-key)
  SECRET_KEY=$(cat var/secret-key)
  export SECRET_KEY
fi
