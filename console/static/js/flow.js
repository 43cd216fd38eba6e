// Any flow on the two telephones: a file of one's own, or a shipped one, played from the next call on.

const form = document.getElementById("flow");
const said = document.getElementById("flow-said");
const list = document.getElementById("flow-problems");

async function play(body) {
  const headers = { "Ringround-Rehearsal": "1" };
  const reply = await fetch(form.dataset.action, { method: "POST", headers, body });
  return reply.json();
}

function chosen() {
  const body = new FormData();
  const files = document.getElementById("flow-file").files;
  for (const file of files) body.append("files", file);
  if (!files.length) body.append("name", document.getElementById("flow-name").value);
  return body;
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
  said.textContent = "One moment: the flow is checked.";
  try {
    tell(await play(chosen()));
  } catch {
    tell({ error: "The service does not answer. Is `make run` still running?" });
  }
});
