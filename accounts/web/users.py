"""The pages of a force administrator: the users of the force, their roles, and a new start for who is locked out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policies
from accounts.actions import roles as role_actions
from accounts.actions import users as user_actions
from accounts.middleware import ActingRequest
from accounts.models import User
from accounts.passwords import new_password
from accounts.reasons import reason_of
from accounts.web import get_or_404
from accounts.web.step_up import confirmed_lately
from accounts.web.user_forms import RoleForm, UserForm, WhyForm
from audit.core.errors import Refused

PAGE_SIZE = 50
pages_of_users: list[tuple[str, str, str]] = []
"""Pages about somebody of the force that the floors above have: the permission, the name of the address, the words of
the link. None of them is for oneself."""
HEAD = ("Name", "Collar number", "Roles today", "Sign-in")


@never_cache
@require_safe
def users(request: ActingRequest) -> HttpResponse:
    """The users the actor may see, with the roles they hold today."""
    policies.SEE_USERS.require(request.actor)
    visible = User.objects.visible_to(request.actor).with_roles(on=timezone.localdate())
    page = Paginator(visible.order_by("-is_active", "name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        [_link(each), each.collar_number, ", ".join(m.role.title for m in each.held) or "No role", _standing(each)]
        for each in page.object_list
    ]
    context = {"page": page, "head": HEAD, "rows": rows, "may_create": policies.CREATE_USER.allows(request.actor)}
    return render(request, "accounts/users.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def create(request: ActingRequest) -> HttpResponse:
    """A new user of the actor's own force; the first password is shown once."""
    policies.CREATE_USER.require(request.actor)
    form = UserForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        password = new_password()
        try:
            user = user_actions.create_user(
                request.user.force,  # type: ignore[union-attr]
                actor=request.actor,
                reason=reason_of(request),
                password=password,
                **form.cleaned_data,
            )
        except Refused as refusal:
            _show(form, refusal)
        else:
            return _first_password(request, user, password)
    return render(request, "accounts/create_user.html", {"form": form})


@never_cache
@require_safe
def user(request: ActingRequest, reference: str) -> HttpResponse:
    """One user: roles held and past, and what the actor may do."""
    shown = _user(request, reference)
    return render(request, "accounts/user.html", _context(request, shown))


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def give_role(request: ActingRequest, reference: str) -> HttpResponse:
    """Give a role from a day to a day."""
    shown = _managed(request, reference)
    roles = {role.code: role for role in role_actions.roles_to_give(shown, request.actor)}
    form = RoleForm(request.POST if request.method == "POST" else None, roles=list(roles.values()))
    if form.is_valid():
        role = roles[form.cleaned_data["role"]]
        given = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on", "why")}
        if _done(form, role_actions.give_role, shown, request, role=role, **given):
            messages.success(request, f"{role.title} was given.")
            return redirect("user", reference)
    return render(request, "accounts/give_role.html", {"form": form, "shown": shown})


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def end_role(request: ActingRequest, reference: str, membership: int) -> HttpResponse:
    """End a role at once, after one question."""
    shown = _managed(request, reference)
    held = get_or_404(shown.memberships.select_related("role"), pk=membership)  # type: ignore[attr-defined]
    form = forms.Form(request.POST) if request.method == "POST" else None
    if form is not None and _done(form, role_actions.end_role, shown, request, membership=held):
        messages.success(request, f"{held.role.title} was ended.")
        return redirect("user", reference)
    return render(request, "accounts/end_role.html", {"form": form, "shown": shown, "membership": held})


def disable(request: ActingRequest, reference: str) -> HttpResponseBase:
    return _switch(
        request, reference, user_actions.disable_user, "accounts/disable_user.html", "The user was disabled."
    )


def enable(request: ActingRequest, reference: str) -> HttpResponseBase:
    return _switch(request, reference, user_actions.enable_user, "accounts/enable_user.html", "The user was enabled.")


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def reset(request: ActingRequest, reference: str) -> HttpResponse:
    """A new first password, shown once; the second factor must be set up again."""
    shown = _managed(request, reference)
    form = forms.Form(request.POST) if request.method == "POST" else None
    password = new_password()
    if form is not None and _done(form, user_actions.reset_sign_in, shown, request, password=password):
        return _first_password(request, shown, password)
    return render(request, "accounts/reset_sign_in.html", {"form": form, "shown": shown})


@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_lately
def _switch(request: ActingRequest, reference: str, act: Any, template: str, done: str) -> HttpResponse:
    shown = _managed(request, reference)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, act, shown, request, **form.cleaned_data):
        messages.success(request, done)
        return redirect("user", reference)
    return render(request, template, {"form": form, "shown": shown})


def _user(request: ActingRequest, reference: str) -> User:
    policies.SEE_USERS.require(request.actor)
    visible: QuerySet[User] = User.objects.visible_to(request.actor).select_related("force")
    return get_or_404(visible, reference=reference)


def _managed(request: ActingRequest, reference: str) -> User:
    shown = _user(request, reference)
    policies.MANAGE_USERS.require(request.actor, shown)
    return shown


def _done(form: forms.BaseForm, act: Any, thing: User, request: ActingRequest, **details: Any) -> bool:
    """Do it; or show on the form why not."""
    try:
        act(thing, actor=request.actor, reason=reason_of(request), **details)
    except Refused as refusal:
        _show(form, refusal)
        return False
    return True


def _show(form: forms.BaseForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def _first_password(request: ActingRequest, shown: User, password: str) -> HttpResponse:
    return render(request, "accounts/first_password.html", {"shown": shown, "password": password})


def _context(request: ActingRequest, shown: User) -> dict[str, Any]:
    today = timezone.localdate()
    held = shown.memberships.select_related("role", "given_by").order_by("-starts_on", "-pk")  # type: ignore[attr-defined]
    may_manage = policies.MANAGE_USERS.allows(request.actor, shown)
    return {
        "shown": shown,
        "rows": [
            ("Reference", shown.reference),
            ("E-mail address", shown.email),
            ("Collar number", shown.collar_number),
            ("Force", shown.force.name if shown.force else "None: a national body"),
        ],
        "memberships": [(membership, membership.standing(on=today)) for membership in held],
        "may_manage": may_manage,
        "is_oneself": shown.pk == request.actor.user_id,
        "further": _further(request, shown),
    }


def _further(request: ActingRequest, shown: User) -> list[tuple[str, str]]:
    """Address and words of each page about them that the reader may use."""
    if shown.pk == request.actor.user_id:
        return []
    usable = [each for each in pages_of_users if request.actor.may(each[0])]
    return [(reverse(name, args=[shown.reference]), words) for _, name, words in usable]


def _link(shown: User) -> SafeString:
    address = reverse("user", args=[shown.reference])
    return format_html('<a class="govuk-link" href="{}"><bdi>{}</bdi></a>', address, shown.name)


def _standing(shown: User) -> str:
    return "Can sign in" if shown.is_active else "Disabled"
