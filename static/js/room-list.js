// The list of a room without network: shows what was taken along, keeps each tap, sends it once, asks where it must.
(() => {
  const box = self.roomList;
  const page = document.getElementById("room-list");
  const words = page.dataset;
  const part = (id) => document.getElementById(id);
  const moment = (iso) => new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  const copy = (id) => part(id).content.firstElementChild.cloneNode(true);
  const put = (root, name, text) => { root.querySelector(`[data-put="${name}"]`).textContent = text; };

  const say = (text, tone = "plain") => {
    const line = part("told");
    line.className = `sf-note sf-${tone}`;
    line.textContent = text;
    line.hidden = !text;
  };

  // The page itself, its styles and scripts, so that it opens without network.
  const keepPage = async () => {
    await navigator.serviceWorker.register("/attendance/worker.js", { scope: "/attendance/", updateViaCache: "none" });
    const cache = await caches.open(box.NAME);
    const links = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((link) => link.href);
    const scripts = [...document.querySelectorAll("script[src]")].map((script) => script.src);
    await cache.addAll([...new Set([...links, ...scripts])]);
    const fresh = await fetch(location.pathname, { redirect: "manual" });
    if (fresh.ok) await cache.put(location.pathname, fresh);
    page.dataset.ready = "";
  };

  const fetchPack = async () => {
    const answer = await fetch("/attendance/along/pack", { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signed-out";
    if (!answer.ok) throw new Error(`pack: ${answer.status}`);
    return answer.json();
  };

  const draw = async () => {
    const pack = await box.pack();
    const all = await box.entries();
    const asked = all.filter((entry) => entry.state !== "waiting");
    part("age").textContent = pack ? words.taken.replace("{at}", moment(pack.taken_at)).replace("{until}", moment(pack.until)) : words.none;
    part("waiting").textContent = words.count.replace("{n}", all.length - asked.length);
    part("send").disabled = all.length === asked.length;
    part("conflicts").hidden = !asked.length;
    part("conflict-list").replaceChildren(...asked.map((entry) => {
      const item = copy("conflict-item");
      put(item, "name", entry.name);
      put(item, "reasons", entry.reasons.join(" "));
      item.querySelector('[data-act="drop"]').addEventListener("click", async () => { await box.drop(entry.id); await draw(); });
      return item;
    }));
    part("days").replaceChildren(...(pack?.days ?? []).map((day) => {
      const section = copy("day-item");
      put(section, "title", day.session);
      put(section, "when", day.when);
      section.querySelector("ul").append(...day.people.map((person) => {
        const item = copy("person-item");
        const last = all.filter((entry) => entry.day_id === day.day_id && entry.person_id === person.id && entry.state === "waiting").at(-1);
        put(item, "name", person.name);
        put(item, "note", last ? `${words[last.is]} · ${words.unsent}` : [person.unit, words[person.state] ?? ""].filter(Boolean).join(" · "));
        const state = last?.is ?? person.state;
        for (const button of item.querySelectorAll("button")) {
          button.hidden = button.dataset.is === "left" && !["here", "left"].includes(state);
          button.setAttribute("aria-label", `${person.name}: ${button.textContent}`);
          button.setAttribute("aria-pressed", String(state === button.dataset.is));
          button.addEventListener("click", () => mark(day, person, button.dataset.is));
        }
        return item;
      }));
      return section;
    }));
    part("nobody").hidden = !pack || pack.days.length > 0;
  };

  const mark = async (day, person, is) => {
    const entry = {
      id: crypto.randomUUID(), day_id: day.day_id, person_id: person.id, name: person.name, is, basis: person.note,
      device_at: new Date().toISOString(), state: "waiting", reasons: [],
    };
    // A later tap about the same person takes the place of one that was not sent; leaving comes after being there.
    for (const old of await box.entries()) {
      const same = old.day_id === day.day_id && old.person_id === person.id && old.state === "waiting";
      if (same && (is !== "left" || old.is === "left")) await box.drop(old.id);
    }
    try { await box.keep(entry); } catch { say(words.full, "bad"); return; }
    await draw();
    if (navigator.onLine) await send();
  };

  const sendOne = async (entry, csrf) => {
    const data = new FormData();
    for (const name of ["day_id", "person_id", "is", "basis", "device_at"]) data.append(name, entry[name]);
    data.append("token", entry.id);
    data.append("device_now", new Date().toISOString());
    const answer = await fetch("/attendance/along/marks", { method: "POST", body: data, redirect: "manual", headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
    if (answer.ok) { await box.drop(entry.id); return true; }
    if (![400, 404, 409, 422].includes(answer.status)) return false;
    const said = await answer.json();
    await box.keep({ ...entry, state: "asked", reasons: said.reasons ?? [said.detail ?? ""] });
    return true;
  };

  const send = () => navigator.locks.request(box.NAME, async () => {
    try {
      const waiting = (await box.entries()).filter((entry) => entry.state === "waiting");
      if (waiting.length) {
        const fresh = await fetchPack();
        if (fresh === "signed-out") { say(words.signedOut, "due"); return; }
        for (const entry of waiting) if (!(await sendOne(entry, fresh.csrf))) break;
        await take();
        if (!(await box.entries()).length) say(words.sent, "good");
      }
    } catch { say(words.later, "due"); }
    await draw();
  });

  const take = async () => {
    const fresh = await fetchPack();
    if (fresh === "signed-out") { say(words.signedOut, "due"); return; }
    const { csrf, ...pack } = fresh;
    await box.keepPack(pack);
  };

  const start = async () => {
    if (!self.indexedDB || !navigator.serviceWorker || !navigator.locks) { say(words.unable, "bad"); return; }
    page.hidden = false;
    if (navigator.onLine) try { await take(); await keepPage(); } catch { say(words.later, "due"); }
    await draw();
    if (navigator.onLine) await send();
  };

  part("refresh").addEventListener("click", async () => { try { await take(); } catch { say(words.later, "due"); } await draw(); });
  part("send").addEventListener("click", send);
  part("clear").addEventListener("click", async () => { await box.clear(); say(words.cleared, "good"); await draw(); });
  addEventListener("online", send);
  start();
})();
