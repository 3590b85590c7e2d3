from accounts.models.about import About, about
from accounts.models.absence import Absence
from accounts.models.action_item import ActionItem
from accounts.models.agency_profile import AgencyProfile
from accounts.models.approvable import Approvable, may_decide
from accounts.models.approval import Approval, Signature
from accounts.models.attachment import Attachment
from accounts.models.brand import Brand, ClientDomain
from accounts.models.client import Client
from accounts.models.client_answer import ClientAnswer
from accounts.models.client_link import ClientLink
from accounts.models.comment import Comment
from accounts.models.contact import ContactPerson, PartnerPerson
from accounts.models.contract import Contract
from accounts.models.escalation import Escalation
from accounts.models.group import AccountGroup
from accounts.models.link_key import LinkKey
from accounts.models.machinery import (
    Counter,
    Heartbeat,
    SearchEntry,
    SearchWord,
    SignInAttempt,
)
from accounts.models.mail import OutgoingMail
from accounts.models.notice import Notice
from accounts.models.of_client import OfClientQuerySet
from accounts.models.office import ClosingDay, Office
from accounts.models.paper import DocumentView, Paper
from accounts.models.question import Question
from accounts.models.risk import Band, RiskFlag, RiskSnapshot
from accounts.models.sent_form import SentForm
from accounts.models.sharing import ClientUserObjectPermission, ConflictWall, PinnedClient
from accounts.models.supervision import Supervision
from accounts.models.team import RUNG_OF_ROLE, TeamMember, TeamRole
from accounts.models.user import RUNG_OF_RANK, Function, Rank, Rung, User

__all__ = [
    "About",
    "Absence",
    "AccountGroup",
    "ActionItem",
    "AgencyProfile",
    "Approvable",
    "Approval",
    "Attachment",
    "Band",
    "Brand",
    "Client",
    "ClientAnswer",
    "ClientDomain",
    "ClientLink",
    "ClientUserObjectPermission",
    "ClosingDay",
    "Comment",
    "ConflictWall",
    "ContactPerson",
    "Contract",
    "Counter",
    "DocumentView",
    "Escalation",
    "Function",
    "Heartbeat",
    "LinkKey",
    "Notice",
    "OfClientQuerySet",
    "Office",
    "OutgoingMail",
    "Paper",
    "PartnerPerson",
    "PinnedClient",
    "Question",
    "RUNG_OF_RANK",
    "RUNG_OF_ROLE",
    "Rank",
    "RiskFlag",
    "RiskSnapshot",
    "Rung",
    "SearchEntry",
    "SearchWord",
    "SentForm",
    "SignInAttempt",
    "Signature",
    "Supervision",
    "TeamMember",
    "TeamRole",
    "User",
    "about",
    "may_decide",
]
