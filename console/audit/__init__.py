"""Auditors' pages, under `/audit`: they read, and change nothing. How to add one: `console.staff`."""
