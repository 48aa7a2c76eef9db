"""Statistics: the one gateway by which counts leave the register (ADR 23).

`counting` counts, `publishing` lets the rules decide what may be shown and keeps it, `reading` reads what was kept, and
knows nothing else. Pages, the API and files have their figures from `reading` alone.
"""
