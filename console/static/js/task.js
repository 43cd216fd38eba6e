// Asks how far a long task is, while the page is looked at, and shows the page anew when it is done. Without it the
// page has a link for that, or loads itself again.

const EVERY = 1500;
const told = [...document.querySelectorAll("[data-poll]")];

async function look(place) {
  const reply = await fetch(place.dataset.poll, { redirect: "manual", headers: { Accept: "application/json" } });
  if (!reply.ok) return location.reload();
  const task = await reply.json();
  if (!task.open) return location.reload();
  if (task.total) say(place, task);
}

function say(place, { done, total }) {
  const count = `${done.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} done.`;
  const words = "percent" in place.dataset ? `${Math.floor((100 * done) / total)} % done.` : count;
  if (place.textContent !== words) place.textContent = words;
  const bar = document.querySelector("progress");
  if (bar) [bar.max, bar.value] = [total, done];
}

if (told.length) {
  setInterval(() => {
    if (!document.hidden) told.forEach((place) => look(place).catch(() => undefined));
  }, EVERY);
}
