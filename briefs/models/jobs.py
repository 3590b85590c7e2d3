from difflib import SequenceMatcher

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Counter, Function, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import job_news as news
from briefs.models.job_stage import JobStage
from briefs.models.job_states import RUNNING, Status

ALIKE = 0.82  # of two titles, where 1 is the same


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Numbers and titles, as far as the client's name is seen; traffic and finance see all."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def open_to(self, user):
        """Those whose work one may read."""
        return self.filter(Client.objects.open_condition(user, "client"))

    def open(self):
        return self.filter(closed_at=None)

    def running(self):
        return self.filter(status__in=RUNNING)

    def delivered_but_open(self):
        return self.filter(status=Status.DELIVERED)

    def to_check(self):
        """Openings that no account manager has looked at yet."""
        return self.open().filter(checked_at=None)

    def in_order(self):
        """By client, then in the order its manager wants the work done."""
        return self.order_by("client__name", "priority", "pk")

    def alike(self, client, title):
        """Open jobs of the client that are called nearly the same."""
        asked = title.casefold()
        return [
            job
            for job in self.filter(client=client).open()
            if SequenceMatcher(None, asked, job.title.casefold()).ratio() >= ALIKE
        ]

    def open_job(self, client, brand, title, owner, by, at, *, anyway=True, **facts):
        """Give a request its number, the client and year's next one, and open it.

        Without `anyway`, a job that is called like an open one is refused once, to be thought over.
        """
        with locked(client):
            client.demand(by, Rung.AE, at)
            refuse_unfit(client, brand, owner, facts.get("traffic"))
            if not anyway:
                self._warn_of_doubles(client, title)
            job = self.model(
                number=next_number(client, at),
                client=client,
                brand=brand,
                title=title,
                owner=owner,
                priority=self._last_place(client),
                opened_by=by,
                opened_at=at,
                status_at=at,
                **facts,
            )
            if client.rung_for(by) >= Rung.AM:
                job.checked_at, job.checked_by = at, by
            signed(job, by, at).save(force_insert=True)
            JobStage.objects.begin(job, by, at)
            job.write_search_entry(at)
            news.tell_of_opening(job, by, at)
        return job

    def _warn_of_doubles(self, client, title):
        if found := self.alike(client, title):
            sentence = _("There is an open job like this: %(job)s. Is it another piece of work?")
            raise Refused(sentence % {"job": found[0]}, field="anyway")

    def _last_place(self, client):
        last = self.filter(client=client).aggregate(last=Max("priority"))["last"]
        return (last or 0) + 1


def next_number(client, at):
    year = client.local_date(at).year % 100
    sequence = Counter.objects.draw(f"job:{client.pk}:{year:02d}")
    return f"{client.code}-{year:02d}-{sequence:04d}"


def refuse_unfit(client, brand, owner, traffic):
    if client.status == Client.Status.CLOSED:
        raise Refused(_("The client is closed; no job can be opened."), field="client")
    if brand is not None and brand.client_id != client.pk:
        raise Refused(_("This brand belongs to another client."), field="brand")
    if brand is not None and not brand.is_active:
        raise Refused(_("This brand is no longer active."), field="brand")
    if owner is not None and not Client.objects.open_to(owner).filter(pk=client.pk).exists():
        sentence = _("%(name)s does not see this client, so cannot answer for its job.")
        raise Refused(sentence % {"name": owner.name}, field="owner")
    if traffic is not None and (traffic.function != Function.TRAFFIC or not traffic.is_active):
        sentence = _("%(name)s does not work in traffic.")
        raise Refused(sentence % {"name": traffic.name}, field="traffic")
