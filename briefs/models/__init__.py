from briefs.models import closing_points as closing_points
from briefs.models.adjustment import Adjustment
from briefs.models.approval_chain import ApprovalChain
from briefs.models.board_minutes import BoardAction
from briefs.models.board_rationale import BoardRationale
from briefs.models.board_work import BoardScore, BoardWork
from briefs.models.brand_budget import BrandBudget
from briefs.models.brand_plan import BrandPlan
from briefs.models.brand_priorities import BrandPriorities
from briefs.models.brand_profile import BrandProfile
from briefs.models.brief import Brief
from briefs.models.brief_version import BriefVersion
from briefs.models.briefing_session import BriefingParticipant, BriefingSession
from briefs.models.campaign_review import CampaignReview
from briefs.models.competitor import Competitor
from briefs.models.competitor_digest import CompetitorDigest, DigestReminder
from briefs.models.competitor_note import CompetitorNote
from briefs.models.deliverable import Deliverable, Delivery
from briefs.models.document_entry import DocumentEntry
from briefs.models.instruction import Instruction
from briefs.models.job import Job
from briefs.models.job_request import JobRequest, Source
from briefs.models.job_stage import JobStage
from briefs.models.job_type import Channel, JobType
from briefs.models.kpi import Kpi, KpiReading
from briefs.models.material_request import MaterialRequest
from briefs.models.media_option import MediaOption
from briefs.models.milestone import Milestone
from briefs.models.milestone_step import MilestoneStep
from briefs.models.outgoing_document import OutgoingDocument
from briefs.models.review_board import BoardSeat, ReviewBoard
from briefs.models.timing_feed import TimingFeed
from briefs.models.timing_plan import TimingPlan
from briefs.models.trend_note import TrendNote
from briefs.models.weekly_note import WeeklyNote
from briefs.models.work_presentation import WorkPresentation
from briefs.models.work_verdict import TARGET

__all__ = [
    "TARGET",
    "Adjustment",
    "ApprovalChain",
    "BoardAction",
    "BoardRationale",
    "BoardScore",
    "BoardSeat",
    "BoardWork",
    "BrandBudget",
    "BrandPlan",
    "BrandPriorities",
    "BrandProfile",
    "Brief",
    "BriefVersion",
    "CampaignReview",
    "Channel",
    "BriefingParticipant",
    "BriefingSession",
    "Competitor",
    "CompetitorDigest",
    "CompetitorNote",
    "Deliverable",
    "Delivery",
    "DigestReminder",
    "DocumentEntry",
    "Instruction",
    "Job",
    "JobRequest",
    "JobStage",
    "JobType",
    "Kpi",
    "KpiReading",
    "MaterialRequest",
    "MediaOption",
    "Milestone",
    "MilestoneStep",
    "OutgoingDocument",
    "ReviewBoard",
    "Source",
    "TimingFeed",
    "TimingPlan",
    "TrendNote",
    "WeeklyNote",
    "WorkPresentation",
]
