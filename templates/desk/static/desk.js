// What every screen shares: talking to the desk, saying what happened, keys, texts that must not be lost.

const token = document.querySelector("meta[name=desk-token]")?.content ?? "";
export const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export class Refused extends Error {
  constructor(status, told) { super(told.error ?? String(status)); this.status = status; this.told = told; }
}

// What changes the log of marks goes out one after the other, in the order of the keys.
const IN_TURN = ["/marks", "/undo", "/split", "/posts/put", "/posts/drop", "/posts/undo", "/calendar/move", "/edition/order", "/edition/approve", "/edition/schedule"];
let before = Promise.resolve();
export function ask(address, told) {
  if (told === undefined || !IN_TURN.includes(address)) return send(address, told);
  const mine = before.then(() => send(address, told));
  before = mine.catch(() => {});
  return mine;
}
async function send(address, told) {
  const options = {headers: {"X-Desk-Token": token}};
  if (told !== undefined) {
    options.method = "POST";
    if (told instanceof FormData) options.body = told;
    else { options.headers["Content-Type"] = "application/json"; options.body = JSON.stringify(told); }
  }
  const answer = await fetch(address, options);
  const kind = answer.headers.get("Content-Type") ?? "";
  const body = kind.includes("json") ? await answer.json() : await answer.text();
  if (!answer.ok) throw new Refused(answer.status, typeof body === "object" ? body : {error: body.trim()});
  return body;
}

const line = document.getElementById("said");
let quiet;
export function say(text, wrong = false) {
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("wrong", wrong);
  line.classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => line.classList.remove("shown"), wrong ? 12000 : 3500);
}
export function fail(error) {
  say(error instanceof Refused ? error.message : words.lost, true);
}

// Keys: one letter each, never while somebody types, and they can be switched off.
const bound = new Map();
export const bind = (keys) => { for (const [key, act] of Object.entries(keys)) bound.set(key, act); };
export const keysOn = () => localStorage.getItem("keys") !== "off";
const typing = (target) => target.closest("input:not([type=checkbox],[type=range]), textarea, select, [contenteditable]");
let going = false;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
  if (typing(event.target)) return;
  const open = document.querySelector("dialog[open]");
  const name = event.shiftKey && event.key.length === 1 && event.key !== "?" ? `Shift+${event.key.toUpperCase()}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (going) {
    going = false;
    const goal = {r: "review", e: "edition", p: "posts", c: "calendar", s: "sources", t: "theme", f: "figures", a: "add"}[name];
    const link = goal && document.querySelector(`[data-go=${goal}]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (open) { open.dispatchEvent(new CustomEvent("desk-key", {detail: {name, event}})); return; }
  // A button or link that has the focus is pressed by its own Enter.
  if (name === "Enter" && event.target.closest("a, button, summary")) return;
  const act = bound.get(name);
  if (act) { event.preventDefault(); act(event); }
});
bind({
  "g": () => { going = true; setTimeout(() => { going = false; }, 1500); },
  "?": () => help(),
  "p": () => document.querySelector(".next a")?.click(),
  "z": (event) => takeBack("/undo")(event),
});
const dialog = document.getElementById("keys");
const help = () => {
  dialog.querySelector("#keys-on").checked = keysOn();
  dialog.showModal();
};
const showKeys = () => document.body.classList.toggle("keys-off", !keysOn());
showKeys();
dialog?.querySelector("#keys-on").addEventListener("change", (event) => {
  localStorage.setItem("keys", event.target.checked ? "on" : "off");
  showKeys();
  if (!event.target.checked) say(words.keys_off);
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) help(); });

// On a narrow screen the rail scrolls: where one is must be seen.
document.querySelector(".rail [aria-current]")?.scrollIntoView({inline: "center", block: "nearest"});

// A text that is being typed lies in the browser at once and on the desk's disk a moment later.
const place = (subject, verb) => `typed ${subject} ${verb}`;
const waiting = new Map();
export function keepTyped(subject, verb, text) {
  localStorage.setItem(place(subject, verb), text);
  clearTimeout(waiting.get(place(subject, verb)));
  waiting.set(place(subject, verb), setTimeout(() => {
    ask("/unsaved", {subject, field: verb, text}).catch(() => {});
  }, 700));
}
export const typedBefore = (subject, verb) => localStorage.getItem(place(subject, verb));
export function forgetTyped(subject, verb) {
  clearTimeout(waiting.get(place(subject, verb)));
  localStorage.removeItem(place(subject, verb));
}

// Saves one text if it changed. A text that was changed elsewhere stays in its field and is never overwritten.
export async function saveText(area, subject) {
  const verb = area.dataset.verb, value = area.value.trim();
  const plain = area.dataset.plain ?? "";
  const meant = value === plain.trim() ? "" : value;
  if (meant === area.dataset.saved.trim()) { forgetTyped(subject, verb); return null; }
  try {
    const told = await ask("/marks", {subject, verb, value: meant, was: area.dataset.saved});
    area.dataset.saved = meant;
    forgetTyped(subject, verb);
    area.parentElement.querySelector(".stale")?.remove();
    say(words.saved);
    return told;
  } catch (error) {
    if (error instanceof Refused && error.status === 409) { stale(area, error.told.stands); return null; }
    fail(error);
    return null;
  }
}
function stale(area, stands) {
  area.parentElement.querySelector(".stale")?.remove();
  const note = document.createElement("span");
  note.className = "stale";
  note.setAttribute("role", "alert");
  const quoted = document.createElement("q");  // its marks are those of the language
  quoted.textContent = stands;
  note.append(`${words.stale} `, quoted);
  area.after(note);
  // The next save is made in knowledge of what stands there.
  area.dataset.saved = stands;
  say(words.stale, true);
}
export function watchText(area, subject, after) {
  const verb = area.dataset.verb;
  const here = typedBefore(subject, verb);
  if (here !== null && here.trim() !== area.value.trim() && here.trim() !== area.dataset.saved.trim()) {
    area.value = here;
    area.dataset.typed = here;
    keepTyped(subject, verb, here);  // the desk may have been away while it was typed
  }
  if (area.dataset.typed) {
    const note = document.createElement("span");
    note.className = "restored";
    note.textContent = words.restored_text;
    area.after(note);
  }
  area.addEventListener("input", () => { keepTyped(subject, verb, area.value); after?.typed?.(); });
  // Not on "change": what was restored was not typed here, and is to be saved all the same.
  area.addEventListener("blur", () => saveText(area, subject).then((told) => told && after?.saved?.(told)));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      event.stopPropagation();
      area.blur();
      after?.left?.();
    }
  });
}
export function counted(told) {
  for (const [pile, count] of Object.entries(told.counts ?? {}))
    for (const place of document.querySelectorAll(`[data-count=${pile}]`)) place.textContent = count;
  const budget = document.getElementById("budget");
  if (!budget || !told.progress) return;
  budget.querySelector("meter").value = told.progress.share;
  budget.querySelector("[data-spent]").textContent = told.progress.spent;
  budget.querySelector("[data-enough]").textContent = told.progress.enough;
}
// The rail follows: its counts, and the card of the next edition.
export function railed(text) {
  const rail = document.getElementById("rail"), fresh = html(text);
  rail.querySelector(".next")?.replaceWith(fresh.querySelector(".next"));
  for (const link of fresh.querySelectorAll("[data-go]")) rail.querySelector(`[data-go=${link.dataset.go}]`)?.replaceChildren(...link.childNodes);
}
// What was taken back, and of which story.
const taken = (told) => told.undone ? words.undone.replace("{act}", told.title ? `${told.undone} · ${told.title}` : told.undone).replace(/([.?!…])\.$/, "$1") : words.nothing;
export async function undo() {
  const told = await ask("/undo", {});
  counted(told);
  say(taken(told));
  return told;
}
// Asks for the page anew, which then says what happened.
export function anew(text) {
  sessionStorage.setItem("said", text);
  location.reload();
}
// Takes the last act back where the page is to be asked for anew, which then says what it was.
export const takeBack = (address, before = () => {}) => async () => {
  try {
    const told = await ask(address, {});
    if (!told.undone) { say(words.nothing); return; }
    before();
    anew(taken(told));
  } catch (error) { fail(error); }
};
const left = sessionStorage.getItem("said");
if (left) { sessionStorage.removeItem("said"); say(left); }
export const html = (text) => {
  const made = document.createElement("template");
  made.innerHTML = text;
  return made.content;
};
