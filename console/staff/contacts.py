"""A campaign's contacts from a file: send it, say which column is which, see how far it is, fetch the refused rows."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, request, send_file, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from console.staff import uploads
from console.staff.vocabulary import COLUMNS
from console.users.desk import Desk
from scheduler.contacts_import import OPINIONS, FileRefusedError, Preview, guess, preview
from scheduler.imports import IMPORT, REFUSED
from store import tasks
from store.audit.explain import looked_up
from store.tasks import Asked

RECENT = 20
REFUSED_ROWS = "staff's pages, the refused rows of a file that was sent"


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _sending(routes, desk)
    _mapping(routes, desk)
    _progress(routes, desk)


def _sending(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/campaigns/<campaign>/contacts", methods=["GET", "POST"])
    def contacts(campaign: str) -> AnyResponse:
        """The imports so far, and a new file."""
        if request.method == "GET":
            return _imports(desk, campaign)
        with desk.parts.db.read() as tx:
            desk.campaign_or_404(tx, campaign)
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return _imports(desk, campaign, 400, trouble="No file was chosen: choose a CSV file first.")
        upload = uploads.keep(desk.context.uploads, campaign, sent, desk.context.real_clock())
        return redirect(url_for("staff.begin_import", campaign=campaign, upload=upload), 303)


def _mapping(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/campaigns/<campaign>/contacts/<upload>", methods=["GET", "POST"])
    def begin_import(campaign: str, upload: str) -> AnyResponse:
        """Which column is which, with the file's first rows; then it begins."""
        with desk.parts.db.read() as tx:
            row = desk.campaign_or_404(tx, campaign)
        made = uploads.found(desk.context.uploads, campaign, upload)
        if made is None:
            abort(404)
        try:
            seen = preview(made / uploads.FILE)
        except FileRefusedError as error:
            return _imports(desk, campaign, 400, trouble=str(error))
        if request.method == "GET":
            return _columns(desk, row, seen, guess(seen.header))
        chosen = _chosen(desk, seen)
        if "phone" not in chosen or not chosen.keys() & {"first_name", "last_name"}:
            said = "Choose the columns of the telephone and of a name: without them nobody can be rung."
            return _columns(desk, row, seen, chosen, 400, trouble=said)
        mapping = {seen.header[place]: ours for ours, place in chosen.items()}
        return _begun(desk, campaign, made, {"mapping": mapping, "replace": "replace" in request.form})


def _progress(routes: Blueprint, desk: Desk) -> None:
    @routes.get("/campaigns/<campaign>/imports/<batch>")
    def imported(campaign: str, batch: str) -> Response:
        """How far it is, or what became of it."""
        with desk.parts.db.read() as tx:
            row = desk.campaign_or_404(tx, campaign)
            found = _import_or_404(tx, campaign, batch)
        return desk.show("staff/imported.html", campaign=row, task=found, share=_share(found))

    @routes.get("/campaigns/<campaign>/imports/<batch>/status")
    def import_status(campaign: str, batch: str) -> Response:
        """The same, for the page's script."""
        with desk.parts.db.read() as tx:
            desk.campaign_or_404(tx, campaign)
            found = _import_or_404(tx, campaign, batch)
        return jsonify(open=found.open, done=_share(found), total=100)

    @routes.get("/campaigns/<campaign>/imports/<batch>/refused.csv")
    def refused_rows(campaign: str, batch: str) -> Response:
        """The refused rows, numbers and names as they were sent, each with its reason. To fetch them is an entry."""
        with desk.parts.db.read() as tx:
            desk.campaign_or_404(tx, campaign)
            found = _import_or_404(tx, campaign, batch)
        file: Path = desk.context.uploads.absolute() / found.id / REFUSED
        if found.open or not file.is_file():
            abort(404)
        with desk.write() as tx:
            looked_up(tx, None, desk.context.clock(), by=desk.by, where=REFUSED_ROWS)
        reply = send_file(file, mimetype="text/csv", as_attachment=True, download_name="refused.csv")
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _imports(desk: Desk, campaign: str, status: int = 200, *, trouble: str = "") -> Response:
    with desk.parts.db.read() as tx:
        row = desk.campaign_or_404(tx, campaign)
        recent = tasks.newest(tx, IMPORT, RECENT, campaign=campaign)
    return desk.show("staff/contacts.html", status, campaign=row, imports=recent, trouble=trouble)


def _columns(
    desk: Desk,
    campaign: Any,  # noqa: ANN401 (a row)
    seen: Preview,
    chosen: dict[str, int],
    status: int = 200,
    *,
    trouble: str = "",
) -> Response:
    return desk.show(
        "staff/columns.html", status, campaign=campaign, seen=seen, chosen=chosen, columns=_taken(desk),
        charity=desk.parts.terms.organisation.charity, trouble=trouble,
    )  # fmt: skip


def _taken(desk: Desk) -> dict[str, str]:
    """The columns that are read, in words: a charity holds no political opinions."""
    left_out = OPINIONS if desk.parts.terms.organisation.charity else ()
    return {ours: words for ours, words in COLUMNS.items() if ours not in left_out}


def _chosen(desk: Desk, seen: Preview) -> dict[str, int]:
    """Our columns by where they stand in the file, as the form has it."""
    places = {ours: request.form.get(f"column.{ours}", type=int) for ours in _taken(desk)}
    return {ours: at for ours, at in places.items() if at is not None and 0 <= at < len(seen.header)}


def _begun(desk: Desk, campaign: str, made: Path, given: dict[str, Any]) -> AnyResponse:
    with desk.write() as tx:
        wanted = {"campaign": campaign, **given}
        task = tasks.ask(tx, IMPORT, desk.context.clock(), user=desk.user, given=wanted)
        uploads.hand_over(made, task)  # before the commit: the worker finds the file where it looks
    desk.parts.queue.wake(tasks.QUEUE)
    return desk.to("staff.imported", campaign=campaign, batch=task)


def _import_or_404(tx: Connection, campaign: str, batch: str) -> Asked:
    found = tasks.get(tx, batch)
    if found is None or found.kind != IMPORT or found.given["campaign"] != campaign:
        abort(404)
    return found


def _share(task: Asked) -> int:
    """How much of the file has been read, in hundredths."""
    return 100 if not task.open else min(99, 100 * task.done // max(1, task.total))
