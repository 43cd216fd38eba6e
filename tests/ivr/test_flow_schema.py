"""The JSON Schema for editors: in step with the code, and true of every shipped flow."""

import json
import tomllib

import jsonschema
import pytest

from ivr.flow_schema import schema
from ivr.flows import shipped_names, text_of
from tests.house.tree import ROOT
from tests.ivr.test_broken_flows import BROKEN, GOOD

KEPT = ROOT / "docs" / "flow.schema.json"
SEEN_BY_AN_EDITOR = (
    "an unknown kind",
    "an unknown field",
    "an unknown action",
    "an unknown condition",
    "a number in quotation marks",
    "no wait at all",
    "no try at all",
    "a reserved key",
    "a scale past 9",
)


def errors(text: str) -> list[str]:
    return [one.message for one in jsonschema.Draft202012Validator(schema()).iter_errors(tomllib.loads(text))]


def test_the_schema_that_is_kept_is_the_codes_own() -> None:
    """Mend it with: python -m ivr.flow_schema > docs/flow.schema.json."""
    assert json.loads(KEPT.read_text(encoding="utf-8")) == schema()


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_flow_is_as_the_schema_says(name: str) -> None:
    text = text_of(name)
    assert errors(text if name != "line.toml" else 'id = "line"\ntitle.en = "Line"\n' + text) == []


@pytest.mark.parametrize("broken", SEEN_BY_AN_EDITOR)
def test_an_editor_sees_what_the_schema_alone_can_tell(broken: str) -> None:
    assert errors(GOOD) == []
    assert errors(f"{GOOD}\n{BROKEN[broken][0]}") != []
