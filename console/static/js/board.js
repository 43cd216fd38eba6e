// The live board: fetches what changes each second while somebody looks, and leaves alone what has not changed, so
// that whoever stands there with the keyboard stays there.

const EVERY = 1000;
const board = document.getElementById("board");
let shown = "";

/** Make `old` as `now` is. */
function become(old, now) {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName || !old.hasChildNodes()) return old.replaceWith(now);
  for (const name of old.getAttributeNames()) if (!now.hasAttribute(name)) old.removeAttribute(name);
  for (const name of now.getAttributeNames()) old.setAttribute(name, now.getAttribute(name));
  becomeInside(old, now);
}

function becomeInside(old, now) {
  const had = [...old.childNodes];
  const fresh = [...now.childNodes];
  for (const [place, child] of had.entries()) fresh[place] ? become(child, fresh[place]) : child.remove();
  old.append(...fresh.slice(had.length));
}

async function look() {
  if (!document.hidden) {
    try {
      const reply = await fetch(board.dataset.now, { redirect: "manual" });
      if (!reply.ok) return location.reload();
      const now = await reply.text();
      if (now !== shown) {
        becomeInside(board, new DOMParser().parseFromString(now, "text/html").body);
        shown = now;
      }
    } catch {
      // the network is away for a moment: ask again
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
