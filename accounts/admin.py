"""Django's admin, for engineers: reference data only, and only with a second factor."""

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.admin import AdminSite, ModelAdmin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountGroup, AgencyProfile, ClosingDay, Office


class Engineers(AdminSite):
    site_title = site_header = _("Plates: reference data")
    index_title = _("Reference data")

    def has_permission(self, request):
        """Superusers who gave a second factor in this very session."""
        if not (request.user.is_active and request.user.is_superuser):
            return False
        records = get_authentication_records(request, request.user)
        return any(record.get("method") == "mfa" for record in records)

    def login(self, request, extra_context=None):
        # One way in for everybody; whoever is signed in and lands here lacks the right.
        return redirect("start" if request.user.is_authenticated else "account_login")


class ReferenceData(ModelAdmin):
    def has_delete_permission(self, request, obj=None):
        return False


engineers = Engineers(name="engineers")
engineers.register([AgencyProfile, Office, ClosingDay, AccountGroup], ReferenceData)
