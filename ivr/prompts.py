"""The sentences of a flow as they are read: by key and language, and the choices that are told of in them."""

from dataclasses import dataclass, field
from typing import get_args

from ivr.flow import Action, Choice, Condition, Texts
from ivr.tables import Table

CONDITIONS: tuple[Condition, ...] = get_args(Condition)
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(slots=True)
class Prompts:
    """All sentences read so far."""

    languages: tuple[str, ...]
    spare: tuple[str, ...] = ()
    """Languages that the line has and this flow does not speak."""
    by_key: dict[str, Texts] = field(default_factory=dict)

    def texts(self, table: Table) -> Texts:
        """The same words in every language; nothing else may stand in their table."""
        texts = self._read(table)
        table.done()
        return texts

    def keep(self, key: str, table: Table) -> str:
        """The sentence of a table that may have other fields too, kept by this key."""
        self.by_key[key] = self._read(table)
        return key

    def maybe(self, key: str, table: Table) -> str:
        """The key of the table's sentence, or an empty one if it has none in any language."""
        return self.keep(key, table) if any(language in table for language in self.languages) else ""

    def _read(self, table: Table) -> Texts:
        table.read |= {*self.spare}
        for language in self.languages:
            if not table.text(language).strip():
                table.fault(f'the words in "{language}" are missing: add {language} = "…".')
        return {language: table.text(language) for language in self.languages}

    def choice(self, key: str, table: Table, *, go: str | None = None) -> Choice:
        """A choice, with the words that tell of it if any. `go`: where it leads if it need not say."""
        if go is None and "go" not in table:
            table.fault('this leads nowhere: add go = "the next step".', table.path[-1])
        choice = Choice(
            go=table.text("go", go or ""),
            do=table.some_of("do", ACTIONS),
            outcome=table.text("outcome") or None,
            when=table.one_of("when", CONDITIONS),
            back=table.text("back") or None,
            words=self.maybe(key, table),
        )
        table.done()
        return choice
