"""A line of few steps, so small that everything on it can be tried one by one; with the words of the shipped one."""

from ivr.flows import LINE, text_of

STEPS = """
languages = ["en"]
[roles]
arrive = "pin"
sign_in = "pin"
signed_in = "campaign"
lost = "break"
lost_stranger = "finish"
help = "help"
help_stranger = "finish"
[voices]
en = { language = "en-GB", voice = "Polly.Amy" }
[steps.pin]
kind = "entry"
takes = "pin"
digits = 4
tries = 1
say.en = "PIN?"
wrong.en = "No."
go = "campaign"
failed = "finish"
[steps.campaign]
kind = "menu"
tries = 1
keys.1 = { en = "To start, press 1.", go = "ready" }
keys.9 = { go = "finish" }
[steps.ready]
kind = "offer"
tries = 1
say.en = "Next, {contact}."
intention.en = "i"
household.en = "h"
nothing.en = "n"
keys.1 = { en = "To call, press 1.", go = "ringing" }
skip = { go = "campaign" }
back = { go = "campaign" }
[steps.ringing]
kind = "call"
talked = "spoke"
[steps.ringing.ends]
no_answer = { en = "No answer.", outcome = "no_answer", go = "saved" }
busy = { en = "Engaged.", outcome = "no_answer", go = "saved" }
failed = { en = "Failed.", outcome = "no_answer", go = "saved" }
cancelled = { en = "Stopped.", outcome = "no_answer", go = "saved" }
lost = { en = "Lost.", outcome = "no_answer", go = "saved" }
machine = { en = "Machine.", outcome = "no_answer", go = "saved" }
[hold]
order = ["ringing"]
ringing.en = "Ringing. Press star."
[steps.spoke]
kind = "menu"
tries = 2
keys.1 = { en = "For answers, press 1.", do = ["survey"], go = "survey" }
keys.2 = { en = "For no more calls, press 2.", go = "opt_out" }
[steps.survey]
kind = "questions"
tries = 2
say.en = "Question."
go = "saved"
back.go = "spoke"
[steps.opt_out]
kind = "menu"
tries = 1
keys.1 = { en = "To confirm, press 1.", do = ["opt_out"], outcome = "opted_out", go = "saved" }
back = { go = "spoke" }
[steps.saved]
kind = "say"
do = ["finished"]
say.en = "Saved."
go = "between"
[steps.between]
kind = "route"
to = [{ when = "closing", do = ["close"], go = "closed_menu" }, { go = "next" }]
[steps.closed_menu]
kind = "menu"
tries = 1
keys.2 = { en = "To correct, press 2.", when = "last", do = ["correct"], go = "kept" }
keys.9 = { en = "To finish, press 9.", go = "finish" }
[steps.next]
kind = "menu"
tries = 1
keys.1 = { en = "For the next, press 1.", go = "ready" }
keys.2 = { en = "To correct, press 2.", when = "last", do = ["correct"], go = "kept" }
keys.3 = { en = "To rest, press 3.", go = "break" }
silence = { go = "break", back = "campaign" }
[steps.kept]
kind = "route"
to = [{ when = "answers", go = "correct_answers" }, { go = "saved" }]
[steps.correct_answers]
kind = "review"
tries = 2
say.en = "{answer}."
who.en = "Of {member}."
go = "saved"
back.go = "saved"
[steps.break]
kind = "break"
turns = 3
say.en = "A break."
go = "finish"
keys.1 = { en = "To go on, press 1.", go = "return" }
[steps.help]
kind = "menu"
tries = 1
keys.1 = { en = "Again, press 1.", go = "return" }
keys.3 = { en = "To finish, press 3.", go = "finish" }
[steps.finish]
kind = "end"
say.en = "Goodbye."
[refusals]
nobody = { en = "Nobody.", go = "campaign" }
contact = { en = "Not now.", go = "ready" }
"""


def _words() -> str:
    """The sentences that the machine itself says, without what refusals of the shipped line lead to."""
    words = text_of(LINE).split("# --- words")[1].split("\n", 1)[1]
    before, rest = words.split("# Why there is nobody to call")
    return before + "# How an outcome" + rest.split("# How an outcome", 1)[1]


TINY = STEPS + _words()
