import json

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Email, Line

LONGEST_PASSWORD = MaxLengthValidator(1000)
NO_PASSKEY = _("That was no passkey of yours. Try again, or use the password.")


class Plain:
    """allauth's fields without placeholders, in our words."""

    labels = {
        "password": _("Password"),
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
        "code": _("Code"),
    }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("Please fill this in.")
            if "password" in name:
                field.help_text = field.help_text if name == "password1" else ""
                field.validators.append(LONGEST_PASSWORD)


class SignInForm(Plain, LoginForm):
    """Address and password."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["login"] = Email(
            label=_("E-mail address"),
            widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
            error_messages={"required": _("Enter your address.")},
        )
        self.order_fields(["login", "password"])


class LostPasswordForm(Plain, ResetPasswordForm):
    """The address a link to choose a new password is mailed to."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["email"] = Email(
            label=_("E-mail address"),
            widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
            error_messages={"required": _("Enter your address.")},
        )

    def clean_email(self):
        email = super().clean_email()
        get_adapter().admit_try(context.request, email, kind="password reset")
        return email

    def save(self, request, **options):
        # An unknown address is not told so, neither here nor by mail.
        if self.users:
            super().save(request, **options)
        return self.cleaned_data["email"]


class ChosenPasswordForm(Plain, ResetPasswordKeyForm):
    """The password chosen by whoever followed the link."""


class NewPasswordForm(Plain, ChangePasswordForm):
    """Another password for somebody signed in."""

    def clean_oldpassword(self):
        tries = get_adapter().admit_try(context.request, self.user.email)
        password = super().clean_oldpassword()
        if tries:
            tries.give_back()
        return password


class PasswordAgainForm(Plain, ReauthenticateForm):
    """The password, asked once more before something delicate."""


class CountedCode(Plain):
    """A code of the second factor: tries are counted, and each code works once."""

    def clean_code(self):
        tries = get_adapter().admit_try(context.request, f"person {self.user.pk}", kind="code")
        code = super().clean_code()
        get_adapter().use_up(self.user, code)
        tries.give_back()
        return code


class SecondFactorForm(CountedCode, CodeForm):
    pass


class SecondFactorAgainForm(CountedCode, CodeAgainForm):
    pass


class FirstCodeForm(Plain, ActivateTOTPForm):
    """The code that shows that the app has the key."""


class CredentialDecoder(json.JSONDecoder):
    """Calls everything unreadable by the one name that the field of the form knows."""

    def decode(self, text):
        try:
            return super().decode(text)
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 3,000 brackets
            raise json.JSONDecodeError(str(error), text, 0) from error


class TakesCredential:
    """A form that a browser's script puts the answer of a passkey into."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["credential"].decoder = CredentialDecoder


class ReadsCredential(TakesCredential):
    """What a browser says of a passkey; what is no such thing is refused like a wrong one."""

    unreadable = (AttributeError, KeyError, LookupError, RecursionError, TypeError, ValueError)

    def clean_credential(self):
        try:
            return super().clean_credential()
        except self.unreadable as error:
            raise forms.ValidationError(NO_PASSKEY) from error


class PasskeySignInForm(ReadsCredential, LoginWebAuthnForm):
    pass


class PasskeyForm(ReadsCredential, AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(ReadsCredential, ReauthenticateWebAuthnForm):
    pass


class NewPasskeyForm(TakesCredential, AddWebAuthnForm):
    """Another passkey, with a name to tell it from the others."""

    name = Line(label=_("Name"), max_length=60, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        required=False,
        initial=True,
        help_text=_("Without the password. Off: it is asked for after the password."),
    )

    def clean(self):
        try:
            return super().clean()
        except ReadsCredential.unreadable as error:
            raise forms.ValidationError(NO_PASSKEY) from error


class PasskeyNameForm(EditWebAuthnForm):
    name = Line(label=_("Name"), max_length=60)
