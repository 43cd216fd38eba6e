"""Staff's pages, under `/staff`.

How to add a page, here or under `/audit`:

1. Its route, in a module `add(routes, desk)` that `routes.blueprint` calls. `desk` is `console.users.desk.Desk`:
   `desk.show("staff/page.html", ...)`, `desk.campaign_or_404(tx, id)`, `desk.theirs()` (the condition on `Campaign`
   that belongs in every query), `desk.write()` (ledger entries then say who did it), `desk.to(endpoint, notice)`.
2. Its endpoint in `console.security.access`, and a value for each new argument of its address in
   `tests/console/test_access.py`, which asks every route as every role and as staff of another area.
3. A template under `templates/staff` that extends `users/frame.html` and fills `body`; `form`, `submit` and
   `hidden` are in `users/parts.html`. A link at the head of the pages is a row of `console.users.ways.WAYS`.
4. Forms are plain posts that end in `desk.to(...)`; numbers and names never stand in an address.
"""
