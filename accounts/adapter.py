"""How allauth signs our people in: counted tries, mail through the outbox, a second factor."""

from ipaddress import ip_address, ip_network
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.middleware import OWED
from accounts.models import AgencyProfile, OutgoingMail, SignInAttempt

DEMO_AGENCY = "@northlight.example"
TRIES_PER_ACCOUNT, TRIES_PER_HOST = 10, 20
# A provider gives one customer at least this much of the newer address space.
ONE_CUSTOMER = 64
A_MOMENT = 300


class AccountAdapter(DefaultAccountAdapter):
    """People are entered by the agency; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address or the password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("The password is wrong."),
        "used_code": _("This code has been used. Wait for the next one."),
        "too_many_login_attempts": _("Too many tries. Wait for the next full hour."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        # TrustedProxies has put the caller's own address here.
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - "no address" as a word

    def get_login_redirect_url(self, request):
        return "/"

    def get_logout_redirect_url(self, request):
        return resolve_url("account_login")

    def get_password_change_redirect_url(self, request):
        return resolve_url("accounts:profile")

    def format_email_subject(self, subject):
        return str(subject)

    # -- Tries --------------------------------------------------------------------------------

    def pre_authenticate(self, request, **credentials):
        self.tries = self.admit_try(request, credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self):
        # A right password gives its own try back, so that a whole office may sign in at nine.
        if self.tries:
            self.tries.give_back()

    def admit_try(self, request, account, kind="sign-in"):
        """Count one try against an account and against the host it comes from."""
        if is_demo_sign_in(account):
            return None
        tries = SignInAttempt.objects.admit(
            timezone.now(),
            {
                f"{kind} from {host_of(self.get_client_ip(request))}": TRIES_PER_HOST,
                f"{kind} of {account.lower()}": TRIES_PER_ACCOUNT,
            },
        )
        if tries is None:
            raise self.validation_error("too_many_login_attempts")
        return tries

    def use_up(self, person, code):
        """Each code of a second factor works once, whichever process checks it."""
        once = {f"code {code} of person {person.pk}": 1}
        if SignInAttempt.objects.admit(timezone.now(), once) is None:
            raise self.validation_error("used_code")

    # -- Sessions and passwords ---------------------------------------------------------------

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever signed in a moment ago need not give the password twice."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return timezone.now().timestamp() - latest > A_MOMENT

    def login(self, request, user):
        super().login(request, user)
        if owes_second_factor(user):
            request.session[OWED] = True

    def set_password(self, user, password):
        user.set_password(password)
        user.save(update_fields=["password"])

    # -- Mail ---------------------------------------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        context = {"request": self.request, "email": email} | context
        mail = self.render_mail(template_prefix, email, context)
        person = context.get("user")
        OutgoingMail.owed(
            key=f"account-{uuid4().hex}",
            address=email,
            name=person.name if person else "",
            person=person,
            subject=mail.subject,
            body=mail.body,
            at=timezone.now(),
        ).save()

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        facts = {"timestamp": timezone.now(), "ip": self.get_client_ip(self.request), "user": user}
        self.send_mail(template_prefix, email or user.email, facts | (context or {}))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "You need a second factor. Add another one, then remove this."
        ),
        "incorrect_code": _("That code is wrong."),
    }

    def get_totp_issuer(self):
        return "Plates"

    def _get_site_name(self):
        return "Plates"

    def can_delete_authenticator(self, authenticator):
        person = authenticator.user
        others = person.authenticator_set.exclude(pk=authenticator.pk).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return others.exists() or not must_have_second_factor(person)


def is_demo_sign_in(address):
    return settings.DEMO and address.lower().endswith(DEMO_AGENCY)


def host_of(address):
    """Where tries come from: an address, or the customer's whole network in the newer space."""
    try:
        address = ip_address(address)
    except ValueError:
        return address
    if address.version == 6:
        return str(ip_network((address, ONE_CUSTOMER), strict=False))
    return str(address)


def must_have_second_factor(person):
    return (
        not settings.DEMO
        and person.needs_second_factor
        and AgencyProfile.current().second_factor_required
    )


def owes_second_factor(person):
    return must_have_second_factor(person) and not person.has_second_factor
