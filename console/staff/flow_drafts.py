"""Call flows that staff write at the pages: sent or begun, checked, looked at, published; each its writer's alone."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from bridge.publishing import Given, Whole, publish
from console.staff.flows import campaigns_of, force, reason, shelf_page, shipped
from console.staff.sheets import sheet
from console.users.desk import Desk
from ivr.flows import rehearsals_of, text_of
from ivr.load import FlowError, load
from ivr.sounds import sounded
from scheduler.flow_checks import CHECK
from store import drafts, flows, tasks
from store.drafts import Draft
from store.errors import RefusedError

LARGEST = 200_000
"""Characters of a flow: a hundred questions in two languages have some 40,000."""
NAME_LENGTH = 80


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""
    _beginning(routes, desk)
    _writing(routes, desk)
    _publishing(routes, desk)


def _beginning(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/flows/new")
    def new_flow() -> AnyResponse:
        """A draft: from a file, a shipped flow, or a published version."""
        try:
            with desk.write() as tx:
                draft = _begin(tx, desk)
                _ask_for_check(tx, desk, draft)
        except RefusedError as error:
            return shelf_page(desk, 400, trouble=str(error))
        desk.parts.queue.wake(tasks.QUEUE)
        return desk.to("staff.flow_draft", draft=draft)


def _writing(routes: Blueprint, desk: Desk) -> None:
    @routes.route("/flows/drafts/<draft>", methods=["GET", "POST"])
    def flow_draft(draft: str) -> AnyResponse:
        """Its text, what the check found, what would change, how its rehearsals went."""
        with desk.parts.db.read() as tx:
            found = _mine_or_404(tx, desk, draft)
            if request.method == "GET":
                return _draft_page(tx, desk, found)
        try:
            text, rehearsals = _written("text"), _written("rehearsals")
        except RefusedError as error:
            with desk.parts.db.read() as tx:
                return _draft_page(tx, desk, found, 400, trouble=str(error))
        with desk.write() as tx:
            drafts.change(tx, draft, text, rehearsals, desk.context.clock())
            drafts.keep_sounds(tx, draft, _sounds())
            _ask_for_check(tx, desk, draft)
        desk.parts.queue.wake(tasks.QUEUE)
        return desk.to("staff.flow_draft", draft=draft)

    @routes.get("/flows/drafts/<draft>/status")
    def flow_draft_status(draft: str) -> Response:
        """Whether it is still being checked, for the page's script."""
        with desk.parts.db.read() as tx:
            return jsonify(open=_is_checked(tx, _mine_or_404(tx, desk, draft)), done=0, total=0)

    @routes.post("/flows/drafts/<draft>/remove")
    def remove_flow_draft(draft: str) -> AnyResponse:
        """It is wanted no more."""
        with desk.write() as tx:
            _mine_or_404(tx, desk, draft)
            drafts.remove(tx, draft)
        return desk.to("staff.flow_shelf", "The draft is deleted.")


def _publishing(routes: Blueprint, desk: Desk) -> None:
    @routes.post("/flows/drafts/<draft>/publish")
    def publish_flow(draft: str) -> AnyResponse:
        """Keep the checked text for ever, and put it in force for a campaign if one is named."""
        try:
            with desk.write() as tx:
                made = _publish(tx, desk, _mine_or_404(tx, desk, draft))
                said = force(tx, desk, made)
                drafts.remove(tx, draft)
        except RefusedError as error:
            with desk.parts.db.read() as tx:
                return _draft_page(tx, desk, _mine_or_404(tx, desk, draft), 400, trouble=str(error))
        return desk.to(
            "staff.flow_version", f"The flow is published. {said}".strip(), version=made.flow.version
        )

    @routes.get("/flows/drafts/<draft>/<any(picture, card):what>/<language>")
    def flow_draft_sheet(draft: str, what: str, language: str) -> Response:
        """The draft as a picture, or the card of its keys."""
        with desk.parts.db.read() as tx:
            found = _mine_or_404(tx, desk, draft)
        try:
            flow = load(found.text, found.name)
        except FlowError:
            abort(404)
        return sheet(flow, what, language, desk.context.organisation)


# --- what is written ---------------------------------------------------------------------------------------


def _begin(tx: Connection, desk: Desk) -> str:
    """A new draft's id. RefusedError where nothing was chosen, or what was sent cannot be read."""
    begun = _sent() or _taken(tx)
    sounds = begun.pop("sounds")
    draft = drafts.begin(tx, desk.user, desk.context.clock(), **begun)
    drafts.keep_sounds(tx, draft, sounds)
    return draft


def _sent() -> dict[str, Any]:
    """What was sent in files; nothing where none was chosen."""
    files = [one for one in request.files.getlist("files") if one.filename]
    flow = next((one for one in files if (one.filename or "").endswith(".toml")), None)
    if flow is None:
        if files:
            raise RefusedError(
                "There is no flow among these files: choose the one that ends in .toml as well."
            )
        return {}
    beside = next((one for one in files if (one.filename or "").endswith(".md")), None)
    return {
        "name": (flow.filename or "")[:NAME_LENGTH],
        "text": _decoded(flow.read()),
        "rehearsals": _decoded(beside.read()) if beside is not None else "",
        "sounds": _sounds(),
    }


def _sounds() -> dict[str, bytes]:
    """The sound files that were sent, by name."""
    files = request.files.getlist("files")
    return {
        one.filename[:NAME_LENGTH]: one.read()
        for one in files
        if (one.filename or "").endswith(".wav") and one.filename
    }


def _taken(tx: Connection) -> dict[str, Any]:
    """A shipped flow, or a published version."""
    chosen = request.form.get("from", "")
    if chosen in shipped():
        name = f"{chosen}.toml"
        return {"name": name, "text": text_of(name), "rehearsals": rehearsals_of(name), "sounds": {}}
    if chosen:
        kept = flows.text_of(tx, chosen)
        sounds = flows.sounds_of(tx, chosen)
        return {"name": f"{kept.name}.toml", "text": kept.text, "rehearsals": "", "sounds": sounds}
    raise RefusedError("Nothing was chosen: choose a flow file, or one to begin from.")


def _decoded(content: bytes) -> str:
    try:
        return _short(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RefusedError("The file is not UTF-8: save it as UTF-8 and send it again.") from None


def _written(field: str) -> str:
    """What stands in a large field; browsers send each line's end as two characters."""
    return _short(request.form.get(field, "").replace("\r\n", "\n"))


def _short(text: str) -> str:
    if len(text) > LARGEST or "\0" in text:
        raise RefusedError(f"That is no call flow: it is text of at most {LARGEST:,} characters.")
    return text


def _ask_for_check(tx: Connection, desk: Desk, draft: str) -> None:
    given = {"draft": draft}
    drafts.checking(tx, draft, tasks.ask(tx, CHECK, desk.context.clock(), user=desk.user, given=given))


def _is_checked(tx: Connection, draft: Draft) -> bool:
    """Whether it is being checked just now."""
    task = tasks.get(tx, draft.task)
    return task is not None and task.open


# --- publishing ----------------------------------------------------------------------------------------------


def _publish(tx: Connection, desk: Desk, draft: Draft) -> Whole:
    """It is published. RefusedError where the check does not hold, or is of another text."""
    if draft.checked is None or not draft.checked["holds"]:
        raise RefusedError("The flow is not published: mend what the check found, and save it again.")
    given = Given(draft.name, draft.text, drafts.sounds(tx, draft.id))
    made = Whole(given, sounded(load(given.text, given.file), given.sounds))
    if draft.checked["version"] != made.flow.version:
        raise RefusedError(
            "The flow was checked before something else changed: save it again to have it checked anew."
        )
    publish(tx, made, by=desk.by, why=reason(), now=desk.context.clock())
    return made


def _draft_page(
    tx: Connection, desk: Desk, draft: Draft, status: int = 200, *, trouble: str = ""
) -> Response:
    return desk.show(
        "staff/draft.html", status, draft=draft, sounds=list(drafts.sounds(tx, draft.id)),
        checking=_is_checked(tx, draft), campaigns=campaigns_of(tx, desk), trouble=trouble,
    )  # fmt: skip


def _mine_or_404(tx: Connection, desk: Desk, draft: str) -> Draft:
    found = drafts.get(tx, draft, desk.user)
    if found is None:
        abort(404)
    return found
