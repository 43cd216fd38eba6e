"""The web pages. `ConsoleContext` says what they are given, `blueprints` makes them."""

from console.context import CarrierAccess, ConsoleContext, SampleUser, SampleVolunteer
from console.pages import blueprints
from console.sounds import SHIPPED_TUNE

__all__ = ["SHIPPED_TUNE", "CarrierAccess", "ConsoleContext", "SampleUser", "SampleVolunteer", "blueprints"]
