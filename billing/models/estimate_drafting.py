from decimal import Decimal

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Approval, Question, Rung
from agency.lib.money import ZERO
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from agency.lib.spell import save_in_spell, save_with_history
from billing.estimating import Terms, net_of, price_of, reckoned, step_amounts
from billing.models.estimate_signing import signature_for

WORDS = ("title", "scope", "assumptions", "exclusions", "rounds", "brief_version", "valid_until",
         "commission_percent", "contingency_percent", "changes", "markup_percent",
         "folds_markup")  # fmt: skip
SUMS = ("lines_net", "net", "tax", "gross", "cost")
# What only those see who see cost.
OF_COST = ("markup_percent", "folds_markup")
COST_OF_LINE = ("cost", "markup_percent")
LINE = ("group", "description", "quantity", "unit", "price", "cost", "markup_percent", "category",
        "rate")  # fmt: skip
STEP = ("label", "percent", "amount", "due_on")


class Stale(Refused):
    """Somebody changed the draft since the page was opened; `version` is what stands there now."""

    def __init__(self, version):
        name = version.edited_by.name if version.edited_by else ""
        super().__init__(_("%(name)s changed this estimate meanwhile.") % {"name": name})
        self.version = version


class Drafted(models.Model):
    """An estimate being written, until it is given to those who sign it."""

    class Meta:
        abstract = True

    def write(self, by, edit, words, at):
        """Save what was typed on top of edit number `edit`; nothing typed meanwhile is lost.

        `words` holds any of the version's facts, and as "lines" and "steps" lists of dicts: all
        that there are to be. A line keeps its `key`; cost and mark-up stay as they are where
        somebody writes who does not see them.
        """
        with locked(self):
            self.estimate.demand_writing(by, at)
            self.refuse_unless_open()
            if edit != self.edit:
                raise Stale(self)
            self._put(words, by, at)
        return self

    def add_rate(self, by, rate, tax, at):
        """One more line with unit, price and cost of a rate card; the cost also for an assistant.

        `tax` is (category, rate).
        """
        with locked(self):
            self.estimate.demand_writing(by, at)
            self.refuse_unless_open()
            line = self.lines.model(
                version=self,
                key=self._next_key(),
                position=self.lines.count(),
                group=rate.group,
                description=rate.activity,
                unit=rate.unit,
                price=rate.price,
                cost=rate.cost,
                category=tax[0],
                rate=tax[1],
            )
            line.quantity = Decimal(1)
            line.net = net_of(line, self.currency)
            line.save(force_insert=True)
            self._note_edit([], by, at)

    def _put(self, words, by, at):
        if not self.estimate.can_see_cost(by):
            words = {name: value for name, value in words.items() if name not in OF_COST}
        changed = [n for n in WORDS if n in words and getattr(self, n) != words[n]]
        for name in changed:
            setattr(self, name, words[name])
        has_new_lines = "lines" in words and self._put_lines(words["lines"], by)
        has_new_steps = "steps" in words and self._put_steps(words["steps"])
        if not (changed or has_new_lines or has_new_steps):
            return
        self._note_edit(changed, by, at)
        self.estimate.rename(self.title, by, at)

    def _note_edit(self, changed, by, at):
        self._put_sums()
        self.edit, self.edited_by, self.edited_at = self.edit + 1, by, at
        fields = [*changed, *SUMS, "edit", "edited_by", "edited_at"]
        save_in_spell(self, fields, by, at)
        self.estimate.note_writer(by)

    def _put_lines(self, typed, by):
        """Make the lines what was typed; returns whether anything changed."""
        stored = {line.key: line for line in self.lines.all()}
        fresh = self._next_key()
        lines = []
        for position, values in enumerate(typed):
            line = self._line(stored.pop(values.get("key"), None), values, by, position)
            if line.key is None:
                line.key, fresh = fresh, fresh + 1
            lines.append(line)
        gone = [line.pk for line in stored.values()]
        changed = [line for line in lines if line.pk and line.is_changed]
        new = [line for line in lines if not line.pk]
        self.lines.filter(pk__in=gone).delete()
        self.lines.bulk_update(changed, [*LINE, "net", "position"])
        self.lines.bulk_create(new)
        return bool(gone or changed or new)

    def _line(self, line, values, by, position):
        """One line with what was typed in it; `is_changed` says whether that is new."""
        if line is None:
            line = self.lines.model(version=self, key=None)
        before = [line.position, *(getattr(line, name) for name in LINE)]
        sees_cost = self.estimate.can_see_cost(by)
        for name in LINE:
            if name in values and (sees_cost or name not in COST_OF_LINE):
                # A price that follows from a cost is not for those who do not see the cost.
                if name == "price" and line.has_reckoned_price and not sees_cost:
                    continue
                setattr(line, name, values[name])
        if line.has_reckoned_price:
            line.price = price_of(line.cost, line.markup_percent, self.currency)
        line.net = net_of(line, self.currency)
        line.position = position
        line.is_changed = before != [position, *(getattr(line, name) for name in LINE)]
        return line

    def _next_key(self):
        lines = self.lines.model.objects.filter(version__estimate=self.estimate_id)
        return (lines.aggregate(most=Max("key"))["most"] or 0) + 1

    def _put_steps(self, typed):
        before = [tuple(getattr(s, n) for n in STEP) for s in self.billing_steps.all()]
        after = [tuple(values.get(n) for n in STEP) for values in typed]
        if before == after:
            return False
        self.billing_steps.all().delete()
        model = self.billing_steps.model
        self.billing_steps.bulk_create(
            model(version=self, position=position, **dict(zip(STEP, values, strict=True)))
            for position, values in enumerate(after)
        )
        return True

    def _put_sums(self):
        """Store what the lines come to, as `agency.lib.money` reckons it."""
        sums = reckoned(self.lines.all(), Terms.of(self))
        totals = sums.totals
        self.lines_net, self.net = totals.lines, totals.net
        self.tax, self.gross, self.cost = totals.tax, totals.gross, sums.cost

    # -- The billing plan -------------------------------------------------------------------------

    def plan(self):
        """[(step, amount)] of the billing plan, and what of the net is not in it yet."""
        steps = list(self.billing_steps.all())
        amounts = step_amounts(steps, self.net, self.currency)
        return list(zip(steps, amounts, strict=True)), self.net - sum(amounts, ZERO)

    # -- Giving it away, and back -----------------------------------------------------------------

    def submit(self, by, at):
        """Ask for the signature that an estimate of this size needs, under exactly these words."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            self.refuse_unless_open()
            self._refuse_unless_complete(at)
            signature = signature_for(self, at)
            self.estimate.draw_number(by, at)
            self.content_hash = self.fingerprint()
            self.submitted_at, self.submitted_by = at, by
            self._move_to(self.Status.SUBMITTED, by, at, "content_hash", "submitted_at",
                          "submitted_by")  # fmt: skip
            author = self.estimate.author
            Approval.objects.ask(
                self,
                [signature],
                client=self.client,
                kind=self.estimate.get_kind_display(),
                title=f"{self.label} {self.title}",
                content_hash=self.content_hash,
                author=author,
                co_authors=self.estimate.writers.exclude(pk=author.pk),
                at=at,
            )

    def take_back(self, by, at):
        """Out of the round again, to change something; nobody is asked to sign any more."""
        with locked(self):
            self.estimate.demand_writing(by, at)
            if self.status != self.Status.SUBMITTED:
                raise Refused(_("Only an estimate that waits for a signature can be taken back."))
            Approval.objects.drop(self, by, at)
            self._move_to(self.Status.DRAFT, by, at)

    def refuse_unless_open(self):
        if self.is_open:
            return
        if self.status == self.Status.SUBMITTED:
            raise Refused(_("This estimate waits for a signature. Take it back to change it."))
        raise Refused(_("This version does not change any more; make a new one."))

    def _refuse_unless_complete(self, at):
        if not self.lines.exists():
            raise Refused(_("There is no line yet."))
        if self.number > 1 and not self.changes.strip():
            raise Refused(_("Say what changed since the version before."), field="changes")
        if self.is_past(at):
            raise Refused(_("It is valid until a day that is over."), field="valid_until")
        _steps, left = self.plan()
        if left * self.net < 0:
            raise Refused(_("The billing plan is more than the estimate."))
        questions = Question.objects.of(self.estimate).blocking()
        if question := questions.first():
            sentence = _("This question has to be answered first: “%(text)s”.")
            raise Refused(sentence % {"text": question.text})

    def _move_to(self, status, by, at, *fields):
        """A turning point: it stands in the history by itself."""
        self.status = status
        save_with_history(self, ["status", *fields], by, at, status)
