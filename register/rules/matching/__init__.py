"""Whether two records are one person: levels of agreement, their weights, and the rules that no weight overrules."""
