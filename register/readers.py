"""Who may learn that a row is there, where an inbox, a count or a nightly check speaks of it without opening it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.actor import Actor
from accounts.policy import Policy
from register.policies import not_barred_from


@dataclass(frozen=True, slots=True, eq=False)
class Readers:
    """Who may learn of rows of `model`.

    `about` are the paths to the people whom a row is about, `around` the path to further people, of whom a row may have
    many: whoever is barred from one of them learns nothing of it.
    `policy` says who may read such rows, or what stands at `of` where a row belongs to that; whoever may, learns of
    those within their reach. Whoever may read none at all must know of what is late or broken all the same (who leads
    a force, oversight): for them the bars hold alone. No policy stands where it would hide the very fault. `limits`
    hold of everybody: what somebody must not even be told of, whatever their rank.
    """

    model: type[Model]
    policy: Policy | None
    about: tuple[str, ...]
    of: str = ""
    around: str = ""
    limits: Callable[[Actor], Q] | None = None

    def rows(self, actor: Actor) -> QuerySet[Any]:
        """The rows, open or not, of which the actor may learn."""
        found: QuerySet[Any] = self.model._base_manager.all()
        for path in self.about:
            found = found.filter(not_barred_from(path)(actor))
        if self.around:
            hidden = self.model._base_manager.filter(~not_barred_from(self.around)(actor))
            found = found.filter(~Exists(hidden.filter(pk=OuterRef("pk"))))
        if self.limits is not None:
            found = found.filter(self.limits(actor))
        if self.policy is None or not actor.may(self.policy.permission):
            return found
        if not self.of:
            return self.policy.rows(found, actor)
        owning = self.policy.rows(self._owning()._base_manager.all(), actor)
        return found.filter(Exists(owning.filter(pk=OuterRef(self.of))))

    def people_of(self, number: int) -> list[int | None]:
        """The keys of the people whom the row with this key is about."""
        row = self.model._base_manager.filter(pk=number)
        around = row.values_list(self.around, flat=True) if self.around else ()
        return [*(row.values_list(*self.about).get() if self.about else ()), *around]

    def _owning(self) -> type[Model]:
        model: Any = self.model
        for name in self.of.split("__"):
            model = model._meta.get_field(name).related_model
        return model  # type: ignore[no-any-return]
