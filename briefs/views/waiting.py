"""What waits for the people of a department: their home."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import ActionItem, Attachment, Question
from briefs.models import (
    BoardWork,
    BriefingSession,
    BriefVersion,
    Deliverable,
    Instruction,
    ReviewBoard,
    WeeklyNote,
)

NEWS, MOST_NEWS = timedelta(days=14), 20
TO_DO = ("deliverables", "items", "briefings", "boards", "questions", "issued", "weeks")


@login_required
@require_safe
def waiting(request):
    """To acknowledge, to do, to deliver; by client and job, the soonest first."""
    user, at = request.user, timezone.now()
    instructions = list(Instruction.objects.waiting_for(user).on_page())
    deliverables = list(Deliverable.objects.waiting_for(user).on_page())
    Attachment.objects.put_beside([*instructions, *deliverables])
    for row in [*instructions, *deliverables]:
        row.is_late_now, row.is_mine = row.is_late(at), True
    for row in instructions:
        row.is_unheard_now = row.is_unheard(at)
    items = ActionItem.objects.visible_to(user).open().filter(person=user)
    page = {
        "new": [row for row in instructions if not row.acknowledged_at],
        "instructions": [row for row in instructions if row.acknowledged_at],
        "deliverables": deliverables,
        "items": list(items.select_related("client")),
        "today": timezone.localdate(),
        "at": at,
    } | around(user, at)
    page["is_empty"] = not any(page[name] for name in ("new", "instructions", *TO_DO))
    return render(request, "briefs/waiting.html", page)


def around(user, at):
    """What else the clients one serves bring: to hear, to judge, to answer, to read."""
    questions = Question.objects.visible_to(user).unanswered().filter(assignee=user)
    boards = ReviewBoard.objects.lying_with(user, BoardWork.objects.unscored_by(user))
    issued = BriefVersion.objects.visible_to(user).newly_issued(at - NEWS)
    week = WeeklyNote.objects.visible_to(user).sent().of_week(timezone.localdate(at))
    return {
        "briefings": list(BriefingSession.objects.lying_with(user).on_page()),
        "boards": list(boards.select_related("client")),
        "questions": list(questions.select_related("client").order_by("target_on", "pk")),
        "issued": list(issued.select_related("brief__client", "brief__job")[:MOST_NEWS]),
        "weeks": list(week.select_related("client").order_by("client__name")),
    }
