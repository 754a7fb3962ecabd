"""Records of practical work that was signed, by one person or by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from assessments.rules.practicals import Standing, standing
from lms.core.bilingual import Bilingual


@dataclass(frozen=True)
class SecondRecord:
    """What a second person made of a sign-off, and when and why they withdrew it, if they did."""

    agreed: bool
    signer: Bilingual
    signed_at: datetime
    comment: str
    withdrawn_at: datetime | None
    withdrawal_reason: str | None


@dataclass(frozen=True)
class SignOffRecord:
    """A mentor's signature under one performance of a practical task, and what second people made of it. `asks_second`:
    it counts only while one of them stands beside it."""

    id: int
    code: str
    title: Bilingual
    mode: str
    passed: bool
    performed_on: date
    signed_at: datetime
    signer: Bilingual
    work_order: str
    comment: str
    photos: int
    revoked_at: datetime | None
    revoker: Bilingual | None
    revocation_reason: str | None
    asks_second: bool = False
    seconds: tuple[SecondRecord, ...] = ()

    @property
    def standing(self) -> Standing:
        """What has become of it."""
        return standing(
            passed=self.passed, withdrawn=self.revoked_at is not None, asks_second=self.asks_second,
            seconds=[one.agreed for one in self.seconds if one.withdrawn_at is None],
        )  # fmt: skip

    @property
    def counts(self) -> bool:
        """Passed, countersigned where that is asked for, and not taken back."""
        return self.standing == Standing.COUNTS
