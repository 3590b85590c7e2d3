"""How a version leaves the house: checked, numbered, frozen, printed and posted, or not at all."""

from collections import Counter as Tally
from datetime import date

from accounts.models import ActionItem, Counter, OutgoingMail, Paper, User
from agency.lib.refusal import Refused
from agency.lib.rows import signed
from reports import documents, review_news
from reports.models.obligation import Obligation
from reports.models.people import PERSON
from reports.models.proposal import propose
from reports.models.recipient import Recipient, column_of
from reports.models.sheet import Sheet


class Distribution:
    """One version on its way out; the report and the version are held by the caller."""

    def __init__(self, version, by, at):
        self.version, self.report, self.by, self.at = version, version.report, by, at
        self.debts = list(
            Obligation.objects.select_for_update(of=("self",))
            .filter(report=self.report, closed_at=None)
            .order_by("pk")
        )
        propose(Sheet(version, at))
        self.sheet = Sheet(version, at)

    def carry_out(self):
        self._refuse_if_something_is_missing()
        self.report.number = self.report.number or self._draw_number()
        self.recipients = self._settle_recipients()
        self.content = documents.contact_report(self.sheet, self.at)
        self._freeze()
        self._post()
        self._hand_out_action_items()
        self._close_draft()
        self._tell()

    def _refuse_if_something_is_missing(self):
        for check in self.sheet.missing:
            raise Refused(check.text, field=check.code)

    def _draw_number(self):
        client = self.report.client
        year = client.local_date(self.at).year % 100
        sequence = Counter.objects.draw(f"contact-report:{client.pk}:{year:02d}")
        return f"{client.code}/CR/{year:02d}-{sequence:03d}"

    def _settle_recipients(self):
        """From now on the list is that of those it goes to."""
        self.version.recipients.filter(is_left_out=True).delete()
        people = ("person__office", "contact", "partner")
        return list(self.version.recipients.select_related(*people).order_by("-place", "pk"))

    def _freeze(self):
        paper = Paper.owed(
            subject_of=self.version,
            client=self.report.client,
            number=self.report.number,
            version=self.version.number,
            title=self.content["title"],
            template="contact_report.html",
            language=self.content["language"],
            content=self.content,
            at=self.at,
        )
        paper.save()
        version = self.version
        version.paper, version.content_hash = paper, paper.content_hash
        version.distributed_at, version.distributed_by = self.at, self.by
        signed(version, self.by, self.at).save(
            update_fields=["paper", "content_hash", "distributed_at", "distributed_by"]
        )

    def _post(self):
        """One mail to each recipient who has an address."""
        reachable = [row for row in self.recipients if row.who.email]
        mails = [self._mail_to(row) for row in reachable]
        OutgoingMail.objects.bulk_create(mails)
        for row, mail in zip(reachable, mails, strict=True):
            row.mail = mail
        Recipient.objects.bulk_update(reachable, ["mail"])

    def _mail_to(self, row):
        letter = documents.report_letter(self.content, self.report, row)
        return OutgoingMail.owed(
            key=f"report-{self.version.pk}-{row.pk}",
            address=row.who.email,
            name=row.who.name,
            subject=letter["subject"],
            body=letter["body"],
            subject_of=self.report,
            at=self.at,
            client=self.report.client,
            person=row.person,
            paper=self.version.paper,
            reply_to=self.report.author.email,
        )

    def _hand_out_action_items(self):
        ActionItem.objects.take_over(
            self.report,
            [self._as_item(line) for line in self.version.actions],
            before=[self._as_item(line) for line in self._lines_before()],
            by=self.by,
            at=self.at,
        )

    def _lines_before(self):
        before = self.report.versions.filter(number=self.version.number - 1).first()
        return before.actions if before else []

    def _as_item(self, line):
        return {
            "key": line.key,
            "text": line.text,
            "due_on": date.fromisoformat(line.due),
            "is_client_visible": not line.internal,
            "source": self.report.number,
            **dict.fromkeys(("person_id", "contact_id", "partner_id")),
            **column_of(line.owner),
        }

    def _close_draft(self):
        report = self.report
        fields = ["number", "has_no_superior"]
        report.has_no_superior = not any(row.is_superior for row in self.recipients)
        if not report.is_distributed:
            report.distributed_at = self.at
            fields.append("distributed_at")
        report._save(self.by, self.at, *fields)
        for debt in self.debts:
            if debt.due_at <= self.at and report.late_reason:
                signed(debt, self.by, self.at).explain_lateness(
                    report.late_reason, report.late_note
                )
        report.write_search_entry(self.version, self.at, words=self._names())

    def _names(self):
        return " ".join(row.name for row in self.sheet.people.present)

    def _tell(self):
        duties = Tally(line.owner for line in self.version.actions if line.owner.startswith(PERSON))
        people = User.objects.filter(pk__in=[key.split(":")[1] for key in duties])
        duties = {person: duties[f"{PERSON}:{person.pk}"] for person in people}
        review_news.tell_of_sending(self.report, self.version, self.by, self.at, duties)
