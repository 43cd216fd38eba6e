// Speaks with the service about the rehearsal carrier's handsets, and fetches the record.
// A handset's number travels in a header, never in an address, so that no log holds one.

async function ask(path, options = {}) {
  let reply;
  try {
    reply = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Error("The service does not answer. Is it still running?");
  }
  const body = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(body.error ?? body.message ?? `The service answered ${reply.status}.`);
  return body;
}

const named = (number) => ({ "Ringround-Handset": number });

/** Which handsets ring or are in a call. */
export const ringing = () => ask("/rehearsal/api/ringing");

/** How a handset stands, and what was heard there from line `since` on. */
export const look = (number, since) => ask(`/rehearsal/api/handset?since=${since}`, { headers: named(number) });

/** Do something at a handset: call, answer, reject, hang-up, keys, speak. */
export const act = (number, action, body = {}) =>
  ask(`/rehearsal/api/handset/${action}`, {
    method: "POST",
    headers: { ...named(number), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** The record of the newest session after entry `after`; all of it if that session is not `session`. */
export const record = (session, after) =>
  ask(`/rehearsal/record?session=${encodeURIComponent(session)}&after=${after}`);
