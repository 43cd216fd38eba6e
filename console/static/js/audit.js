// Asks how far a long check is, and shows the page anew when it is done. Without it the page has a link for that.

const EVERY = 1500;
const told = [...document.querySelectorAll("[data-poll]")];

async function look(place) {
  const reply = await fetch(place.dataset.poll, { headers: { Accept: "application/json" } });
  if (!reply.ok) return;
  const task = await reply.json();
  if (!task.open) {
    location.reload();
  } else if (task.total) {
    const words = `${task.done.toLocaleString("en-GB")} of ${task.total.toLocaleString("en-GB")} done.`;
    if (place.textContent !== words) place.textContent = words;
  }
}

if (told.length) {
  setInterval(() => {
    if (!document.hidden) told.forEach((place) => look(place).catch(() => undefined));
  }, EVERY);
}
