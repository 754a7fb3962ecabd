"""Settings, read once from the environment and checked before anything starts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms.core.speech import Sentence
from lms.core.speech import marked as _

ROOT = Path(__file__).resolve().parents[2]


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what to do. `sentence`: the same in any language."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.sentence = Sentence(message, values)


@dataclass(frozen=True)
class Settings:
    """What an installation can choose. Each field's environment variable stands in `from_environment`."""

    database_url: str
    secret_key: str = field(repr=False)
    redis_url: str | None = None
    files_url: str = "var/files"
    jobs_path: Path = ROOT / "var" / "jobs.sqlite"
    public_url: str = "http://127.0.0.1:8000"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    default_language: str = "zh"
    demo_mode: bool = False
    demo_password: str = field(default="shifu-demo", repr=False)
    organisation_zh: str = "恒拓设备（虚构）"
    organisation_en: str = "Hengtuo Equipment (fictitious)"
    certificate_prefix: str = "HT"
    signatory_zh: str = ""
    signatory_en: str = ""
    signatory_title_zh: str = "培训与认证负责人"
    signatory_title_en: str = "Head of Training and Certification"
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "shifu@localhost"
    quiet_from: int = 21
    quiet_until: int = 8
    max_upload_mb: int = 25
    upload_days: int = 30
    appeal_days: int = 30
    trusted_proxies: int = 0
    work_order_folder: Path | None = None
    log_format: str = "console"
    compare_people: bool = False
    survey_floor: int = 5
    survey_show_answered: bool = False
    key_secret: str = field(default="", repr=False)
    key_secret_old: str | None = field(default=None, repr=False)
    pkcs11_module: Path | None = None
    pkcs11_token: str | None = None
    pkcs11_pin: str | None = field(default=None, repr=False)
    pkcs11_key: str | None = None
    pkcs11_certificate: str | None = None
    timestamp_url: str | None = None
    erase_after_days: int = 730
    testing: bool = False

    def __post_init__(self) -> None:
        if not self.key_secret:  # one secret will do for a small installation
            object.__setattr__(self, "key_secret", self.secret_key)

    @property
    def secure_cookies(self) -> bool:
        """Cookies only over TLS, except in the demo and in tests, which run on plain HTTP at home."""
        return not (self.demo_mode or self.testing)

    @property
    def is_sqlite(self) -> bool:
        """Is the database the embedded one?"""
        return self.database_url.startswith("sqlite")


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise SettingsError(
            _("%(name)s must be a whole number from %(low)s to %(high)s, not %(raw)r."),
            name=name,
            low=low,
            high=high,
            raw=raw,
        )
    return int(raw)


def _flag(env: Mapping[str, str], name: str) -> bool:
    raw = env.get(name, "").strip().lower()
    if raw in ("", "0", "false", "no", "off"):
        return False
    if raw in ("1", "true", "yes", "on"):
        return True
    raise SettingsError(_("%(name)s must be 1 or 0, not %(raw)r."), name=name, raw=raw)


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    raw = env.get(name, "").strip()
    if raw and not Path(raw).is_absolute():
        raise SettingsError(_("%(name)s must be a whole path from the root, not %(raw)r."), name=name, raw=raw)
    return Path(raw) if raw else None


def _key_secret(env: Mapping[str, str], name: str) -> str:
    secret = env.get(name, "").strip()
    if secret and len(secret) < 32:
        raise SettingsError(
            _("%(name)s must have at least 32 characters; without it, SECRET_KEY encrypts the signing keys."), name=name
        )
    return secret


def _web_address(env: Mapping[str, str], name: str) -> str | None:
    raw = env.get(name, "").strip()
    if raw and not raw.startswith(("http://", "https://")):
        raise SettingsError(_("%(name)s must begin with https:// or http://, not %(raw)r."), name=name, raw=raw[:40])
    return raw or None


def _demo_secret(folder: Path) -> str:
    """A key of this machine's own, made once, so that the demo needs no setting and no key stands in the code."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _prefix(env: Mapping[str, str]) -> str:
    prefix = env.get("LMS_CERTIFICATE_PREFIX", "").strip() or Settings.certificate_prefix
    if not (prefix.isascii() and prefix.isalnum() and prefix.isupper() and 2 <= len(prefix) <= 6):
        raise SettingsError(
            _("LMS_CERTIFICATE_PREFIX must be 2 to 6 capital letters or digits, not %(raw)r."), raw=prefix
        )
    return prefix


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            _("LMS_TIME_ZONE %(raw)r is not a known time zone; try Asia/Shanghai."), raw=name
        ) from error


def from_environment(env: Mapping[str, str]) -> Settings:
    """Read and check every setting. Raises SettingsError with a sentence that names the variable."""
    var = Path(env.get("LMS_VAR_DIR") or ROOT / "var")
    demo = _flag(env, "LMS_DEMO_MODE")
    database_url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{var / 'shifu.sqlite'}"
    if database_url.startswith(("postgres://", "postgresql://")):
        database_url = "postgresql+psycopg://" + database_url.split("://", 1)[1]
    if not database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(_("DATABASE_URL must begin with sqlite:/// or postgresql://."))
    secret = env.get("SECRET_KEY", "").strip()
    if not secret and demo:
        secret = _demo_secret(var)
    if len(secret) < 32:
        raise SettingsError(
            _("SECRET_KEY must be set to at least 32 characters outside demo mode; make one with: %(command)s"),
            command='python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    language = env.get("LMS_LANGUAGE", "zh").strip()
    if language not in ("zh", "en"):
        raise SettingsError(_("LMS_LANGUAGE must be zh or en, not %(raw)r."), raw=language)
    smtp = env.get("SMTP_URL", "").strip() or None
    if smtp and not smtp.startswith(("smtp://", "smtps://")):
        raise SettingsError(_("SMTP_URL must look like smtp://user:password@host:587 or smtps://…."))
    redis_url = env.get("REDIS_URL", "").strip() or None
    if redis_url and not redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError(_("REDIS_URL must begin with redis://, rediss:// or unix://."))
    log_format = env.get("LMS_LOG_FORMAT", "console" if demo else "json")
    if log_format not in ("console", "json"):
        raise SettingsError(_("LMS_LOG_FORMAT must be console or json."))
    return Settings(
        database_url=database_url,
        secret_key=secret,
        redis_url=redis_url,
        files_url=env.get("FILES_URL", "").strip() or str(var / "files"),
        jobs_path=var / "jobs.sqlite",
        public_url=(env.get("LMS_PUBLIC_URL", "").strip() or "http://127.0.0.1:8000").rstrip("/"),
        zone=_zone(env.get("LMS_TIME_ZONE", "").strip() or "Asia/Shanghai"),
        default_language=language,
        demo_mode=demo,
        demo_password=env.get("LMS_DEMO_PASSWORD", "").strip() or "shifu-demo",
        organisation_zh=env.get("LMS_ORGANISATION_ZH", "").strip() or Settings.organisation_zh,
        organisation_en=env.get("LMS_ORGANISATION_EN", "").strip() or Settings.organisation_en,
        certificate_prefix=_prefix(env),
        signatory_zh=env.get("LMS_SIGNATORY_ZH", "").strip() or ("周文澜" if demo else ""),
        signatory_en=env.get("LMS_SIGNATORY_EN", "").strip() or ("Zhou Wenlan" if demo else ""),
        signatory_title_zh=env.get("LMS_SIGNATORY_TITLE_ZH", "").strip() or Settings.signatory_title_zh,
        signatory_title_en=env.get("LMS_SIGNATORY_TITLE_EN", "").strip() or Settings.signatory_title_en,
        smtp_url=smtp,
        mail_from=env.get("LMS_MAIL_FROM", "").strip() or "shifu@localhost",
        quiet_from=_number(env, "LMS_QUIET_FROM", 21, 0, 23),
        quiet_until=_number(env, "LMS_QUIET_UNTIL", 8, 0, 23),
        max_upload_mb=_number(env, "LMS_MAX_UPLOAD_MB", 25, 1, 500),
        upload_days=_number(env, "LMS_UPLOAD_DAYS", 30, 1, 3650),
        appeal_days=_number(env, "LMS_APPEAL_DAYS", 30, 1, 365),
        trusted_proxies=_number(env, "LMS_TRUSTED_PROXIES", 0, 0, 5),
        work_order_folder=_folder(env, "LMS_WORK_ORDER_FOLDER"),
        log_format=log_format,
        compare_people=_flag(env, "LMS_COMPARE_PEOPLE"),
        survey_floor=_number(env, "LMS_SURVEY_FLOOR", 5, 5, 50),
        survey_show_answered=_flag(env, "LMS_SURVEY_SHOW_ANSWERED"),
        key_secret=_key_secret(env, "LMS_KEY_SECRET"),
        key_secret_old=_key_secret(env, "LMS_KEY_SECRET_OLD") or None,
        pkcs11_module=_folder(env, "LMS_PKCS11_MODULE"),
        pkcs11_token=env.get("LMS_PKCS11_TOKEN", "").strip() or None,
        pkcs11_pin=env.get("LMS_PKCS11_PIN", "").strip() or None,
        pkcs11_key=env.get("LMS_PKCS11_KEY", "").strip() or None,
        pkcs11_certificate=env.get("LMS_PKCS11_CERTIFICATE", "").strip() or None,
        erase_after_days=_number(env, "LMS_ERASE_AFTER_DAYS", 730, 0, 36500),
        timestamp_url=_web_address(env, "LMS_TIMESTAMP_URL"),
    )
