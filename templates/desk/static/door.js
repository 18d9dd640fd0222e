// Hands the code in the fragment over, once; the fragment is never sent by the browser itself.
const show = (id) => { const found = document.getElementById(id); if (found) found.hidden = false; };
const enter = (told) => fetch("/open", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(told),
}).then((answer) => answer.ok);
const here = location.pathname === "/open" ? "/" : location.pathname + location.search;

const code = location.pathname === "/open" ? decodeURIComponent(location.hash.slice(1)) : "";
if (code) {
  history.replaceState(null, "", "/open");
  if (await enter({code})) location.replace("/");
  else show("wrong");
} else if (location.pathname !== "/open" && !sessionStorage.getItem("tried " + here)) {
  // Coming from another site, the browser holds the cookie back; a step of our own brings it.
  sessionStorage.setItem("tried " + here, "1");
  location.replace(location.href.split("#")[0]);
}
document.getElementById("password-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await enter({password: document.getElementById("password").value})) location.replace(here);
  else show("refused");
});
