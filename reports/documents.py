"""A contact report as its readers get it: a plain dict for the paper, and the letter around it.

Only what is meant for the client goes in. The relationship, the risk, lines and topics for us only
never reach these dicts, and so no template can print them.
"""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import ActionItem, AgencyProfile, about
from reports.models.people import CONTACT, GUEST, PARTNER, PERSON
from reports.models.topics import ACTION, DECISION, NOTE, for_the_client


def contact_report(sheet, at, *, draft=False) -> dict:
    """What the paper of a version says, in the client's language, from a `sheet` read at `at`.

    Text, numbers, lists and dicts only, ready to be kept as JSON; every date is in words, that of
    issue in the client's time zone. The order of contents is domain.md's, section 6.
    """
    with translation.override(sheet.report.client.language):
        return _Paper(sheet, at, draft).content()


def report_letter(content: dict, report, recipient) -> dict:
    """Subject and body of the mail that brings the paper, in its reader's language.

    `content` is the paper's dict. People of the agency also get the report's address.
    """
    who = recipient.who
    language = getattr(who, "language", "") or report.client.language
    with translation.override(language):
        subject = _("Contact report %(number)s: %(heading)s") % content
        if content["replaces"]:
            subject = _("Corrected: %(subject)s") % {"subject": subject}
        author = content["prepared_by"]
        lines = [
            _("Dear %(name)s,") % {"name": who.name},
            "",
            *_letter(content),
            "",
            _("Kind regards"),
            f"{author['name']}, {author['role']}",
            content["agency"]["name"],
        ]
    if recipient.person_id:
        lines += ["", f"{settings.BASE_URL}{report.get_absolute_url()}"]
    return {"subject": subject, "body": "\n".join(lines)}


def _letter(content):
    if content["replaces"]:
        yield (
            _("attached is the corrected report %(number)s, “%(heading)s”. What changed:") % content
        )
        yield content["replaces"]["changes"]
    else:
        yield _("attached is our report %(number)s, “%(heading)s”.") % content
    yield ""
    yield content["nothing_decided"] or _(
        "Decisions: %(decisions)d. Action items: %(actions)d."
    ) % {name: len(content[name]) for name in ("decisions", "actions")}
    if content["next_contact"]:
        yield _("Next contact: %(next_contact)s") % content
    yield ""
    yield _("Please tell us if anything in it differs from your understanding.")


class _Paper:
    """One version on its way to paper, in the language that is switched on."""

    def __init__(self, sheet, at, draft):
        self.sheet, self.at, self.draft = sheet, at, draft
        self.report, self.version, self.people = sheet.report, sheet.version, sheet.people
        self.client = self.report.client
        self.zone = ZoneInfo(self.client.zone)
        self.profile = AgencyProfile.current()
        self.decisions, self.actions = [], []

    def content(self):
        report, version = self.report, self.version
        topics = [self._topic(topic) for topic in for_the_client(version.topics)]
        names = {"number": report.number or _("draft"), "subject": version.subject}
        return {
            "language": self.client.language,
            "kind": _("Contact report"),
            "number": report.number,
            "version": version.number,
            "status": _("Draft") if self.draft else "",
            "heading": version.subject,
            "title": _("Contact report %(number)s, %(subject)s") % names,
            "footer": self._footer(),
            "agency": self._letterhead(),
            "client": self.client.legal_name or self.client.name,
            "jobs": self._jobs(),
            "contacts": [self._contact(contact) for contact in self.sheet.contacts],
            "copy": self._copies(),
            "nothing_decided": version.nothing_decided,
            "decisions": self.decisions,
            "actions": self.actions,
            "topics": topics,
            "open_items": self._still_open(),
            "next_contact": version.next_contact,
            "prepared_by": self._author(),
            "issued": self._moment(self.at),
            "replaces": self._replaces(),
        }

    def _footer(self):
        what = ", ".join(filter(None, [self.report.number, self.client.name]))
        return _("%(what)s. Confidential to the people named.") % {"what": what}

    def _letterhead(self):
        profile = self.profile
        lines = [profile.legal_name, *profile.address.splitlines(), profile.website]
        address = [line.strip() for line in lines if line.strip()]
        return {"name": profile.name, "address": address, "logo": ""}

    def _jobs(self):
        jobs = {job.pk: str(job) for contact in self.sheet.contacts for job in contact.jobs.all()}
        return list(jobs.values())

    # -- Who and when -----------------------------------------------------------------------------

    def _contact(self, contact):
        return {
            "kind": str(contact.get_kind_display()),
            "subject": contact.subject,
            "when": self._span(contact),
            "place": contact.place,
            "present": self._sides(contact, present=True),
            "absent": self._sides(contact, present=False),
        }

    def _span(self, contact):
        zone = ZoneInfo(contact.time_zone)
        starts, ends = contact.starts_at.astimezone(zone), contact.ends_at.astimezone(zone)
        when = _("%(day)s, %(start)s to %(end)s") % {
            "day": _day(starts),
            "start": date_format(starts, "H:i"),
            "end": date_format(ends, "H:i"),
        }
        is_theirs = starts.utcoffset() == starts.astimezone(self.zone).utcoffset()
        return when if is_theirs else f"{when} {starts.tzname()}"

    def _moment(self, at):
        there = at.astimezone(self.zone)
        return f"{_day(there)}, {date_format(there, 'H:i')} {there.tzname()}"

    def _sides(self, contact, *, present):
        """The client, its partners and the agency, each with those who were there (or missed)."""
        rows = self.people.at(contact, present=present)
        sides = {}
        for row in sorted(rows, key=lambda row: (SIDES.index(row.side), row.agency)):
            sides.setdefault(self._for(row), []).append(_named(row))
        return [{"for": name, "people": people} for name, people in sides.items()]

    def _for(self, row):
        """For whom somebody works."""
        if row.side == PERSON:
            return self.profile.name
        return row.agency if row.side == PARTNER else self.client.name

    def _copies(self):
        """Those who get it and were not there."""
        there = {row.key for row in self.people.present if row.is_present}
        return [_named(row) for row in self.people.going_to() if row.key not in there]

    def _author(self):
        author = self.report.author
        return {"name": author.name, "role": str(author.paper_title), "email": author.email}

    # -- What -------------------------------------------------------------------------------------

    def _topic(self, topic):
        """One topic, its decisions and action items numbered through the whole report."""
        said = {NOTE: [], DECISION: []}
        refs = []
        for line in topic["lines"]:
            if line["kind"] == ACTION:
                self.actions.append(self._action(line))
                refs.append(f"A{len(self.actions)}")
                continue
            said[line["kind"]].append(line["text"])
            if line["kind"] == DECISION:
                self.decisions.append(line["text"])
                refs.append(f"D{len(self.decisions)}")
        return {
            "heading": topic["title"],
            "text": "\n".join(said[NOTE]),
            "decision": "\n".join(said[DECISION]),
            "refs": ", ".join(refs),
        }

    def _action(self, line):
        owner = self.people.by_key.get(line["owner"])
        return {
            "number": f"A{len(self.actions) + 1}",
            "text": line["text"],
            "who": owner.name if owner else "",
            "organisation": self._for(owner) if owner else "",
            "due": _short_day(date.fromisoformat(line["due"])) if line["due"] else "",
        }

    def _still_open(self):
        """What the client can see of earlier reports that nobody has done yet."""
        items = ActionItem.objects.open().filter(client=self.client, is_client_visible=True)
        items = items.exclude(**about(self.report)).select_related("person", "contact", "partner")
        items = enumerate(items.order_by("due_on", "pk"), start=1)
        return [self._open_item(number, item) for number, item in items]

    def _open_item(self, number, item):
        works_for = self.profile.name if item.is_ours else self.client.name
        if item.partner is not None:
            works_for = item.partner.agency
        return {
            "number": f"O{number}",
            "text": item.text,
            "aside": item.source,
            "who": item.owner.name,
            "organisation": works_for,
            "due": _short_day(item.due_on),
        }

    def _replaces(self):
        """The version before, for a correction; None for the first."""
        if not self.version.is_correction:
            return None
        before = self.report.versions.get(number=self.version.number - 1)
        return {
            "version": before.number,
            "of": self._moment(before.distributed_at),
            "changes": self.version.what_changed,
        }


SIDES = (CONTACT, GUEST, PARTNER, PERSON)


def _named(row):
    return {"name": row.name, "role": str(row.paper_title)}


def _day(moment):
    return date_format(moment, pgettext("day in full", "l j F Y"))


def _short_day(day):
    return date_format(day, pgettext("day", "D j M"))
