from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts import link_news as news
from accounts.models.about import About, about
from accounts.models.agency_profile import AgencyProfile
from accounts.models.approvable import may_decide, refuse_powerless
from accounts.models.client import Client
from accounts.models.client_answer import ClientAnswer, refuse_answered
from accounts.models.client_asking import answerer, put_question
from accounts.models.contact import ContactPerson
from accounts.models.link_key import LinkKey, digest_of
from accounts.models.of_client import WithMoneyQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, unique_or_refused

A_PAUSE = timedelta(minutes=10)
HAS_A_LINK = _("%(name)s has a link to this version already. Send it again instead.")


class ClientLinkQuerySet(WithMoneyQuerySet):
    def invite(self, document, contact, by, at):
        """Ask somebody of the client to approve one exact version; a letter brings the address.

        The address is `link.address` this once: of its secret only the hash is kept.
        """
        with locked(document):
            document.client.demand(by, Rung.AE, at)
            refuse_answered(document)
            document.demand_for_client()
            refuse_powerless(document, contact, at)
            words = document.client_words()
            link = self.model(
                client=document.client,
                contact=contact,
                kind=str(words["kind"])[:60],
                title=words["title"][:200],
                url=document.get_absolute_url(),
                content_hash=document.content_hash,
                shows_money=document.shows_money,
                made_by=by,
                made_at=at,
                expires_at=at + lifetime(),
                **about(document),
            )
            with unique_or_refused(HAS_A_LINK % {"name": contact.name}, field="contact"):
                signed(link, by, at).save(force_insert=True)
            link.new_key(at)
            news.invite(link, document, by, at)
        return link

    def of(self, document):
        return self.filter(**about(document)).order_by("-made_at", "-pk")

    def open(self):
        """Those that can still be answered, or could if their time had not run out."""
        return self.filter(closed_at=None, revoked_at=None)

    def in_view(self, view):
        """One of the two views over the list: what waits, the longest first, or the answers."""
        if view == "answered":
            return self.filter(answer__isnull=False).order_by("-closed_at", "-pk")
        return self.open().order_by("made_at", "pk")

    def counts(self):
        is_open = Q(closed_at=None, revoked_at=None)
        return self.aggregate(
            waiting=Count("pk", filter=is_open),
            answered=Count("pk", filter=Q(answer__isnull=False)),
        )

    def on_page(self, user):
        """With all that a row says, and where `user` stands for its client."""
        standing = Client.objects.filter(pk=OuterRef("client")).with_standing(user)
        return self.select_related("client__office", "contact", "answer").annotate(
            standing=standing.values("standing")[:1]
        )

    def found(self, token):
        """The link behind an address, and whether the address is its newest one; else None."""
        keys = LinkKey.objects.select_related("link__client__office", "link__contact")
        key = keys.select_related("link__answer").filter(digest=digest_of(token)).first()
        if key is not None:
            key.link.is_current_key = key.retired_at is None
        return key and key.link

    def drop(self, document, by, at):
        """The version was withdrawn or replaced: nobody need answer it any more."""
        for link in self.of(document).open():
            link.close(None, by, at)


class ClientLink(About):
    """An address by which one person at the client approves one exact version, without signing in.

    `about` is an Approvable.
    """

    client = models.ForeignKey(Client, models.PROTECT, related_name="links")
    contact = models.ForeignKey(ContactPerson, models.PROTECT, related_name="links")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64)
    shows_money = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    openings = models.PositiveIntegerField(default=0)
    # Answered, through this link or another way, or the version went out of use.
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(
        ClientAnswer, models.PROTECT, null=True, blank=True, related_name="links"
    )

    objects = ClientLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("link for a client")
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "contact"],
                condition=Q(closed_at=None, revoked_at=None),
                name="one_open_link_per_contact_and_version",
            )
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="links_of_document"),
            models.Index(
                fields=["client", "made_at"],
                condition=Q(closed_at=None, revoked_at=None),
                name="links_open",
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.title}"

    def get_absolute_url(self):
        return self.url

    address = ""
    is_current_key = True

    @property
    def is_open(self):
        return self.closed_at is None and self.revoked_at is None

    @property
    def language(self):
        return self.contact.language or self.client.language

    def has_expired(self, at):
        return at >= self.expires_at

    def state(self, at):
        """In a word: approved, declined, dropped, revoked, expired, asked, opened or sent."""
        if self.answer:
            return self.answer.decision
        if self.closed_at:
            return "dropped"
        if self.revoked_at:
            return "revoked"
        if self.has_expired(at):
            return "expired"
        if self.asked_at:
            return "asked"
        return "opened" if self.first_opened_at else "sent"

    def can_manage(self, user):
        return self.client.rung_for(user) >= Rung.AE

    def why_shut(self, at):
        """Why nobody can answer here: answered, replaced, revoked, expired; "" while one can."""
        if self.revoked_at:
            return "revoked"
        if not self.is_current_key:
            return "replaced"
        if self.has_expired(at):
            return "expired"
        if self.answer:
            return "answered"
        if self.closed_at or not self._is_put_to_client():
            return "replaced"
        return "" if self._contact_may(at) else "revoked"

    def shows_document(self, at):
        return self.why_shut(at) in {"", "answered"}

    # -- What the agency does -------------------------------------------------------------------

    def revoke(self, by, reason, at):
        """The address opens nothing any more."""
        if not reason.strip():
            raise Refused(_("Say why the link is withdrawn."), field="reason")
        with self._managed(by, at):
            self.revoked_at, self.revoked_by = at, by
            self.revoke_reason = reason.strip()[:300]
            self._retire_keys(at)
            self._save(by, at, "revoked_at", "revoked_by", "revoke_reason")

    def send_again(self, by, at, *, seen=None):
        """A new address and letter, unless a newer key than `seen` is there; the old says so."""
        with self._managed(by, at):
            if seen is not None and seen != self.keys.newest():
                raise Refused(_("A new letter has gone out already."))
            self._refuse_unanswerable(at)
            self._retire_keys(at)
            self._renew(by, at)
            news.invite(self, self.about, by, at)

    def extend(self, by, until, at):
        """Let the same address work longer."""
        with self._managed(by, at):
            if until <= self.client.local_date(at):
                raise Refused(_("Choose a day that is still to come."), field="until")
            self.expires_at = self.client.office.calendar.moment(until + timedelta(days=1))
            self._save(by, at, "expires_at")

    def remind(self, by, at):
        """Write again, once a day at most; the earlier address goes on working."""
        with self._managed(by, at):
            self._refuse_unanswerable(at)
            if self.has_expired(at):
                raise Refused(_("The link has expired. Send it again instead."))
            if not self.can_be_reminded(at):
                raise Refused(_("%(name)s was written to today.") % {"name": self.contact.name})
            self.reminded_at = at
            self._save(by, at, "reminded_at")
            self.new_key(at)
            news.remind(self, self.about, by, at)

    def can_be_reminded(self, at):
        """Still to be answered, and not written to today."""
        if not self.is_open or self.has_expired(at):
            return False
        today = self.client.local_date(at)
        written = filter(None, (self.made_at, self.reminded_at))
        return all(self.client.local_date(moment) < today for moment in written)

    # -- What the client does -------------------------------------------------------------------

    def open(self, at):
        """Somebody, or a mail scanner, has looked at the page; it decides nothing."""
        rows = ClientLink.objects.filter(pk=self.pk, closed_at=None)
        rows.filter(first_opened_at=None).update(first_opened_at=at)
        rows.update(last_opened_at=at, openings=F("openings") + 1)

    def approve(self, at, *, name, content_hash, order_number="", ip=None, user_agent=""):
        """The client says yes to exactly this version, under his order where it takes one."""
        with self._answering(content_hash, at) as document:
            order = {"order_number": order_number.strip()} if document.takes_order else {}
            document.client_sign(None, at, name=name, **order)
            self._decide("approved", name, "", ip, user_agent, at, **order)

    def decline(self, at, *, name, words, content_hash, ip=None, user_agent=""):
        """The client says no, and why."""
        if not words.strip():
            raise Refused(_("Please say what should be different."), field="words")
        with self._answering(content_hash, at) as document:
            document.client_decline(None, words.strip(), at, name=name)
            self._decide("declined", name, words.strip(), ip, user_agent, at)
            # Somebody has to see to it; who cannot be found keeps nobody from saying no.
            if answerer(self, at):
                put_question(self, words, at)

    def ask(self, at, *, question, content_hash, **_origin):
        """The client wants to know something first; he can still answer afterwards."""
        if not question.strip():
            raise Refused(_("Please write your question."), field="question")
        with self._answering(content_hash, at):
            asked = put_question(self, question, at)
            self.asked_at = at
            self._save(None, at, "asked_at")
        return asked

    def ask_for_newest(self, at):
        """From an address that no longer works: send what stands there now to the same person.

        Whoever asked is told nothing; who may have it is written to at the address we know.
        """
        newest = self._newest(at)
        if newest is None:
            news.tell_of_wish(self, at)
            return
        with locked(newest):
            if newest.is_open and not newest._was_keyed_lately(at):
                newest._renew(None, at)
                news.invite(newest, newest.about, newest.made_by, at)

    # -- Beneath the verbs ----------------------------------------------------------------------

    def new_key(self, at):
        """One more address that opens this link; the address itself is not kept."""
        token = LinkKey.make(self, at)
        path = reverse("accounts:client-answer", args=[token])
        self.address = urljoin(settings.BASE_URL, path)

    def close(self, answer, by, at):
        """Nobody need answer through this link any more."""
        self.closed_at, self.answer = at, answer
        self._save(by, at, "closed_at", "answer")

    @contextmanager
    def _managed(self, by, at):
        self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.closed_at:
                raise Refused(_("This version has been answered, or is no longer in use."))
            if self.revoked_at:
                raise Refused(_("This link was withdrawn."))
            yield

    @contextmanager
    def _answering(self, content_hash, at):
        # The version first: of two who answer at once the second waits, and is told who was faster.
        is_current = self.is_current_key
        with locked(self.about) as document, locked(self):
            self.is_current_key = is_current
            refuse_answered(document)
            if self.why_shut(at):
                raise Refused(_("This link no longer works."))
            if content_hash != document.content_hash or content_hash != self.content_hash:
                raise Refused(_("It changed since you opened it. Please read it again."))
            yield document

    def _decide(self, decision, name, words, ip, user_agent, at, **order):
        answer = ClientAnswer.objects.give(
            self.about,
            self.contact,
            decision,
            at,
            name=(name.strip() or self.contact.name)[:120],
            words=words,
            ip=ip,
            user_agent=user_agent[:300],
            **order,
        )
        self.answer = answer
        answer.settle(None, at)
        self.refresh_from_db()
        news.confirm(answer, self, self.about, at)

    def _renew(self, by, at):
        self.expires_at = max(self.expires_at, at + lifetime())
        self.reminded_at = at
        self._save(by, at, "expires_at", "reminded_at")
        self.new_key(at)

    def _retire_keys(self, at):
        LinkKey.objects.retire(self, at)

    def _refuse_unanswerable(self, at):
        self.about.demand_for_client()
        refuse_powerless(self.about, self.contact, at)

    def _contact_may(self, at):
        return may_decide(self.about, at).filter(pk=self.contact_id).exists()

    def _is_put_to_client(self):
        try:
            self.about.demand_for_client()
        except Refused:
            return False
        return self.content_hash == self.about.content_hash

    def _newest(self, at):
        """The open link of the same person to the version that stands now."""
        document = self.about.newest_for_client()
        if document is None or not may_decide(document, at).filter(pk=self.contact_id).exists():
            return None
        return ClientLink.objects.of(document).open().filter(contact=self.contact_id).first()

    def _was_keyed_lately(self, at):
        return self.keys.filter(made_at__gt=at - A_PAUSE).exists()

    def _save(self, by, at, *fields):
        signed(self, by, at).save(update_fields=fields)


def lifetime():
    return timedelta(days=AgencyProfile.current().client_link_days)
