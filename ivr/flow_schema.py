"""A JSON Schema of a flow's file for editors, made from the code that reads it: names, kinds, and closed lists."""

import json
from typing import get_args

from ivr.flow import Action, Condition, Roles
from ivr.parse_questions import QUESTION_KINDS
from ivr.parse_steps import ENDS, KINDS, MOST_TURNS, MOST_WAIT, TAKES
from ivr.tables import ID

Schema = dict[str, object]

STRING: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "pattern": f"^{ID.pattern}$"}
WHOLE: Schema = {"type": "integer", "minimum": 1}
STEP: Schema = {"type": "string", "description": "The id of a step, or “return”."}
STRINGS: Schema = {"type": "array", "items": STRING}
SOUND: Schema = {"type": "string", "description": "A WAV file beside the flow."}
TEXTS: Schema = {"$ref": "#/$defs/texts"}
CHOICE: Schema = {"$ref": "#/$defs/choice"}
TAKEN_OUT: Schema = {"const": False, "description": "Without what the line has here."}


def schema() -> Schema:
    """The schema of a whole document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A call flow",
        "description": "What is left out has the shipped line's own value. See docs/flows.md.",
        "type": "object",
        "required": ["id", "title"],
        "properties": _top(),
        "additionalProperties": False,
        "$defs": {"texts": _texts(), "choice": _choice(), "step": _step(), "question": _question()},
    }


def _table(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {})


def _by_name(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema}


def _top() -> Schema:
    return {
        "id": NAME,
        "title": TEXTS,
        "languages": STRINGS | {"minItems": 1},
        "script": _table({"introduction": TEXTS, "closing": TEXTS}),
        "questions": {"type": "array", "items": {"$ref": "#/$defs/question"}},
        "steps": _by_name({"$ref": "#/$defs/step"}) | {"propertyNames": NAME},
        "roles": _table(dict.fromkeys(sorted(Roles.__slots__), STEP)),
        "refusals": _by_name(CHOICE),
        "hold": {
            "type": "object",
            "properties": {"order": STRINGS, "music": SOUND},
            "additionalProperties": TEXTS,
        },
        "sounds": _by_name(_by_name(SOUND)),
        "voices": _by_name(_table({"language": STRING, "voice": STRING}, ("language", "voice"))),
        "approved": _by_name(_table({"by": STRING, "words": STRING}, ("by", "words"))),
        "outcomes": _by_name(TEXTS),
        **{group: _by_name(STRINGS) for group in ("numbers", "hours", "hours_past")},
        "counts": _by_name(_by_name(TEXTS)),
        **{group: _by_name(TEXTS) for group in ("ask", "answers", "card", "clock", "times", "prompts")},
    }


def _texts() -> Schema:
    return {"description": "The same words, by language.", **_by_name(STRING)}


def _choice() -> Schema:
    """Words by language, and where they lead."""
    properties: Schema = {
        "go": STEP,
        "back": STEP,
        "do": {"type": "array", "items": {"enum": list(get_args(Action))}},
        "when": {"enum": list(get_args(Condition))},
        "outcome": STRING,
    }
    return {"type": "object", "properties": properties, "additionalProperties": STRING}


def _step() -> Schema:
    """All fields of all kinds: which of them a kind has, the checker says."""
    said: Schema = {"anyOf": [TEXTS, STRINGS]}
    silence: Schema = {"anyOf": [{"type": "string", "pattern": "^[1-9]$"}, CHOICE, TAKEN_OUT]}
    return _table(
        {
            "kind": {"enum": list(KINDS)},
            "say": said,
            **dict.fromkeys(
                (
                    "title",
                    "short",
                    "unheard",
                    "wrong",
                    "each",
                    "intention",
                    "household",
                    "nothing",
                    "closed",
                    "who",
                ),
                TEXTS,
            ),
            **dict.fromkeys(("then", "chosen", "skip", "back", "none"), CHOICE),
            **dict.fromkeys(("tries", "digits", "least"), WHOLE),
            "wait": WHOLE | {"maximum": MOST_WAIT},
            "turns": WHOLE | {"maximum": MOST_TURNS},
            **dict.fromkeys(("go", "lost", "help", "talked", "failed"), STEP),
            "do": {"type": "array", "items": {"enum": list(get_args(Action))}},
            "keys": {
                "type": "object",
                "patternProperties": {"^[1-9]$": {"anyOf": [CHOICE, TAKEN_OUT]}},
                "additionalProperties": False,
            },
            "ends": _table(dict.fromkeys(ENDS, CHOICE)),
            "to": {"type": "array", "items": CHOICE},
            "takes": {"enum": list(TAKES)},
            "silence": silence,
            "sorry": STRING,
        }
    )


def _question() -> Schema:
    """The question's words stand in it by language, beside these."""
    answer: Schema = {"type": ["string", "integer", "array"]}
    return {
        "type": "object",
        "required": ["id", "kind"],
        "properties": {
            "id": NAME,
            "kind": {"enum": list(QUESTION_KINDS)},
            "help": TEXTS,
            "low": TEXTS,
            "high": TEXTS,
            "options": _by_name(TEXTS),
            "top": {"type": "integer", "minimum": 2, "maximum": 9},
            "least": {"type": "integer", "minimum": 0},
            "most": WHOLE,
            "opinion": {"type": "boolean"},
            "when": {
                "type": "object",
                "additionalProperties": answer,
                "minProperties": 1,
                "maxProperties": 1,
            },
        },
        "additionalProperties": STRING,
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2, ensure_ascii=False))  # noqa: T201 (its output is the file)
