"""`ringround ledger`: seal it, export it, verify it; what it says of a number, decided again, counted."""

from dataclasses import asdict
from pathlib import Path

import click

from app import Service
from cli.accountable import account, writing
from cli.context import json_option, say, service, show
from cli.errors import CommandError
from cli.ledger_proofs import heads as heads_in
from cli.ledger_proofs import prove, verifier_
from cli.ledger_questions import explain, reconcile, replay, report
from cli.progress import progress
from scheduler.checks import counted
from store.sealing import keys
from store.sealing.export import export as write_export
from store.sealing.export import live, size
from store.sealing.exported import Finding, Result
from store.sealing.proof import Head, canonical, public_key
from store.sealing.proofs import check, read_proof
from store.sealing.seal import last_head
from store.sealing.verify import file_source, verify


@click.group()
def ledger() -> None:
    """The ledger: what was dialled, what was refused, and why; sealed, so that a change of the past shows."""


@ledger.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """Write the whole ledger to FILE, one JSON document a line: it holds no number and no salt. That is an entry."""
    with service() as made:
        made.sealer.seal()
        db = made.parts.db
        with db.read() as tx:
            total = size(tx)
        with progress("Exporting") as bar:
            count = write_export(db, file, made.parts.now(), by=account(), seen=counted(bar, total))
    say(f"{count:,} entries exported to {file}.")


@ledger.command("verify")
@click.argument("export_", metavar="[EXPORT]", type=click.Path(path_type=Path, exists=True), required=False)
@click.option(
    "--key", type=click.Path(path_type=Path, exists=True), help="The public key that you keep (PEM)."
)
@click.option(
    "--head",
    "kept",
    type=click.Path(path_type=Path, exists=True),
    help="The heads that you keep, one a line.",
)
@json_option
def verify_(export_: Path | None, key: Path | None, kept: Path | None, *, as_json: bool) -> None:
    """Find every change of the sealed past, in the live database or in an EXPORT. Exit status 1: it does not hold.

    Without --key the ledger's own keys are believed, and without --head its own heads: then only a change that was
    made without the private key is found.
    """
    pem, heads = _pem(key), heads_in(kept)
    if export_ is not None and (proof := read_proof(export_)) is not None:
        _show_proof(*check(proof, pem, heads), as_json=as_json)
        return
    if export_ is not None:
        result = verify(file_source(export_), pem, heads)
    else:
        with service() as made:
            result = _verify_live(made, pem, heads)
    if as_json:
        show(asdict(result) | {"holds": result.holds, "sentences": result.sentences()})
    else:
        click.echo("\n".join(result.sentences()))
    if not result.holds:
        raise SystemExit(1)


@ledger.command()
def seal() -> None:
    """Seal what is not yet sealed. The worker does so every few seconds."""
    with service() as made:
        head = made.sealer.seal()
    say("There is nothing to seal." if head is None else f"Sealed: {head.size:,} entries.")


@ledger.command()
def head() -> None:
    """The newest signed head, as one line: what an auditor keeps, away from here."""
    with service() as made, made.parts.db.read() as tx:
        newest = last_head(tx)
    if newest is None:
        raise CommandError("Nothing is sealed yet: run `ringround ledger seal`.")
    click.echo(canonical(asdict(newest)).decode())


@ledger.command()
@click.option("--rotate", is_flag=True, help="Begin a new key; the one before vouches for it.")
@click.option("--lost", is_flag=True, help="Begin a new key though the private one before is lost.")
@json_option
def key(*, rotate: bool, lost: bool, as_json: bool) -> None:
    """The public key that heads are signed with, and its fingerprint: what an auditor is given."""
    with service() as made:
        if rotate or lost:
            with writing(made) as tx:
                keys.begin(tx, made.sealer.folder, made.parts.now(), lost=lost)
        made.sealer.seal()
        with made.parts.db.read() as tx:
            own = keys.current(tx)
    if own is None:
        raise CommandError("There is no key yet: it is made when the first entry is sealed.")
    path = made.sealer.folder.public_path(own)
    if as_json:
        show({"fingerprint": own, "file": str(path.absolute())})
    else:
        click.echo(f"fingerprint  {own}\npublic key   {path.absolute()}")


def _pem(path: Path | None) -> bytes | None:
    """The public key in a file that somebody keeps. CommandError where it holds something else."""
    pem = path.read_bytes() if path else None
    try:
        if pem is not None:
            public_key(pem)
    except ValueError as error:
        raise CommandError(f"The key cannot be used ({error}): give the public key's PEM file.") from error
    return pem


def _verify_live(made: Service, pem: bytes | None, heads: list[Head]) -> Result:
    db = made.parts.db
    with db.read() as tx:
        total = size(tx)
    with progress("Verifying") as bar:
        return verify(live(db, made.parts.now(), counted(bar, total)), pem, heads)


def _show_proof(said: list[str], wrong: list[Finding], *, as_json: bool) -> None:
    if as_json:
        show({"holds": not wrong, "sentences": said, "findings": [asdict(one) for one in wrong]})
    else:
        click.echo("\n".join(said))
    if wrong:
        raise SystemExit(1)


for _question in (explain, replay, report, reconcile, prove, verifier_):
    ledger.add_command(_question)
