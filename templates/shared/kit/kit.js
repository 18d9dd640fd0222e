"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;

  // The counters of curator.checks.counting, for what is typed here.
  const EMOJI = "(?![#*0-9\u00A9\u00AE\\p{RI}])\\p{Emoji}[\\uFE0F\\p{Emoji_Modifier}]?";
  const SEQUENCE = new RegExp(`[#*0-9]\\uFE0F?\\u20E3|\\p{RI}\\p{RI}|${EMOJI}[\\u{E0020}-\\u{E007F}]*(?:\\u200D${EMOJI})*|[\u00A9\u00AE]\\uFE0F`, "gu");
  const LINK = /https?:\/\/[^\s<>"«»“”]+/giu;
  const MENTION = /(?<![\p{L}\p{N}_/@])@([\p{L}\p{N}_]+)@[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu;
  const segmenter = Intl.Segmenter ? new Intl.Segmenter(undefined, {granularity: "grapheme"}) : null;

  const graphemes = (text) => {
    if (segmenter) { let n = 0; for (const _ of segmenter.segment(text)) n++; return n; }
    return [...text.replace(/\p{M}|\u200D./gu, "")].length;
  };
  const codePoints = (text) => [...text].length;
  const bytes = (text) => new TextEncoder().encode(text).length;
  const trimmed = (link) => {
    const opener = {")": "(", "]": "[", "}": "{"};
    const many = (text, mark) => text.split(mark).length;
    for (;;) {
      const last = link.slice(-1);
      if (".,;:!?…'’*_~".includes(last) && last) link = link.slice(0, -1);
      else if (opener[last] && many(link, last) > many(link, opener[last])) link = link.slice(0, -1);
      else return link;
    }
  };
  const links = (text) => [...text.matchAll(LINK)].map((m) => ({at: m.index, text: trimmed(m[0])})).filter((l) => l.text.length > 8);
  const around = (text, found, cost, plain) => {
    let sum = 0, at = 0;
    for (const link of found) { sum += plain(text.slice(at, link.at)) + cost; at = link.at + link.text.length; }
    return sum + plain(text.slice(at));
  };

  const S = "\\x09-\\x0D\\x20\\x85\\xA0\\u1680\\u180E\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";
  const BAD = "\\uFFFE\\uFEFF\\uFFFF";
  const LATIN = "\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\xFF\\u0100-\\u024F\\u0253\\u0254\\u0256\\u0257\\u0259\\u025B\\u0263\\u0268\\u026F\\u0272\\u0289\\u028B\\u02BB\\u0300-\\u036F\\u1E00-\\u1EFF";
  const D = `[^!'#%&()*+,\\\\\\-./:;<=>?@\\[\\]\\^_{|}~$${S}${BAD}\\u202A-\\u202E\\u061C\\u200E\\u200F\\u2066-\\u2069]`;
  const P = `[a-z\\u0400-\\u04FF0-9!*';:=+,.$/%#\\[\\]\\-\\u2013_~@|&${LATIN}]`;
  const PAR = `\\((?:${P}+|(?:${P}*\\(${P}+\\)${P}*))\\)`;
  const Q = "[a-z0-9!?*'@();:&=+$/%#\\[\\]\\-_.,~|]";
  const LABEL = `${D}+(?:[_\\-]+${D}+)*`;
  const RUN = new RegExp(`(?<!${D}|[_\\-])${LABEL}(?:\\.${LABEL})+`, "gu");
  const RUN_HERE = new RegExp(`${LABEL}(?:\\.${LABEL})+`, "yu");
  const ASCII = new RegExp(`[\\-a-z0-9${LATIN}]+(?:\\.[\\-a-z0-9${LATIN}]+)+`, "giu");
  const TAIL = new RegExp(`(?::[0-9]+)?(/(?:(?:${P}*(?:${PAR}${P}*)*(?:[\\-+a-z\\u0400-\\u04FF0-9=_#/${LATIN}]|${PAR}))|(?:@${P}+/))*)?(?:\\?${Q}*[a-z0-9\\-_&=#/])?`, "iuy");
  const BEFORE = new RegExp(`[^A-Za-z0-9@＠$#＃${BAD}]`, "gu");
  const SCHEME = new RegExp(`(?<![A-Za-z0-9@＠$#＃${BAD}])https?://$`, "iu");
  const T_CO = new RegExp(`^https?://t\\.co/([a-z0-9]+)(?:\\?${Q}*[a-z0-9\\-_&=#/])?`, "iu");
  const ENDING = /[0-9a-zA-Z@+-]*/y, PUNYCODE = /xn--[-0-9a-z]+/iy;
  const asciiNames = new Set(data.tlds.filter((name) => /^[\x00-\x7f]+$/.test(name)));
  const otherNames = data.tlds.filter((name) => !asciiNames.has(name));
  const at = (pattern, text, start) => { pattern.lastIndex = start; return pattern.exec(text); };
  const endingAt = (text, start) => {
    const run = at(ENDING, text, start)[0];
    if (asciiNames.has(run.toLowerCase())) return start + run.length;
    const puny = at(PUNYCODE, text, start);
    if (puny) return start + puny[0].length;
    if (run) return 0;
    const low = text.slice(start, start + 30).toLowerCase();
    const name = otherNames.find((one) => low.startsWith(one) && !at(ENDING, text, start + one.length)[0]);
    return name ? start + name.length : 0;
  };
  const hostEnd = (text, start, end, underscores) => {
    for (let dot = text.lastIndexOf(".", end - 1); dot > start; dot = text.lastIndexOf(".", dot - 1)) {
      const name = text.slice(Math.max(start, text.lastIndexOf(".", dot - 1) + 1), dot);
      const ending = endingAt(text, dot + 1);
      if (ending && (underscores || !name.includes("_"))) return ending;
    }
    return 0;
  };
  const firstStart = (text, ended, start, end) => {
    const before = at(BEFORE, text, Math.max(ended, start - 1));
    const after = before && before.index + before[0].length <= end ? before.index + before[0].length : -1;
    return start === 0 && !(before && before.index === 0 && after > 0 && hostEnd(text, after, end)) ? 0 : after;
  };
  const xLinks = (text) => {
    const found = [];
    let position = 0, ended = 0;
    for (let run; (run = at(RUN_HERE, text, position) || at(RUN, text, position)); ) {
      const end = run.index + run[0].length;
      position = end;
      let scheme = SCHEME.exec(text.slice(0, run.index));
      if (scheme && (scheme.index < ended || (scheme.index > 0 && scheme.index <= ended))) scheme = null;
      const start = scheme ? run.index : firstStart(text, ended, run.index, end);
      const host = start >= 0 ? hostEnd(text, start, end) : 0;
      if (!host) continue;
      const tail = at(TAIL, text, host);
      position = ended = host + tail[0].length;
      if (scheme) {
        const whole = text.slice(scheme.index, ended), short = T_CO.exec(whole);
        const link = short ? short[0] : whole;
        position = ended = scheme.index + link.length;
        if (!short || short[1].length <= 40) found.push({at: scheme.index, text: link});
      } else if (start === 0 || !"-_./".includes(text[start - 1])) {
        const hosts = [...text.slice(start, host).matchAll(ASCII)].map((m) => ({at: start + m.index, to: hostEnd(text, start + m.index, start + m.index + m[0].length, true)})).filter((one) => one.to);
        if (hosts.length && tail[1]) hosts[hosts.length - 1].to = ended;
        found.push(...hosts.map((one) => ({at: one.at, text: text.slice(one.at, one.to)})));
      }
    }
    return found;
  };
  const xPlain = (text) => {
    let emoji = 0;
    const bare = text.replace(SEQUENCE, () => { emoji++; return ""; });
    let sum = 2 * emoji;
    for (const c of bare) { const n = c.codePointAt(0); sum += n <= 4351 || (n >= 8192 && n <= 8205) || (n >= 8208 && n <= 8223) || (n >= 8242 && n <= 8247) ? 1 : 2; }
    return sum;
  };
  const count = {
    x: (text) => { text = text.normalize("NFC"); return around(text, xLinks(text), 23, xPlain); },
    bluesky: graphemes,
    mastodon: (text) => around(text, links(text), data.link_cost, (part) => graphemes(part.replace(MENTION, "@$1"))),
    threads: (text) => codePoints(text.replace(SEQUENCE, "")) + [...text.matchAll(SEQUENCE)].reduce((n, m) => n + bytes(m[0]), 0),
  };
  const lengthOn = (network, text) => (count[network] || ((t) => t.length))(text);
  window.curatorCount = lengthOn;

  const said = document.getElementById("said");
  const server = document.getElementById("server");
  const remember = (key, value) => { try { value === undefined || localStorage.setItem(key, value); return localStorage.getItem(key) || ""; } catch { return ""; } };
  const host = () => (server && server.value.trim().replace(/^https?:\/\//, "").replace(/\/.*$/, "").replace(/^.*@/, "")) || "";

  const point = (post) => {
    const go = post.querySelector("[data-intent]");
    if (!go) return;
    const text = encodeURIComponent(post.querySelector("textarea").value);
    const way = go.dataset.intent;
    if (post.dataset.network === "mastodon") {
      const at = host();
      go.href = /^[a-z0-9.-]+\.[a-z]{2,}(:\d+)?$/i.test(at) ? way.replace("{server}", at).replace("{text}", text) : "#server";
      go.target = at ? "_blank" : "_self";
    } else go.href = way.replace("{text}", text).replace("{link}", encodeURIComponent(go.dataset.link));
  };
  const measure = (post) => {
    const area = post.querySelector("textarea");
    const limit = Number(post.dataset.limit), most = Number(post.dataset.bytes || 0);
    const n = lengthOn(post.dataset.network, area.value), over = n - limit;
    post.querySelector("output").textContent = n;
    post.querySelector("meter").value = Math.min(n, limit);
    post.querySelector(".count").classList.toggle("over-limit", over > 0);
    const warn = post.querySelector("[data-over]");
    const heavy = most ? bytes(area.value) - most : 0;
    warn.hidden = over <= 0 && heavy <= 0;
    warn.textContent = over > 0 ? words.over.replace("{n}", over) : words.heavy.replace("{n}", heavy);
    post.querySelector("[data-restore]").hidden = area.value === area.defaultValue;
    point(post);
  };
  const copy = async (post) => {
    const area = post.querySelector("textarea");
    try { await navigator.clipboard.writeText(area.value); return true; } catch {
      area.focus(); area.select();
      return document.execCommand("copy");
    }
  };

  for (const post of document.querySelectorAll(".post")) {
    const area = post.querySelector("textarea"), button = post.querySelector("[data-copy]"), again = post.querySelector("[data-restore]");
    button.hidden = false;
    area.addEventListener("input", () => measure(post));
    again.addEventListener("click", () => { area.value = area.defaultValue; measure(post); area.focus(); });
    const label = button.firstChild, name = label.nodeValue;
    button.addEventListener("click", async () => {
      const done = await copy(post);
      label.nodeValue = done ? words.copied : words.select;
      button.classList.toggle("done", done);
      said.textContent = label.nodeValue;
      setTimeout(() => { label.nodeValue = name; button.classList.remove("done"); said.textContent = ""; }, 2000);
    });
    const go = post.querySelector("[data-intent]");
    if (go && post.dataset.network === "mastodon") go.addEventListener("click", (event) => { if (go.getAttribute("href") === "#server") { event.preventDefault(); server.focus(); said.textContent = words.server; } });
    measure(post);
  }
  if (server) {
    server.value = remember("curator.server");
    server.addEventListener("input", () => { remember("curator.server", host()); document.querySelectorAll('.post[data-network="mastodon"]').forEach(point); });
    document.querySelectorAll('.post[data-network="mastodon"]').forEach(point);
  }
  const tools = document.getElementById("tools");
  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("change", () => {
    const wanted = new FormData(tools).get("network");
    for (const post of document.querySelectorAll(".post")) post.hidden = Boolean(wanted) && post.dataset.network !== wanted;
    for (const posts of document.querySelectorAll(".posts")) posts.classList.toggle("one", Boolean(wanted));
  });
})();
