"""What Ringround remembers: models, migrations, the ledger and the registers, on two databases alike."""
