"""Settings are checked before anything starts, in sentences that name the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.core.config import SettingsError, from_environment

KEY = {"SECRET_KEY": "k" * 40}


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**KEY, "DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({**KEY, "LMS_TIME_ZONE": "Mars/Olympus"}, "LMS_TIME_ZONE"),
        ({**KEY, "LMS_LANGUAGE": "fr"}, "LMS_LANGUAGE"),
        ({**KEY, "SMTP_URL": "mail.example.org"}, "SMTP_URL"),
        ({**KEY, "REDIS_URL": "localhost:6379"}, "REDIS_URL"),
        ({**KEY, "LMS_QUIET_FROM": "24"}, "LMS_QUIET_FROM"),
        ({**KEY, "LMS_MAX_UPLOAD_MB": "many"}, "LMS_MAX_UPLOAD_MB"),
        ({**KEY, "LMS_UPLOAD_DAYS": "0"}, "LMS_UPLOAD_DAYS"),
        ({**KEY, "LMS_DEMO_MODE": "perhaps"}, "LMS_DEMO_MODE"),
        ({**KEY, "LMS_LOG_FORMAT": "xml"}, "LMS_LOG_FORMAT"),
    ],
)
def test_a_wrong_setting_is_named(env: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        from_environment(env)


def test_the_demo_makes_its_own_key_once(tmp_path: Path) -> None:
    env = {"LMS_DEMO_MODE": "1", "LMS_VAR_DIR": str(tmp_path)}
    first, second = from_environment(env), from_environment(env)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert not first.secure_cookies
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_outside_the_demo_cookies_are_secure_and_postgres_gets_its_driver() -> None:
    settings = from_environment({**KEY, "DATABASE_URL": "postgres://u@h/d"})
    assert settings.secure_cookies
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_secrets_never_show_in_the_printed_settings() -> None:
    settings = from_environment({**KEY, "SMTP_URL": "smtp://u:hunter2@h", "LMS_DEMO_PASSWORD": "opensesame"})
    assert "kkkk" not in repr(settings)
    assert "hunter2" not in repr(settings)
    assert "opensesame" not in repr(settings)
