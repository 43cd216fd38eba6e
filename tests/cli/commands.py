"""Runs `ringround` in this process, on a service of the test's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import insert

from app import Service, compose
from cli import main
from settings import load
from store.models import CarrierClock

CSV = """id,title,first_name,last_name,phone,household,area,ward,last_voting_intention,language,source
S1,Mrs,Mary,Hughes,01632 960 011,H1,Saltmouth,Harbour,undecided,en,canvass
S2,Mr,Tom,Hughes,01632 960 012,H1,Saltmouth,Harbour,,en,canvass
S3,Ms,Nobody,There,12,H2,Saltmouth,Harbour,,en,canvass
"""


@dataclass(frozen=True)
class Commands:
    """Runs commands, and looks into the service that they work on."""

    env: dict[str, str]
    folder: Path

    def run(self, *words: str, **env: str) -> Result:
        """Run `ringround` with these words; the environment is the test's own alone."""
        runner = CliRunner(env=self.env | env)
        result = runner.invoke(main, list(words), prog_name="ringround")  # type: ignore[arg-type]
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def done(self, *words: str) -> str:
        """Run it, see it done, and give what it printed on standard output."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def read(self, *words: str) -> Any:  # noqa: ANN401 (JSON)
        """Run it with `--json`: the document, which is all there is on standard output."""
        return json.loads(self.done(*words, "--json"))

    def refusal(self, *words: str, **env: str) -> str:
        """Run it, see it refused, and give the one line that says why."""
        result = self.run(*words, **env)
        assert (result.exit_code, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        return line

    def campaign(self, id_: str = "spring") -> str:
        """Make a campaign."""
        self.done(
            "campaigns", "add", "--id", id_, "--title", "Spring", "--flow", "voter-id",
            "--caller-id", "020 7946 0200", "--area", "Saltmouth",
        )  # fmt: skip
        return id_

    def file(self, name: str, text: str) -> str:
        """Write a file; its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    @contextmanager
    def service(self) -> Iterator[Service]:
        """The service, to look at its rows."""
        made = compose(load(self.env))
        yield made
        made.parts.db.dispose()

    def clock_agrees(self) -> None:
        """As after the workers' comparison with the carrier's clock."""
        with self.service() as made, made.parts.db.write() as tx:
            tx.execute(
                insert(CarrierClock).values(host="a server", skew_seconds=0.0, measured_at=made.parts.now())
            )
