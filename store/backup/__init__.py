"""Backups: the database as it stood at one moment, the registers in force and the ledger's keys, in one file."""
