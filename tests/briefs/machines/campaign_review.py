from briefs.models import CampaignReview, Job
from tests.cast import NOW
from tests.machine import Machine


def make(client, ladder, state):
    job = Job.objects.open_job(client, None, "Card launch", ladder.ae, by=ladder.ae, at=NOW)
    parts = dict.fromkeys(("aimed_at", "happened", "shortcomings", "learnings"), "Words.")
    review = CampaignReview.objects.write(job, ladder.am, NOW, **parts)
    if state == "done":
        review.finish(ladder.ad, NOW)
    return review


MACHINE = Machine(
    model=CampaignReview,
    make=make,
    state_of=lambda review: "done" if review.is_done else "draft",
    states=("draft", "done"),
    table="""
        verb    draft    done
        finish  AD>done  -
    """,
    calls={"finish": lambda review, by, at: review.finish(by, at)},
)
