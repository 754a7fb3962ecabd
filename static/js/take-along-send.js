// Sends what was signed without network, each once: the server knows it by its id. One sender at a time, page or worker.
(() => {
  const box = self.takeAlong;

  // The tasks as they stand now. "signed-out" where the session ended; fails without network.
  const fetchPack = async () => {
    const answer = await fetch("/practicals/take-along/pack", { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "signed-out";
    if (!answer.ok) throw new Error(`pack: ${answer.status}`);
    return answer.json();
  };

  const refresh = async () => {
    const fresh = await fetchPack();
    if (fresh === "signed-out") return fresh;
    const { csrf, ...pack } = fresh;
    await box.keepPack(pack);
    return fresh;
  };

  const form = (entry) => {
    const data = new FormData();
    for (const name of ["learner_id", "task_code", "version", "last_sign_off", "mode", "decision", "comment", "work_order", "performed_on", "device_at"]) data.append(name, entry[name]);
    data.append("client_id", entry.id);
    data.append("own", entry.own.join(" "));
    data.append("accepted", entry.accepted ?? 0);
    data.append("device_now", new Date().toISOString());
    for (const [key, verdict] of Object.entries(entry.steps)) data.append(`step-${key}`, verdict);
    for (const [key, note] of Object.entries(entry.notes)) data.append(`note-${key}`, note);
    for (const photo of entry.photos) data.append(photo.step ? `photo-${photo.step}` : "photos", photo.blob, photo.name);
    return data;
  };

  // "sent", "kept" (try again later) or "asked" (the mentor must decide).
  const send = async (entry, csrf) => {
    const answer = await fetch("/practicals/take-along/sign-offs", {
      method: "POST", body: form(entry), redirect: "manual", headers: { "X-CSRFToken": csrf, Accept: "application/json" },
    });
    if (answer.ok) { await box.drop(entry.id); return "sent"; }
    if (![400, 409, 422].includes(answer.status)) return "kept";
    const said = await answer.json();
    if (!said.state) return "kept";
    await box.keep({ ...entry, state: said.state, reasons: said.reasons, accept: said.accept });
    return "asked";
  };

  const sendAll = () => navigator.locks.request(box.NAME, async () => {
    const all = await box.entries();
    if (!all.some((entry) => entry.state === "waiting")) return { sent: 0 };
    const fresh = await fetchPack();
    if (fresh === "signed-out") return { sent: 0, signedOut: true };
    let sent = 0;
    let failed = false;
    const held = new Set(); // what builds on a sign-off that is in question waits for it
    for (const entry of all.filter((one) => one.user === fresh.user)) {
      const work = `${entry.learner_id} ${entry.task_code}`;
      if (entry.state !== "waiting") held.add(work);
      if (held.has(work)) continue;
      const outcome = await send(entry, fresh.csrf);
      if (outcome === "kept") { failed = true; break; }
      if (outcome === "sent") sent += 1; else held.add(work);
    }
    if (sent) await refresh();
    return { sent, failed };
  });

  Object.assign(box, { refresh, sendAll });
})();
