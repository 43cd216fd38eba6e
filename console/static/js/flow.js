// Any flow on the two telephones: a file of one's own, or a shipped one, played from the next call on.

const form = document.getElementById("flow");
const said = document.getElementById("flow-said");
const list = document.getElementById("flow-problems");

async function play(body) {
  const headers = { "Content-Type": "application/json", "Ringround-Rehearsal": "1" };
  const reply = await fetch(form.dataset.action, { method: "POST", headers, body: JSON.stringify(body) });
  return reply.json();
}

function tell({ error, flow, campaign, problems = [] }) {
  said.textContent = error ?? `“${campaign}” plays “${flow}” from the next call on.`;
  list.replaceChildren(
    ...problems.map((problem) => {
      const line = document.createElement("li");
      line.textContent = problem;
      return line;
    }),
  );
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = document.getElementById("flow-file").files;
  said.textContent = "One moment: the flow is checked.";
  try {
    tell(await play(file ? { text: await file.text() } : { name: document.getElementById("flow-name").value }));
  } catch {
    tell({ error: "The service does not answer. Is `make run` still running?" });
  }
});
