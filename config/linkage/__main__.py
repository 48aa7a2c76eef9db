"""python -m config.linkage train: trains the matching model anew and writes register/reference/matching_model.json."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import django


def main(arguments: Sequence[str]) -> int:
    if list(arguments) != ["train"]:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    django.setup()
    from django.utils import timezone

    from config.linkage.training import train

    model = train(timezone.localdate())
    rate = model.about["false_match_rate"]
    sys.stdout.write(
        f"Model {model.version}: same from {model.same_from:g}, possible from {model.possible_from:g}; "
        f"{rate['false_matches']} false matches among {rate['pairs_scored']:,} pairs of strangers.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
