/* Looks through the static index: one shard of each segment for each word of the question. */
"use strict";
const curatorSearch = (() => {
  const form = document.getElementById("search");
  const input = document.getElementById("q");
  const list = document.getElementById("results");
  const found = document.getElementById("found");
  const words = form.dataset;
  const PAGE = 20;
  const WEIGHTS = [4, 2, 1];
  const waiting = new Map();
  let asked = 0;

  const fold = (text) => text.toLowerCase()
    .replace(/[øłđðı’‘ʼ‐‑]/g, (c) => ({ "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "‐": "-", "‑": "-" }[c] || "'"))
    .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/þ/g, "th").replace(/ß/g, "ss")
    .normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g, "").normalize("NFC");
  const WORD = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|\d+(?:[.,]\d+)*|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{M}])[\p{L}\p{M}\p{N}]*/gu;
  const tokens = (text) => [...new Set(fold(text).match(WORD) || [])].filter((w) => w.length > 1 || w >= "\u0e00");
  /* Endings of French and English, for words that the archive has in another form only. */
  const light = (word) => {
    if (word.length < 5) return word.replace(/(?<=..)[sx]$/, "");
    return word.replace(/eaux$/, "eau").replace(/aux$/, "al").replace(/ies$/, "y").replace(/[sx]$/, "")
      .replace(/(?:ement|ments?|ations?|ition|euse|eur|ing|ed|er|es|ee|e|y|i)$/, "");
  };
  const shardOf = (word, depth) => {
    if (/^[a-z]/.test(word)) return word.slice(0, depth).replace(/[^a-z0-9]/g, "_").padEnd(depth, "_");
    if (/^[0-9]/.test(word)) return word[0];
    return "x" + (word.codePointAt(0) % (depth === 1 ? 8 : 64));
  };

  /* A script, because a page that is read from a folder may load nothing else. */
  const load = (address, key) => {
    if (!waiting.has(key)) {
      let done;
      const promise = new Promise((resolve) => { done = resolve; });
      waiting.set(key, { promise, done });
      const script = document.createElement("script");
      script.src = words.root + "search/" + address;
      script.onerror = () => done(null);
      document.head.append(script);
    }
    return waiting.get(key).promise;
  };
  const answer = (key, value) => waiting.get(key)?.done(value);

  const quality = (forms, word) => {
    if (forms.includes(word)) return 1;
    const stem = forms[0];
    const lighter = light(word);
    if (forms.some((form) => light(form) === lighter)) return 0.9;
    if (stem.length > 3 && word.startsWith(stem) && word.length - stem.length < 6) return 0.7;
    return word.length > 1 && forms.some((form) => form.startsWith(word)) ? 0.6 : 0;
  };
  const matches = (lines, word) => {
    const scores = new Map();
    for (const line of lines ? lines.split("\n") : []) {
      const [spelled, ...fields] = line.split("|");
      const good = quality(spelled.split(" "), word);
      if (!good) continue;
      const total = fields.join(",").split(",").filter(Boolean).length;
      fields.forEach((numbers, place) => {
        for (const number of numbers ? numbers.split(",") : []) {
          const doc = parseInt(number, 36);
          const score = good * WEIGHTS[place] / (1 + Math.log(total));
          scores.set(doc, Math.max(scores.get(doc) || 0, score));
        }
      });
    }
    return scores;
  };
  const inSegment = async ([name, , depth, keys], query) => {
    const there = new Set(keys.split(" "));
    const each = await Promise.all(query.map(async (word) => {
      const shard = shardOf(word, depth);
      return matches(there.has(shard) ? await load(`${name}/t-${shard}.js`, `${name}/${shard}`) : "", word);
    }));
    const hits = [];
    for (const [doc, score] of each[0]) {
      if (each.every((scores) => scores.has(doc))) {
        hits.push({ name, doc, score: each.reduce((sum, scores) => sum + scores.get(doc), 0) });
      }
    }
    return hits;
  };

  const show = async (hits, from, turn) => {
    const page = hits.slice(from, from + PAGE);
    const rows = await Promise.all(page.map(async ({ name, doc }) => {
      const chunk = Math.floor(doc / 50);
      return (await load(`${name}/d${chunk}.js`, `${name}/d${chunk}`))?.[doc % 50];
    }));
    if (turn !== asked) return;
    list.querySelector(".more")?.remove();
    for (const row of rows.filter(Boolean)) {
      const [path, title, outlet, day, language, direction] = row;
      const link = Object.assign(document.createElement("a"), { href: words.root + path + words.end, textContent: title });
      if (language) link.lang = language;
      if (direction) link.dir = direction;
      const credit = Object.assign(document.createElement("p"), { textContent: `${outlet} · ${day}` });
      const item = document.createElement("li");
      item.append(link, credit);
      list.append(item);
    }
    if (hits.length > from + PAGE) {
      const more = Object.assign(document.createElement("button"), { type: "button", textContent: words.more });
      more.onclick = () => show(hits, from + PAGE, turn);
      const item = Object.assign(document.createElement("li"), { className: "more" });
      item.append(more);
      list.append(item);
    }
  };
  const search = async () => {
    const turn = ++asked;
    const query = tokens(input.value).slice(0, 6);
    try { history.replaceState(null, "", input.value ? "?q=" + encodeURIComponent(input.value) : location.pathname); } catch { /* read from a folder */ }
    if (!query.length) { list.replaceChildren(); found.textContent = ""; return; }
    found.textContent = words.wait;
    const order = new Map(curatorSegments.map(([name], place) => [name, place]));
    const hits = (await Promise.all(curatorSegments.map((segment) => inSegment(segment, query)))).flat();
    if (turn !== asked) return;
    hits.sort((a, b) => Math.round(b.score * 8) - Math.round(a.score * 8) || order.get(a.name) - order.get(b.name) || a.doc - b.doc);
    list.replaceChildren();
    found.textContent = !hits.length ? words.none : hits.length === 1 ? words.one : words.many.replace("{n}", hits.length);
    await show(hits, 0, turn);
  };

  let pause;
  input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 160); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); search(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("a")?.focus(); }
  });
  list.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    (links[at + step] || (step < 0 ? input : links[at])).focus();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) queueMicrotask(search);
  return { docs: (name, chunk, rows) => answer(`${name}/d${chunk}`, rows), terms: (name, key, lines) => answer(`${name}/${key}`, lines) };
})();
