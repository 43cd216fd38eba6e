"""`python -m cli`: the `ringround` command, as the supervisor starts its processes."""

from cli import main

main(prog_name="ringround")
