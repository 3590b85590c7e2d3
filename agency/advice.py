"""The next thing to do about an account, made by rule from its worst signal."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Rung, User


@dataclass(frozen=True)
class NextThing:
    """One thing to do: in a sentence, by whom, until when, and where to do it."""

    text: str
    owner: User | None
    due_on: object
    label: str
    url: str


def next_thing(account, ladder):
    """What to do first about an account with this ladder; None where nothing presses."""
    worst = account.risk.worst
    if worst is None:
        return _answer_floor(account, ladder) if account.risk.floors else None
    advise = {"reports": _reports, "items": _items, "gap": _gap, "tone": _tone}[worst.code]
    return advise(account, worst, ladder)


def _holder(ladder, *rungs):
    return next((people[0] for rung in rungs if (people := ladder.holders(rung))), None)


def _reports(account, signal, ladder):
    proof = signal.proof[0]
    if signal.numbers.get("open"):
        text = _("Get the report on “%(subject)s” to the client.") % {"subject": proof.label}
        owner = _holder(ladder, Rung.AE, Rung.AM)
        return NextThing(text, owner, account.on, _("Open the contact"), proof.url)
    text = ngettext(
        "Ask why the last report came late, and what would have helped.",
        "Ask why %(count)d reports came late, and what would have helped.",
        signal.numbers.get("late", 1),
    ) % {"count": signal.numbers.get("late", 1)}
    owner = _holder(ladder, Rung.AM, Rung.AD)
    return NextThing(text, owner, account.on + timedelta(days=2), _("Open the last one"), proof.url)


def _items(account, signal, ladder):
    text = _("Close what %(client)s waits for: %(words)s.") % {
        "client": account.client.name,
        "words": signal.words,
    }
    url = f"{reverse('reports:action-items')}?client={account.client.pk}"
    owner = _holder(ladder, Rung.AM, Rung.AE)
    return NextThing(text, owner, account.on + timedelta(days=1), _("See the items"), url)


def _gap(account, signal, ladder):
    text = _("Call %(client)s: %(words)s.") % {
        "client": account.client.name,
        "words": signal.words[:1].lower() + signal.words[1:],
    }
    url = f"{reverse('reports:log-interaction')}?client={account.client.pk}"
    owner = _holder(ladder, Rung.AE, Rung.AM)
    return NextThing(text, owner, account.on + timedelta(days=1), _("Log a call"), url)


def _tone(account, signal, ladder):
    text = _("Ask the client how things stand between us; the last contacts felt cooler.")
    owner = _holder(ladder, Rung.AD, Rung.GAD)
    url = f"{reverse('reports:log-interaction')}?client={account.client.pk}"
    return NextThing(text, owner, account.on + timedelta(days=2), _("Log a call"), url)


def _answer_floor(account, ladder):
    text = _("Answer this: %(reason)s") % {"reason": account.risk.floors[0]}
    owner = _holder(ladder, Rung.AD, Rung.GAD)
    return NextThing(
        text,
        owner,
        account.on + timedelta(days=1),
        _("Open the client"),
        account.client.get_absolute_url(),
    )
