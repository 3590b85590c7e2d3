"""allauth's pages with our forms; the rules stand in accounts/adapter.py and the forms."""

from ipaddress import ip_address

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as second_factor
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import (
    ChosenPasswordForm,
    FirstCodeForm,
    LostPasswordForm,
    NewPasskeyForm,
    NewPasswordForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeyNameForm,
    PasskeySignInForm,
    PasswordAgainForm,
    SecondFactorAgainForm,
    SecondFactorForm,
    SignInForm,
)
from agency.lib.refusal import Refused


class NamesLocalhost:
    """Tells the page where passkeys work, for browsers refuse them on bare IP addresses."""

    def get_context_data(self, **context):
        return super().get_context_data(**context) | {"passkey_url": by_name(self.request)}


def by_name(request):
    """This page under a name, where it was asked for by an address; empty otherwise."""
    host, _colon, port = request.get_host().rpartition(":")
    if not host or port.endswith("]"):
        host, port = request.get_host(), ""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return ""
    return f"{request.scheme}://localhost{':' if port else ''}{port}{request.get_full_path()}"


class SignIn(NamesLocalhost, account.LoginView):
    form_class = SignInForm


class LostPassword(account.PasswordResetView):
    form_class = LostPasswordForm


class ChosenPassword(account.PasswordResetFromKeyView):
    form_class = ChosenPasswordForm


class NewPassword(account.PasswordChangeView):
    form_class = NewPasswordForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class PasswordAgain(account.ReauthenticateView):
    form_class = PasswordAgainForm


class SecondFactor(NamesLocalhost, second_factor.AuthenticateView):
    form_class = SecondFactorForm
    webauthn_form_class = PasskeyForm


class SecondFactorAgain(second_factor.ReauthenticateView):
    form_class = SecondFactorAgainForm


class SetUpApp(totp.ActivateTOTPView):
    form_class = FirstCodeForm


class PasskeySignIn(passkeys.LoginWebAuthnView):
    form_class = PasskeySignInForm


class PasskeyAgain(passkeys.ReauthenticateWebAuthnView):
    form_class = PasskeyAgainForm


class AddPasskey(NamesLocalhost, passkeys.AddWebAuthnView):
    form_class = NewPasskeyForm


class RenamePasskey(passkeys.EditWebAuthnView):
    form_class = PasskeyNameForm
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(passkeys.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        # allauth asks this of the authenticator app only.
        if not get_adapter().can_delete_authenticator(self.object):
            raise Refused(_("You need a second factor. Add another one, then remove this."))
        return super().form_valid(form)
