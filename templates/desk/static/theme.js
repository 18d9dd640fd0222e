// The theme as it is typed: compared with the saved one after every pause, saved only when told.
import {ask, bind, fail, html, say, takeBack, words} from "./desk.js";

const form = document.getElementById("theme");
const name = form.dataset.name;
const phrases = document.getElementById("phrases");
const told = () => ({
  was: form.dataset.stamp,
  phrases: [...phrases.querySelectorAll("tr")].map((row) => ({text: row.dataset.phrase, weight: Number(row.querySelector("input").value)})),
  ...Object.fromEntries(["excluded", "examples", "counter_examples"].map((key) => [key, document.getElementById(key).value])),
});
let late, asked = 0, dirty = false;
function changed() {
  dirty = true;
  clearTimeout(late);
  late = setTimeout(async () => {
    const mine = ++asked;
    const place = document.getElementById("difference");
    place.classList.add("busy");
    try {
      const answer = await ask(`/theme/${name}/difference`, told());
      if (mine === asked) place.innerHTML = answer;
    } catch (error) { fail(error); } finally { place.classList.remove("busy"); }
  }, 600);
}
function add(text) {
  const phrase = text.trim().replace(/\s+/g, " ");
  if (!phrase || [...phrases.querySelectorAll("tr")].some((row) => row.dataset.phrase === phrase)) return;
  const row = document.getElementById("row").content.cloneNode(true).querySelector("tr");
  row.dataset.phrase = phrase;
  row.querySelector("th").textContent = phrase;
  row.querySelector("input").setAttribute("aria-label", `${row.querySelector("input").getAttribute("aria-label")}: ${phrase}`);
  row.querySelector("button").setAttribute("aria-label", `${row.querySelector("button").getAttribute("aria-label")}: ${phrase}`);
  phrases.append(row);
  changed();
}
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (event.target.type === "range") event.target.parentElement.querySelector("output").textContent = Number(event.target.value).toLocaleString(document.documentElement.lang, {minimumFractionDigits: 1});
  if (event.target.id !== "new-phrase") changed();
});
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-remove]")) { event.target.closest("tr").remove(); changed(); document.getElementById("new-phrase").focus(); }
  if (event.target.closest("[data-add]")) { const field = document.getElementById("new-phrase"); add(field.value); field.value = ""; field.focus(); }
});
document.getElementById("new-phrase").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); add(event.target.value); event.target.value = ""; }
});
const measure = document.getElementById("measure");
measure.addEventListener("click", async (event) => {
  const item = event.target.closest("[data-suggested]");
  if (!item) return;
  try {
    if (event.target.closest("[data-accept]")) add(item.dataset.suggested);
    else if (event.target.closest("[data-reject]")) await ask(`/theme/${name}/reject`, {phrase: item.dataset.suggested});
    else return;
    item.remove();
  } catch (error) { fail(error); }
});
document.querySelector("[data-discard]").addEventListener("click", () => { dirty = false; location.reload(); });
document.querySelector("[data-save]").addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    await ask(`/theme/${name}/save`, told());
    dirty = false;
    say(words.saved);
    await ask(`/theme/${name}/rescore`, {});
    location.reload();
  } catch (error) { event.target.disabled = false; fail(error); }
});
const back = takeBack("/sources/undo", () => { dirty = false; });
document.querySelector("[data-take-back]")?.addEventListener("click", back);
document.querySelector("[data-learning]").addEventListener("click", async (event) => {
  event.target.disabled = true;
  try { document.getElementById("learning").replaceChildren(html(await ask(`/theme/${name}/learning`))); } catch (error) { fail(error); }
  event.target.disabled = false;
});
const and = (address) => async () => { try { await ask(address, {}); location.reload(); } catch (error) { fail(error); } };
document.querySelector("[data-forget]")?.addEventListener("click", and("/theme/forget"));
document.querySelector("[data-remember]")?.addEventListener("click", and("/undo"));
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
bind({"z": back});
ask(`/theme/${name}/measure`).then((answer) => measure.replaceChildren(html(answer)), fail);
document.body.dataset.ready = "";
