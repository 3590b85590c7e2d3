"""A brief as its readers get it: a plain dict for the paper, and what changed since the last one.

For the client only what is meant for the client goes in; an internal print carries the rest and
says on every page that it stays in the house.
"""

from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.documents import day_in_words, letterhead, moment_in_words
from accounts.models import Approval, Paper
from briefs.comparison import compare
from briefs.lines import (
    amount_of,
    cell_text,
    is_numeric,
    money_text,
    totals,
    totals_by_channel,
)
from briefs.sections import shape_of

TABLE = "table"
UNAPPROVED = {"draft", "submitted", "returned"}
PLAN = "communication"
# What stands side by side, and where the table stands; every other section has a row of its own,
# in the order of the kind. The creative brief's order is domain.md's, section 6.
PAIRS = {
    "creative": {
        "marketing_objective": "communication_objective",
        "audience": "insight",
        "now": "after",
        "tone": "mandatories",
        "budget": "timing",
    },
    "technical": {"copy": "rights", "suppliers": "acceptance"},
    "media": {
        "marketing_objective": "communication_objective",
        "markets": "period",
        "budget": "targets",
        "constraints": "deadline",
    },
    "strategy": {
        "marketing_objective": "communication_objective",
        "audience": "insight",
    },
    "communication": {"marketing_objective": "communication_objective"},
    "expectation": {"result": "not_do", "client_part": "changes"},
    "client": {"where_now": "where_to"},
}
TABLE_BEFORE = {"creative": "budget", "technical": "copy", "communication": "reasons"}


def brief_paper(version, at, *, for_client=None, money=True) -> dict:
    """What the paper of a version says at `at`, in the client's language.

    `for_client` keeps what is internal out; by default it follows what the version is for;
    without `money` the sums stay out that other departments do not see. Text,
    numbers, lists and dicts only, ready to be kept as JSON; every date is in words.
    """
    if for_client is None:
        for_client = version.is_for_client
    with translation.override(version.brief.client.language):
        return _Paper(version, at, for_client=for_client, money=money).content()


def owe_paper(version, at) -> Paper:
    """Have a version printed as it was approved in the house; its bytes are kept for good."""
    content = brief_paper(version, at)
    paper = Paper.owed(
        client=version.brief.client,
        title=content["title"],
        template="brief.html",
        content=content,
        at=at,
        subject_of=version,
        number=version.brief.number,
        version=version.number,
        language=version.brief.client.language,
        shows_money=says_sums(version),
    )
    paper.save()
    return paper


def says_sums(version) -> bool:
    """Whether a sum of the client's work stands on the paper of this version."""
    shape, reader = version.brief.shape, {"for_client": version.is_for_client}
    told = [s.key for s in shape.sections_for(**reader) if s.is_money]
    has_columns = any(column.is_money for column in shape.columns_for(**reader))
    return has_columns or any(version.sections.get(key) for key in told)


def client_changes(version, since) -> dict:
    """What is new for the client in `version` against `since`, the one he saw last.

    Only what he may read: {"since", "statement", "sections": [{"label", "pieces"}], "lines":
    [{"state", "label", "cells"}]}; `since` None for a first version gives no changes.
    """
    if since is None or since.pk == version.pk:
        return {"since": None, "statement": "", "sections": [], "lines": []}
    found = compare(since, version, for_client=True)
    return {
        "since": since.number,
        "statement": version.changes,
        "sections": [section for section in found.sections if section.is_changed],
        "lines": [line for line in found.lines if line.is_changed],
    }


class _Paper:
    """One version on its way to paper, in the language that is switched on."""

    def __init__(self, version, at, *, for_client, money):
        self.version, self.at, self.for_client, self.money = version, at, for_client, money
        self.brief = version.brief
        self.client = self.brief.client
        self.shape = self.brief.shape
        self._reader = {"for_client": for_client, "money": money}

    def content(self):
        brief, version = self.brief, self.version
        kind = str(brief.get_kind_display())
        number = brief.number or str(_("draft"))
        return {
            "language": self.client.language,
            "kind": kind,
            "number": self._numbered(),
            "version": version.number,
            "status": self._status(),
            "stays_inside": not self.for_client,
            "heading": version.title,
            "title": f"{kind} {number} v{version.number}, {version.title}",
            "footer": self._footer(),
            "agency": letterhead(),
            "facts": self._facts(),
            "replaces": self._replaces(),
            "rows": self._rows(),
            "signatures": self._signatures(),
            "sealed": version.content_hash,
            "prepared_by": self._author(),
            "issued": moment_in_words(self.at, self.client.zone),
        }

    def _numbered(self):
        words = {"number": self.brief.number, "version": self.version.number}
        return _("%(number)s version %(version)s") % words if self.brief.number else ""

    def _status(self):
        status = self.version.status
        if status in UNAPPROVED:
            return _("Draft")
        past = {"superseded": _("Superseded"), "withdrawn": _("Withdrawn")}
        return past.get(status, "")

    def _footer(self):
        what = ", ".join(filter(None, [self._numbered(), self.client.name]))
        if not self.for_client:
            return _("%(what)s. Internal: not for the client.") % {"what": what}
        return _("%(what)s. Confidential to the people named.") % {"what": what}

    def _facts(self):
        brief, job = self.brief, self.brief.job
        rows = [
            (_("Client"), self.client.legal_name or self.client.name),
            (_("Brand"), brief.brand.name if brief.brand else ""),
            (_("Job"), str(job) if job else ""),
            (_("Version"), self._dated()),
            (_("Written by"), self._writers()),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]

    def _dated(self):
        moment = self.version.approved_at or self.version.edited_at or self.version.made_at
        day = day_in_words(moment.astimezone(ZoneInfo(self.client.zone)))
        return _("%(number)s, %(day)s") % {"number": self.version.number, "day": day}

    def _writers(self):
        people = [self.brief.author, *self.brief.co_authors.all()]
        return ", ".join(f"{person.name} ({person.paper_title})" for person in people)

    def _author(self):
        author = self.brief.author
        return {"name": author.name, "role": str(author.paper_title), "email": author.email}

    def _replaces(self):
        """The version before and what changed since; None for the first."""
        if self.version.number == 1 or not self.version.changes:
            return None
        return {"version": self.version.number - 1, "changes": self.version.changes}

    # -- What it asks -----------------------------------------------------------------------------

    def _rows(self):
        """The sections, one or two beside each other, and the table in its place."""
        shown = {
            section.key: self._cell(section) for section in self.shape.sections_for(**self._reader)
        }
        pairs, kind = self._pairs(), self.brief.kind
        rows, table = [], self._table()
        for key, cell in list(shown.items()):
            if key not in shown:
                continue
            if key == TABLE_BEFORE.get(kind) and table:
                rows.append(table)
                table = None
            del shown[key]
            beside = shown.pop(pairs.get(key), None)
            cells = [cell, beside] if beside else [cell]
            cells = [each for each in cells if each["text"]]
            if cells:
                rows.append({"shape": self._row_shape(key, cells), "cells": cells})
        return [*rows, table] if table else rows

    def _pairs(self):
        """Which section stands beside which; the first further one beside the last usual one."""
        pairs = PAIRS.get(self.brief.kind, {})
        further = [s.key for s in self.shape.sections if s.key in self.brief.further_sections]
        usual = [s.key for s in shape_of(self.brief.kind).sections if s.is_mandatory]
        return {usual[-1]: further[0], **pairs} if further else pairs

    def _cell(self, section):
        text = self.version.sections.get(section.key, "").strip()
        return {
            "label": str(section.label),
            "text": text,
            "is_internal": not section.is_client_visible,
        }

    def _row_shape(self, key, cells):
        if self.shape.section(key).is_large:
            return "large"
        if key == "now" and len(cells) == 2:
            return "turn"
        return "pair" if len(cells) == 2 else "one"

    def _table(self):
        """The rows of the table, as the kind reads best; None where there are none."""
        if not self.version.lines or not self.shape.columns:
            return None
        is_plan = self.brief.kind == PLAN
        return self._plan() if is_plan else self._deliverables()

    def _deliverables(self):
        """A column each that holds anything."""
        lines = self.version.lines
        columns = self.shape.columns_for(**self._reader)
        columns = [c for c in columns if any(line.get(c.key) for line in lines)]
        rows = [[{"text": cell_text(c, line.get(c.key, ""))} for c in columns] for line in lines]
        return self._sheet([_head(c) for c in columns], rows)

    def _plan(self):
        """Channel with its reason, period, budget line, amount; sums per channel and over all."""
        column = {c.key: c for c in self.shape.columns}
        head = [
            _head(column["channel"]),
            {"label": _("Period"), "kind": "period", "is_numeric": False},
            _head(column["budget_line"]),
        ]
        rows = [
            [
                {
                    "text": cell_text(column["channel"], line.get("channel", "")),
                    "aside": line.get("reason", ""),
                },
                {"text": self._period(column, line)},
                {"text": line.get("budget_line", "")},
            ]
            for line in self.version.lines
        ]
        if not self.money:
            return self._sheet(head, rows)
        head.append(_head(column["amount"]))
        return self._sheet(head, rows, **self._amounts(head[-1], rows))

    def _amounts(self, head, rows):
        """A column of amounts for the rows, and what they come to."""
        lines = self.version.lines
        all_in = totals(lines)
        one = all_in[0][0] if len(all_in) == 1 else ""
        for line, row in zip(lines, rows, strict=True):
            currency = "" if one else line.get("currency", "")
            row.append({"text": money_text(amount_of(line), currency)})
        if one:
            head["label"] = _("Amount, %(currency)s") % {"currency": one}
        sums = totals_by_channel(lines)
        sums = sums if len(sums) < len(lines) else []
        return {
            "sums": [{"label": name, "amount": money_text(sum_, of)} for name, of, sum_ in sums],
            "totals": [{"label": _("Total"), "amount": money_text(x, of)} for of, x in all_in],
        }

    def _period(self, column, line):
        ends = [cell_text(column[key], line.get(key, "")) for key in ("from", "to")]
        return " – ".join(filter(None, ends))

    def _sheet(self, head, rows, **further):
        """A table as it is printed; figures stand to the right."""
        for row in rows:
            for column, cell in zip(head, row, strict=True):
                cell["is_numeric"] = column["is_numeric"]
                cell["is_whole"] = column["kind"] in {"day", "period"}
        label = str(self.shape.table)
        return {"shape": TABLE, "label": label, "head": head, "rows": rows, **further}

    # -- Who stands for it ------------------------------------------------------------------------

    def _signatures(self):
        """A place to sign each: who of the house signed or will, and the client's approver."""
        if self._status():
            return []
        steps = Approval.objects.of(self.version).select_related("decided_by")
        steps = [step for step in steps if step.outcome == Approval.Outcome.APPROVED]
        signed = [self._signed(step) for step in steps]
        return [*signed, self._client_signature()] if self.version.is_for_client else signed

    def _signed(self, step):
        person = step.decided_by
        return {
            "for": letterhead()["name"],
            "name": person.name,
            "role": str(person.paper_title),
            "when": moment_in_words(step.decided_at, self.client.zone),
            "is_self_approved": step.is_self_approved,
        }

    def _client_signature(self):
        at = self.version.client_signed_at
        when = moment_in_words(at, self.client.zone) if at else ""
        name = self.version.client_signer if at else ""
        return {"for": self.client.name, "name": name, "role": "", "when": when}


def _head(column):
    return {"label": str(column.label), "kind": column.kind, "is_numeric": is_numeric(column)}
