"""Auditors' pages, under `/audit`: they read, and change nothing. How to add one: `console.staff`.

`office.Office` is the desk with what may be seen (`sight`) and what is looked at (`look`). What a page shows is
asked of `store.audit`, as the command asks it.
"""
