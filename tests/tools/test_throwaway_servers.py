"""The servers that other tests stand on: they come up empty, and nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tools.postgres import new_database, throwaway_postgres
from tools.redis_server import throwaway_redis
from tools.servers import ServerFailed, running

ROOT = Path(__file__).parents[2]


class Unwanted(Exception):
    pass


def listens(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(url).port)) == 0


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def data_folder(url: str) -> Path:
    with psycopg.connect(plain(url)) as connection:
        return Path(connection.execute("SHOW data_directory").fetchone()[0])


@pytest.mark.postgresql
def test_postgres_works_is_empty_and_goes_away() -> None:
    with throwaway_postgres() as url:
        assert url.startswith("postgresql+psycopg://")
        folder = data_folder(url)
        with psycopg.connect(plain(url)) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            encoding = connection.execute("SHOW server_encoding").fetchone()
        assert tables == (0,)
        assert encoding == ("UTF8",)
        assert folder.parent.is_dir()
        another = new_database(url, "another")
        with psycopg.connect(plain(another)) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("another",)
    assert not listens(url)
    assert not folder.parent.exists()


@pytest.mark.postgresql
def test_postgres_goes_away_after_a_failure_with_a_connection_open() -> None:
    with pytest.raises(Unwanted), throwaway_postgres() as url:  # noqa: PT012 - the failure has to be inside
        folder = data_folder(url)
        connection = psycopg.connect(plain(url))
        raise Unwanted
    assert not listens(url)
    assert not folder.parent.exists()
    connection.close()


@pytest.mark.postgresql
def test_the_command_runs_with_the_address_and_hands_on_the_exit_code() -> None:
    script = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, "-m", "tools.postgres", sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": "sqlite://"},
    )
    assert done.stdout.startswith("postgresql+psycopg://"), done.stderr
    assert done.returncode == 7


@pytest.mark.redis
def test_redis_works_and_goes_away() -> None:
    with throwaway_redis() as url:
        client = redis.Redis.from_url(url)
        assert client.dbsize() == 0
        client.set("a", "1")
        assert client.get("a") == b"1"
        client.close()
    assert not listens(url)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('the cellar is locked')"]
    with (
        pytest.raises(ServerFailed, match="the cellar is locked"),
        running(command, is_ready=lambda: False, log=tmp_path / "log", stop_signal=signal.SIGTERM),
    ):
        pass
