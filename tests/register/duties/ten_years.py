"""Ten invented years of registered people: every kind of event, told of in time, late or never, by the real actions.

`Decade(seed)` lives one registration; what is written is decided by the seed and the grounds there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.actor import Actor
from register.actions.absences import begin_absence, end_absence
from register.actions.order_life import discharge_order, serve_order
from register.actions.orders import record_order
from register.actions.registration_ends import decide_appeal, note_appeal, record_death, record_stay
from register.actions.requirements import begin_requirement, end_requirement
from register.actions.transfers import accept_transfer, offer_transfer
from register.duties.recompute import recompute
from register.models import (
    Absence,
    NotifiableChange,
    Notification,
    NotificationRequirement,
    ProtectiveOrder,
    Registration,
    RegistrationAppeal,
)
from register.rules.limits.terms import REGISTER_OPENS
from register.rules.notification_periods import Disposal
from register.rules.regimes.table import HAPPENINGS, DutyKind
from tests import builders

FIRST, LAST = date(2016, 11, 1), date(2026, 10, 31)
STARTS = {"soa": FIRST, "SHPO": FIRST, "SPO": date(2020, 2, 1), "DAPO": date(2024, 12, 1)}
OPENED = STARTS | {"da_register": REGISTER_OPENS}
"""The grounds there are, and that of the register's own regime, had policy opened it when its limits begin."""
CONVICTIONS = ("soa", "da_register")
ANNOUNCED = (DutyKind.NAME, DutyKind.HOME_ADDRESS, DutyKind.BANK)
EVENTS_A_YEAR = 4

Deed = Callable[[], object]


@dataclass
class Decade:
    """One registration from its first requirement to the end of the ten years, or to its own end."""

    seed: int
    by: dict[str, Any]
    grounds: Mapping[str, date] = field(default_factory=lambda: STARTS)
    kinds: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        ground = self.random.choice(tuple(self.grounds))
        self.starts_on = self._between(self.grounds[ground], max(LAST - timedelta(days=400), self.grounds[ground]))
        self.person = builders.person(self.by["actor"], surname=f"Tenyears{self.seed}")
        self.registration = builders.registered(
            self.person, self.by["actor"], starts_on=self.starts_on, gate="order", regime=Registration.Regime.NONE
        )
        self._require(ground, self.starts_on)
        self.absence: Absence | None = None
        self.open_changes: list[NotifiableChange] = []
        self.is_over = False

    def live(self) -> Iterator[date]:
        """Do one event after another, in order; gives the day of each."""
        on = self.starts_on
        while not self.is_over:
            on += timedelta(days=self.random.randint(1, 2 * 365 // EVENTS_A_YEAR))
            if on > LAST:
                return
            deed = self.random.choice(self._deeds())
            self.kinds.add(deed.__name__.strip("_"))
            deed(on)  # type: ignore[call-arg]
            yield on

    def _deeds(self) -> list[Callable[[date], object]]:
        often = [self._notify, self._notify, self._notify, self._change, self._change, self._announce]
        away = self._go_away if self.absence is None else self._come_back
        seldom = [
            away,
            self._another_ground,
            self._serve,
            self._appeal if self.appeal is None else self._court,
            self._hand_over,
        ]
        last = [self._end_requirement, self._discharge, self._die] if self.random.random() < 0.2 else []
        return [*often, *seldom, *last]

    @property
    def appeal(self) -> RegistrationAppeal | None:
        """The appeal that waits for its court."""
        return RegistrationAppeal.objects.filter(registration=self.registration, outcome="").first()

    def _appeal(self, on: date) -> None:
        is_stayed = self.random.random() < 0.5
        note_appeal(self.registration, court="Leeds Crown Court", lodged_on=on, is_stayed=is_stayed, **self.by)

    def _court(self, on: date) -> None:
        """The court suspends the requirements, lets them run again, or decides."""
        appeal = self.appeal
        assert appeal is not None
        may_turn = appeal.stay_ended_on is None
        if may_turn and self.random.random() < 0.5:
            record_stay(self.registration, is_stayed=not appeal.is_stayed, effective_on=on, **self.by)
            return
        outcome = self.random.choice(["dismissed", "dismissed", "abandoned", "allowed"])
        decide_appeal(self.registration, outcome=outcome, decided_on=on, why="Judgment", **self.by)
        self.is_over = outcome == "allowed"

    def _hand_over(self, _on: date) -> None:
        """To another force, which works on it from then on. What is due stays due."""
        self.registration.refresh_from_db()
        to = "14" if self.registration.managing_force.code == "13" else "13"
        said = {"why": "He lives there now", "summary": "Medium risk, no incident this year"}
        offer = offer_transfer(self.registration, to_force=builders.force(to), **said, **self.by)
        self.by = {**self.by, "actor": builders.actor("supervisor", force_code=to)}
        manager = builders.user("offender-manager", force_code=to)
        accept_transfer(offer, manager=manager, why="Ours", **self.by)
        self.registration.refresh_from_db()

    def _require(self, ground: str, on: date) -> None:
        if ground in CONVICTIONS:
            disposal = self.random.choice([Disposal.FINE, Disposal.CAUTION, Disposal.LIFE, Disposal.HOSPITAL])
            begin_requirement(
                self.registration, regime=NotificationRequirement.Regime(ground), relevant_on=on, disposal=disposal,
                is_under_18=self.random.random() < 0.1, **self.by,
            )  # fmt: skip
            return
        served_on = on + timedelta(days=self.random.randint(0, 5)) if self.random.random() < 0.8 else None
        record_order(
            self.person, force=self.registration.managing_force, kind=ground, made_on=on, served_on=served_on,
            ends_on=on + timedelta(days=self.random.choice([180, 730, 1825])), court="Leeds", **self.by,
        )  # fmt: skip

    def _another_ground(self, on: date) -> None:
        self._require(self.random.choice([each for each, first in self.grounds.items() if first <= on]), on)

    def _serve(self, on: date) -> None:
        orders = ProtectiveOrder.objects.in_force(on=on).filter(person=self.person, served_on__isnull=True)
        order = orders.first()
        if order is not None:
            means = ProtectiveOrder.Means.PERSONAL
            serve_order(order, served_on=on, served_by="PC Ruth Adeyemi", means=means, **self.by)

    def _discharge(self, on: date) -> None:
        order = ProtectiveOrder.objects.in_force(on=on).filter(person=self.person).first()
        if order is not None:
            discharge_order(order, on=on, why="Leeds Magistrates: no longer necessary", **self.by)

    def _end_requirement(self, on: date) -> None:
        running = NotificationRequirement.objects.filter(registration=self.registration, ended_on__isnull=True).first()
        if running is not None:
            end_requirement(running, ended_on=on, why="Quashed on appeal", **self.by)

    def _go_away(self, on: date) -> None:
        kind = self.random.choice(list(Absence.Kind))
        told = kind == Absence.Kind.ABROAD and self.random.random() < 0.5
        self.absence = begin_absence(self.person, kind=kind, starts_on=on, is_return_told=told, **self.by)

    def _come_back(self, on: date) -> None:
        assert self.absence is not None
        end_absence(self.absence, ended_on=on, **self.by)
        self.absence = None

    def _change(self, on: date) -> None:
        kind = self.random.choice(HAPPENINGS)
        self._changed(kind=kind, happened_on=on, known_on=on - timedelta(days=self.random.randint(0, 20)))

    def _announce(self, on: date) -> None:
        """Announced, and come about early, in time, late or never."""
        expected_on = on + timedelta(days=self.random.randint(3, 20))
        change = self._changed(kind=self.random.choice(ANNOUNCED), expected_on=expected_on)
        self._told(on, [change])
        if self.random.random() < 0.8:
            change.happened_on = expected_on + timedelta(days=self.random.randint(-5, 6))
            change.save()
        recompute(self.registration)

    def _changed(self, **values: Any) -> NotifiableChange:
        builders.allow_writes()
        change = NotifiableChange.objects.create(registration=self.registration, **values)
        if change.happened_on is not None:
            self.open_changes.append(change)
        recompute(self.registration)
        return change

    def _notify(self, on: date) -> None:
        told, self.open_changes = self.open_changes, []
        self._told(on, told)

    def _told(self, on: date, changes: list[NotifiableChange]) -> None:
        builders.allow_writes()
        taken = Notification.objects.create(
            registration=self.registration, taken_at=datetime.combine(on, time(10), UTC), method="counter",
            police_station="Elland Road", identity_check="document", has_fixed_abode=self.random.random() < 0.9,
        )  # fmt: skip
        for kind in self.random.choice([["initial"], ["initial", "periodic", "release", "return", "non_event"], []]):
            taken.items.create(kind=kind)
        for change in changes:
            taken.items.create(kind=change.kind, change=change)
        recompute(self.registration)

    def _die(self, on: date) -> None:
        record_death(self.registration, confirmed_by="Coroner", died_on=on, why="Certificate seen", **self.by)
        self.is_over = True

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))


def everything(by: Actor, *, registrations: int, grounds: Mapping[str, date] = STARTS) -> list[Decade]:
    """So many decades, not yet lived."""
    return [Decade(seed, {"actor": by, "reason": builders.CALL}, grounds) for seed in range(registrations)]
