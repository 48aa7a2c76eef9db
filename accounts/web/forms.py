"""The forms of signing in and of one's own account."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts import reasons
from accounts.actions import own_account
from accounts.models import User
from ui.forms import Form, FormMixin, OptionLabel

CODE = forms.TextInput(
    attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "one-time-code"}
)
GOOD_ONE = "At least 12 characters. A few unrelated words are easy to remember and hard to guess."


class SignInForm(FormMixin, LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address, password = self.fields["login"], self.fields["password"]
        address.label, password.label = "E-mail address", "Password"
        address.widget.attrs |= {"autocomplete": "username", "class": "govuk-input--width-20", "spellcheck": "false"}
        address.error_messages["required"] = "Enter your e-mail address"
        password.error_messages["required"] = "Enter your password"
        password.help_text = ""
        _plain(self)


class ConfirmPasswordForm(FormMixin, ReauthenticateForm):
    """The password again, before something that must not be done on an unattended screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Enter your password"
        _plain(self)


class NewPasswordForm(FormMixin, ChangePasswordForm):
    """The current password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("oldpassword", "Current password"),
            ("password1", "New password"),
            ("password2", "New password again"),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = GOOD_ONE if name == "password1" else ""
            self.fields[name].error_messages["required"] = f"Enter the {label.lower()}"
        _plain(self)


class CodeForm(FormMixin, second_factor.AuthenticateForm):
    """A one-time code or a recovery code, each good for one use."""

    is_confirming = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_code(self.fields["code"])

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                own_account.locked_out(self.user.email, why="second-factor", user=self._known_user())
            raise
        if self.authenticator.type == Authenticator.Type.TOTP and not _is_first_use(self.user, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        own_account.sign_in_failed(self.user.email, why="second-factor", user=self._known_user())

    def _known_user(self) -> User | None:
        """Whoever has given a password alone is not yet somebody who acts."""
        return self.user if self.is_confirming else None


class ConfirmCodeForm(CodeForm, second_factor.ReauthenticateForm):
    """The same, asked again within a session."""

    is_confirming = True


class SetUpForm(Form):
    """The first code of a new authenticator app. The seed waits in the session, encrypted, until the code is right."""

    code = forms.CharField(widget=CODE)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = _seed(is_new=not self.is_bound)
        _name_code(self.fields["code"])

    def clean_code(self) -> str:
        clear_limit = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        if not totp.validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        clear_limit()
        return code


class ReasonForm(Form):
    """Why the person works in the register now."""

    reason = forms.ChoiceField(label="Why are you using the register?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="More about it",
        required=False,
        max_length=reasons.LONGEST_WORDS,
        help_text="Say which investigation it is. No names.",
    )
    incident = forms.CharField(
        label="Incident number",
        required=False,
        max_length=30,
        help_text="Only for a live call, if there is one already. It stays until you clear it here.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, kinds: list[reasons.ReasonKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.code: kind for kind in kinds}
        self.fields["reason"].choices = [(kind.code, _option(kind)) for kind in kinds]  # type: ignore[attr-defined]
        if not any(kind.has_incident for kind in kinds):
            del self.fields["incident"]
        if not any(kind.needs_words for kind in kinds):
            del self.fields["words"]

    def clean_incident(self) -> str:
        incident: str = self.cleaned_data["incident"].strip()
        if incident and not reasons.INCIDENT_NUMBER.fullmatch(incident):
            raise ValidationError("Enter an incident number with letters, numbers, spaces, / or - only, like 1234/26")
        return incident

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = self.kinds.get(cleaned.get("reason", ""))
        if kind is not None and kind.needs_words and not cleaned.get("words", "").strip():
            self.add_error("words", "Say which investigation it is")
        return cleaned


def _option(kind: reasons.ReasonKind) -> OptionLabel:
    return OptionLabel(kind.title, hint="Say which one below" if kind.needs_words else "")


def _plain(form: forms.Form) -> None:
    """allauth's placeholders vanish as one types and are read out twice: labels say it already."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _name_code(field: forms.Field) -> None:
    field.widget = CODE
    field.label = "Code"
    field.error_messages["required"] = "Enter the code"


def _seed(*, is_new: bool) -> str:
    session = context.request.session
    kept = None if is_new else session.get(totp.SECRET_SESSION_KEY)
    if kept is None:
        kept = session[totp.SECRET_SESSION_KEY] = get_adapter().encrypt(totp.generate_totp_secret())
    return str(get_adapter().decrypt(kept))


def _is_first_use(user: User, code: str) -> bool:
    """RFC 6238 5.2: a code is accepted once. It stays good for one step more each way, so it is kept for so long."""
    seconds = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
    digits = re.sub(r"\D", "", code)
    return bool(cache.add(f"one-time-code:{user.pk}:{digits}", "used", timeout=seconds))
