"""The fixtures that all tests share; each is described where it is made."""

pytest_plugins = [
    "tests.support.browser",
    "tests.support.postgres",
    "tests.support.databases",  # after the server that it stands on, or pytest warns of the order
    "tests.support.queues",
    "tests.support.routing",
]
