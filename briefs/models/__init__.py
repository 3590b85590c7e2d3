from briefs.models.brief import Brief, BriefVersion
from briefs.models.job import Job

__all__ = ["Brief", "BriefVersion", "Job"]
