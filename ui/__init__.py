"""Pages, forms and components in the GOV.UK and MOJ patterns. Knows no domain word: see ui/README.md."""
