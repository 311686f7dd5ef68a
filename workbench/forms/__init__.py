"""The apps' forms, made of widgets; what they show is decided below, and they only say it."""
