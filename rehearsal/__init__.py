"""A Twilio-compatible carrier in a box: its REST API and webhooks, virtual people, and bad weather.

It knows only the wire and imports no other room. `Carrier` is the way in.
"""

from rehearsal.carrier import Carrier
from rehearsal.clock import RealClock, VirtualClock
from rehearsal.config import Config
from rehearsal.people import PERSONAS, Answers, Busy, Fails, Manual, NeverAnswers, Persona, RefusedAtOnce
from rehearsal.receiver import Receiver
from rehearsal.weather import Weather

__all__ = [
    "PERSONAS",
    "Answers",
    "Busy",
    "Carrier",
    "Config",
    "Fails",
    "Manual",
    "NeverAnswers",
    "Persona",
    "RealClock",
    "Receiver",
    "RefusedAtOnce",
    "VirtualClock",
    "Weather",
]
