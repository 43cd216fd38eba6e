"""What is on the line, word for word, and the short ways to each place in it; for the transcripts."""

from tests.telephone.calls import ANN, MARY
from tests.telephone.evening import Evening
from tests.telephone.handset import Telephone

TOM = "+441632960012"
READY = "Next, Mary Hughes, Harbour. To call, press 1. To skip, press hash."
SPOKE = "Call ended. Did you speak to Mary Hughes? Yes, press 1. No, press 2."
YES = (
    "For survey answers, press 1. For a call back, press 2. If they declined, press 3. "
    "For no more calls, press 4."
)
NO = (
    "For an answering machine or call screening, press 1. If someone else answered, press 2. "
    "For a wrong number, press 3. For no more calls, press 4."
)
OPT_OUT = "No more calls to Mary Hughes. To confirm, press 1. To go back, press star."
HOUSEHOLD = "The whole household? Yes, press 1. No, press 2."
PASS_ON = "Would they like someone to ring about anything? Yes, press 1. No, press 2."
CLOSING = "Did you read the closing statement? Yes, press 1. No, press 2."
NEXT = "For the next call, press 1. To correct that one, press 2. For a break, press 3. To finish, press 9."
SAVED = f"Saved. One call. {NEXT}"
TOLD = "We have told a co-ordinator, who will ring you."
BREAK = "You're on a break. When you are ready, press 1."
HELP = (
    "To hear that again, press 1. For a co-ordinator, press 2. To report abuse or a worry, press 3. "
    "For a fault, press 4."
)
COUNCIL = "Question 1 of 5. How well does the council look after Saltmouth? Very badly, 1, to very well, 9."
LIKELY = "Question 2 of 5. How likely are they to vote? Certain not to, 1, to certain to, 9."
INTENTION = "Question 3 of 5. Voting intention. Enter the code from your sheet."
MATTERS = "Question 4 of 5. What matters to them? Enter a code from your sheet."
POSTAL = "Question 5 of 5. A postal vote form? Yes, press 1. No, press 2."
KEEP = "To keep it, press hash. To change it,"


def signs_in(evening: Evening) -> Telephone:
    """Ann rings in and keys her PIN."""
    ann = evening.rings_in(ANN).hears("Please enter your four-digit PIN.")
    return ann.presses("4826")


def talked(evening: Evening, *, household: bool = False) -> Telephone:
    """Ann has spoken to Mary, who lives with Tom if this is a household, and is asked what came of it."""
    evening.volunteer("Ann Price", ANN)
    evening.contact("Mary Hughes", MARY, "quay", priority=1)
    if household:
        evening.contact("Tom Hughes", TOM, "quay")
    return talks_again(evening, signs_in(evening))


def talks_again(evening: Evening, ann: Telephone, number: str = MARY) -> Telephone:
    """From the campaign's menu or the next call's, one more call that is answered and ended by the contact."""
    ann.presses("1").hears("To skip, press hash.").presses("1").hears("Ringing.")
    evening.telephone(number).answers().hangs_up()
    return ann


def surveying(evening: Evening, *, household: bool = False) -> Telephone:
    """Ann is asked the first question."""
    ann = talked(evening, household=household).hears(SPOKE)
    ann.presses("1").hears_just(YES)
    return ann.presses("1").hears_just(COUNCIL)


def keys(ann: Telephone, *pressed: str) -> Telephone:
    """These keys, each after the prompt before it."""
    for key in pressed:
        ann.receiver.listen()
        ann.presses(key)
    return ann
