"""What a flow must not be: the errors that would make a call go wrong."""

from ivr.flow import Flow
from ivr.tables import Fault


def check(flow: Flow) -> list[Fault]:
    """All that is wrong with the flow."""
    return []
