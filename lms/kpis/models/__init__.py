"""Tables of the service KPIs."""

from lms.kpis.models.definitions import Kpi, KpiVersion
from lms.kpis.models.loads import FactFile, MonthReopened, SourceProfile, Subject, WorkOrderLoad
from lms.kpis.models.readings import Reading
from lms.kpis.models.targets import Target

__all__ = [
    "FactFile",
    "Kpi",
    "KpiVersion",
    "MonthReopened",
    "Reading",
    "SourceProfile",
    "Subject",
    "Target",
    "WorkOrderLoad",
]
