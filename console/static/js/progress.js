// Asks every second how far a task is, while the page is looked at, and shows its end when it is done.

const box = document.getElementById("progress");
const EVERY = 1000;

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(box.dataset.poll, { redirect: "manual" });
      if (!reply.ok) return location.reload();
      const found = await reply.json();
      if (!found.open) return location.reload();
      document.getElementById("share").value = found.share;
      document.getElementById("said").textContent = `${found.share} %`;
    } catch {
      // the network is away for a moment: ask again
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
