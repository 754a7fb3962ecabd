"""A PostgreSQL that lives as long as it is needed: own folder, own free port, no trace afterwards.

with throwaway_postgres() as url: ...           url is postgresql+psycopg://…
python -m tools.postgres make-something         runs a command with DATABASE_URL set
python -m tools.postgres                        prints the address and stays until Ctrl-C
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tools.servers import ServerFailed, as_user, free_port, running

OWNER = "shifu"
ATTEMPTS = 4  # a port that was free may be taken by the time the server binds it

# Data that is thrown away need not survive a power cut. A benchmark asks for durable=True.
# Nobody tidies up behind a test, or rows of the next one could come in another order each time.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@contextlib.contextmanager
def throwaway_postgres(*, durable: bool = False) -> Iterator[str]:
    """The address of an empty database `shifu` on a server of its own, gone when the block ends."""
    programs = find_programs()
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="shifu-postgresql-", dir=_folder_open_to(user)))
    try:
        if user:
            shutil.chown(folder, user)
        _initialise(programs, folder / "data", user)
        with contextlib.ExitStack() as stack:
            port = _start(stack, programs, folder, user, durable=durable)
            url = f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}/postgres"
            yield new_database(url, OWNER)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url: str, name: str) -> str:
    """Creates one more empty database on the same server and returns its address."""
    import psycopg

    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(scheme="postgresql")), autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return urlunsplit(parts._replace(path=f"/{name}"))


def find_programs() -> Path:
    """The folder with initdb and postgres; Debian keeps it off the path, one a version."""
    versioned = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versioned:
        return max(versioned, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    raise ServerFailed("PostgreSQL is not installed: no initdb was found.")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise ServerFailed("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _folder_open_to(user: str | None) -> str:
    """The usual temporary folder, unless another user could not walk down to it."""
    usual = Path(tempfile.gettempdir()).resolve()
    if user and not all(path.stat().st_mode & 0o001 for path in (usual, *usual.parents)):
        return "/var/tmp"
    return str(usual)


def _initialise(programs: Path, data: Path, user: str | None) -> None:
    done = subprocess.run(
        [programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        capture_output=True,
        text=True,
        cwd="/",
        **as_user(user),  # type: ignore[call-overload]
    )
    if done.returncode:
        raise ServerFailed(f"initdb failed:\n{done.stderr or done.stdout}")


def _start(stack: contextlib.ExitStack, programs: Path, folder: Path, user: str | None, *, durable: bool) -> int:
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        server = running(
            _command(programs, folder / "data", port, durable=durable),
            is_ready=lambda port=port: _answers(programs, port),  # type: ignore[misc]
            log=folder / "log",
            stop_signal=signal.SIGINT,  # "fast": open connections are cut, not waited for
            user=user,
        )
        try:
            stack.enter_context(server)
        except ServerFailed:
            if attempt == ATTEMPTS:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def _command(programs: Path, data: Path, port: int, *, durable: bool) -> list[str | Path]:
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
    if not durable:
        settings |= FORGETFUL
    words: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port)]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


def _answers(programs: Path, port: int) -> bool:
    return not subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with throwaway_postgres() as url:
        if command := sys.argv[1:]:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
        print(url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
