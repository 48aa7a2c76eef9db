"""What can happen to statistics."""

from __future__ import annotations

from audit.core.events import OPERATIONAL, Operation, declare

FIGURES_PUBLISHED = declare(
    "statistics.published",
    "A measure was counted, and what may be shown of it was published or revised.",
    Operation.COMBINATION,
    statistic=OPERATIONAL,
    quarters=OPERATIONAL,
    figures=OPERATIONAL,
    revised=OPERATIONAL,
)
STATISTICS_READ = declare(
    "statistics.read",
    "Somebody read published statistics.",
    Operation.CONSULTATION,
    statistics=OPERATIONAL,
    quarters=OPERATIONAL,
)
STATISTICS_DOWNLOADED = declare(
    "statistics.downloaded",
    "Published statistics were downloaded as a file.",
    Operation.DISCLOSURE,
    statistic=OPERATIONAL,
    file_format=OPERATIONAL,
    rows=OPERATIONAL,
    sha256=OPERATIONAL,
)
