"""The order of a call: one handler, one transaction; then the orders to the carrier, by worker."""
