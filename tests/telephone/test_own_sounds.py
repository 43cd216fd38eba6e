"""A flow's own hold music and recordings: kept with its version, served to the carrier, played on the line."""

import io
import wave

import pytest
import requests
from sqlalchemy import select

from ivr.flows import LINE, text_of
from ivr.load import load
from store import campaigns, flows
from store.models import Delivery
from tests.telephone.evening import Evening
from tests.telephone.sheet import SPOKE, keys, signs_in, talked

TEXT = text_of("voter-id.toml") + (
    '\n[hold]\nmusic = "tune.wav"\n[sounds]\n"closing" = { en = "closing.wav" }\n'
)


def wav(seconds: float) -> bytes:
    body = io.BytesIO()
    with wave.open(body, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(int(seconds * 8000) * 2))
    return body.getvalue()


@pytest.fixture
def version(evening: Evening) -> str:
    """The campaign plays a flow with sounds of its own."""
    flow, files = load(TEXT), {"tune.wav": wav(30), "closing.wav": wav(2)}
    with evening.service.parts.db.write() as tx:
        flows.publish(
            tx, TEXT, line=text_of(LINE), name=flow.id, version=flow.version, by="Jo", now=evening.now(),
            sounds=files,
        )  # fmt: skip
        campaigns.change(tx, "saltmouth", evening.now(), flow_version=flow.version)
    return flow.version


def test_the_flows_own_music_is_heard_while_it_rings(evening: Evening, version: str) -> None:
    evening.volunteer()
    evening.contact("Mary Hughes", "+441632960011")
    ann = keys(signs_in(evening), "1", "1").hears("Ringing.")
    evening.passes(20)
    ann.hears("Still ringing.")
    with evening.service.parts.db.read() as tx:
        replies = tx.scalars(select(Delivery.reply)).all()
    assert any(f"/static/sounds/flow/{version}/tune.wav/0.wav" in reply for reply in replies)
    assert not any("/static/sounds/hold/" in reply for reply in replies)


def test_a_recording_is_heard_in_place_of_the_voice(evening: Evening, version: str) -> None:
    ann = talked(evening).hears(SPOKE)
    keys(ann, "1", "3").hears("closing.wav")
    assert version


def test_pieces_and_recordings_are_served_and_nothing_else(evening: Evening, version: str) -> None:
    sounds = f"{evening.base}/static/sounds/flow/{version}"
    pieces = [requests.get(f"{sounds}/tune.wav/{n}.wav", timeout=10).content for n in range(4)]
    assert len(set(map(len, pieces))) == 1
    with wave.open(io.BytesIO(pieces[0])) as piece:
        assert piece.getnframes() / piece.getframerate() == pytest.approx(10)
    whole = requests.get(f"{sounds}/closing.wav", timeout=10)
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "audio/wav")
    assert requests.get(f"{sounds}/other.wav", timeout=10).status_code == 404
    assert requests.get(f"{sounds}/other.wav/0.wav", timeout=10).status_code == 404
