"""What the register holds about a person that may open a gate, and how long a conviction requires notification."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from accounts.actor import Actor
from register.models import Conviction, ManagementRisk, MappaListing, Person, ProtectiveOrder, Registration
from register.rules.gates import (
    ConvictionFacts,
    FindingKind,
    GateProposal,
    HarmRisk,
    MappaFacts,
    gates_that_follow,
    highest,
)
from register.rules.notification_periods import (
    WITH_TERM,
    Disposal,
    LinkedTerm,
    Period,
    Term,
    TermLink,
    aggregate,
    notification_period,
)
from register.rules.offences import is_specified_stalking, offence_of
from register.rules.time_limits import in_words

LONGEST_CHAIN = 50


# What the floors above know of the risk of serious harm: asked for records, for a reader, on a day.
harm_sources: list[Callable[[Collection[int], Actor, date], Iterable[HarmRisk]]] = []


def gates_of(person: Person, *, actor: Actor, on: date, risk_of_serious_harm: str = "") -> tuple[GateProposal, ...]:
    """The gates that seem to open for a person on the day, by every joined record that the actor may see, and by the
    highest risk of serious harm that is recorded there or given as `risk_of_serious_harm`."""
    ids = _records_of(person, actor)
    convictions = Conviction.objects.filter(person__in=ids).standing()
    orders = ProtectiveOrder.objects.filter(person__in=ids).in_force(on=on).values_list("kind", flat=True)
    mappa = MappaListing.objects.filter(person__in=ids).running(on=on).first()
    given = HarmRisk(risk_of_serious_harm, "as assessed now" if risk_of_serious_harm else "")
    return gates_that_follow(
        [conviction_facts(each) for each in convictions],
        list(orders),
        on=on,
        risk=highest((given, *_recorded_risks(ids, actor, on))),
        mappa=MappaFacts(mappa.category, mappa.level, mappa.has_domestic_abuse_marker) if mappa else None,
    )


def recorded_risk(person: Person, *, actor: Actor, on: date) -> HarmRisk:
    """The highest risk of serious harm that is recorded where the actor may see it, with its day and who says so."""
    return highest(_recorded_risks(_records_of(person, actor), actor, on))


def _recorded_risks(ids: Collection[int], actor: Actor, on: date) -> Iterable[HarmRisk]:
    """The level by which somebody is managed, else that of the registration, and what the floors above assessed."""
    live = Registration.objects.visible_to(actor).live().filter(person__in=ids)
    levels = ManagementRisk.objects.filter(registration__in=live).order_by("registration", "decided_on", "pk")
    managed = {each.registration_id: each for each in levels}
    for registration in live:
        decided = managed.get(registration.pk)
        if decided is not None and decided.level == registration.harm_risk:
            yield HarmRisk(decided.level, f"the level of management since {in_words(decided.decided_on)}")
        elif registration.harm_risk:
            since = in_words(registration.starts_on)
            yield HarmRisk(registration.harm_risk, f"as recorded of the registration of {since}")
    for source in harm_sources:
        yield from source(ids, actor, on)


def _records_of(person: Person, actor: Actor) -> list[int]:
    joined = Person.objects.visible_to(actor).filter(pk__in=Person.objects.joined_with(person))
    return list(joined.values_list("pk", flat=True))


def conviction_facts(conviction: Conviction) -> ConvictionFacts:
    """A conviction as the gates look at it."""
    return ConvictionFacts(
        convicted_on=conviction.convicted_on,
        cjs_code=conviction.cjs_code,
        has_domestic_abuse_finding=conviction.has_domestic_abuse_finding,
        is_inherently_domestic=offence_of(conviction.cjs_code).is_inherently_domestic,
        is_specified_stalking=is_specified_stalking(conviction.cjs_code),
        kind=FindingKind(conviction.kind),
    )


def period_of(conviction: Conviction) -> Period:
    """How long a conviction for an offence of Schedule 3 requires notification, its linked terms counted as one.

    Raises:
        ValueError: the disposal needs a term, and none is recorded; or an overlap is too long.
    """
    disposal = Disposal(conviction.disposal)
    has_term = conviction.term_months is not None and disposal in WITH_TERM
    term = whole_term(conviction) if has_term else None
    return notification_period(
        disposal,
        conviction.convicted_on,
        term_months=term.months if term else None,
        term_days=term.days if term else 0,
        is_under_18=bool(conviction.is_under_18),
    )


def whole_term(conviction: Conviction) -> Term:
    """The term of a conviction with those it runs beside, as one (Sexual Offences Act 2003 s.82(3), (4)).

    Raises:
        ValueError: an overlap is longer than one of its two terms.
    """
    chain = list(_chain(conviction))
    first, *others = reversed(chain)
    linked = [LinkedTerm(_term(each), TermLink(each.term_link), _overlap(each)) for each in others]
    return aggregate(_term(first), *linked, start=first.sentenced_on or first.convicted_on)


def _chain(conviction: Conviction) -> Iterable[Conviction]:
    """The conviction, and those that its term runs beside, back to the first."""
    each: Conviction | None = conviction
    for _ in range(LONGEST_CHAIN):
        if each is None or (each.quashed_on is not None and each != conviction):
            return
        yield each
        each = each.follows


def _term(conviction: Conviction) -> Term:
    return Term(conviction.term_months or 0, conviction.term_days)


def _overlap(conviction: Conviction) -> Term:
    return Term(conviction.overlap_months, conviction.overlap_days)
