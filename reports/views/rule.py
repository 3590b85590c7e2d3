from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office
from accounts.views.client_page import done, filled_in
from accounts.views.settings import links
from reports.forms.rule import RuleForm
from reports.models import ReportRule

NAMES = tuple(RuleForm.base_fields)


@login_required
def rule(request):
    """The 24-hour rule of the house, with what it makes of a contact that ends now."""
    request.user.demand_settings()
    current, at = ReportRule.current(), timezone.now()
    form = RuleForm(request.POST or None, initial={name: getattr(current, name) for name in NAMES})
    if filled_in(request, form, current.change, by=request.user, at=at):
        return done(
            request,
            _("Saved. Deadlines already set stay; warnings still to come follow the new rule."),
            to="reports:rule",
        )
    office = Office.objects.prefetch_related("closing_days").first()
    page = {
        "form": form,
        "sample": current.sample(office, at) if office else None,
        "office": office,
        "links": links("rule"),
    }
    return render(request, "reports/rule.html", page, status=form.status)
