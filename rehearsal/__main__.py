"""`python -m rehearsal`: run the carrier by itself, on the real clock, until interrupted."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from rehearsal.carrier import Carrier
from rehearsal.clock import RealClock
from rehearsal.config import SAMPLE_SID, Config
from rehearsal.weather import Weather


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; 2 with one sentence on wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        carrier = Carrier(_config(options), RealClock(options.clock_offset))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    if options.until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(over,), daemon=True).start()
    with carrier:
        sys.stderr.write(f"The rehearsal carrier listens on {carrier.url}\n")
        over.wait()
    return 0


def _watch_stdin(over: threading.Event) -> None:
    """Stop when whoever started this has gone, however it went."""
    sys.stdin.read()
    over.set()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("rehearsal", description="A Twilio-compatible carrier in a box.")
    parser.add_argument("--bind", default="127.0.0.1:8099", metavar="HOST:PORT")
    parser.add_argument("--account-sid", default=SAMPLE_SID)
    token = parser.add_mutually_exclusive_group(required=True)
    token.add_argument("--auth-token-file", type=Path, help="a file that holds the token")
    token.add_argument("--auth-token-env", metavar="NAME", help="the environment variable that holds it")
    parser.add_argument("--number", action="append", required=True, help="a number of the service, E.164")
    parser.add_argument("--voice-url", required=True)
    parser.add_argument("--fallback-url", default="")
    parser.add_argument("--status-url", default="")
    parser.add_argument("--calls-per-second", type=float, default=1.0)
    parser.add_argument("--setup-seconds", type=float, default=1.0, help="from the dial to the first ring")
    parser.add_argument(
        "--clock-offset", type=float, default=0.0, help="seconds the carrier's clock is ahead"
    )
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop with the one that started it")
    parser.add_argument("--seed", type=int, help="have bad weather, from this seed")
    return parser


def _config(options: argparse.Namespace) -> Config:
    return Config(
        account_sid=options.account_sid,
        auth_token=_token(options),
        numbers=tuple(options.number),
        voice_url=options.voice_url,
        fallback_url=options.fallback_url,
        status_url=options.status_url,
        calls_per_second=options.calls_per_second,
        setup_seconds=options.setup_seconds,
        weather=Weather() if options.seed is None else Weather.bad(options.seed),
        bind=options.bind,
    )


def _token(options: argparse.Namespace) -> str:
    if options.auth_token_file is not None:
        file: Path = options.auth_token_file
        return file.read_text(encoding="utf-8").strip()
    return os.environ.get(options.auth_token_env, "")


if __name__ == "__main__":
    sys.exit(main())
