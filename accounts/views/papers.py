from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import DocumentView, Paper


@login_required
@require_GET
def paper(request, pk):
    """The document as it was sent, to keep; a paper of a restricted client notes who took it."""
    papers = Paper.objects.visible_to(request.user).select_related("client")
    wanted = get_object_or_404(papers, pk=pk)
    if not wanted.printed_at:
        return redirect("accounts:paper-status", wanted.pk)
    answer = served(wanted)
    DocumentView.objects.note(request.user, wanted.client, wanted, str(wanted), timezone.now())
    return answer


def served(paper):
    """The bytes of a paper, to keep; never shown inside a page of ours."""
    return HttpResponse(
        paper.read(),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{paper.file_name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


@login_required
@require_GET
def paper_status(request, pk):
    """Whether it is printed yet; asked again every two seconds while it is not."""
    wanted = get_object_or_404(Paper.objects.visible_to(request.user), pk=pk)
    template = "_paper_status" if request.htmx else "paper_status"
    return render(request, f"accounts/{template}.html", {"paper": wanted})


@require_POST
@login_required
def print_paper_again(request, pk):
    wanted = get_object_or_404(Paper.objects.visible_to(request.user), pk=pk)
    wanted.print_again(by=request.user, at=timezone.now())
    return redirect("accounts:paper-status", wanted.pk)
