"""Whether the ledger holds: verified, decided again, held against the carrier's list; exported with its signed head.

Each takes long on a large ledger, so it is asked here and done by the slow queue's worker; the page says how far it is.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final, TypeAlias

from flask import Blueprint, Response, abort, jsonify, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.audit import asking
from console.audit.asking import Form, UnreadableError
from console.audit.office import Office
from store import tasks
from store.sealing import keys
from store.sealing.proof import canonical
from store.sealing.seal import last_head

A_WEEK: Final = timedelta(days=7)
SHOWN: Final = (tasks.VERIFY, tasks.REPLAY, tasks.RECONCILE, tasks.EXPORT)
WHOLE: Final = (tasks.RECONCILE, tasks.EXPORT)
"""They concern all areas."""
BACK: Final = {tasks.COUNT: "audit.reports"}

Given: TypeAlias = Callable[[Office, Form], dict[str, Any]]


def add(routes: Blueprint, office: Office) -> None:
    """Add the routes."""
    _page(routes, office)
    _files(routes, office)


def _page(routes: Blueprint, office: Office) -> None:
    @routes.get("/proof")
    def proof() -> Response:
        """The newest signed head, and how the last checks came out."""
        return _proof(office)

    @routes.post("/proof/ask")
    def ask() -> AnyResponse:
        """Ask for one of the checks; of two who ask at once, both wait for the same."""
        kind = request.form.get("kind", "")
        if kind not in GIVEN:
            abort(404)
        if kind in WHOLE:
            office.whole_or_404()
        try:
            given = GIVEN[kind](office, request.form)
        except UnreadableError as error:
            return _proof(office, str(error))
        _ask_once(office, kind, given)
        return redirect(url_for(BACK.get(kind, "audit.proof")), 303)

    @routes.get("/proof/tasks/<task>")
    def task(task: str) -> Response:
        """How far a check is, for the page's script."""
        with office.desk.parts.db.read() as tx:
            found = tasks.get(tx, task)
        if found is None:
            abort(404)
        return jsonify(open=found.open, done=found.done, total=found.total)


def _files(routes: Blueprint, office: Office) -> None:
    @routes.get("/proof/head.jsonl")
    def head() -> Response:
        """The newest head as one line: what an auditor keeps, away from here."""
        with office.desk.parts.db.read() as tx:
            newest = last_head(tx)
        if newest is None:
            abort(404)
        return _file(canonical(asdict(newest)) + b"\n", "head.jsonl", "application/jsonl")

    @routes.get("/proof/key.pem")
    def key() -> Response:
        """The public key that heads are signed with."""
        with office.desk.parts.db.read() as tx:
            found = keys.public_pem(tx)
        if found is None:
            abort(404)
        return _file(found, "ringround.public.pem", "application/x-pem-file")

    @routes.get("/proof/exports/<export>")
    def fetch(export: str) -> Response:
        """An export that the worker has written."""
        office.whole_or_404()
        with office.desk.parts.db.read() as tx:
            found = tasks.get(tx, export)
        folder = office.desk.context.exports
        if found is None or found.kind != tasks.EXPORT or found.result is None or folder is None:
            abort(404)
        path = tasks.file_of(folder, found.id)
        if not path.exists():
            abort(404)
        return send_file(
            path.absolute(), mimetype="application/jsonl", as_attachment=True, download_name="ledger.jsonl"
        )


def _proof(office: Office, trouble: str = "") -> Response:
    with office.desk.parts.db.read() as tx:
        newest = {kind: tasks.last(tx, kind) for kind in SHOWN}
        head, own = last_head(tx), keys.current(tx)
    return office.show(
        "proof.html", 422 if trouble else 200, trouble=trouble, head=head, key=own,
        line=canonical(asdict(head)).decode() if head else "", newest=newest, form=request.form,
        whole=office.desk.all_areas,
    )  # fmt: skip


def _ask_once(office: Office, kind: str, given: dict[str, Any]) -> None:
    desk = office.desk
    with desk.write() as tx:
        last = tasks.last(tx, kind, user=desk.user if kind in BACK else None)
        if last is None or not last.open:
            tasks.ask(tx, kind, office.now(), user=desk.user, given=given)
    desk.parts.queue.wake(tasks.QUEUE)


def _verify(_office: Office, form: Form) -> dict[str, Any]:
    """The key and the heads that the auditor keeps, if any."""
    try:
        heads = [json.loads(line) for line in form.get("heads", "").splitlines() if line.strip()]
    except ValueError as error:
        raise UnreadableError(
            "The heads cannot be read: paste them as they were given, one a line."
        ) from error
    key = form.get("key", "").strip()
    return {"heads": heads} | ({"key": key} if key else {})


def _nothing(_office: Office, _form: Form) -> dict[str, Any]:
    return {}


def _period(office: Office, form: Form) -> dict[str, Any]:
    """From a week ago until now, unless the form says otherwise."""
    until = asking.moment(form.get("until", "")) or office.now()
    since = asking.moment(form.get("since", "")) or until - A_WEEK
    return {"since": since.isoformat(), "until": until.isoformat(), "areas": list(office.sight.areas)}


def _file(content: bytes, name: str, mimetype: str) -> Response:
    reply = Response(content, mimetype=mimetype)
    reply.headers["Content-Disposition"] = f"attachment; filename={name}"
    return reply


GIVEN: Final[dict[str, Given]] = {
    tasks.VERIFY: _verify,
    tasks.REPLAY: _nothing,
    tasks.EXPORT: _nothing,
    tasks.RECONCILE: _period,
    tasks.COUNT: _period,
}
"""What each check is asked with."""
