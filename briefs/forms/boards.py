from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Form, Line, Moment, Prose, Several
from accounts.models import Client, ConflictWall, Rank, Supervision, User
from briefs.models import BoardWork, BriefVersion, Job, ReviewBoard

LONG = timedelta(hours=1)


def people_for(client, day):
    """Who can be asked to a board: the client's team of every department, and those above it."""
    team = client.team.on(day).values("person")
    above = Supervision.objects.filter(person__in=team).values("boss")
    walled = ConflictWall.objects.standing().filter(client=client).values("person")
    people = User.objects.at_work().filter(Q(pk__in=above) | Q(rank=Rank.CSD))
    return people.exclude(pk__in=walled).order_by("name")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return named(person)


class PeopleChoice(Several):
    def __init__(self, **options):
        super().__init__(
            User.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            **{"required": False} | options,
        )

    def label_from_instance(self, person):
        return named(person)


def named(person):
    return f"{person.name}, {person.rank_label or person.get_function_display()}"


class BoardForm(Form):
    """What a session needs: about what, when and where, who sits on it, and against which brief."""

    kind = forms.ChoiceField(label=_("Type"), choices=ReviewBoard.Kind.choices)
    title = Line(label=_("Title"), max_length=160)
    starts_at = Moment(label=_("Starts"))
    ends_at = Moment(label=_("Ends"))
    place = Line(label=_("Place"), max_length=120, required=False)
    jobs = Several(
        Job.objects.none(), label=_("Jobs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    brief_version = forms.ModelChoiceField(
        BriefVersion.objects.none(),
        label=_("Brief"),
        required=False,
        empty_label=_("Not chosen yet"),
        help_text=_("The approved brief that the work is judged against."),
    )
    chair = PersonChoice(
        User.objects.none(),
        label=_("Chair"),
        empty_label=_("Nobody yet"),
        help_text=_("The account director, with the creative director as co-chair."),
    )
    co_chairs = PeopleChoice(label=_("Co-chairs"))
    members = PeopleChoice(label=_("Members"), help_text=_("They read the pack and score."))
    summary = Prose(
        label=_("Board brief"),
        max_length=4000,
        required=False,
        rows=5,
        help_text=_("What the board is to judge, and what has to come out of it."),
    )

    def __init__(self, *args, client, day, jobs, **options):
        super().__init__(*args, **options)
        people = people_for(client, day)
        for name in ("chair", "co_chairs", "members"):
            self.fields[name].queryset = people
        self.fields["jobs"].queryset = jobs
        self.fields["jobs"].widget = forms.CheckboxSelectMultiple(
            choices=self.fields["jobs"].choices
        )
        versions = BriefVersion.objects.binding().filter(brief__client=client)
        self.fields["brief_version"].queryset = versions.select_related("brief__job")
        if not jobs:
            del self.fields["jobs"]

    @property
    def sections(self):
        """The fields as the page groups them."""
        groups = (
            (_("Session"), ("kind", "title", "starts_at", "ends_at", "place")),
            (_("What it judges"), ("jobs", "brief_version", "summary")),
            (_("Who sits on it"), ("chair", "co_chairs", "members")),
        )
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in groups
        ]

    @staticmethod
    def known(board):
        role = {"co_chairs": 2, "members": 3}
        seats = list(board.seats.all())
        return {
            "kind": board.kind,
            "title": board.title,
            "starts_at": board.starts_at,
            "ends_at": board.ends_at,
            "place": board.place,
            "jobs": [job.pk for job in board.jobs.all()],
            "brief_version": board.brief_version_id,
            "summary": board.summary,
            "chair": next((seat.person_id for seat in seats if seat.role == 1), None),
        } | {name: [s.person_id for s in seats if s.role == rank] for name, rank in role.items()}


def next_session(client, at):
    """Ten in the morning of the third day from now, at the serving office."""
    day = client.local_date(at) + timedelta(days=3)
    starts_at = datetime.combine(day, time(10), ZoneInfo(client.office.time_zone))
    return {"starts_at": starts_at, "ends_at": starts_at + LONG}


class ClientOfBoardForm(Form):
    """For whose work the board sits; the rest of the form depends on it."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"))

    def __init__(self, *args, clients, **options):
        super().__init__(*args, **options)
        self.fields["client"].queryset = clients


class BoardFilter(Form):
    """What the list of boards is narrowed to; unknown values narrow nothing."""

    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("All clients")
    )
    kind = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("All types")), *ReviewBoard.Kind.choices],
    )

    def __init__(self, data, clients):
        super().__init__(data)
        self.fields["client"].queryset = clients

    def narrow(self, boards):
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("client"):
            boards = boards.filter(client=chosen["client"])
        if chosen.get("kind"):
            boards = boards.filter(kind=chosen["kind"])
        return boards

    @property
    def is_narrowing(self):
        return any(self.cleaned_data.get(name) for name in ("client", "kind"))


class WorkForm(Form):
    """A piece of work as the board is shown it."""

    title = Line(label=_("Title"), max_length=160)
    description = Prose(label=_("What is shown"), max_length=4000, required=False, rows=5)
    job = forms.ModelChoiceField(
        Job.objects.none(), label=_("Job"), required=False, empty_label=_("No job")
    )
    makers = PeopleChoice(label=_("Made by"))
    previous = forms.ModelChoiceField(
        BoardWork.objects.none(),
        label=_("Next round of"),
        required=False,
        empty_label=_("Shown for the first time"),
    )

    def __init__(self, *args, board, day, is_new=True, **options):
        super().__init__(*args, **options)
        self.fields["makers"].queryset = people_for(board.client, day)
        self.fields["job"].queryset = board.jobs.all()
        again = BoardWork.objects.for_next_round(board.client)
        self.fields["previous"].queryset = again
        if not is_new:
            del self.fields["previous"]

    @staticmethod
    def known(work):
        return {
            "title": work.title,
            "description": work.description,
            "job": work.job_id,
            "makers": [person.pk for person in work.makers.all()],
        }


class ReasonForm(Form):
    """Why something goes back, falls through or is let through."""

    reason = Prose(label=_("Reason"), max_length=1000, rows=3)

    def __init__(self, *args, label=None, most=1000, **options):
        super().__init__(*args, **options)
        if label:
            self.fields["reason"].label = label
            self.fields["reason"].error_messages["required"] = _("%(name)s is missing.") % {
                "name": label
            }
