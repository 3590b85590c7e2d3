"""Briefing sessions: a brief is presented to the departments, who ask and say they understood."""

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import sees_money
from accounts.models import Client, Question, Rung, User
from accounts.views.client_page import done, filled_in, form_page, sent
from briefs.briefing_calendar import briefing_event
from briefs.forms.briefings import AskForm, BriefingForm, CancelForm, HeldForm
from briefs.models import BriefingSession, BriefVersion


@login_required
def plan_briefing(request, pk):
    """From a brief: invite the departments to hear its newest version that holds."""
    user, now = request.user, timezone.now()
    versions = BriefVersion.objects.visible_to(user).filter(brief=pk)
    versions = versions.select_related("brief__client__office", "brief__author")
    version = get_object_or_404(versions, pk=newest(versions))
    client = version.brief.client
    client.demand(user, Rung.AE, now)
    people = hearers(client, now)
    form = BriefingForm(
        sent(request), initial=BriefingForm.start(version, people, now), people=people
    )
    act = {"version": version, "by": user, "at": now}
    if filled_in(request, form, BriefingSession.objects.plan, **act):
        return done(request, _("Planned; everybody invited is told."), to=form.made)
    title = _("Plan a briefing: %s") % version.brief.title
    return asked(request, form, version.brief, title=title, yes=_("Invite"), back=version.brief)


def newest(versions):
    """The version that holds, else the one that is being written, whose refusal says why."""
    held = versions.binding().order_by("-number").values_list("pk", flat=True).first()
    return held or versions.order_by("-number").values_list("pk", flat=True).first()


def hearers(client, at, also=()):
    """Who works for the client today, and whoever was invited before."""
    team = client.team.on(client.local_date(at)).values("person")
    people = User.objects.at_work().filter(pk__in=team) | User.objects.filter(pk__in=also)
    return people.order_by("name")


def asked(request, form, brief, *, title, yes, back):
    return form_page(
        request,
        form,
        title=title,
        yes=yes,
        back=back.get_absolute_url(),
        client=brief.client,
        crumbs=crumbs(brief, title),
    )


def crumbs(brief, last):
    rows = [(brief.client.name, brief.client.get_absolute_url())]
    if brief.job_id:
        rows.append((brief.job.number, brief.job.get_absolute_url()))
    return [*rows, (brief.title, brief.get_absolute_url()), (last, "")]


def session_for(user, pk):
    sessions = BriefingSession.objects.visible_to(user).select_related(
        "client__office", "version__brief__job", "presenter", "held_by"
    )
    session = get_object_or_404(sessions, pk=pk)
    session.version.brief.client = session.client
    return session


@login_required
@require_safe
def briefing(request, pk):
    return page(request, session_for(request.user, pk))


def page(request, session, held=None, cancelled=None, asked=None):
    """The session on one page, which is used on a phone in the meeting room."""
    user, now = request.user, timezone.now()
    standing = Client.objects.filter(pk=session.client_id).with_standing(user).first()
    session.client.standing, session.client.standing_of = standing.standing, user.pk
    prefetch_related_objects([session], "participants__person")
    places = session.participants.all()
    people = User.objects.filter(pk__in=[place.person_id for place in places])
    newest_version = session.newest_binding
    sections = sections_for(user, session)
    form = held or cancelled or asked
    context = {
        "session": session,
        "brief": session.brief,
        "places": places,
        "mine": next((place for place in places if place.person_id == user.pk), None),
        "understood": sum(place.understood_at is not None for place in places),
        "can_manage": session.can_manage(user),
        "has_begun": session.starts_at <= now,
        "replaced_by": newest_version if newest_version != session.version else None,
        "held_form": held or HeldForm(initial={"present": people}, people=people),
        "cancel_form": cancelled or CancelForm(),
        "ask_form": asked or AskForm(sections=sections),
        "questions": questions_of(session, sections),
        "sections": [(s, session.version.sections.get(s.key, "")) for s in sections],
        "crumbs": crumbs(session.brief, _("Briefing")),
    }
    return render(
        request, "briefs/briefing_page.html", context, status=form.status if form else 200
    )


def sections_for(user, session):
    return session.brief.shape.sections_for(money=sees_money(user))


def questions_of(session, sections):
    """All that was asked about the brief, the newest first, with the section in words."""
    labels = {section.key: section.label for section in sections}
    questions = list(Question.objects.of(session.brief).on_page().order_by("-asked_at", "-pk"))
    for question in questions:
        question.where = labels.get(question.section, "")
    return questions


@login_required
@require_POST
def ask_at_briefing(request, pk):
    """A question of the meeting goes into the thread of the brief, to its author."""
    session, user = session_for(request.user, pk), request.user
    form = AskForm(request.POST, sections=sections_for(user, session))
    act = {"record": session.brief, "assignee": session.brief.author}
    if filled_in(request, form, Question.objects.ask, by=user, at=timezone.now(), **act):
        return redirect(f"{session.get_absolute_url()}#questions")
    return page(request, session, asked=form)


@login_required
def change_briefing(request, pk):
    session, user, now = session_for(request.user, pk), request.user, timezone.now()
    if user.pk != session.presenter_id:
        session.client.demand(user, Rung.AE, now)
    invited = [place.person_id for place in session.participants.all()]
    people = hearers(session.client, now, also=[session.presenter_id, *invited])
    known = {name: getattr(session, name) for name in ("starts_at", "ends_at", "place")}
    known |= {"presenter": session.presenter_id, "participants": invited}
    form = BriefingForm(sent(request), initial=known, people=people)
    if filled_in(request, form, session.change, by=user, at=now):
        return done(request, _("Changed."), to=session)
    return asked(
        request, form, session.brief, title=_("Change the briefing"), yes=_("Save"), back=session
    )


@login_required
@require_POST
def hold_briefing(request, pk):
    session = session_for(request.user, pk)
    people = User.objects.filter(briefings__session=session)
    form = HeldForm(request.POST, people=people)
    if filled_in(request, form, session.hold, by=request.user, at=timezone.now()):
        return done(request, _("Held; everybody invited is asked to answer."), to=session)
    return page(request, session, held=form)


@login_required
@require_POST
def cancel_briefing(request, pk):
    session, form = session_for(request.user, pk), CancelForm(request.POST)
    if filled_in(request, form, session.cancel, by=request.user, at=timezone.now()):
        return done(request, _("Cancelled; everybody invited is told."), to=session)
    return page(request, session, cancelled=form)


@login_required
@require_POST
def present_newest(request, pk):
    session = session_for(request.user, pk)
    session.present_newest(by=request.user, at=timezone.now())
    return done(request, _("The newest version will be presented."), to=session)


@login_required
@require_POST
def understand_brief(request, pk):
    session = session_for(request.user, pk)
    session.understand(by=request.user, at=timezone.now())
    return done(request, _("Noted. You can ask at any time."), to=session)


@login_required
@require_safe
def briefing_calendar(request, pk):
    """The session as a file that any calendar takes."""
    session = session_for(request.user, pk)
    url = request.build_absolute_uri(reverse("briefs:briefing", args=[session.pk]))
    return HttpResponse(
        briefing_event(session, url, timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="briefing-{session.pk}.ics"'},
    )
