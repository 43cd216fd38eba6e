"""The baseline of a webhook: constant TwiML through Flask, on the same server with the same workers and threads.

Run it: `python -m bench.constant PORT WORKERS`.
"""

import sys

from flask import Flask, Response

from cli import web
from cli.addresses import Address
from cli.supervise import end_with_whoever_started_this

TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://calls.example/twilio/turn/same" '
    'actionOnEmptyResult="true" input="dtmf" method="POST" numDigits="1" timeout="6">'
    '<Say language="en-GB" voice="Polly.Amy">Question 1 of 5.</Say></Gather></Response>'
)


def application() -> Flask:
    """The same answer to whatever is posted."""
    app = Flask("constant", static_folder=None)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    @app.post("/twilio/turn/<turn>")
    def turn(turn: str) -> Response:  # noqa: ARG001 (the route's)
        return Response(TWIML, mimetype="text/xml")

    return app


if __name__ == "__main__":
    end_with_whoever_started_this()
    web.listen(Address("127.0.0.1", int(sys.argv[1])), int(sys.argv[2]), "bench.constant:application")
