"""The published call flows, parsed once: a version never changes, so what was parsed stays good."""

from sqlalchemy import Connection

from ivr.flow import Flow
from ivr.load import published
from store import flows


class FlowShelf:
    """Implements `bridge.parts.Flows`."""

    def __init__(self, line: str) -> None:
        """`line`: the version played before a campaign is known."""
        self._line = line
        self._flows: dict[str, Flow] = {}

    def get(self, tx: Connection, version: str) -> Flow:
        """The flow of a version. Raises store's RefusedError where it was never published."""
        if version not in self._flows:
            kept = flows.text_of(tx, version)
            self._flows[version] = published(kept.text, kept.name, kept.line)
        return self._flows[version]

    def line(self, tx: Connection) -> str:  # noqa: ARG002 (the protocol's signature: another shelf may look it up)
        """The version of the line that everybody arrives on."""
        return self._line
