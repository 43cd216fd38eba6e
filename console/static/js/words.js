// The carrier's states and events in plain words.

const ENDS = {
  completed: "The call has ended.",
  busy: "Engaged: the call was not taken.",
  "no-answer": "Nobody answered.",
  failed: "The call failed.",
  canceled: "The caller gave up.",
};

const EVENTS = {
  ringing: "The telephone rings.",
  answered: "The call is answered.",
  joined: "In the room.",
  left: "Out of the room.",
  "other-joined": "The other person is there.",
  "other-left": "The other person has gone.",
};

/** A transcript's event as a sentence, or nothing where it says nothing to a listener. */
export function sentence({ verb, text }) {
  if (verb === "ended") return ENDS[text] ?? ENDS.completed;
  return EVENTS[verb] ?? "";
}

/** Whether a handset with this view is on the hook. */
export const onHook = (view) => !view || view.state === "idle" || view.state === "ended";

/** Whether it can talk to somebody: two are in its room, and nothing is played to it. */
export const talking = (view) => view?.state === "live" && view.room.length > 1;

/** A handset's state: a word for the style, and words for people. */
export function stand(view) {
  if (!view || view.state === "idle") return ["idle", "On the hook"];
  if (view.state === "ended") return ["idle", "Call ended"];
  if (view.state === "ringing") return ["ringing", "Ringing…"];
  if (view.state === "calling") return ["ringing", "Calling…"];
  if (view.playing?.kind === "play") return ["held", "On hold: music"];
  if (view.playing?.kind === "say") return ["live", "The line is speaking"];
  if (talking(view)) return ["talking", "Talking"];
  return ["live", view.room.length ? "On hold" : "The line is listening"];
}
