"""Finding records that may be one person: candidates, comparison, groups of joined records. It reads; the actions of
`register.actions.matching` decide and write."""
