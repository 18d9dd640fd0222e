// Posts: the desk counts, by the one counter there is; it answers faster than one types.
import {ask, bind, fail, say, takeBack, words} from "./desk.js";

const cards = document.querySelector(".cards");
document.getElementById("story")?.addEventListener("change", (event) => event.target.form.submit());

const told = (card, more = {}) => ({
  story: cards.dataset.story, edition: cards.dataset.edition, title: cards.dataset.title,
  account: card.dataset.account, network: card.dataset.network, link: card.dataset.link,
  text: card.querySelector("textarea").value, slot: card.querySelector(".slot-choice")?.value ?? "", ...more,
});
const late = new WeakMap(), asked = new WeakMap();
async function measure(card) {
  const mine = (asked.get(card) ?? 0) + 1;
  asked.set(card, mine);
  try {
    const answer = await ask("/posts/measure", told(card));
    if (asked.get(card) !== mine) return;
    card.querySelector("output").textContent = answer.count;
    card.querySelector("meter").value = Math.min(answer.count, answer.limit);
    card.classList.toggle("over", answer.over > 0);
    card.querySelector(".advice").replaceChildren(...answer.advice.map((line) => Object.assign(document.createElement("li"), {className: "warn", textContent: line})));
    const queue = card.querySelector("[data-queue]");
    if (queue) queue.disabled = answer.stops;
  } catch (error) { fail(error); }
}
const keep = (card, more) => ask("/posts/put", told(card, more));
cards?.addEventListener("input", (event) => {
  const card = event.target.closest(".net");
  if (!event.target.matches("textarea")) return;
  measure(card);
  card.querySelector("[data-again]").hidden = event.target.value === event.target.dataset.written;
  clearTimeout(late.get(card));
  late.set(card, setTimeout(() => keep(card).catch(fail), 800));
});
async function copy(text, area) {
  await navigator.clipboard.writeText(text).catch(() => { area.select(); document.execCommand("copy"); });
  say(words.copied);
}
document.querySelector("[data-copy-all]")?.addEventListener("click", () => {
  const all = [...cards.querySelectorAll(".net")].map((card) => `${card.querySelector("label").textContent.trim()}\n\n${card.querySelector("textarea").value}`);
  copy(all.join("\n\n———\n\n"), cards.querySelector("textarea")).catch(fail);
});
// Each into the slot that is chosen in its card; what does not fit stays and says so.
document.querySelector("[data-queue-all]")?.addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    for (const button of cards.querySelectorAll("[data-queue]:not(:disabled)")) await keep(button.closest(".net"), {approve: true});
    location.reload();
  } catch (error) { event.target.disabled = false; fail(error); }
});
cards?.addEventListener("click", async (event) => {
  const button = event.target.closest("button"), card = event.target.closest(".net");
  if (!button || !card) return;
  const area = card.querySelector("textarea");
  try {
    if ("copy" in button.dataset) {
      await copy(area.value, area);
    } else if ("again" in button.dataset) {
      area.value = area.dataset.written;
      area.dispatchEvent(new Event("input", {bubbles: true}));
    } else if ("queue" in button.dataset) {
      await keep(card, {approve: true});
      location.reload();
    } else if ("unqueue" in button.dataset) {
      await ask("/posts/drop", told(card));
      location.reload();
    }
  } catch (error) { fail(error); }
});
bind({"z": takeBack("/posts/undo")});
document.body.dataset.ready = "";
