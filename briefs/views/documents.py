"""What is kept of a job and of a client: files, and the register of documents."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.http import require_safe

from accounts.models import Attachment
from briefs.views.job_page import open_job_for, show


@login_required
@require_safe
def job_files(request, pk):
    job = open_job_for(request.user, pk)
    Attachment.objects.put_beside([job])
    return show(
        request, job, "files", may_attach=Attachment.objects.can_attach(job.client, request.user)
    )
