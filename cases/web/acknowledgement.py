"""The acknowledgement of a notification as a page to print. Showing it is printing it: each time is logged."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.middleware import ActingRequest
from accounts.reasons import reason_of
from accounts.web import get_or_404
from cases.web.notification_forms import LanguageForm
from cases.web.notifications import way_back
from register.actions.acknowledgements import print_acknowledgement
from register.models import Acknowledgement, Notification
from register.policies import PRINT_ACKNOWLEDGEMENT
from register.web.form_page import FormPage


@never_cache
@require_http_methods(["GET", "POST"])
def acknowledgement(request: ActingRequest, reference: str) -> HttpResponse:
    """Choose the language, then print."""
    rows = Notification.objects.visible_to(request.actor).select_related("registration__person")
    notification = get_or_404(rows, reference=reference)
    PRINT_ACKNOWLEDGEMENT.require(request.actor, notification)
    form = LanguageForm(request.POST or None, initial={"language": Acknowledgement.Language.BOTH})
    back_url = way_back(notification.registration.person)
    if request.method == "POST" and form.is_valid():
        language = Acknowledgement.Language(form.cleaned_data["language"])
        sheets = print_acknowledgement(
            notification, actor=request.actor, reason=reason_of(request), language=language
        )  # fmt: skip
        return render(request, "cases/acknowledgement.html", {"sheets": sheets, "back_url": back_url})
    intro = f"Of notification {notification.reference}. It is handed to the person; that it was printed is logged."
    page = FormPage("Print the acknowledgement", "Show it for printing", back_url, intro=intro)
    return render(request, page.template, {"page": page, "form": form})
