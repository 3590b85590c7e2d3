from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agency.lib.ics import CalendarRefused, check_size, read_calendar
from agency.lib.refusal import Refused
from agency.lib.text import clean
from reports.models import CalendarImport, ImportedEvent


class Command(BaseCommand):
    help = (
        "Takes the meetings of an .ics file in for one person, and says what came in and what not."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, metavar="EMAIL", help="whose calendar it is")
        parser.add_argument("--dry-run", action="store_true", help="tell, and change nothing")

    def handle(self, *, file, user, dry_run, **options):
        at = timezone.now()
        person = User.objects.at_work().filter(email__iexact=clean(user)).first()
        if person is None:
            raise CommandError(_("Nobody signs in as %(email)s.") % {"email": user})
        try:
            reading = self._take_in(file, person, at, dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except (CalendarRefused, Refused) as refused:
            raise CommandError(str(refused.message)) from refused
        self._tell(reading)
        if dry_run:
            self.stdout.write(_("Nothing was changed."))

    def _take_in(self, file, person, at, dry_run):
        check_size(file.stat().st_size)
        window = CalendarImport.objects.window(at)
        read = read_calendar(file.read_bytes(), window=window, default_zone=person.zone)
        return CalendarImport.objects.take_in(
            person,
            file.name,
            read.events,
            read.left_out,
            at,
            removed=read.removed,
            outside=read.outside,
            rehearsal=dry_run,
        )

    def _tell(self, reading):
        counted = Counter(row.outcome for row in reading.outcomes)
        for row in reading.outcomes:
            client = f", {row.client.name}" if row.client else ""
            why = f" ({row.reason})" if row.reason else ""
            when = timezone.localtime(row.starts_at)
            label = f"{row.get_outcome_display()}:"
            self.stdout.write(f"{label:<28}{when:%Y-%m-%d %H:%M}  {row.summary}{client}{why}")
        for one in reading.left_out:
            self.stdout.write(
                f"{_('Left out')}: {one.get('what', one.get('count'))} ({one['why']})"
            )
        total = ", ".join(f"{ImportedEvent.Outcome(o).label} {n}" for o, n in counted.items())
        left_out = sum(one.get("count", 1) for one in reading.left_out)
        self.stdout.write(f"{reading.file_name}: {total or '0'}; {_('Left out')} {left_out}")
