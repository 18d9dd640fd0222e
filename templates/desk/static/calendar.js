// The week: a post is moved to another day by dragging its chip or by choosing the day.
import {ask, bind, fail, takeBack} from "./desk.js";

const week = document.getElementById("week");
const move = async (chip, day) => {
  try { await ask("/calendar/move", {story: chip.dataset.story, account: chip.dataset.account, day}); location.reload(); } catch (error) { fail(error); }
};
week.addEventListener("change", (event) => { if (event.target.matches("[data-move]") && event.target.value) move(event.target.closest(".chip"), event.target.value); });
let dragged = null;
week.addEventListener("dragstart", (event) => { dragged = event.target.closest?.(".chip"); });
const over = (day) => { for (const one of week.querySelectorAll(".day")) one.classList.toggle("over", one === day); };
week.addEventListener("dragover", (event) => {
  const day = dragged && event.target.closest?.(".day");
  over(day);
  if (day) event.preventDefault();
});
week.addEventListener("dragend", () => over(null));
week.addEventListener("drop", (event) => {
  const day = event.target.closest?.(".day");
  if (dragged && day) { event.preventDefault(); move(dragged, day.dataset.day); }
  dragged = null;
});
bind({"z": takeBack("/posts/undo")});
document.body.dataset.ready = "";
