// The live board: fetches what changes each second while somebody looks, and leaves alone what has not changed.

const EVERY = 1000;
const board = document.getElementById("board");
let shown = "";

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(board.dataset.now, { redirect: "manual" });
      if (!reply.ok) return location.reload();
      const now = await reply.text();
      if (now !== shown && !board.contains(document.activeElement)) board.innerHTML = shown = now;
    } catch {
      // the network is away for a moment: ask again
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
