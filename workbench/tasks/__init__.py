"""The tasks that somebody must answer: a query for each kind, and the effect of answers."""
