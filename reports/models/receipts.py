from django.db import models

from agency.lib.rows import locked
from reports.models.recipient import Recipient


class Receipted(models.Model):
    """What happens after the sending: mails that come back, and mails that go out once more."""

    class Meta:
        abstract = True

    def record_bounce(self, by, mail, note, at):
        """A mail came back; when nobody of the client got the report, it is owed again."""
        self._demand_writer(by, at)
        with locked(self):
            mail.record_bounce(by, at, note)
            if not self._reached_the_client():
                for debt in self.obligations.filter(met_at__isnull=False):
                    debt.reopen(at)

    def send_again(self, by, mail, address, at):
        """Try a mail again that failed or came back, to another address if the first was wrong."""
        self._demand_writer(by, at)
        mail.send_again(by, at, address)

    def _reached_the_client(self):
        of_client = Recipient.objects.filter(version__report=self, is_client_participant=True)
        there = of_client.filter(mail__accepted_at__isnull=False, mail__bounced_at=None)
        return there.exists() or not of_client.exists()
