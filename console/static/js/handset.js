// One handset: how its call stands, what is heard on it, its keypad and its buttons.

import { act, look } from "./carrier.js";
import { addBelow, make } from "./dom.js";
import { Ear, hush, speak } from "./voice.js";
import { onHook, sentence, stand, talking } from "./words.js";

const SPEAKERS = { line: "The line", voice: "The other person", key: "You pressed", event: "You said" };

export class Handset {
  view = null;
  number = "";
  #section;
  #buttons;
  #trouble;
  #ear;
  #call = "";
  #next = 0;
  #heard = "";
  #plays = 0;
  #shown = null;
  #sending = Promise.resolve();
  #looking = Promise.resolve();

  /** `buttons(handset)` gives what can be done now; `trouble(error)` is told what went wrong. */
  constructor(section, buttons, trouble) {
    this.#section = section;
    this.#buttons = buttons;
    this.#trouble = trouble;
    this.#ear = new Ear(this.#find(".sound"));
    for (const key of section.querySelectorAll(".key")) key.addEventListener("click", () => this.press(key.value));
    section.addEventListener("keydown", (event) => this.#typed(event));
    this.#find(".talk").addEventListener("submit", (event) => this.#say(event));
    this.#render();
  }

  /** Take up another number's handset. */
  follow(number) {
    if (number === this.number) return;
    this.number = number;
    this.view = null;
    this.#newCall("");
    this.#render();
  }

  get idle() {
    return onHook(this.view);
  }

  /** Whether its present or last call came to it, rather than from it. */
  get rung() {
    return (this.view?.direction ?? "inbound") !== "inbound";
  }

  /** Say whose telephone it is. */
  belongsTo(owner) {
    const line = this.#find(".owner");
    if (line.textContent !== owner) line.textContent = owner;
  }

  /** Look how the call stands, and add what was heard since. */
  poll() {
    // One look at a time, or an old answer could follow a newer one.
    this.#looking = this.#looking.catch(() => {}).then(() => this.#look());
    return this.#looking;
  }

  async #look() {
    if (!this.number) return;
    const number = this.number;
    const view = await look(number, this.#next);
    if (number !== this.number) return;
    const call = view.call_sid ?? "";
    const anew = call !== this.#call;
    if (anew) this.#newCall(call);
    this.view = view;
    if (anew && call) return this.#look();
    this.#hear(view.lines ?? []);
    this.#render();
  }

  /** Do something at this handset; keys and deeds reach the carrier in their order. */
  do(action, body) {
    this.#sending = this.#sending
      .then(() => act(this.number, action, body))
      .then(() => this.poll())
      .catch((error) => this.#trouble(error));
    return this.#sending;
  }

  /** Press a key, if there is a call to hear it. */
  press(digit) {
    if (!this.#live()) return;
    hush();
    const key = this.#find(`.key[value="${digit}"]`);
    key.classList.add("pressed");
    setTimeout(() => key.classList.remove("pressed"), 150);
    this.do("keys", { digits: digit });
  }

  #live() {
    return this.view?.state === "live";
  }

  #find(selector) {
    return this.#section.querySelector(selector);
  }

  #typed(event) {
    const busyElsewhere = event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input:not([type=checkbox])");
    if (busyElsewhere || !/^[0-9*#]$/.test(event.key)) return;
    event.preventDefault();
    this.press(event.key);
  }

  #say(event) {
    event.preventDefault();
    const field = this.#find(".talk input");
    if (field.value.trim()) this.do("speak", { text: field.value.trim() });
    field.value = "";
  }

  #newCall(call) {
    this.#call = call;
    this.#next = 0;
    this.#heard = "";
    this.#plays = 0;
    this.#find(".heard").replaceChildren();
    this.#ear.hear("", 0);
    hush();
  }

  #hear(lines) {
    const items = [];
    for (const line of lines.filter(({ n }) => n >= this.#next)) {
      this.#next = line.n + 1;
      items.push(...this.#bubble(line));
    }
    if (items.length) addBelow(this.#find(".heard"), ...items);
  }

  #bubble(line) {
    if (line.verb === "play") this.#plays += 1;
    const before = this.#heard;
    if (line.who !== "event") this.#heard = line.verb;
    if (line.who === "event" && line.verb !== "said") {
      if (line.verb === "ended") hush();
      const text = sentence(line);
      return text ? [make("li", { class: "event" }, text)] : [];
    }
    // Music goes on in pieces; it is one thing to the ear.
    if (line.verb === "silence" || (line.verb === "play" && before === "play")) return [];
    if (line.verb === "say") speak(line.text, line.language);
    return [this.#said(line)];
  }

  #said(line) {
    const kind = line.who === "key" || line.who === "event" ? "mine" : line.who;
    const text = line.verb === "play" ? "♪ Music" : line.verb === "beep" ? "♪ A tone" : line.text;
    const item = make("li", { class: kind }, make("span", { class: "by" }, SPEAKERS[line.who] ?? ""), text);
    if (line.language) item.lang = line.language;
    return item;
  }

  #render() {
    const [kind, word] = stand(this.view);
    const state = this.#find(".state");
    state.dataset.state = kind;
    this.#find(".talk").hidden = !talking(this.view);
    const said = this.#find(".word");
    if (said.textContent !== word) said.textContent = word;
    for (const key of this.#section.querySelectorAll(".key")) key.ariaDisabled = String(!this.#live());
    const playing = this.view?.playing;
    this.#ear.hear(!this.idle && playing?.kind === "play" ? playing.url : "", this.#plays);
    this.#renderButtons();
  }

  #renderButtons() {
    const { hint, deeds } = this.#buttons(this);
    const signature = JSON.stringify([hint, deeds.map(({ label }) => label)]);
    if (signature === this.#shown) return;
    this.#shown = signature;
    const actions = this.#find(".actions");
    const hadFocus = actions.contains(document.activeElement);
    actions.replaceChildren(...deeds.map((deed) => this.#button(deed)));
    if (hint) actions.append(make("p", { class: "hint" }, hint));
    // The button that was pressed is gone: go to the keypad rather than nowhere.
    if (hadFocus) this.#find(".keypad").focus();
  }

  #button({ label, style, action, body }) {
    const button = make("button", { type: "button", class: style }, label);
    button.addEventListener("click", () => this.do(action, body?.()));
    return button;
  }
}
