// Sources: a trial before one is added, acts on each, the last change back.
import {anew, ask, bind, fail, html, takeBack} from "./desk.js";

const form = document.getElementById("try");
const place = document.getElementById("trial");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  form.classList.add("busy");
  place.replaceChildren();
  try {
    place.append(html(await ask("/sources/try", {address: form.address.value})));
  } catch (error) { fail(error); } finally { button.disabled = false; form.classList.remove("busy"); }
});
place.addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = event.target;
  try {
    await ask("/sources/add", {...made.dataset, title: made.elements.namedItem("title").value});
    location.reload();
  } catch (error) { fail(error); }
});
document.querySelector(".list").addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  button.disabled = true;
  try {
    await ask("/sources/change", {id: button.closest("tr").dataset.id, act: button.dataset.act});
    location.reload();
  } catch (error) { button.disabled = false; fail(error); }
});
const block = async (told) => {
  try { await ask("/blocked", told); location.reload(); } catch (error) { fail(error); }
};
const blocking = document.getElementById("block");
blocking.addEventListener("submit", (event) => { event.preventDefault(); block(Object.fromEntries(new FormData(blocking))); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unblock], [data-find]");
  if (button?.dataset.unblock) block({kind: button.dataset.unblock, value: button.dataset.value, off: true});
  else if (button) { form.address.value = button.dataset.find; form.requestSubmit(); form.scrollIntoView({block: "center"}); }
});
const back = takeBack("/sources/undo");
document.querySelector("[data-take-back]")?.addEventListener("click", back);
// Not sent by the form itself: without a referrer a browser names no origin with it.
const list = document.getElementById("import");
list.addEventListener("change", async () => {
  try { anew((await ask("/sources/import", new FormData(list))).said); } catch (error) { list.reset(); fail(error); }
});
bind({"z": back, "/": () => form.address.focus()});
document.body.dataset.ready = "";
