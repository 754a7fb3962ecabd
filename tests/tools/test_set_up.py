"""Set-up asks pip and the system, and understands the answers."""

from pathlib import Path

import pytest

from tools import chromium
from tools.uv_settings import parse_pip_config, uv_environment


def test_the_environment_beats_install_beats_global() -> None:
    listing = "\n".join(
        [
            "install.timeout='30'",
            "global.index-url='https://a.example/simple'",
            "global.timeout='10'",
            ":env:.index-url='https://b.example/simple'",
            "user.index-url='ignored'",
            "not a setting",
        ]
    )
    assert parse_pip_config(listing) == {"index-url": ["https://b.example/simple"], "timeout": ["30"]}


def test_uv_is_told_what_pip_knows(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    pip = {
        "index-url": ["https://a.example/simple"],
        "extra-index-url": ["https://b.example/simple", f"file://{gone}", f"file://{tmp_path}"],
        "find-links": [str(gone), str(tmp_path)],
        "trusted-host": ["a.example", "b.example"],
        "no-index": ["false"],
        "cert": ["/etc/cert.pem"],
    }
    assert uv_environment(pip, {"SSL_CERT_FILE": "/own.pem"}) == {
        "UV_DEFAULT_INDEX": "https://a.example/simple",
        "UV_INDEX": f"https://b.example/simple file://{tmp_path}",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(tmp_path),
        "UV_INSECURE_HOST": "a.example b.example",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def test_an_unset_pip_leaves_uv_alone() -> None:
    assert uv_environment({}, {}) == {"UV_PYTHON_DOWNLOADS": "never"}


def program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A path with nothing on it and no browser fetched before."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "fetched"))
    monkeypatch.delenv("SHIFU_CHROMIUM", raising=False)
    return tmp_path


def test_no_browser_is_none(bare: Path) -> None:
    assert chromium.find_chromium() is None


def test_a_script_that_leads_to_a_snap_is_passed_over(bare: Path) -> None:
    program(bare, "chromium-browser", "#!/bin/sh\nexec /snap/bin/chromium\n")
    assert chromium.find_chromium() is None
    chrome = program(bare, "google-chrome", "#!/bin/sh\nexec /opt/google/chrome/chrome\n")
    assert chromium.find_chromium() == str(chrome)


def test_the_fetched_browser_is_the_last_resort(bare: Path) -> None:
    folder = bare / "fetched" / "chromium-1200" / "chrome-linux64"
    folder.mkdir(parents=True)
    fetched = program(folder, "chrome", "ELF")
    assert chromium.find_chromium() == str(fetched)
    own = program(bare, "chromium", "#!/bin/sh\nexec /usr/lib/chromium/chromium\n")
    assert chromium.find_chromium() == str(own)


def test_the_headless_shell_is_taken_before_a_whole_browser(bare: Path) -> None:
    program(bare, "chromium", "ELF")
    shell = program(bare, "chromium-headless-shell", "ELF")
    assert chromium.find_chromium() == str(shell)
