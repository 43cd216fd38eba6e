"""The servers that the tests stand on are real, and each test finds them clean."""

import shutil

import pytest
from playwright.sync_api import Page
from redis import Redis
from sqlalchemy import NullPool, create_engine, inspect, text

from tests.support.binaries import program


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own_with_the_tables(database_url: str, turn: int) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        assert "attempts" in inspect(connection).get_table_names()
        connection.execute(text("CREATE TABLE mark (turn INTEGER)"))
        connection.execute(text("INSERT INTO mark VALUES (:turn)"), {"turn": turn})
        assert connection.scalars(text("SELECT turn FROM mark")).all() == [turn]


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url, poolclass=NullPool)
    assert inspect(engine).get_table_names() == []


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("server", ["redis_url", "embedded_redis_url"])
def test_each_test_finds_the_queue_empty(request: pytest.FixtureRequest, server: str, turn: int) -> None:
    with Redis.from_url(request.getfixturevalue(server)) as client:
        assert client.dbsize() == 0
        client.set("turn", turn)


def test_the_browser_runs_a_page_with_its_script(page: Page) -> None:
    page.set_content("<p id=greeting></p><script>greeting.textContent = 'Ready.'</script>")
    assert page.inner_text("#greeting") == "Ready."


def test_a_program_that_is_missing_fails_in_one_line_with_the_remedy() -> None:
    with pytest.raises(pytest.fail.Exception) as failure:
        program("ringround-has-no-such-program", "nothing")
    assert str(failure.value) == (
        "ringround-has-no-such-program is missing: run `make servers`, or install Debian's nothing."
    )


def test_a_program_on_the_path_is_preferred() -> None:
    assert str(program("sh", "dash")) == shutil.which("sh")
