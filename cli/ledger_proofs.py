"""`ringround ledger prove|verifier`: proofs that an auditor checks elsewhere, and what checks them."""

from hashlib import sha256
from pathlib import Path

import click

from cli.context import say, service, show
from cli.errors import CommandError
from store.sealing import proving, verifier
from store.sealing.proof import Head
from store.sealing.verify import read_heads

EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)


def heads(path: Path | None) -> list[Head]:
    """The heads in a file that somebody keeps; none without a file. CommandError where it holds something else."""
    try:
        return read_heads(path) if path else []
    except ValueError as error:
        said = f"{path} holds no heads ({error}): give the file that the service adds them to."
        raise CommandError(said) from error


@click.command()
@click.argument("entry", type=int, required=False)
@click.option(
    "--head", "kept", type=EXISTING, help="Heads that you keep: ENTRY is proven under the last of them."
)
@click.option(
    "--since", type=EXISTING, help="Heads that you keep: that the ledger has only grown since the last."
)
def prove(entry: int | None, kept: Path | None, since: Path | None) -> None:
    """Print the proof that ENTRY is in the sealed ledger, or that it only grew --since a head, as JSON.

    Whoever has the public key and a head checks it anywhere with `ringround ledger verify FILE` or the verifier.
    """
    if (entry is None) == (since is None) or (kept and since):
        raise click.UsageError("Give an ENTRY, with or without --head, or else --since.")
    with service() as made:
        if not kept:
            made.sealer.seal()
        with made.parts.db.read() as tx:
            found = (
                proving.consistency(tx, heads(since))
                if entry is None
                else proving.inclusion(tx, entry, heads(kept))
            )
    show(found)


@click.command("verifier")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def verifier_(file: Path) -> None:
    """Write the verifier as one FILE: `python FILE EXPORT --key PUBLIC.pem --head HEADS.jsonl`, on any machine."""
    verifier.write(file)
    say(f"{file} is written. SHA-256: {sha256(file.read_bytes()).hexdigest()}")
