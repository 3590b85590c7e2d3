from reports.models import closing as closing
from reports.models.calendar_import import CalendarImport, ImportedEvent
from reports.models.contact_report import ContactReport, Reading
from reports.models.interaction import Interaction
from reports.models.obligation import Obligation, ObligationStep
from reports.models.participant import Participant
from reports.models.recipient import Recipient
from reports.models.report_version import ReportVersion
from reports.models.rule import ReportRule

__all__ = [
    "CalendarImport",
    "ContactReport",
    "ImportedEvent",
    "Interaction",
    "Obligation",
    "ObligationStep",
    "Participant",
    "Reading",
    "Recipient",
    "ReportRule",
    "ReportVersion",
]
