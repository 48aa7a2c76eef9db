"""How often matching is right: on the feeds, whose truth is known, and on the data sets that linkage is measured on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from config.bench.figures import Reading, gives
from config.bench.world import World
from register.rules.matching.model import model_in_force


@gives("match_precision_feeds", "match_recall_feeds")
def matching_on_feeds(world: World) -> Mapping[str, Reading]:
    """What the model in force would join by itself among the people of the feeds."""
    from config.linkage.accuracy import accuracy_on_feeds

    model = model_in_force()
    found = accuracy_on_feeds(model, timezone.localdate())
    right = len(found.joined & found.truth)
    size = (
        f"model {model.version}, {len(found.truth)} pairs of one person, {len(found.joined)} joined, {right} rightly; "
        f"{found.found_with_help:.1%} joined or proposed"
    )
    return {
        "match_precision_feeds": Reading(found.precision, size),
        "match_recall_feeds": Reading(found.recall, size),
    }


@gives("match_f1_febrl4")
def matching_on_febrl4(world: World) -> Mapping[str, Reading]:
    """Two lists of 5,000."""
    return {"match_f1_febrl4": _f1("febrl4", world)}


@gives("match_f1_febrl3", "match_f1_febrl3_to_splink")
def matching_on_febrl3(world: World) -> Mapping[str, Reading]:
    """One list of 5,000 with up to five records of a person."""
    found = _f1("febrl3", world)
    return {
        "match_f1_febrl3": found,
        "match_f1_febrl3_to_splink": Reading(found.ratio or 0.0, found.size, ratio=found.ratio),
    }


def _f1(name: str, world: World) -> Reading:
    """Ours as the value; the ratio is to what Splink with its own comparisons gives in the same run."""
    from config.linkage import febrl

    data = febrl.load(name, humans=world.scale.humans)
    ours = febrl.best_f1(febrl.our_weights(data, febrl.model_for(data)), data.truth)
    splinks = febrl.best_f1(febrl.splink_weights(data), data.truth)
    size = (
        f"levels and rules of model {model_in_force().version}, {len(data.people):,} records, {len(data.truth):,} "
        f"pairs of one person; Splink {splinks:.4f}"
    )
    return Reading(ours, size, ratio=ours / splinks)
