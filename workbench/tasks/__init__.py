"""What somebody must answer: a query for each kind, and which tasks stand once answers are seen."""
