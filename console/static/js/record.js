// The record that grows beside the telephones, and the policy's rules with their verdicts.

import { record } from "./carrier.js";
import { addBelow, make } from "./dom.js";

const list = document.getElementById("record");
const table = document.getElementById("rules");
let session = "";
let after = 0;

/** Fetch what is new and show it; give the reply. */
export async function grow() {
  const reply = await record(session, after);
  if (reply.session !== session) begin(reply.session);
  for (const entry of reply.entries) after = Math.max(after, entry.id);
  if (reply.entries.length) addBelow(list, ...reply.entries.map(row));
  const decided = reply.entries.filter(({ decision }) => decision).at(-1);
  if (decided) table.replaceChildren(...verdict(decided));
  document.getElementById("record-empty").hidden = list.childElementCount > 0;
  document.getElementById("rules-empty").hidden = table.childElementCount > 0;
  return reply;
}

function begin(next) {
  session = next;
  after = 0;
  list.replaceChildren();
  table.replaceChildren();
}

function row({ time, iso, kind, sentence, decision }) {
  const text = make("span", {}, sentence);
  if (decision) text.className = decision.verdict;
  else if (kind.startsWith("webhook:")) text.className = "quiet";
  return make("li", {}, make("time", { datetime: iso }, time), text);
}

function verdict({ time, sentence, decision }) {
  const head = make("p", { class: `verdict ${decision.verdict}` }, `${time} ${sentence}`);
  const remedy = decision.remedy ? [make("p", {}, decision.remedy)] : [];
  const labels = ["Verdict", "Rule, and why"].map((label) => make("th", { scope: "col" }, label));
  const rows = decision.rules.map((rule) =>
    make(
      "tr",
      {},
      make("td", { class: rule.verdict === "pass" ? "pass" : "refused" }, rule.verdict === "pass" ? "✓ Pass" : "✗ Refuse"),
      make("td", {}, make("strong", {}, `${rule.rule.replaceAll("_", " ")}: `), rule.why),
    ),
  );
  return [head, ...remedy, make("table", {}, make("thead", {}, make("tr", {}, ...labels)), make("tbody", {}, ...rows))];
}
