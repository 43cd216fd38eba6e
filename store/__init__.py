"""What Ringround remembers: models, migrations, the ledger and the registers, on SQLite and PostgreSQL alike."""
