// One page more: typed, dropped, or brought by the bookmarklet.
import {ask, fail} from "./desk.js";

const form = document.getElementById("add");
const added = document.getElementById("added");
document.getElementById("bookmarklet").href =
  `javascript:void(window.open('${location.origin}/add?url='+encodeURIComponent(location.href),'_blank','width=620,height=520'))`;
document.getElementById("bookmarklet").addEventListener("click", (event) => event.preventDefault());

async function add(address) {
  const button = form.querySelector("button");
  button.disabled = true;
  form.classList.add("busy");
  try {
    const told = await ask("/add", {address});
    const item = document.createElement("li");
    item.textContent = told.said;
    added.prepend(item);
    form.reset();
    form.address.value = "";
  } catch (error) { fail(error); } finally { button.disabled = false; form.classList.remove("busy"); }
}
form.addEventListener("submit", (event) => { event.preventDefault(); add(form.address.value.trim()); });
addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
addEventListener("dragleave", () => form.classList.remove("over"));
addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const link = event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain");
  const files = await Promise.all([...event.dataTransfer.files].slice(0, 20).map((file) => file.size < 100_000 ? file.text() : ""));
  for (const text of [link, ...files])
    for (const address of new Set(text.match(/https?:\/\/[^\s"'<>\]]+/g)?.slice(0, 20) ?? [])) await add(address);
});
if (form.address.value) form.querySelector("button").focus();
document.body.dataset.ready = "";
