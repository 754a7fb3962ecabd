"""The table of files that were uploaded to be looked at before anything is loaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base


class WorkOrderUpload(Base):
    """An uploaded file with the profile under work: `name` is the profile's, `choices` are the controls of the mapping page
    as they were left, whether they make a profile yet or not. What became of it, its jobs and its load say."""

    __tablename__ = "work_order_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    name: Mapped[str] = mapped_column(String(80))
    choices: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    check_job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    load_job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("work_order_load.id"))
