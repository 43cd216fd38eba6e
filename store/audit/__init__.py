"""What an auditor asks of the ledger: why a call was made or refused, whether it is decided so again, and counts."""
