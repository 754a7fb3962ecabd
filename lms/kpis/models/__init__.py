"""Tables of the service KPIs."""

from lms.kpis.models.abilities import KpiAbility
from lms.kpis.models.alerts import Alert, AlertEvent, AlertRule, AlertRuleVersion, DailyReading
from lms.kpis.models.definitions import Kpi, KpiVersion
from lms.kpis.models.loads import FactFile, MonthReopened, SourceProfile, Subject, WorkOrderLoad
from lms.kpis.models.readings import Reading
from lms.kpis.models.targets import Target
from lms.kpis.models.uploads import WorkOrderUpload

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertRule",
    "AlertRuleVersion",
    "DailyReading",
    "FactFile",
    "Kpi",
    "KpiAbility",
    "KpiVersion",
    "MonthReopened",
    "Reading",
    "SourceProfile",
    "Subject",
    "Target",
    "WorkOrderLoad",
    "WorkOrderUpload",
]
