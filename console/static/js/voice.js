// What is heard for real: words spoken by the browser if asked for, and the music of a held line.

const choices = { aloud: document.getElementById("aloud"), music: document.getElementById("music") };

/** Speak a prompt in its language, if the reader asked for it. */
export function speak(text, language) {
  if (!choices.aloud.checked || !("speechSynthesis" in window)) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language || "en-GB";
  speechSynthesis.speak(words);
}

/** Stop speaking: a key was pressed, or the call ended. */
export function hush() {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
}

/** One handset's ear: plays the sound file that its line plays, and stops when the line does. */
export class Ear {
  #audio;
  #now = "";

  constructor(audio) {
    this.#audio = audio;
    choices.music.addEventListener("change", () => this.#follow());
  }

  /** The line plays this sound now; nothing: silence. `turn` tells one playing from the next. */
  hear(url, turn) {
    const now = url ? `${turn} ${url}` : "";
    if (now === this.#now) return;
    this.#now = now;
    // The service may know itself by another name than this page does: the path is the same.
    if (url) this.#audio.src = new URL(url, location.href).pathname;
    this.#follow();
  }

  #follow() {
    if (this.#now && choices.music.checked) this.#audio.play().catch(() => {});
    else this.#audio.pause();
  }
}

choices.aloud.addEventListener("change", () => choices.aloud.checked || hush());
