"""Staff and auditors: who they are, their passwords, their second factor, and how they sign in."""
