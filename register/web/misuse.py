"""Alerts of possible misuse, for professional standards and oversight: the list, one alert, and trying a threshold."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.middleware import ActingRequest
from accounts.models import Force
from accounts.reasons import reason_of
from accounts.web import get_or_404
from audit.core.errors import Refused, Stale
from audit.models import Event
from audit.web.policies import READ_LOG
from audit.web.presenters import Line
from audit.web.words import Words
from register import policies
from register.actions.misuse import MOST_NAMED, answer_misuse_alert, open_misuse_alert
from register.actions.misuse_back_test import back_test_misuse
from register.misuse.back_test import BackTest
from register.misuse.words import reading_of_alerts
from register.models import MisuseAlert
from register.rules.misuse.rule import Rule
from register.rules.misuse.table import rule_of, rules_on
from register.web.keyset import Keyset, Newest, links
from register.web.misuse_forms import AnswerMisuseForm, BackTestForm, ChooseRuleForm
from ui.components import SummaryRow
from ui.dates import day, moment
from ui.layout import NavigationItem

PAGE = 25
CHANGED_MEANWHILE = "Somebody else answered this alert while you were reading it. Nothing of yours was saved."


@never_cache
@require_safe
def alerts(request: ActingRequest) -> HttpResponse:
    """Alerts within reach, newest first: those that wait for an answer, or all."""
    policies.SEE_MISUSE.require(request.actor)
    box = "all" if request.GET.get("box") == "all" else "open"
    rows = MisuseAlert.objects.visible_to(request.actor).select_related("user", "force")
    page = Keyset(Newest("raised_at"), PAGE).page(rows if box == "all" else rows.open(), request.GET.get("after", ""))
    shown = {
        "alerts": [(each, title_of(each)) for each in page.rows], "boxes": _boxes(box), "box": box,
        "today": timezone.localdate(), "may_test": policies.BACK_TEST_MISUSE.allows(request.actor),
        **links(request, page),
    }  # fmt: skip
    return render(request, "register/misuse_alerts.html", shown)


def title_of(alert: MisuseAlert) -> str:
    """The title of its rule; one that is no longer known keeps its code."""
    rule = rule_of(alert.rule, alert.rule_version)
    return rule.title if rule else alert.rule


def _boxes(current: str) -> list[NavigationItem]:
    here = reverse("misuse-alerts")
    return [
        NavigationItem("To answer", here, is_current=current == "open"),
        NavigationItem("All", f"{here}?box=all", is_current=current == "all"),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def alert(request: ActingRequest, reference: str) -> HttpResponse:
    """One alert with the entries that made it, and the form of what came of it."""
    rows = MisuseAlert.objects.visible_to(request.actor).select_related("user", "force", "answered_by")
    shown = get_or_404(rows, reference=reference)
    form = AnswerMisuseForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST":
        policies.ANSWER_MISUSE.require(request.actor, shown)
        if form.is_valid() and _answered(request, shown, form):
            return redirect("misuse-alert", shown.reference)
        shown = get_or_404(rows, reference=reference)
    else:
        open_misuse_alert(shown, actor=request.actor, reason=reason_of(request))
    events = Event.objects.visible_to(request.actor, by=READ_LOG).filter(pk__in=shown.entries)
    words = Words.load()
    context = {
        "alert": shown, "rule": rule_of(shown.rule, shown.rule_version), "title": title_of(shown), "form": form,
        "rows": _rows(shown), "words": reading_of_alerts(request.actor, [shown])(shown.words),
        "lines": [Line.of(event, words) for event in events.newest_first().with_details()[:MOST_NAMED]],
        "may_answer": not shown.came_of_it and policies.ANSWER_MISUSE.allows(request.actor, shown),
    }  # fmt: skip
    return render(request, "register/misuse_alert.html", context)


def _answered(request: ActingRequest, shown: MisuseAlert, form: AnswerMisuseForm) -> bool:
    """Whether the answer was taken; otherwise the form says why not."""
    said = form.cleaned_data
    try:
        answer_misuse_alert(
            shown, came_of_it=MisuseAlert.CameOfIt(said["came_of_it"]), words=said["words"], version=said["version"],
            actor=request.actor, reason=reason_of(request),
        )  # fmt: skip
    except Stale:
        form.add_error(None, CHANGED_MEANWHILE)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    else:
        messages.success(request, f"What came of alert {shown.reference} is recorded.")
        return True
    return False


def _rows(alert: MisuseAlert) -> list[SummaryRow]:
    rule = rule_of(alert.rule, alert.rule_version)
    titles = {each.code: each.title for each in rule.thresholds} if rule else {}
    thresholds = "; ".join(f"{titles.get(code, code)}: {value:,}" for code, value in alert.settings.items())
    return [
        SummaryRow("User", f"{alert.who} ({alert.user.reference})" if alert.user else alert.who),
        SummaryRow("Force", alert.force or "A national body"),
        SummaryRow("Record", alert.about or "More than one"),
        SummaryRow("From", moment(alert.started_at)),
        SummaryRow("Until", moment(alert.ended_at)),
        SummaryRow("Measured", f"{alert.measured:,}"),
        SummaryRow("Threshold", thresholds),
        SummaryRow("Rule", f"{alert.rule}, version {alert.rule_version}"),
        SummaryRow("Raised", moment(alert.raised_at)),
        SummaryRow("Answer by", day(alert.due_on)),
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def choose_rule(request: ActingRequest) -> HttpResponse:
    """Choose the rule whose thresholds are tried."""
    policies.BACK_TEST_MISUSE.require(request.actor)
    form = ChooseRuleForm(request.POST or None, rules=rules_on(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        return redirect("try-misuse-rule", form.cleaned_data["rule"])
    return render(request, "register/misuse_rules.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def try_rule(request: ActingRequest, code: str) -> HttpResponse:
    """How many alerts a rule would have raised with other thresholds. It reads the log and raises nothing."""
    policies.BACK_TEST_MISUSE.require(request.actor)
    rule = next((each for each in rules_on(timezone.localdate()) if each.code == code), None)
    if rule is None:
        raise Http404
    form, found = BackTestForm(request.POST or None, rule=rule), None
    if request.method == "POST" and form.is_valid():
        found = _tried(request, rule, form)
    names = dict(Force.objects.values_list("code", "name")) if found else {}
    lines = [(names.get(line.force, "A national body"), line) for line in found.lines] if found else []
    return render(
        request, "register/misuse_back_test.html", {"rule": rule, "form": form, "found": found, "lines": lines}
    )


def _tried(request: ActingRequest, rule: Rule, form: BackTestForm) -> BackTest | None:
    forces = policies.BACK_TEST_MISUSE.rows(Force.objects.all(), request.actor)
    said = form.cleaned_data
    try:
        return back_test_misuse(
            rule, forces=forces, since_on=said["since_on"], until_on=said["until_on"], changed=form.changed,
            actor=request.actor, reason=reason_of(request),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None
