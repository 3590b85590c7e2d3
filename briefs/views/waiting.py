"""What waits for the people of a department: their home."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import ActionItem, Attachment
from briefs.models import Deliverable, Instruction


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
        "items": items.select_related("client"),
        "today": timezone.localdate(),
        "at": at,
    }
    page["is_empty"] = not (instructions or deliverables or page["items"])
    return render(request, "briefs/waiting.html", page)
