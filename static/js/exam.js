// An exam page: saves each answer as it is chosen, keeps what has not arrived on this device, and counts the time left.
// The server's time counts; the device only measures how long ago it was told. Without this script the form does the same.
(() => {
  const form = document.querySelector("form[data-exam]");
  const page = form ?? document.getElementById("overview");
  if (!page) return;
  const { attempt, save: saveUrl, time: timeUrl, result: resultUrl } = page.dataset;
  const alert = document.getElementById("exam-alert");
  const savedLine = document.querySelector("[data-saved]");
  const meta = document.querySelector('meta[name="csrf-token"]');
  const position = form ? Number(form.dataset.position) : 0;
  let latest = form ? Number(form.dataset.latest) : 0;
  let leaving = false;
  let recount = () => {};

  // What has not been acknowledged, by position: { sequence, answer }.
  const place = (n) => `exam:${attempt}:${n}`;
  const memory = new Map();
  const waiting = () => {
    const found = new Map(memory);
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(place(""))) continue;
        const n = Number(key.slice(place("").length));
        const entry = JSON.parse(localStorage.getItem(key));
        if (!(found.get(n)?.sequence >= entry.sequence)) found.set(n, entry);
      }
    } catch { /* storage is forbidden: this page's memory has to do */ }
    return found;
  };
  const keep = (n, entry) => {
    memory.set(n, { ...entry, live: true });
    try { localStorage.setItem(place(n), JSON.stringify(entry)); } catch { /* full or forbidden */ }
  };
  const drop = (n, sequence) => {
    const entry = waiting().get(n);
    if (entry && entry.sequence > sequence) return;
    memory.delete(n);
    try { localStorage.removeItem(place(n)); } catch { /* nothing kept */ }
  };

  // ---- time left
  const timer = document.querySelector("[data-seconds-left]");
  const face = timer.querySelector("[data-left]");
  const spoken = document.getElementById("exam-time-alert");
  let told = { left: Number(timer.dataset.secondsLeft), at: performance.now() };
  const left = () => Math.max(0, Math.ceil(told.left - (performance.now() - told.at) / 1000));
  const hear = (seconds) => { told = { left: seconds, at: performance.now() }; };
  const two = (n) => String(n).padStart(2, "0");
  const said = new Set();
  const announce = (key) => { if (!said.has(key)) { said.add(key); spoken.textContent = page.dataset[key]; } };
  const tick = () => {
    const seconds = left();
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    face.textContent = h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
    timer.classList.toggle("short", seconds <= 300);
    if (seconds <= 60) announce("one"); else if (seconds <= 300) announce("five");
    if (seconds === 0) end();
  };
  const end = async (notice = 0) => {
    if (leaving) return;
    leaving = true;
    clearInterval(beat);
    announce("up");
    await Promise.race([flush(), new Promise((done) => setTimeout(done, 2000))]);
    const go = async () => { if (await askTime()) location.assign(resultUrl); else setTimeout(go, 3000); };
    setTimeout(go, notice);
  };
  let signedOut = false;
  const askTime = async () => {
    try {
      const answer = await fetch(timeUrl, { headers: { Accept: "application/json" } });
      if (answer.redirected) signedOut = true;
      if (!answer.ok || answer.redirected) return false;
      signedOut = false;
      const body = await answer.json();
      hear(body.seconds_left);
      meta.content = body.token;
      return true;
    } catch { return false; }
  };
  const beat = setInterval(tick, 1000);
  // The invigilator may add minutes, or stop: the server is asked now and then.
  setInterval(() => { if (!leaving && !document.hidden) askTime().then((heard) => { if (heard) tick(); }); }, 30000);
  document.addEventListener("visibilitychange", async () => { if (!document.hidden) { await askTime(); tick(); flush(); } });

  // ---- sending
  let failing = false;
  const show = (text, tone) => {
    if (!alert) return;
    alert.textContent = text;
    alert.className = `sf-note sf-${tone}`;
    alert.hidden = !text;
  };
  const mark = (text, tone) => { if (savedLine) { savedLine.textContent = text; savedLine.className = `sf-saved sf-text-${tone}`; } };
  const fail = (text) => { failing = true; show(text ?? page.dataset.failed, "bad"); mark(page.dataset.unsavedText, "bad"); };
  const acknowledged = (n, sequence, at) => {
    drop(n, sequence);
    if (n === position) {
      latest = Math.max(latest, sequence);
      mark(`${page.dataset.savedText} ${at}`, "good");
      recount();
    }
    if (failing && waiting().size === 0) { failing = false; show(page.dataset.back, "good"); }
  };
  let tried = 0;
  const post = (n, entry) => {
    if (n === position) tried = Math.max(tried, entry.sequence);
    return send(n, entry);
  };
  const send = (n, entry) => fetch(saveUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": meta.content },
    body: JSON.stringify({ position: n, sequence: entry.sequence, answer: entry.answer }),
    signal: AbortSignal.timeout(10000),
  });

  // One answer; true once the server holds it or will never take it.
  const sendOne = async (n, entry, again = true) => {
    let answer;
    try { answer = await post(n, entry); } catch { fail(); return false; }
    if (answer.redirected || answer.status === 401) { fail(page.dataset.signedOut); return false; }
    if (answer.status === 400 && again) {
      // The token belongs to a session that ended; ask for the one of today's.
      if (await askTime()) return sendOne(n, entry, false);
      fail(signedOut ? page.dataset.signedOut : undefined);
      return false;
    }
    const body = await answer.json().catch(() => ({}));
    if (typeof body.seconds_left === "number" && answer.status !== 422) hear(body.seconds_left);
    const outrun = answer.status === 409 || (answer.ok && body.latest > entry.sequence);
    if (outrun && n === position && entry.live) {
      // Chosen here and now, so it is the newest: take the next free number.
      const next = { sequence: body.latest + 1, answer: entry.answer };
      keep(n, next);
      return sendOne(n, { ...next, live: true });
    }
    if (answer.ok) { acknowledged(n, entry.sequence, body.at); return true; }
    if (answer.status === 410) { drop(n, entry.sequence); show(body.message, "bad"); end(4000); return true; }
    if (answer.status === 409) { drop(n, entry.sequence); if (n === position) show(page.dataset.elsewhere, "due"); return true; }
    if (answer.status === 404 || answer.status === 422) { drop(n, entry.sequence); show(body.message ?? page.dataset.failed, "bad"); return true; }
    fail();
    return false;
  };
  let running = null;
  const flush = () => {
    running ??= (async () => {
      try {
        for (let round = 0; round < 50; round += 1) {
          const [next] = waiting();
          if (!next) return true;
          if (!(await sendOne(...next))) return false;
        }
        return false;
      } finally { running = null; }
    })();
    return running;
  };
  const settled = async () => { if (waiting().size) await flush(); return waiting().size === 0; };
  setInterval(() => { if (waiting().size) flush(); }, 5000);
  addEventListener("online", flush);

  // ---- the question
  if (form) {
    const fields = form.examAnswer; // js/exam-answer.js knows the fields of each kind
    const current = () => ({ ...fields.read(), flagged: form.elements.flagged.checked });
    const here = document.querySelector(".sf-palette [aria-current]");
    const total = document.querySelector("[data-answered]");
    const others = Number(total?.dataset.answered) - (here?.classList.contains("answered") ? 1 : 0);
    const paint = () => {
      const answered = fields.says();
      here?.classList.toggle("answered", answered);
      if (here) here.querySelector("[data-state]").textContent = answered ? here.dataset.answeredText : here.dataset.openText;
      here?.classList.toggle("flagged", form.elements.flagged.checked);
    };
    recount = () => { if (total) total.textContent = total.dataset.words.replace("#", others + (fields.says() ? 1 : 0)); };
    // An answer that never arrived is newer than what the server showed.
    const kept = waiting().get(position);
    if (kept && kept.sequence > latest) {
      fields.write(kept.answer);
      form.elements.flagged.checked = kept.answer.flagged;
      paint();
    }
    tried = kept?.sequence ?? 0;
    // A number is used up when it was sent; what is typed before that goes under the same.
    const take = () => {
      paint();
      keep(position, { sequence: Math.max(latest, tried) + 1, answer: current() });
      if (!failing) { mark(page.dataset.savingText, "plain"); show("", "plain"); }
    };
    // What is answered in another tab of this browser stands here too, so that no tab shows an answer that does not count.
    addEventListener("storage", (event) => {
      if (event.key !== place(position) || !event.newValue) return;
      const { sequence, answer } = JSON.parse(event.newValue);
      if (sequence <= Math.max(latest, tried)) return;
      tried = sequence;
      memory.delete(position);
      fields.write(answer);
      form.elements.flagged.checked = answer.flagged;
      paint();
      recount();
    });
    let pause = 0;
    form.addEventListener("change", () => { clearTimeout(pause); take(); flush(); });
    form.addEventListener("input", (event) => {
      if (event.target !== form.elements.text) return;
      take();
      clearTimeout(pause);
      pause = setTimeout(flush, 700);
    });
    // Leave the page only when the answer is safe on the server.
    form.addEventListener("submit", async (event) => {
      // Where one cannot go back, leaving a question is a deed of its own: the form itself is sent, once all is safe.
      if ("oneWay" in form.dataset && event.submitter?.value === "next" && waiting().size === 0) return;
      event.preventDefault();
      if ("oneWay" in form.dataset) { if (await settled()) form.requestSubmit(event.submitter); return; }
      const target = { back: form.dataset.previous, next: form.dataset.next }[event.submitter?.value];
      if ((await settled()) && target) location.assign(target);
    });
  }
  const finish = document.getElementById("finish");
  finish?.addEventListener("submit", async (event) => {
    if (waiting().size === 0) return;
    event.preventDefault();
    if (await settled()) finish.submit();
  });
  if (waiting().size) flush();
  tick();
})();
