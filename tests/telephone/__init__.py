"""Whole calls through HTTP: the real service on one side, the rehearsal carrier on the other."""
