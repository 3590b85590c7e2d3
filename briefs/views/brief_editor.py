"""The editor of an open version: one page, one form, saved by itself or by its buttons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from accounts.access import sees_money
from accounts.forms.fields import key_of
from agency.lib.refusal import WRONG_STATE, Refused
from briefs.forms.briefs import BriefForm
from briefs.models.brief_drafting import Stale
from briefs.sections import word_count
from briefs.views.brief_bar import bar
from briefs.views.brief_page import brief_for, crumbs, rights, talk_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def brief_draft(request, pk):
    """The open version of a brief: its page, and where its form is sent to."""
    version = open_version(brief_for(request.user, pk), request.user)
    if request.method == "POST":
        return save(request, version)
    return editor(request, version, BriefForm(version=version, money=sees_money(request.user)))


def open_version(brief, user):
    brief.demand_writing(user, timezone.now())
    brief.latest.refuse_unless_open()
    return brief.latest


def save(request, version):
    """Take over what was typed, then do what the pressed button says."""
    form = BriefForm(request.POST, version=version, money=sees_money(request.user))
    act = request.POST.get("act", "")
    if not form.is_valid():
        return again(request, version, form)
    name, _colon, number = act.partition(":")
    edit = key_of(number) if name == "overwrite" else form.cleaned_data["edit"]
    try:
        version.write(request.user, edit, form.words, timezone.now())
    except Stale as stale:
        return conflict(request, version, form, stale.version)
    except Refused as refusal:
        form.take(refusal)
        return again(request, version, form)
    if request.headers.get("X-Autosave") == "true":
        context = desk(request, version, form)
        return render(request, "briefs/_brief_saved.html", context)
    return carry_out(request, version, name, form)


def carry_out(request, version, act, form):
    """After the save: to the signatures, or on with the text."""
    if act != "submit":
        messages.success(request, _("Saved."))
        return redirect("briefs:brief-draft", pk=version.brief_id)
    try:
        version.submit(request.user, timezone.now())
    except Refused as refusal:
        fresh = brief_for(request.user, version.brief_id).latest
        form = BriefForm(form.data, version=fresh, money=sees_money(request.user))
        form.is_valid()
        form.take(refusal)
        return editor(request, fresh, form, status=refusal.status)
    messages.success(request, _("Submitted."))
    return redirect(version)


def again(request, version, form):
    """The page with what was typed, and what is wrong with it."""
    if not request.htmx:
        return editor(request, version, form, status=form.status)
    answer = render(request, "briefs/_brief_problems.html", {"form": form}, status=form.status)
    return retarget(reswap(answer, "outerHTML"), "#brief-problems")


def conflict(request, version, form, theirs):
    """Somebody saved meanwhile: theirs is shown, and what was typed here stays on the page."""
    clash = {"theirs": theirs, "sections": written(theirs, request.user)}
    if not request.htmx:
        return editor(request, theirs, form, status=WRONG_STATE, conflict=clash)
    context = {"conflict": clash, "brief": version.brief}
    answer = render(request, "briefs/_brief_conflict.html", context, status=WRONG_STATE)
    return retarget(reswap(answer, "outerHTML"), "#conflict")


def written(version, user):
    asked = version.brief.shape.sections_for(money=sees_money(user))
    return [(s.label, version.sections[s.key]) for s in asked if version.sections.get(s.key)]


def editor(request, version, form, status=200, conflict=None):
    context = desk(request, version, form) | {"conflict": conflict}
    return render(request, "briefs/brief_editor.html", context, status=status)


def desk(request, version, form):
    """What the editor shows."""
    brief, user = version.brief, request.user
    talk = talk_of(brief, user)
    questions = [q for part in talk.values() for q in part["questions"]]
    return {
        "brief": brief,
        "version": version,
        "form": form,
        "edit": version.edit,
        "crumbs": crumbs(brief),
        "bar": bar(version, user, timezone.now()),
        "parts": parts(form, talk),
        "checks": checks(version, questions),
        "is_ready": not problems(version, questions),
        "open_questions": [q for q in questions if q.answered_at is None],
        "rows": form.rows,
        "can": rights(version, user),
        "today": timezone.localdate(),
        "next": request.path,
    }


def parts(form, talk):
    """Each section with its field, its words and what was said about it."""
    found = []
    for section in form.asked:
        field = form.section(section.key)
        found.append(
            {
                "section": section,
                "field": field,
                "words": word_count(field.value() or ""),
                "talk": talk.get(section.key),
            }
        )
    return found


def checks(version, questions):
    """What has to be there before anybody is asked to sign: (whether it is, words, where)."""
    empty = {section.key for section in version.missing}
    found = [
        (section.key not in empty, section.label, f"id_section_{section.key}")
        for section in version.brief.shape.sections
        if section.is_mandatory
    ]
    if version.brief.shape.needs_rows:
        found.append((bool(version.lines), version.brief.shape.table, "lines"))
    if version.number > 1:
        found.append((bool(version.changes.strip()), _("What changed"), "id_changes"))
    blocking = [q for q in questions if q.is_mandatory and q.answered_at is None]
    found += [(False, _("Answer: %s") % q.text, f"question-{q.pk}") for q in blocking]
    return found


def problems(version, questions):
    return [words for is_ok, words, _where in checks(version, questions) if not is_ok]
