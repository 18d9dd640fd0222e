// The edition: its order by drag, by buttons and by keyboard; what stands there is always asked of the desk again.
import {Refused, ask, bind, fail, railed, say, undo, watchText, words} from "./desk.js";

const whole = document.querySelector(".edition");
const day = whole.dataset.day;
const frame = document.getElementById("preview");
const views = document.getElementById("views");
const stage = document.getElementById("stage");

// A frame that is wider than its place is shown smaller, not cut off.
function fit(width) {
  const scale = Math.min(1, (stage.clientWidth - 24) / width);
  frame.style.width = `${width}px`;
  frame.style.height = `${(stage.clientHeight - 24) / scale}px`;
  frame.style.zoom = scale;
}
function look() {
  if (!frame) return;
  const told = new FormData(views);
  const query = new URLSearchParams({day, as: told.get("as"), scheme: told.get("scheme"), t: Date.now()});
  fit(Number(told.get("width")));
  frame.src = `${frame.dataset.base}?${query}`;
}
views?.addEventListener("change", (event) => event.target.name === "width" ? fit(Number(event.target.value)) : look());
if (frame) {
  const again = () => fit(Number(new FormData(views).get("width")));
  again();
  addEventListener("resize", again);
}

async function refresh(focus = "") {
  const told = await ask(`/edition/parts?day=${day}`);
  document.getElementById("picks").innerHTML = told.picks;
  document.getElementById("notes").innerHTML = told.notes;
  document.getElementById("approval").innerHTML = told.approval;
  railed(told.rail);
  if (focus) document.querySelector(`.pick[data-id="${focus}"]`)?.focus();
  look();
}
const picks = () => [...document.querySelectorAll(".pick")];
const order = () => picks().map((pick) => pick.dataset.id);

async function reorder(ids, moved) {
  try {
    await ask("/edition/order", {day, order: ids});
    await refresh(moved);
    say(words.saved);
  } catch (error) { fail(error); await refresh(moved).catch(fail); }
}
function move(pick, by) {
  const ids = order(), at = ids.indexOf(pick.dataset.id), to = at + by;
  if (to < 0 || to >= ids.length) return;
  ids.splice(to, 0, ids.splice(at, 1)[0]);
  reorder(ids, pick.dataset.id);
}
async function takeOut(pick) {
  const next = pick.nextElementSibling?.dataset.id ?? "";
  try {
    await ask("/marks", {subject: pick.dataset.id, verb: "drop", value: ""});
    say(words.dropped.split(".")[0] + ".");
    await refresh(next);
  } catch (error) { fail(error); }
}

whole.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const pick = button.closest(".pick");
  if (button.dataset.move) move(pick, Number(button.dataset.move));
  else if ("out" in button.dataset) takeOut(pick);
  else if (button.dataset.split) await change(() => ask("/split", {subject: pick.dataset.id, value: button.dataset.split}), words.split);
  else if (button.dataset.do) await run(button);
});
// One act, then what it changed, asked of the desk anew.
async function change(act, said, focus = "") {
  try {
    const told = await act();
    say(told.said ?? said);
    await refresh(focus);
  } catch (error) { fail(error); }
}
whole.addEventListener("change", (event) => {
  const choice = event.target, pick = choice.closest(".pick");
  if ("section" in choice.dataset) change(() => ask("/marks", {subject: pick.dataset.id, verb: "section", value: choice.value}), words.saved, pick.dataset.id);
  else if ("merge" in choice.dataset && choice.value) change(() => ask("/marks", {subject: pick.dataset.id, verb: "merge", value: choice.value}), words.merged, choice.value);
});
whole.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.form) return;
  event.preventDefault();
  change(() => ask(`/edition/${form.dataset.form}`, {day, ...Object.fromEntries(new FormData(form))}), words.saved);
});
async function run(button) {
  button.disabled = true;
  try {
    const told = button.dataset.do === "approve"
      ? await ask("/edition/approve", {day, hash: button.dataset.hash})
      : await ask(`/edition/${button.dataset.do}`, {day});
    if (told.said) say(told.said);
    else if (button.dataset.do === "approve") say(words.approved);
    await refresh();
  } catch (error) {
    if (error instanceof Refused && error.told.held) document.getElementById("reason").showModal();
    else { fail(error); if (error instanceof Refused) await refresh().catch(fail); }
  } finally { button.disabled = false; }
}
document.querySelector("[data-approve-anyway]")?.addEventListener("click", async () => {
  const reason = document.getElementById("reason-text").value.trim();
  const hash = document.querySelector("[data-do=approve]")?.dataset.hash;
  if (!reason || !hash) return;
  try {
    await ask("/edition/approve", {day, hash, reason});
    document.getElementById("reason").close();
    await refresh();
  } catch (error) { fail(error); }
});
addEventListener("keydown", (event) => {
  const pick = event.target.closest?.(".pick");
  if (!pick || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(pick, event.key === "ArrowUp" ? -1 : 1);
});

let dragged = null;
whole.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".pick");
  if (dragged) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", dragged.dataset.id); }
});
whole.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(".pick");
  if (!dragged || !over) return;
  event.preventDefault();
  for (const pick of picks()) pick.classList.toggle("over", pick === over && pick !== dragged);
});
whole.addEventListener("drop", (event) => {
  const over = event.target.closest?.(".pick");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const ids = order().filter((id) => id !== dragged.dataset.id);
  const after = event.offsetY > over.offsetHeight / 2;
  ids.splice(ids.indexOf(over.dataset.id) + (after ? 1 : 0), 0, dragged.dataset.id);
  reorder(ids, dragged.dataset.id);
});
whole.addEventListener("dragend", () => { dragged = null; for (const pick of picks()) pick.classList.remove("over"); });

const opening = document.getElementById("opening");
// What is being typed is not what would be approved.
const approving = (may) => { const button = document.querySelector("[data-do=approve]"); if (button) button.disabled = !may; };
if (opening) {
  watchText(opening, day, {typed: () => approving(false), saved: () => refresh().catch(fail)});
  opening.addEventListener("blur", () => { if (opening.value.trim() === opening.dataset.saved.trim()) approving(true); });
}
const takeBack = async () => { try { await undo(); await refresh(); } catch (error) { fail(error); } };
document.querySelector("[data-undo]")?.addEventListener("click", takeBack);
bind({
  "z": takeBack,
  "x": (event) => { const pick = event.target.closest(".pick"); if (pick) takeOut(pick); },
  "ArrowDown": (event) => { const pick = event.target.closest(".pick"); if (pick) picks()[picks().indexOf(pick) + 1]?.focus(); },
  "ArrowUp": (event) => { const pick = event.target.closest(".pick"); if (pick) picks()[picks().indexOf(pick) - 1]?.focus(); },
});
document.body.dataset.ready = "";
