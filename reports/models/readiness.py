"""What a report still lacks before it may go out; the editor shows it, distributing insists."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models.people import CONTACT, GUEST, PERSON
from reports.models.topics import DECISION, NOTE


@dataclass(frozen=True)
class Check:
    """One thing that is in order, or is not; `is_needed` things hold the report back."""

    code: str
    is_ok: bool
    text: str
    # The key of the line it is about.
    line: str = ""
    is_needed: bool = True

    @property
    def is_missing(self):
        return self.is_needed and not self.is_ok


def checks_of(sheet):
    """The readiness of an open version, in the order of the page."""
    return [
        *_over(sheet),
        _present(sheet),
        *_strangers(sheet),
        _content(sheet),
        *_actions(sheet),
        *_addresses(sheet),
        *_relationship(sheet),
        *_lateness(sheet),
        *_correction(sheet),
    ]


def _over(sheet):
    if any(contact.ends_at > sheet.at for contact in sheet.contacts):
        yield Check("over", False, _("The contact is not over yet."))
    if any(not contact.is_standing for contact in sheet.contacts):
        yield Check("over", False, _("The contact did not take place."))


def _present(sheet):
    there = {row.side for row in sheet.people.present if row.is_present}
    if PERSON not in there:
        return Check("present", False, _("Nobody of the agency is listed as present."))
    if not there & {CONTACT, GUEST}:
        return Check("present", False, _("Nobody of the client is listed as present."))
    return Check("present", True, _("Everyone present is listed"))


def _strangers(sheet):
    for row in sheet.people.present:
        if row.side == GUEST and row.is_present:
            text = _("%(name)s is not in the client's address book and gets no report.")
            yield Check("guest", False, text % {"name": row.name}, is_needed=False)


def _content(sheet):
    version = sheet.version
    lines = [line for line in version.lines if line.text]
    decisions = [line for line in lines if line.kind == DECISION]
    if version.nothing_decided and (decisions or version.actions):
        return Check(
            "content",
            False,
            _("It says that nothing was decided, but holds decisions or action items."),
        )
    if version.nothing_decided and not lines:
        return Check("content", True, _("Short form: nothing was decided"))
    if not [line for line in lines if line.kind in (NOTE, DECISION) or line.is_action]:
        return Check(
            "content",
            False,
            _("Nothing is written yet. If nothing was decided, say so in one sentence."),
        )
    return Check("content", True, _counted(version, decisions))


def _counted(version, decisions):
    topics = len([topic for topic in version.topics if topic["title"]]) or 1
    actions = len(version.actions)
    return ", ".join(
        [
            ngettext("%(n)d topic", "%(n)d topics", topics) % {"n": topics},
            ngettext("%(n)d decision", "%(n)d decisions", len(decisions)) % {"n": len(decisions)},
            ngettext("%(n)d action item", "%(n)d action items", actions) % {"n": actions},
        ]
    )


def _actions(sheet):
    """Each action item says what, who and by when."""
    actions = sheet.version.actions
    lacks = {
        "text": [line for line in actions if not line.text],
        "owner": [line for line in actions if line.text and not line.owner],
        "due": [line for line in actions if line.text and not line.due],
        "past": [line for line in actions if line.due and line.due < _first_day(sheet)],
    }
    for code, lines in lacks.items():
        if lines:
            yield Check(f"action-{code}", False, _lacking(code, len(lines)), line=lines[0].key)
    if actions and not any(lacks.values()):
        yield Check("action", True, _("Each action item has an owner and a date"))


def _first_day(sheet):
    """The day of the first contact, as lines write their days."""
    return sheet.report.client.local_date(sheet.contacts[0].starts_at).isoformat()


def _lacking(code, count):
    if code == "text":
        words = ngettext("One action item says nothing.", "%(n)d action items say nothing.", count)
    elif code == "owner":
        words = ngettext(
            "One action item has no owner.", "%(n)d action items have no owner.", count
        )
    elif code == "past":
        words = ngettext(
            "One action item is due before the contact.",
            "%(n)d action items are due before the contact.",
            count,
        )
    else:
        words = ngettext("One action item has no date.", "%(n)d action items have no date.", count)
    return words % {"n": count}


def _addresses(sheet):
    if sheet.is_sensitive:
        yield Check("address", True, _("Sensitive: it stays inside the agency"))
        return
    if not sheet.client_recipients:
        yield Check(
            "address",
            False,
            _("It goes to nobody of the client who was there and has an e-mail address."),
        )
    else:
        yield Check("address", True, _("It reaches the client"))
    for row in sheet.people.going_to():
        if not row.is_reachable:
            text = _("%(name)s has no e-mail address.") % {"name": row.name}
            yield Check("unreachable", False, text, is_needed=False)
    listed = {row.key for row in sheet.people.recipients}
    for row in sheet.people.present:
        if row.side == PERSON and row.is_present and row.key not in listed:
            text = _("%(name)s was there, but may not read this client's reports.")
            yield Check("outsider", False, text % {"name": row.name}, is_needed=False)


def _relationship(sheet):
    if sheet.version.is_correction:
        return
    if sheet.report.reading is None:
        yield Check("reading", False, _("How did the relationship feel? One click is missing."))
    else:
        yield Check("reading", True, _("The relationship is read"))


def _lateness(sheet):
    if sheet.late_debts and not sheet.version.is_correction:
        given = bool(sheet.report.late_reason)
        text = _("The reason for the delay is given") if given else _("It is late: say why.")
        yield Check("late_reason", given, text)


def _correction(sheet):
    if sheet.version.is_correction:
        said = bool(sheet.version.what_changed)
        text = _("It says what changed") if said else _("Say what changed since the last version.")
        yield Check("what_changed", said, text)
