// The sign-off page without network: shows what was taken along, keeps what is signed, sends it, and asks where it must.
(() => {
  const box = self.takeAlong;
  const page = document.getElementById("take-along");
  const words = page.dataset;
  const part = (id) => document.getElementById(id);
  const copy = (id) => part(id).content.firstElementChild.cloneNode(true);
  const put = (root, name, text) => { root.querySelector(`[data-put="${name}"]`).textContent = text; };
  const moment = (iso) => new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  const today = () => { const now = new Date(); return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10); };
  let user = null;
  let shown = null; // the form that is open: { task, entry }

  const say = (text, tone = "plain") => {
    const line = part("told");
    line.className = `sf-note sf-${tone}`;
    line.textContent = text;
    line.hidden = !text;
    part("sign-in").hidden = text !== words.signedOut;
  };

  // The page itself, its styles and scripts, so that it opens without network.
  const keepPage = async () => {
    await navigator.serviceWorker.register("/practicals/worker.js", { scope: "/practicals/", updateViaCache: "none" });
    const cache = await caches.open(box.NAME);
    const links = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"]')].map((link) => link.href);
    const scripts = [...document.querySelectorAll("script[src]")].map((script) => script.src);
    const sprites = [...document.querySelectorAll("template, body")].flatMap((root) => [...(root.content ?? root).querySelectorAll("use")]).map((use) => new URL(use.getAttribute("href").split("#")[0], location).href);
    const wanted = new Set([...links, ...scripts, ...sprites]);
    for (const request of await cache.keys()) if (!wanted.has(request.url) && new URL(request.url).pathname !== location.pathname) await cache.delete(request);
    const kept = new Set((await cache.keys()).map((request) => request.url));
    await cache.addAll([...wanted].filter((url) => !kept.has(url)));
    const fresh = await fetch(location.pathname, { redirect: "manual" });
    if (fresh.ok) await cache.put(location.pathname, fresh);
    page.dataset.ready = "";
  };

  const draw = async () => {
    const pack = await box.pack();
    const all = await box.entries();
    const mine = all.filter((entry) => !user || entry.user === user);
    const waiting = mine.filter((entry) => entry.state === "waiting");
    const asked = mine.filter((entry) => entry.state !== "waiting");
    part("age").textContent = pack ? words.taken.replace("{at}", moment(pack.taken_at)).replace("{until}", moment(pack.until)) : words.none;
    part("others").textContent = all.length > mine.length ? words.others.replace("{n}", all.length - mine.length) : "";
    part("others").hidden = all.length === mine.length;
    part("conflicts").hidden = !asked.length;
    part("conflict-list").replaceChildren(...asked.map(conflict));
    part("waiting").hidden = !waiting.length;
    part("waiting-count").textContent = words.count.replace("{n}", waiting.length);
    part("waiting-list").replaceChildren(...waiting.map((entry) => {
      const item = copy("waiting-item");
      put(item, "title", `${entry.learner} · ${entry.title}`);
      put(item, "note", `${entry.mode_label} · ${words.signed.replace("{at}", moment(entry.device_at))}`);
      return item;
    }));
    const tasks = pack?.tasks ?? [];
    part("tasks").replaceChildren(...tasks.map((task) => {
      const item = copy("task-item");
      const unsent = waiting.filter((entry) => entry.learner_id === task.learner_id && entry.task_code === task.task_code);
      put(item, "title", task.title);
      put(item, "note", [task.learner, task.modes.find((mode) => mode.value === task.due)?.label, unsent.length ? words.unsent : ""].filter(Boolean).join(" · "));
      item.querySelector("button").setAttribute("aria-label", `${words.open}: ${task.title}, ${task.learner}`);
      item.querySelector("button").addEventListener("click", () => openForm(task));
      return item;
    }));
    part("no-tasks").hidden = !pack || tasks.length > 0;
  };

  const conflict = (entry) => {
    const item = copy("conflict-item");
    put(item, "title", `${entry.learner} · ${entry.title}`);
    put(item, "note", `${entry.mode_label} · ${words.signed.replace("{at}", moment(entry.device_at))}`);
    item.querySelector("ul").replaceChildren(...entry.reasons.map((reason) => Object.assign(document.createElement("li"), { textContent: reason })));
    const act = (name, what) => item.querySelector(`[data-act="${name}"]`).addEventListener("click", what);
    item.querySelector('[data-act="over"]').hidden = !entry.accept;
    item.querySelector('[data-act="change"]').hidden = entry.state !== "refused";
    act("over", async () => { await box.keep({ ...entry, state: "waiting", accepted: entry.accept }); await send(); });
    act("change", async () => {
      const task = (await box.pack())?.tasks.find((one) => one.learner_id === entry.learner_id && one.task_code === entry.task_code && one.version === entry.version);
      if (task) openForm(task, entry); else say(words.gone, "due");
    });
    act("discard", async () => { await box.drop(entry.id); say(words.discarded); await draw(); });
    return item;
  };

  const openForm = async (task, entry = null) => {
    const owner = entry?.user ?? (await box.pack())?.user ?? user;
    const key = `${owner} ${task.learner_id} ${task.task_code}`;
    const draft = entry ? null : await box.draft(key);
    const filled = entry ?? draft;
    shown = { task, entry, owner, key, id: entry?.id ?? crypto.randomUUID() }; // one form is one sign-off, however often it is tapped
    const form = part("sheet").content.firstElementChild.cloneNode(true);
    put(form, "title", task.title);
    put(form, "learner", task.learner);
    const before = (await box.entries()).filter((one) => one.id !== entry?.id && one.learner_id === task.learner_id && one.task_code === task.task_code);
    const done = (mode) => before.filter((one) => one.mode === mode && one.decision === "pass").length;
    let reached = true; // a way of working opens when those before it are complete, here or on the server
    form.querySelector(".sf-modes").append(...task.modes.map((mode) => {
      const box = copy("mode-item");
      const input = box.querySelector("input");
      input.id = `mode-${mode.value}`;
      input.value = mode.value;
      input.disabled = !mode.open && !reached;
      box.querySelector("label").htmlFor = input.id;
      put(box, "label", mode.label);
      put(box, "note", mode.note);
      reached = reached && mode.missing - done(mode.value) <= 0;
      return box;
    }));
    const due = filled?.mode || task.modes.find((mode) => mode.missing - done(mode.value) > 0)?.value || task.modes.at(-1)?.value;
    const input = form.querySelector(`#mode-${due}`);
    if (input && !input.disabled) input.checked = true;
    form.querySelector('[data-list="steps"]').append(...task.steps.map((step) => {
      const item = copy("step-item");
      for (const node of [item, ...item.querySelectorAll("*")]) for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = node.getAttribute(name);
        if (value?.includes("STEP")) node.setAttribute(name, value.replace("STEP", step.key));
      }
      put(item, "text", step.text);
      put(item, "criterion", step.criterion ? words.criterion.replace("{criterion}", step.criterion) : "");
      item.querySelector('[data-put="must"]').hidden = !step.must;
      const verdict = filled?.steps[step.key];
      if (verdict) item.querySelector(`input[value="${verdict}"]`).checked = true;
      if (filled?.notes[step.key]) item.querySelector("textarea").value = filled.notes[step.key];
      return item;
    }));
    form.elements.performed_on.value = filled?.performed_on ?? today();
    form.elements.performed_on.max = today();
    form.elements.comment.value = filled?.comment ?? "";
    form.elements.work_order.value = filled?.work_order ?? "";
    form.querySelector("[data-second]").hidden = !task.countersign.length;
    form.querySelector("[data-restored]").hidden = !draft;
    form.querySelector('[data-act="close"]').addEventListener("click", async () => { if (!entry) await dropDraft(); closeForm(); });
    form.addEventListener("submit", (event) => { event.preventDefault(); sign(form, event.submitter.value); });
    part("open-form").replaceChildren(form);
    part("overview").hidden = true;
    form.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // photo boxes wait for this
    showPhotos(form, filled?.photos ?? []);
    if (!entry) form.addEventListener("input", () => { keepDraft(form); });
    form.querySelector("h2").focus();
    scrollTo(0, 0);
  };

  // Photos taken before stand in the form as if chosen again, so that each can be removed.
  const showPhotos = (form, photos) => {
    for (const name of new Set(photos.map((photo) => photo.step))) {
      const input = form.elements[name ? `photo-${name}` : "photos"];
      if (!input) continue;
      const files = new DataTransfer();
      for (const photo of photos.filter((one) => one.step === name)) files.items.add(new File([photo.blob], photo.name, { type: photo.blob.type }));
      input.files = files.files;
      input.dispatchEvent(new Event("change"));
    }
  };

  const gather = (form, task) => {
    const data = new FormData(form);
    const found = { mode: data.get("mode") ?? "", steps: {}, notes: {}, photos: [] };
    for (const step of task.steps) {
      if (data.get(`step-${step.key}`)) found.steps[step.key] = data.get(`step-${step.key}`);
      if (data.get(`note-${step.key}`)?.trim()) found.notes[step.key] = data.get(`note-${step.key}`).trim();
      for (const file of form.elements[`photo-${step.key}`].files) found.photos.push({ step: step.key, blob: file, name: file.name });
    }
    for (const file of form.elements.photos.files) found.photos.push({ step: null, blob: file, name: file.name });
    for (const name of ["comment", "work_order", "performed_on"]) found[name] = data.get(name).trim();
    return found;
  };

  let keeping = Promise.resolve(); // one after the other, so that the last state is the one that stays
  const keepDraft = (form) => {
    const { task, key } = shown ?? {};
    if (!task) return;
    const draft = gather(form, task);
    keeping = keeping.then(() => box.keepDraft(key, draft)).catch(() => { /* no room: signing says so */ });
  };
  const dropDraft = () => {
    const { key } = shown;
    keeping = keeping.then(() => box.dropDraft(key)).catch(() => { /* it is offered again, nothing more */ });
    return keeping;
  };

  const closeForm = () => {
    part("open-form").replaceChildren();
    part("overview").hidden = false;
    shown = null;
    part("main").focus({ preventScroll: true });
    scrollTo(0, 0);
    draw();
  };

  // The same faults as on the server, said while the work is still in front of one.
  const faults = (entry, task) => {
    const found = [];
    const passed = entry.decision === "pass";
    if (!entry.mode) found.push(words.faultMode);
    for (const step of task.steps) {
      const verdict = entry.steps[step.key];
      const fill = (text) => text.replace("{step}", step.text);
      if (!verdict && passed) found.push(fill(words.faultUnjudged));
      else if (passed && step.must && verdict === "not_met") found.push(fill(words.faultMust));
      else if (passed && step.must && verdict === "not_seen" && entry.mode === "independent") found.push(fill(words.faultUnseen));
    }
    const unexplained = Object.entries(entry.steps).some(([key, verdict]) => verdict === "not_met" && !entry.notes[key]);
    if (!entry.comment && (!passed || unexplained)) found.push(words.faultComment);
    if (passed && entry.mode === "independent" && !entry.photos.length && !entry.work_order && !entry.comment && !Object.keys(entry.notes).length) found.push(words.faultEvidence);
    if (!entry.performed_on || entry.performed_on > today()) found.push(words.faultDay);
    return found;
  };

  const sign = async (form, decision) => {
    if (!shown || shown.signing) return;
    const { task, entry: old, owner, id } = shown;
    const given = gather(form, task);
    shown.signing = true;
    const unsent = await box.entries();
    const entry = {
      id, user: owner,
      learner_id: task.learner_id, learner: task.learner, task_code: task.task_code, title: task.title,
      version: task.version, last_sign_off: task.last_sign_off,
      own: unsent.filter((one) => one.learner_id === task.learner_id && one.task_code === task.task_code).map((one) => one.id),
      mode_label: task.modes.find((mode) => mode.value === given.mode)?.label ?? "",
      decision, ...given,
      device_at: new Date().toISOString(), state: "waiting", reasons: [], accepted: old?.accepted ?? 0,
    };
    const found = faults(entry, task);
    const list = form.querySelector("[data-faults]");
    list.hidden = !found.length;
    list.querySelector("ul").replaceChildren(...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    if (found.length) { shown.signing = false; list.scrollIntoView(); return; }
    try { await box.keep(entry); } catch { shown.signing = false; say(words.full, "bad"); return; }
    if (!old) await dropDraft();
    closeForm();
    say(words.kept, "good");
    const worker = await navigator.serviceWorker?.getRegistration("/practicals/");
    worker?.sync?.register("sign-offs").catch(() => { /* sent when the page is opened next */ });
    await send();
  };

  const send = async () => {
    if (navigator.onLine) {
      try {
        const { sent, signedOut, failed } = await box.sendAll();
        if (signedOut) say(words.signedOut, "due");
        else if (failed) say(words.later, "due");
        else if (sent) say(words.sent.replace("{n}", sent), "good");
        else if (part("told").textContent === words.kept) say(""); // it was sent and stands below, to be decided
      } catch { say(words.later, "due"); }
    }
    await draw();
  };

  const take = async () => {
    try {
      const fresh = await box.refresh();
      if (fresh === "signed-out") { say(words.signedOut, "due"); return; }
      user = fresh.user;
      await keepPage();
    } catch { if (navigator.onLine) say(words.later, "due"); }
  };

  const start = async () => {
    if (!self.indexedDB || !navigator.serviceWorker || !navigator.locks) { say(words.unable, "bad"); return; }
    page.hidden = false;
    if (navigator.onLine) await take(); // first whose tasks these are, then what is shown
    await send();
  };

  part("refresh").addEventListener("click", async () => { await take(); await send(); });
  part("send").addEventListener("click", send);
  part("clear").addEventListener("click", async () => { await box.clear(); say(words.cleared, "good"); await draw(); });
  addEventListener("online", async () => { await take(); await send(); });
  start();
})();
