"""`make bench`: what the register costs, measured against rulers on the same machine in the same run.

`figures` says what there is to measure, `world` makes the databases and programs that are measured, the other modules
measure, and `results` keeps docs/performance.json and renders docs/performance.md from it.
"""
