"""Call flows and sounds as nobody should write them: the checker answers with a sentence, soon, and never breaks."""

import struct

import pytest

from ivr.flows import text_of
from tests.cli.commands import Commands
from tests.cli.conftest import commands  # noqa: F401 (the fixture)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SHIPPED = text_of("voter-id.toml")
BOMBS: dict[str, str | bytes] = {
    "deep lists": "x = " + "[" * 100_000 + "]" * 100_000,
    "deep tables": "x = " + "{a = " * 5000 + "1" + "}" * 5000,
    "a deep name": "[" + ".".join(["a"] * 5000) + "]\nx = 1\n",
    "a deep key": ".".join(["a"] * 5000) + " = 1\n",
    "many tables": "".join(f"[[questions]]\nid = 'q{n}'\n" for n in range(300)),
    "a number of a million numerals": "x = " + "9" * 1_000_000,
    "a word of a million letters": 'id = "' + "x" * 1_000_000 + '"',
    "no UTF-8": b"id = '\xff'",
    "zeros": b"\0" * 1000,
    "UTF-16": SHIPPED.encode("utf-16"),
    "a mark of UTF-8 alone": b"\xef\xbb\xbf",
    "every kind of value": "id = 1979-05-27\ntitle = [[1], {a = nan}]\nquestions = inf\nsteps = true\n",
    "every top a list": "".join(f"{name} = [1]\n" for name in ("roles", "steps", "hold", "sounds", "voices")),
    "nothing": "",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_flow_that_is_meant_to_harm_is_told_of_in_sentences(commands: Commands, bomb: str | bytes) -> None:  # noqa: F811
    file = commands.folder / "flow.toml"
    file.write_bytes(bomb if isinstance(bomb, bytes) else bomb.encode())
    checked = commands.run("flows", "check", str(file))
    assert checked.exit_code == 1
    assert checked.stderr.strip()
    assert "Traceback" not in checked.stderr
    assert len(checked.stderr) < 2_000_000
    assert commands.run("flows", "publish", str(file)).exit_code == 1


def wav(
    data: bytes = b"\0\0" * 8000, *, said: int | None = None, rate: int = 8000, channels: int = 1
) -> bytes:
    """A sound file; `said`: how many bytes of sound its header speaks of."""
    size = len(data) if said is None else said
    form = struct.pack("<HHIIHH", 1, channels, rate, (rate * 2 * channels) & 0xFFFFFFFF, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", (36 + size) & 0xFFFFFFFF) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", size & 0xFFFFFFFF) + data
    )  # fmt: skip


LIES: dict[str, bytes] = {
    "nothing": b"",
    "four gigabytes, it says": wav(said=0xFFFFFFFF),
    "more than there is": wav(said=1 << 20),
    "no sound": wav(b""),
    "no rate": wav(rate=0),
    "no channel": wav(channels=0),
    "thousands of channels": wav(channels=65535),
    "cut off in its header": wav()[:30],
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "a page with a script": b"<svg onload=alert(1)>" * 100,
    "a header alone": b"RIFF\xff\xff\xff\xffWAVE",
    "no bits": wav().replace(b"\x02\x00\x10\x00data", b"\x02\x00\x00\x00data"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_sound_that_lies_of_itself_keeps_its_flow_from_being_used(commands: Commands, lie: bytes) -> None:  # noqa: F811
    file = commands.folder / "flow.toml"
    file.write_text(with_music(SHIPPED))
    sound = commands.folder / "tune.wav"
    sound.write_bytes(wav())
    whole = commands.run("flows", "check", str(file))
    assert whole.exit_code == 0, whole.stderr
    sound.write_bytes(lie)
    checked = commands.run("flows", "check", str(file))
    assert checked.exit_code == 1, checked.stderr
    assert "tune.wav" in checked.stderr
    assert commands.run("flows", "publish", str(file)).exit_code == 1


def test_a_sound_outside_the_flows_folder_is_not_read(commands: Commands) -> None:  # noqa: F811
    (commands.folder / "inside").mkdir()
    (commands.folder / "tune.wav").write_bytes(wav())
    file = commands.folder / "inside" / "flow.toml"
    for name in ("../tune.wav", str(commands.folder / "tune.wav"), "/etc/passwd", "..", "a/../../tune.wav"):
        file.write_text(with_music(SHIPPED, name))
        assert commands.run("flows", "publish", str(file)).exit_code == 1
    assert commands.run("flows", "check", str(file)).exit_code == 1


def with_music(text: str, name: str = "tune.wav") -> str:
    return text + f'\n[hold]\nmusic = "{name}"\n'
