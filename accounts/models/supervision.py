from collections import defaultdict
from contextlib import contextmanager

from django.db import models, transaction


class SupervisionQuerySet(models.QuerySet):
    @contextmanager
    def held(self):
        """Hold the whole chart for one change of it, so two moves at once close no circle."""
        with transaction.atomic():
            people = self._people().select_for_update(no_key=True).order_by("pk")
            yield dict(people.values_list("pk", "manager_id"))

    def rebuild(self):
        """Write the closure anew from the managers; rows that stay are not touched."""
        with self.held() as managers:
            wanted = {(boss, person): depth for boss, person, depth in closure(managers)}
            there = {(row.boss_id, row.person_id): row for row in self.all()}
            gone = [row.pk for key, row in there.items() if wanted.get(key) != row.depth]
            self.filter(pk__in=gone).delete()
            self.bulk_create(
                Supervision(boss_id=boss, person_id=person, depth=depth)
                for (boss, person), depth in wanted.items()
                if (boss, person) not in there or there[boss, person].depth != depth
            )

    def _people(self):
        return self.model._meta.get_field("person").related_model.objects


def closure(managers):
    """From {person: manager} to (boss, person, depth) for everyone, oneself at depth 0.

    A circle ends where it closes, so that broken data can never hang the start page.
    """
    for person in managers:
        for depth, boss in enumerate(upwards(person, managers)):
            yield boss, person, depth


def upwards(person, managers):
    """A person and everyone above, nearest first."""
    seen = []
    while person is not None and person not in seen:
        seen.append(person)
        person = managers.get(person)
    return seen


def below(managers):
    """{boss: everyone he answers for, himself too}."""
    covered = defaultdict(set)
    for boss, person, _depth in closure(managers):
        covered[boss].add(person)
    return covered


class Supervision(models.Model):
    """Who stands above whom, at any distance; kept with the managers."""

    boss = models.ForeignKey("accounts.User", models.CASCADE, related_name="supervises")
    person = models.ForeignKey("accounts.User", models.CASCADE, related_name="supervised_by")
    depth = models.PositiveSmallIntegerField()

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["boss", "person"], name="one_supervision_per_pair")
        ]
        indexes = [models.Index(fields=["person", "depth"], name="supervision_upwards")]

    def __str__(self):
        return f"{self.boss_id} > {self.person_id} ({self.depth})"
