"""The tables, one module a subject. Times are aware UTC; telephone numbers stand in `numbers` alone."""

from store.models.base import Base, Utc, new_id
from store.models.calls import Answer, Attempt, Claim, Leg, Outcome, Permit, Session
from store.models.campaigns import Campaign, Flow, OwnNumber, Sound
from store.models.drafts import DraftSound, FlowDraft
from store.models.law import Consent, FollowUp, OptOut, Register, RuleBook
from store.models.ledger import Entry, Salt
from store.models.people import Contact, Household, Number, Volunteer, VolunteerCampaign
from store.models.sealing import HeadDelivery, SealedEntry, SealingKey, TreeHead
from store.models.tasks import Search, Task
from store.models.web import User, Ward, WebSession
from store.models.wire import CarrierClock, Delivery, Order, Pacing, Throttle

__all__ = [
    "Answer",
    "Attempt",
    "Base",
    "Campaign",
    "CarrierClock",
    "Claim",
    "Consent",
    "Contact",
    "Delivery",
    "DraftSound",
    "Entry",
    "Flow",
    "FlowDraft",
    "FollowUp",
    "HeadDelivery",
    "Household",
    "Leg",
    "Number",
    "OptOut",
    "Order",
    "Outcome",
    "OwnNumber",
    "Pacing",
    "Permit",
    "Register",
    "RuleBook",
    "Salt",
    "SealedEntry",
    "SealingKey",
    "Search",
    "Session",
    "Sound",
    "Task",
    "Throttle",
    "TreeHead",
    "User",
    "Utc",
    "Volunteer",
    "VolunteerCampaign",
    "Ward",
    "WebSession",
    "new_id",
]
