"""What contact reports hold against the closing of a job they name."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ActionItem
from briefs.models.closing import Blocker, ask_also
from reports.models.contact_report import ContactReport


@ask_also(gettext_lazy("Nothing that was agreed with the client about it is left to do."))
def agreed(jobs, at):
    """Open action items of the reports on contacts that name the job."""
    jobs_of = defaultdict(list)
    named = ContactReport.objects.filter(interaction__jobs__in=jobs)
    for report, job in named.values_list("pk", "interaction__jobs"):
        jobs_of[report].append(job)
    kind = ContentType.objects.get_for_model(ContactReport)
    asked = {job.pk for job in jobs}
    for item in ActionItem.objects.open().filter(about_type=kind, about_id__in=list(jobs_of)):
        sentence = _("Still to do: %(text)s") % {"text": item.text}
        for key in set(jobs_of[item.about_id]) & asked:
            yield key, Blocker(sentence, item.source_url)
