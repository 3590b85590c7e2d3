from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.models import Obligation, ObligationStep


class Command(BaseCommand):
    help = "Takes every step of the 24-hour rule that is due, as the worker does every ten seconds."

    def add_arguments(self, parser):
        parser.add_argument(
            "--at", type=moment, metavar="ISO-TIME", help="as if it were then; without a zone, UTC"
        )

    def handle(self, *, at, **options):
        now = timezone.now()
        if at is None:
            at = now
        elif at > now and settings.PRODUCTION:
            raise CommandError("In production nobody is told of what has not come to pass.")
        last = ObligationStep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        Obligation.objects.step_due(at)
        steps = ObligationStep.objects.filter(pk__gt=last, taken_at=at).order_by("pk")
        self._tell(list(steps.select_related("obligation__client", "obligation__interaction")))

    def _tell(self, steps):
        for step in steps:
            told = ", ".join(map(named, step.told)) or "nobody"
            self.stdout.write(f"{step.step:<8} {step.obligation}: told {told}")
        self.stdout.write(f"{len(steps)} {'step' if len(steps) == 1 else 'steps'} taken.")


def moment(text):
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def named(told):
    return f"{told['name']} ({told['rank']})" if told["rank"] else told["name"]
