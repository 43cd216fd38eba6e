"""Real servers for the tests: databases, queues and a browser, started once and stopped with the session."""
