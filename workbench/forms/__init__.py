"""The forms of the agents' and the operators' apps: widgets that show what lower rooms decide."""
