"""The ledger's seal: an order of the entries, a Merkle tree over it (RFC 9162), and signed heads."""
