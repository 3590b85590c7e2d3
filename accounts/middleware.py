"""Keeps whoever owes a second factor on the pages where one is set up."""

from django.shortcuts import redirect

OWED = "second_factor_owed"
ALWAYS_OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "healthz",
}


class SecondFactorOwed:
    """Until the second factor stands, nothing else answers; the debt is noted at sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.session.get(OWED) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name or ""
        if name.startswith("mfa_") or name in ALWAYS_OPEN:
            return None
        if request.user.has_second_factor:
            del request.session[OWED]
            return None
        return redirect("mfa_index")
