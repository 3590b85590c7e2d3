from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from agency.lib.books.table import MANNERS
from agency.lib.refusal import Refused
from billing.models import ExportBatch, LegalEntity


class Command(BaseCommand):
    """Seals issued documents for the books, as the page does, and writes the files."""

    help = "Export issued invoices and credit notes: each document leaves once per format."

    def add_arguments(self, parser):
        parser.add_argument("--format", required=True, choices=ExportBatch.Format.values)
        parser.add_argument("--from", dest="first_day", required=True, type=day, metavar="DAY")
        parser.add_argument("--to", dest="last_day", required=True, type=day, metavar="DAY")
        parser.add_argument("--entity", help="legal name; needed where there are several companies")
        parser.add_argument("--manner", choices=sorted(MANNERS), default="iso", help="of CSV")
        parser.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE")

    def handle(self, *args, format, first_day, last_day, entity, manner, output, **options):
        at = timezone.now()
        if last_day < first_day:
            raise CommandError("--to lies before --from.")
        company = company_named(entity)
        by = User.objects.system()
        try:
            batch = ExportBatch.objects.make(
                company, format, first_day, last_day, by, at, manner=manner
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for file in batch.files.all():
            path = place(output, file.position)
            path.write_bytes(file.content)
            self.stdout.write(f"{path}: {file.sha256}")
        for row in batch.totals:
            facts = [f"{name} {row[name]}" for name in ("net", "tax", "gross")]
            self.stdout.write(f"{row['currency']}: {row['count']} documents, {', '.join(facts)}")


def day(text):
    return date.fromisoformat(text)


def company_named(name):
    rows = LegalEntity.objects.in_use()
    rows = rows.filter(name=name) if name else rows
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    if name:
        raise CommandError(f"There is no company called {name!r}.")
    raise CommandError("Say with --entity which company's documents are meant.")


def place(output, position):
    """The first file where it was asked for, the others beside it with a number."""
    return output if position == 1 else output.with_stem(f"{output.stem}-{position}")
