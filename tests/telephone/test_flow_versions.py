"""A call in progress finishes on the version of its flow; one published meanwhile is played from the next call on."""

from ivr.flows import LINE, text_of
from ivr.load import load
from store import campaigns, flows
from store.models import Attempt
from tests.telephone.evening import Evening
from tests.telephone.sheet import CLOSING, SPOKE, TOM, keys, talked, talks_again

TEXT = text_of("voter-id.toml") + (
    '\n[steps.closing]\nsay = { en = "Was the closing statement read?", cy = "A ddarllenwyd y datganiad?" }\n'
)


def test_a_call_finishes_on_its_version_and_its_record_names_it(evening: Evening) -> None:
    ann = talked(evening).hears(SPOKE)
    with evening.service.parts.db.write() as tx:
        flow = load(TEXT)
        flows.publish(
            tx, TEXT, line=text_of(LINE), name=flow.id, version=flow.version, by="Jo", now=evening.now()
        )
        before = campaigns.show(tx, "saltmouth")["flow_version"]
        campaigns.change(tx, "saltmouth", evening.now(), flow_version=flow.version)
    keys(ann, "1", "3").hears(CLOSING).presses("1").hears("For the next call, press 1.")
    evening.contact("Tom Hughes", TOM, "hill")
    talks_again(evening, ann, TOM).hears("Call ended.")
    keys(ann, "1", "3").hears("Was the closing statement read?")
    played = {row["contact_id"]: row["flow_version"] for row in evening.rows(Attempt)}
    assert [played[contact] for contact in sorted(played)] == [before, flow.version]
