from datetime import timedelta
from hashlib import sha256

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, Window
from django.db.models.functions import Lower, RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.models.about import About, about
from accounts.models.rank import Function, Rung
from agency.lib.words import tokens

# Without these nobody is told that something is late, and no mail and no paper goes out.
WATCHED = ("step-due-obligations", "send-due-mail", "print-due-papers")
SILENCE = timedelta(minutes=5)

# A search costs about the same for a word that stands in every entry, in one and in none: it
# reads this many entries of a word, or this many of the latest, never all of them.
PER_WORD = 1000
RECENT = 2000
MOST_PROBES = 2
MOST_WORDS = 6
LONGEST_WORD = 60
LAST_CHARACTER = "\U0010ffff"


class CounterQuerySet(models.QuerySet):
    def draw(self, key):
        """The next number of a sequence, its row locked until the caller's transaction ends."""
        self.bulk_create([Counter(key=key)], ignore_conflicts=True)
        counter = self.select_for_update().get(key=key)
        counter.value += 1
        counter.save(update_fields=["value"])
        return counter.value


class Counter(models.Model):
    """The last number drawn of one gapless sequence, such as the jobs of a client in a year."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.PositiveIntegerField(default=0)

    objects = CounterQuerySet.as_manager()

    def __str__(self):
        return f"{self.key}: {self.value}"


class HeartbeatQuerySet(models.QuerySet):
    def ages(self, at):
        """{name: seconds since it last ran to its end}; None for what never did."""
        beaten = dict(self.filter(name__in=WATCHED).values_list("name", "beaten_at"))
        return {
            name: int((at - beaten[name]).total_seconds()) if name in beaten else None
            for name in WATCHED
        }

    def silent(self, at):
        """The watched clockworks that have not run to their end for five minutes, or ever."""
        return too_old(self.ages(at))

    def beat(self, name, at):
        self.bulk_create(
            [Heartbeat(name=name, beaten_at=at)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["beaten_at"],
        )


def too_old(ages):
    longest = SILENCE.total_seconds()
    return [name for name, age in ages.items() if age is None or age > longest]


class Heartbeat(models.Model):
    """When a clockwork last ran to its end."""

    name = models.CharField(max_length=40, primary_key=True)
    beaten_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self):
        return f"{self.name}: {self.beaten_at}"


class Tries:
    """The tries one attempt was counted with, to be given back if the password was right."""

    def __init__(self, rows):
        self.rows = rows

    def give_back(self):
        self.rows.filter(count__gt=0).update(count=models.F("count") - 1)


class SignInAttemptQuerySet(models.QuerySet):
    def admit(self, at, limits):
        """Count one try under each key of {key: tries an hour}; None if one of them is used up.

        One conditional UPDATE a key, so that of many tries at once no more than the limit pass.
        The keys are counted in order: a host that is shut out does not shut out its victim.
        """
        hour = at.replace(minute=0, second=0, microsecond=0)
        limits = {digest(key): limit for key, limit in limits.items()}
        self.filter(hour__lt=hour).delete()
        self.bulk_create((self.model(key=key, hour=hour) for key in limits), ignore_conflicts=True)
        for key, limit in limits.items():
            row = self.filter(key=key, hour=hour, count__lt=limit)
            if not row.update(count=models.F("count") + 1):
                return None
        return Tries(self.filter(key__in=limits, hour=hour))


def digest(key):
    # What was typed may be no address of ours, or too long: it is not kept.
    return sha256(key.encode()).hexdigest()


class SignInAttempt(models.Model):
    """How many tries to sign in were made for one address or from one host in this hour."""

    key = models.CharField(max_length=120)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = SignInAttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "hour"], name="one_counter_per_key_and_hour")
        ]

    def __str__(self):
        return f"{self.key} {self.hour}: {self.count}"


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user))

    def found(self, user, text, kinds, most):
        """The latest `most` of each kind that hold all words of `text` or words beginning so.

        Without words, the latest of each kind. Of words that all stand in more than a thousand
        entries, people who see (nearly) every client get those among the latest two thousand.
        """
        wanted = [word[:LONGEST_WORD] for word in tokens(text)[:MOST_WORDS]]
        others = [kind for kind in SearchEntry.Kind.values if kind not in kinds]
        holds = (Q(text__contains=f" {word}") for word in wanted)
        rows = self.filter(*holds, seen_by(user, listed=True)).exclude(kind__in=others)
        rows = rows.defer("text").order_by()
        # By an expression: by the bare column, SQLite would walk the whole index of kinds for it.
        latest = Window(RowNumber(), Lower("kind"), order_by=["-updated_at", "-pk"])
        first, *more = (
            rows.filter(near).annotate(place=latest).filter(place__lte=most)
            for near in self._near(user, wanted)
        )
        return first.union(*more).order_by("place") if more else first.order_by("place")

    def _near(self, user, wanted):
        """Where to look, as conditions that every planner answers from an index: one, or two."""
        for word in sorted(wanted, key=len, reverse=True)[:MOST_PROBES]:
            holders = SearchWord.objects.beginning(word).values_list("entry", flat=True)
            if len(holders := holders[: PER_WORD + 1]) <= PER_WORD:
                return [Q(pk__in=list(holders))]
        if not sees_most(user):
            return [Q()]
        moments = self.order_by("-updated_at").values_list("updated_at", flat=True)
        since = next(iter(moments[RECENT : RECENT + 1]), None)
        few = Q(kind__in=FEW_OF_A_KIND)
        return [few, ~few & Q(updated_at__gte=since)] if since else [Q()]

    def put(self, record, *, kind, client, title, at, detail="", words=""):
        """Make `record` findable by the words of its title, its detail and `words`."""
        wanted = {word[:LONGEST_WORD] for word in tokens(f"{title} {detail} {words}")}
        entry, _made = self.update_or_create(
            **about(record),
            defaults={
                "kind": kind,
                "client": client,
                "title": title[:200],
                "detail": detail[:200],
                "url": record.get_absolute_url(),
                "updated_at": at,
                "text": spaced(wanted),
            },
        )
        entry.words.exclude(word__in=wanted).delete()
        SearchWord.objects.bulk_create(
            (SearchWord(entry=entry, word=word) for word in sorted(wanted)),
            ignore_conflicts=True,
        )


class SearchEntry(About):
    """What can be found under which words; each verb writes its own."""

    class Kind(models.TextChoices):
        CLIENT = "client", _("Clients")
        JOB = "job", _("Jobs")
        BRIEF = "brief", _("Briefs")
        ESTIMATE = "estimate", _("Estimates")
        CONTACT = "contact", _("Meetings and calls")
        REPORT = "report", _("Reports")
        INVOICE = "invoice", _("Invoices")
        PERSON = "person", _("People")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    client = models.ForeignKey(
        "accounts.Client", models.CASCADE, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=300)
    updated_at = models.DateTimeField()
    # Its words once more, each with a space before it, to be read along with the row.
    text = models.TextField(default="")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"], name="one_search_entry_per_subject"
            ),
            # A kind without a rule would be seen by everybody.
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "client",
                        "job",
                        "brief",
                        "estimate",
                        "contact",
                        "report",
                        "person",
                        "invoice",
                    ]
                ),  # fmt: skip
                name="search_entry_of_a_known_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at"], name="search_recent"),
            models.Index(fields=["kind"], name="search_of_kind"),
        ]

    def __str__(self):
        return self.title


class ByteOrdered(models.CharField):
    """Text that every database sorts by its bytes, so that a prefix is one range of the index."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"  # SQLite's own order is that of the bytes
        return parameters


class SearchWordQuerySet(models.QuerySet):
    def beginning(self, word):
        low = word[:LONGEST_WORD]
        return self.filter(word__gte=low, word__lt=low + LAST_CHARACTER)


class SearchWord(models.Model):
    """One word of a search entry, looked up by its beginning."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="words")
    word = ByteOrdered(max_length=LONGEST_WORD)

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "entry"], name="one_word_per_entry")]

    def __str__(self):
        return self.word


PERSON = SearchEntry.Kind.PERSON
# So few that a search may always look at all of them.
FEW_OF_A_KIND = (SearchEntry.Kind.CLIENT, PERSON)
# Whoever sees a client's name sees these of it; the rest only who may read its work.
NAMED = (SearchEntry.Kind.CLIENT, SearchEntry.Kind.JOB)
WORK = (SearchEntry.Kind.BRIEF, SearchEntry.Kind.CONTACT, SearchEntry.Kind.REPORT)
# Finance sees them of every client, the account team of its own, other departments of none.
MONEY = (SearchEntry.Kind.ESTIMATE, SearchEntry.Kind.INVOICE)


def seen_by(user, *, listed=False):
    """Which entries `user` may see, as a condition: the rules of the records behind them.

    Written as "not of this kind, or seen by its rule", because no index answers that: a planner
    offered "of this kind and seen" would read every entry of the kind. `listed` reads the keys of
    the clients first where they are few, and then an index on the clients is the best there is.
    """
    people = get_user_model().objects.visible_to(user).values("pk")
    # Clients write their own entries, so this module cannot import theirs.
    clients = SearchEntry._meta.get_field("client").related_model.objects
    if listed and not sees_most(user):
        keys = list(clients.open_to(user).values_list("pk", flat=True))
        kinds = NAMED + WORK + (MONEY if clients.sees_money(user) else ())
        return Q(kind=PERSON, about_id__in=people) | Q(kind__in=kinds, client__in=keys)
    return (
        (~Q(kind=PERSON) | Q(about_id__in=people))
        & (~Q(kind__in=NAMED) | Q(client__in=clients.visible_to(user)))
        & (~Q(kind__in=WORK) | clients.open_condition(user, "client"))
        & (~Q(kind__in=MONEY) | clients.money_condition(user, "client"))
    )


def sees_most(user):
    """Whether `user` sees so many clients that listing them is of no use."""
    whole_house = {Function.FINANCE, Function.TRAFFIC}
    return user.function in whole_house or user.stands_at_least(Rung.GAD)


def spaced(words):
    """The words of an entry as its `text`."""
    return "".join(f" {word}" for word in sorted(words))
