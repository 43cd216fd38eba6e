// The rehearsal's page: which handsets are shown, what can be done at them, and the look every 400 ms.

import { ringing } from "./carrier.js";
import { Handset } from "./handset.js";
import { grow } from "./record.js";

const EVERY_MS = 400;

const who = document.getElementById("who");
const trouble = document.getElementById("trouble");
const service = document.getElementById("desk").dataset.service;
const volunteers = new Set([...who.options].map(({ value }) => value));

// The number that rang the contact, to be rung back.
let callerId = "";

function show(error) {
  trouble.textContent = error?.message ?? "";
  trouble.hidden = !error;
}

const hangUp = { label: "Hang up", style: "danger", action: "hang-up" };
const engaged = { label: "Be engaged", style: "plain", action: "reject" };
const machine = { label: "Be an answering machine", style: "plain", action: "answer", body: () => ({ as: "machine" }) };
const answer = { label: "Answer", style: "primary", action: "answer" };

function volunteersDeeds(handset) {
  if (handset.idle) {
    const body = () => ({ to: service, withheld: document.getElementById("withheld").checked });
    return { hint: "", deeds: [{ label: "Ring in", style: "primary", action: "call", body }] };
  }
  return { hint: "", deeds: handset.view.state === "ringing" ? [answer, engaged] : [hangUp] };
}

function contactsDeeds(handset) {
  if (!handset.number) return { hint: "It rings when the volunteer calls somebody.", deeds: [] };
  if (handset.idle) {
    const back = { label: "Ring back", style: "plain", action: "call", body: () => ({ to: callerId }) };
    return { hint: "", deeds: callerId ? [back] : [] };
  }
  if (handset.view.state === "ringing") return { hint: "Or let it ring.", deeds: [answer, engaged, machine] };
  return { hint: "", deeds: [hangUp] };
}

const volunteer = new Handset(document.getElementById("volunteer"), volunteersDeeds, show);
const contact = new Handset(document.getElementById("contact"), contactsDeeds, show);

function choose() {
  const { code, pin } = who.selectedOptions[0].dataset;
  document.getElementById("code").textContent = code;
  document.getElementById("pin").textContent = pin;
  volunteer.follow(who.value);
}

/** Show whoever is being rung: a contact, or a volunteer whom the service rings. */
function attend(live) {
  const numbers = live.map(({ number }) => number);
  const called = numbers.find((number) => !volunteers.has(number));
  if (called && !(numbers.includes(contact.number) && !contact.idle)) contact.follow(called);
  const waiting = numbers.find((number) => volunteers.has(number));
  if (waiting && volunteer.idle && waiting !== who.value) {
    who.value = waiting;
    choose();
  }
}

async function tick() {
  try {
    attend(await ringing());
    await Promise.all([volunteer.poll(), contact.poll()]);
    const { contact: person, time } = await grow();
    // Whoever rings back begins a session of their own, in which nobody was rung: they stay who they are.
    if (person) {
      contact.belongsTo(contact.number ? `${person.name}, ${person.ward}` : "");
      callerId = person.caller_id;
    }
    document.getElementById("service-time").textContent = time;
    show(null);
  } catch (error) {
    show(error);
  }
  setTimeout(tick, EVERY_MS);
}

who.addEventListener("change", choose);
if (who.options.length) choose();
tick();
