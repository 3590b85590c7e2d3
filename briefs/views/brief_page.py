"""A brief as it is read: its sections with their talk, its signatures, what may be done to it."""

from collections import defaultdict

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import sees_money
from accounts.models import Client, Comment, DocumentView, Paper, Question, Rung, about
from briefs.lines import anchor_of, cell_text, totals, totals_by_channel
from briefs.models import Brief, BriefingSession, CompetitorDigest
from briefs.sections import word_count
from briefs.views.brief_bar import bar
from briefs.views.client_side import client_side


def brief_for(user, pk):
    """The brief of a page, with its newest version and where `user` stands for its client."""
    standing = Client.objects.filter(pk=OuterRef("client")).with_standing(user)
    rows = Brief.objects.visible_to(user).on_page().prefetch_related("co_authors")
    rows = rows.select_related(
        "client__office", "brand", "job", "author", "latest__edited_by", "latest__issued_by",
        "latest__withdrawn_by",
    )  # fmt: skip
    brief = get_object_or_404(rows.annotate(standing=standing.values("standing")[:1]), pk=pk)
    brief.client.standing, brief.client.standing_of = brief.standing, user.pk
    brief.latest.brief = brief
    return brief


@login_required
@require_safe
def brief(request, pk):
    """The newest version."""
    found = brief_for(request.user, pk)
    return show(request, found, found.latest)


@login_required
@require_safe
def brief_version(request, pk, number):
    """One version as it stood."""
    found = brief_for(request.user, pk)
    version = found.versions.select_related("edited_by", "issued_by", "withdrawn_by")
    version = version.filter(number=number).first()
    if version is None:
        raise Http404
    version.brief = found
    return show(request, found, version)


def show(request, found, version):
    user, at = request.user, timezone.now()
    DocumentView.objects.note(user, found.client, found, version.label, at)
    is_newest = version.pk == found.latest_id
    talk = talk_of(found, user)
    context = {
        "brief": found,
        "version": version,
        "is_newest": is_newest,
        "crumbs": crumbs(found),
        "bar": bar(version, user, at),
        "side": client_side(version, user, at),
        "parts": parts(version, talk, user),
        "talk": talk,
        "rows": rows(version, user),
        "sessions": BriefingSession.objects.of_brief(found).on_page(),
        "paper": paper_of(version, user),
        "versions": found.versions.only("number", "status", "is_rebrief", "made_at", "brief"),
        "today": timezone.localdate(),
        "digest": digest_beside(found),
        "can": rights(version, user) if is_newest else {},
        "plan_url": plan_url(version, user),
        "next": request.get_full_path(),
    }
    return render(request, "briefs/brief_page.html", context)


def plan_url(version, user):
    """Where a session is planned that presents this version; empty while none may be."""
    holds = version.status in {"approved_internal", "client_signed", "issued"}
    if not holds or version.client.rung_for(user) < Rung.AE:
        return ""
    return reverse("briefs:plan-briefing", args=[version.brief_id])


def digest_beside(found):
    """What the brand's competitors did last, beside a brief for media."""
    is_of_media = found.kind == Brief.Kind.MEDIA
    return CompetitorDigest.objects.latest_of(found.brand) if is_of_media else None


def rights(version, user):
    """What this person may do to the newest version now."""
    may_write = version.brief.can_write(user)
    serves, manages = version.client.rung_for(user) >= 2, version.client.rung_for(user) >= 3
    is_over = version.status in {"superseded", "withdrawn"}
    is_submitted = version.status == "submitted"
    return {
        "write": may_write and version.is_open,
        "submit": serves and version.is_open,
        "take_back": may_write and is_submitted,
        "issue": serves and version.can_be_issued,
        "revise": may_write and not version.is_open and not is_submitted
        and version.status != "superseded",
        "withdraw": not is_over and (manages if version.approved_at else serves),
        "co_authors": may_write,
    }  # fmt: skip


def talk_of(found, user):
    """{section's key: {"questions", "comments"}} of all that was asked and said about a brief."""
    talk = defaultdict(lambda: {"questions": [], "comments": []})
    for question in Question.objects.of(found).on_page():
        question.client = found.client
        question.may_answer = question.can_answer(user) and question.answered_at is None
        question.may_close = question.can_close(user) and question.answered_at is not None
        talk[question.section]["questions"].append(question)
    for comment in Comment.objects.of(found).on_page():
        comment.client = found.client
        comment.may_resolve = comment.resolved_at is None and comment.can_resolve(user)
        talk[comment.section]["comments"].append(comment)
    return dict(talk)


def parts(version, talk, user):
    """Each section with its text, its words and what was said about it."""
    texts = version.sections
    return [
        {
            "section": section,
            "text": texts.get(section.key, ""),
            "words": word_count(texts.get(section.key, "")),
            "talk": talk.get(section.key),
        }
        for section in version.brief.shape.sections_for(money=sees_money(user))
    ]


def rows(version, user):
    """The table of a version, each row under an address of its own, and what it comes to."""
    money = sees_money(user)
    columns = version.brief.shape.columns_for(money=money)
    has_sums = any(column.kind == "amount" for column in columns) and version.lines
    return {
        "title": version.brief.shape.table,
        "columns": columns,
        "rows": [
            (anchor_of(line), [(c, cell_text(c, line.get(c.key, ""))) for c in columns])
            for line in version.lines
        ],
        "totals": totals(version.lines) if has_sums else [],
        "totals_by_channel": totals_by_channel(version.lines) if has_sums else [],
    }


def paper_of(version, user):
    """The version as it was printed when the house had approved it; None before."""
    return Paper.objects.visible_to(user).filter(**about(version)).first()


def crumbs(found):
    client = found.client
    above = [(_("Clients"), reverse("accounts:clients")), (client.name, client.get_absolute_url())]
    if found.job:
        above.append((found.job.number, found.job.get_absolute_url()))
    else:
        above.append((_("Briefs"), f"{reverse('briefs:briefs')}?client={client.pk}"))
    return [*above, (found.number or found.get_kind_display(), "")]
