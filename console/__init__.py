"""The web pages. `ConsoleContext` says what they are given, `blueprints` makes them."""

from console.context import CarrierAccess, ConsoleContext, SampleVolunteer
from console.pages import blueprints

__all__ = ["CarrierAccess", "ConsoleContext", "SampleVolunteer", "blueprints"]
