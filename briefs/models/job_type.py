from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take, unique_or_refused
from briefs.timing_template import template_of

NAME_IS_TAKEN = _("Another job type has this name.")
ONLY_DIRECTORS = _("Only an account director or above changes the job types. Ask your director.")
MOST_STAGES = 12


class Channel(models.TextChoices):
    """Where the work reaches people (domain row 90)."""

    TV = "tv", _("TV")
    PRESS = "press", _("Press")
    RADIO = "radio", _("Radio")
    OUTDOOR = "outdoor", _("Outdoor")
    DIGITAL = "digital", _("Digital")
    DISPLAY = "display", _("Display")
    SOCIAL = "social", _("Social media")
    DIRECT_MAIL = "direct_mail", _("Direct mail")
    BROCHURE = "brochure", _("Brochures")
    POS = "pos", _("Point of sale")
    PREMIUMS = "premiums", _("Premiums")
    PROMOTION = "promotion", _("Promotion")
    TRADE_CONTEST = "trade_contest", _("Trade contest")
    RESEARCH = "research", _("Research")
    PR = "pr", _("Public relations")
    PACKAGING = "packaging", _("Packaging")
    EVENT = "event", _("Events")
    STRATEGY = "strategy", _("Strategy")


class JobTypeQuerySet(models.QuerySet):
    def offered(self):
        """Those a new job may be of."""
        return self.filter(retired_at=None)

    def can_keep(self, user):
        return user.is_active and user.stands_at_least(Rung.AD)

    def demand_keeping(self, by):
        if not self.can_keep(by):
            raise Refused.rank(ONLY_DIRECTORS)

    def add(self, by, at, *, stages, steps=(), **facts):
        """A kind of work the agency takes on, with its stages and the steps of its timing."""
        self.demand_keeping(by)
        with transaction.atomic():
            template = template_of(steps)
            kind = self.model(stages=numbered(stages), timing_template=template, **facts)
            kind.refuse_double()
            with unique_or_refused(NAME_IS_TAKEN, field="name"):
                signed(kind, by, at).save(force_insert=True)
        return kind


class JobType(models.Model):
    """A kind of work with its stages, its timing, and the brief it begins with."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(max_length=40, blank=True)
    channels = models.JSONField(_("channels"), default=list)
    # [{"key", "name"}] in order: copied to each job when it opens.
    stages = models.JSONField(_("stages"), default=list)
    # As briefs.timing_template describes it: what a new plan of such a job begins with.
    timing_template = models.JSONField(default=list)
    brief_kind = models.CharField(_("brief"), max_length=14, blank=True, default="creative")
    # Keys of sections that the brief of such a job has besides the usual ones.
    brief_sections = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(_("no longer offered since"), null=True, blank=True)

    objects = JobTypeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("job type")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("briefs:job-type", args=[self.pk])

    @property
    def channel_labels(self):
        known = dict(Channel.choices)
        return [known.get(channel, channel) for channel in self.channels]

    @property
    def working_days(self):
        """How long such a job takes by its template, along its longest way."""
        ends = {}
        for step in self.timing_template:
            begins = max((ends.get(key, 0) for key in step.get("after", ())), default=0)
            ends[step["key"]] = begins + step["days"]
        return max(ends.values(), default=0)

    def change(self, by, at, *, stages, steps=None, **facts):
        """Jobs that are open keep the stages they were opened with; so do plans their steps."""
        JobType.objects.demand_keeping(by)
        with locked(self):
            if steps is not None:
                facts["timing_template"] = template_of(steps, self.timing_template)
            changed = take(self, stages=numbered(stages, self.stages), **facts)
            if not changed:
                return
            self.refuse_double()
            with unique_or_refused(NAME_IS_TAKEN, field="name"):
                signed(self, by, at).save(update_fields=changed)

    def retire(self, by, at):
        """No longer offered for new jobs; those of it go on."""
        self._offer(by, at, since=at)

    def bring_back(self, by, at):
        self._offer(by, at, since=None)

    def _offer(self, by, at, since):
        JobType.objects.demand_keeping(by)
        with locked(self):
            if bool(self.retired_at) == bool(since):
                return
            self.retired_at = since
            signed(self, by, at).save(update_fields=["retired_at"])

    def refuse_double(self):
        same = JobType.objects.filter(name__iexact=self.name).exclude(pk=self.pk)
        if same.exists():
            raise Refused(NAME_IS_TAKEN, field="name")


def numbered(names, before=()):
    """Stages out of their names, in order; one that keeps its name keeps its key."""
    names = [name.strip() for name in names if name.strip()]
    if not names:
        raise Refused(_("A job goes through one stage at least."), field="stages")
    if len(names) > MOST_STAGES:
        sentence = _("More than %(count)s stages nobody can follow.") % {"count": MOST_STAGES}
        raise Refused(sentence, field="stages")
    if len({name.casefold() for name in names}) < len(names):
        raise Refused(_("Two stages have the same name."), field="stages")
    known = {stage["name"]: stage["key"] for stage in before}
    taken = {known[name] for name in names if name in known}
    stages = []
    for name in names:
        key = known.get(name) or free_key(taken)
        taken.add(key)
        stages.append({"key": key, "name": name[:60]})
    return stages


def free_key(taken):
    return next(key for n in range(1, 99) if (key := f"s{n}") not in taken)
