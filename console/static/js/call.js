// The call's page: looks how the line stands, shows what is keyed, and fetches new forms when the call moves on.
// Nothing that the volunteer has filled in but not saved is ever taken from them.

const EVERY_MS = 1500;

const call = document.getElementById("call");
const words = document.getElementById("words");
const clock = document.getElementById("clock");
const touched = new Set();

let etag = "";

function tell(status) {
  if (words.textContent !== status.words) words.textContent = status.words;
  document.querySelector(".standing").dataset.phase = status.phase;
  clock.dataset.since = status.since;
  clock.hidden = !status.since;
  for (const acts of document.querySelectorAll("[data-while]")) {
    acts.hidden = !acts.dataset.while.split(" ").includes(status.phase);
  }
}

function tick() {
  if (!clock.dataset.since) return;
  const seconds = Math.max(0, Math.floor((Date.now() - new Date(clock.dataset.since)) / 1000 + skew));
  clock.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Show what was keyed on the telephone, but leave alone what the volunteer has changed here. */
function showKeyed({ about, answers }) {
  const survey = document.getElementById("survey");
  if (!survey || survey.dataset.about !== about) return;
  for (const question of survey.querySelectorAll("[data-question]")) {
    const id = question.dataset.question;
    const value = answers[id] ?? "";
    const shown = question.querySelector(`[name="shown.${id}"]`);
    if (touched.has(id) || shown.value === value) continue;
    shown.value = value;
    const picked = value.split(",");
    for (const input of question.querySelectorAll(`[name="answer.${id}"]`)) {
      if (input.type === "text") input.value = value;
      else input.checked = input.type === "radio" ? input.value === value : picked.includes(input.value);
    }
    question.querySelector(".keyed").hidden = !value;
  }
}

/** Fetch the page anew and take over its forms. */
async function refresh() {
  const reply = await fetch(location.pathname + location.search);
  if (reply.redirected) return location.assign(reply.url);
  const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
  const work = fresh.getElementById("work");
  if (!work) return location.reload();
  document.getElementById("work").replaceWith(work);
  touched.clear();
}

let skew = 0;

async function look() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const reply = await fetch(call.dataset.poll, { headers, redirect: "manual" });
  if (reply.type === "opaqueredirect") return location.reload();
  if (reply.status === 304 || !reply.ok) return;
  etag = reply.headers.get("ETag") ?? "";
  const status = await reply.json();
  skew = (new Date(status.now) - Date.now()) / 1000;
  tell(status);
  // While the survey is being filled in, the forms of this very call stay as they are.
  const key = `${status.stage}:${["talking", "ended"].includes(status.phase)}`;
  if (key !== stage) {
    if (stage !== null) await refresh();
    stage = key;
  }
  showKeyed(status);
}

let stage = `${call.dataset.stage}:${["talking", "ended"].includes(document.querySelector(".standing").dataset.phase)}`;

document.addEventListener("input", ({ target }) => {
  const question = target.closest?.("[data-question]");
  if (question) touched.add(question.dataset.question);
});

async function go() {
  try {
    // A page that nobody looks at asks nothing.
    if (!document.hidden) await look();
  } catch {
    // The network is away for a moment: the next look is soon.
  }
  setTimeout(go, EVERY_MS);
}

setInterval(tick, 500);
tick();
go();
