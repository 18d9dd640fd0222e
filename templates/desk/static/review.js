// Review by keyboard, mouse or touch: the list on one side, the story on the other.
import {Refused, ask, bind, counted, fail, html, railed, say, undo, watchText, words} from "./desk.js";

const queue = document.getElementById("queue");
const detail = document.getElementById("detail");
const pile = document.querySelector(".review").dataset.pile;
const rows = () => [...queue.querySelectorAll("li")];
const current = () => queue.querySelector("li[aria-selected=true]");
const small = matchMedia("(max-width: 60rem)");
let asked = 0, loading = false, ended = false, query = "";

async function select(row, {show = true} = {}) {
  if (!row) { detail.replaceChildren(); queue.removeAttribute("aria-activedescendant"); empty(); return; }
  for (const other of rows()) other.setAttribute("aria-selected", String(other === row));
  queue.setAttribute("aria-activedescendant", row.id);
  if (show) row.scrollIntoView({block: "nearest"});
  const mine = ++asked;
  try {
    const told = await ask(`/review/story/${encodeURIComponent(row.dataset.id)}?pile=${pile}`);
    if (mine !== asked) return;
    detail.replaceChildren(html(told));
    detail.scrollTop = 0;
    opened();
  } catch (error) { fail(error); }
  const all = rows();
  if (all.indexOf(row) > all.length - 8) more();
}
function empty() { document.getElementById("empty").hidden = rows().length > 0; }

async function more() {
  if (loading || ended) return;
  loading = true;
  try {
    const told = html(await ask(`/review/rows?pile=${pile}&after=${rows().length}&q=${encodeURIComponent(query)}`));
    const have = new Set(rows().map((row) => row.dataset.id));
    const fresh = [...told.querySelectorAll("li")].filter((row) => !have.has(row.dataset.id));
    ended = fresh.length === 0;
    queue.append(...fresh);
  } catch (error) { fail(error); } finally { loading = false; empty(); }
}

// What stands around the list follows a moment later: nobody waits for it.
let late;
function follow(told) {
  counted(told);
  clearTimeout(late);
  late = setTimeout(async () => {
    try {
      const told = await ask("/review/tray");
      document.getElementById("tray").innerHTML = told.tray;
      railed(told.rail);
    } catch (error) { if (error instanceof Refused) fail(error); }
  }, 900);
}

const leaves = {waiting: ["keep", "drop", "later", "lead", "merge"], kept: ["drop", "later", "restore", "merge"], later: ["keep", "drop", "lead", "restore", "merge"], dropped: ["keep", "later", "lead", "restore", "merge"]};
const said = {keep: "kept", drop: "dropped", later: "later", lead: "lead", restore: "restored", merge: "merged"};
let lastDropped = "";

async function act(verb, value = "") {
  const row = current();
  if (!row) return;
  // The field that is being typed in is saved first, by losing the focus.
  if (document.activeElement?.closest("#detail textarea")) document.activeElement.blur();
  const subject = row.dataset.id;
  const all = rows(), at = all.indexOf(row);
  const next = all[at + 1] ?? all[at - 1];
  const gone = leaves[pile].includes(verb);
  if (gone) { row.remove(); select(next, {}); }
  if (small.matches && gone) window.scrollTo({top: 0});
  try {
    follow(await ask("/marks", {subject, verb, value}));
    say(words[said[verb]]);
  } catch (error) {
    if (gone) { all[at + 1] ? all[at + 1].before(row) : queue.append(row); select(row); }
    why.close();
    fail(error);
  }
}
async function teach(reason) {
  const subject = lastDropped;
  try {
    follow(await ask("/marks", {subject, verb: "drop", value: reason}));
    say(words.reason.replace("{reason}", document.querySelector(`[data-reason="${reason}"]`).textContent.replace(/^\s*\d\s*/, "").trim()));
  } catch (error) { fail(error); }
}
const why = document.getElementById("why-drop");
// It is dropped at once; the reason may follow, and no key is lost while the desk answers.
function askWhy() {
  if (!current()) return;
  lastDropped = current().dataset.id;
  act("drop");
  why.showModal();
  why.querySelector("form button").focus();  // an attribute would claim the focus of the page as it loads
}
why.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reason]");
  if (button) { why.close(); teach(button.dataset.reason); }
});
why.addEventListener("close", () => queue.focus({preventScroll: true}));
why.addEventListener("desk-key", ({detail: {name, event}}) => {
  const button = /^[1-5]$/.test(name) && why.querySelectorAll("[data-reason]")[Number(name) - 1];
  const acts = {"l": () => act("later"), "Shift+L": () => act("lead"), "z": takeBack};
  if (button) { event.preventDefault(); button.click(); }
  else if (acts[name] || ["x", "j", "k"].includes(name)) { event.preventDefault(); why.close(); acts[name]?.(); }
});

// Merging: the other story is chosen from the pile, searched for if need be.
const merge = document.getElementById("merge");
const targets = document.getElementById("merge-targets");
let merging = "";
async function offer(text = "") {
  const found = [];
  for (const from of ["kept", "waiting"]) {
    const told = html(await ask(`/review/rows?pile=${from}&q=${encodeURIComponent(text)}`));
    found.push(...told.querySelectorAll("li"));
  }
  const named = (row) => row.querySelector(".title").textContent.toLowerCase().includes(text.toLowerCase());
  found.sort((one, other) => named(other) - named(one));
  targets.replaceChildren(...found.filter((row) => row.dataset.id !== merging).slice(0, 12).map((row) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.dataset.into = row.dataset.id;
    const title = row.querySelector(".title");
    button.textContent = title.textContent;
    if (title.lang) button.lang = title.lang;
    item.append(button);
    return item;
  }));
}
function startMerge() {
  if (!current()) return;
  merging = current().dataset.id;
  merge.querySelector("#merge-find").value = "";
  offer().catch(fail);
  merge.showModal();
}
let soon;
merge.querySelector("#merge-find").addEventListener("input", (event) => {
  clearTimeout(soon);
  soon = setTimeout(() => offer(event.target.value).catch(fail), 200);
});
merge.querySelector("#merge-find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); targets.querySelector("button")?.click(); }
});
targets.addEventListener("click", (event) => {
  const button = event.target.closest("[data-into]");
  if (button) { merge.close(); act("merge", button.dataset.into); }
});
merge.addEventListener("close", () => queue.focus({preventScroll: true}));

function opened() {
  const article = detail.querySelector("[data-story]");
  if (!article) return;
  const subject = article.dataset.story;
  for (const area of article.querySelectorAll("textarea"))
    watchText(area, subject, {
      typed: () => count(area),
      saved: (told) => { if (area.id === "title") retitle(subject, area.value); follow(told); },
      left: () => queue.focus({preventScroll: true}),
    });
  for (const choice of article.querySelectorAll("select"))
    choice.addEventListener("change", () => ask("/marks", {subject, verb: choice.dataset.verb, value: choice.value}).then((told) => { follow(told); say(words.saved); }, fail));
  count(article.querySelector("#insight"));
}
function count(area) {
  if (area.id !== "insight") return;
  const n = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
  detail.querySelector("[data-words]").textContent = words.words.replace("{n}", n);
}
function retitle(subject, text) {
  const row = queue.querySelector(`[data-id="${subject}"] .title`);
  if (row && text) row.textContent = text;
}

detail.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.split) {
    try {
      const told = await ask("/split", {subject: detail.querySelector("[data-story]").dataset.story, value: button.dataset.split});
      follow(told);
      say(words.split);
      await select(current());
    } catch (error) { fail(error); }
  } else if (button && "vote" in button.dataset) {
    const value = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.vote;
    among({verb: "vote", value});
  } else if (button?.dataset.block) block(button);
  else if (button?.dataset.act === "drop") askWhy();
  else if (button?.dataset.act === "merge") startMerge();
  else if (button?.dataset.act) act(button.dataset.act);
});
// Votes and comments: for the other editors, at once.
async function among(told) {
  try {
    await ask("/marks", {subject: detail.querySelector("[data-story]").dataset.story, ...told});
    say(words.saved);
    await select(current());
  } catch (error) { fail(error); }
}
detail.addEventListener("submit", (event) => {
  event.preventDefault();
  among({verb: "comment", value: event.target.querySelector("input").value});
});
async function block(button) {
  const {block: kind, value} = button.dataset;
  button.disabled = true;
  try {
    const told = kind === "source" ? await ask("/sources/change", {id: value, act: "block"}) : await ask("/blocked", {kind, value});
    say(told.said ?? words.saved);
    const at = rows().indexOf(current());
    await again();
    await select(rows()[Math.min(at, rows().length - 1)]);
  } catch (error) { button.disabled = false; fail(error); }
}
async function again() {
  const fresh = html(await ask(`/review/rows?pile=${pile}&q=${encodeURIComponent(query)}`));
  queue.replaceChildren(...fresh.querySelectorAll("li"));
  ended = false;
  empty();
}
queue.addEventListener("click", (event) => {
  const row = event.target.closest("li");
  if (row) { select(row).then(() => { if (small.matches) detail.scrollIntoView({block: "start"}); }); }
});
queue.addEventListener("scroll", () => { if (queue.scrollTop + queue.clientHeight > queue.scrollHeight - 400) more(); });

const find = document.getElementById("find");
find.closest("form").addEventListener("submit", (event) => event.preventDefault());
find.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    query = find.value.trim();
    ended = false;
    queue.replaceChildren();
    await more();
    select(rows()[0]);
    if (!rows().length) say(words.none);
  }, 250);
});
find.addEventListener("keydown", (event) => { if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); queue.focus(); } });

async function takeBack() {
  try {
    const told = await undo();
    if (!told.undone) return;
    const here = current()?.dataset.id;
    await again();
    const wanted = rows().find((row) => row.dataset.id === told.story) ?? rows().find((row) => row.dataset.id === here) ?? rows()[0];
    await select(wanted);
    empty();
    follow(told);
  } catch (error) { fail(error); }
}
document.querySelector("[data-undo]").addEventListener("click", takeBack);
const step = (by) => { const all = rows(), at = all.indexOf(current()); select(all[Math.max(0, Math.min(all.length - 1, at + by))]); };
const field = (id) => { const area = document.getElementById(id); if (area) { area.focus(); area.setSelectionRange(area.value.length, area.value.length); } };
bind({
  "j": () => step(1), "k": () => step(-1), "ArrowDown": () => step(1), "ArrowUp": () => step(-1),
  "Enter": () => act("keep"), "x": askWhy, "l": () => act("later"), "Shift+L": () => act("lead"),
  "t": () => field("title"), "i": () => field("insight"), "m": startMerge,
  "o": () => detail.querySelector("[data-open]")?.click(),
  "z": takeBack, "/": () => find.focus(), "r": () => pile !== "waiting" && act("restore"),
});
opened();
follow({});
if (!small.matches) queue.focus({preventScroll: true});
document.body.dataset.ready = "";
