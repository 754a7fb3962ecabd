// <form data-draft="log-42" data-draft-note="…">: what is typed is kept on this device until the server has taken it.
// Taken means: htmx got a 2xx answer, or the next page carries a success message or data-draft-taken with this key.
(() => {
  const person = document.body.dataset.user ?? "";
  const MONTH = 30 * 86400e3;
  const place = (key) => `draft:${person}:${key}`;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(place(key))); } catch { return null; } };
  const write = (key, draft) => { try { localStorage.setItem(place(key), JSON.stringify(draft)); } catch { /* full or forbidden: the page works without */ } };
  const forget = (key) => { try { localStorage.removeItem(place(key)); } catch { /* nothing kept */ } };
  const fields = (form) => [...form.elements].filter((f) => f.name && f.name !== "csrf_token" && !["hidden", "file", "password", "submit", "button"].includes(f.type));
  const values = (form) => fields(form).map((f) => [f.name, f.value, f.checked ?? null]);

  const drafts = () => { try { return Object.keys(localStorage).filter((k) => k.startsWith(place(""))).map((k) => k.slice(place("").length)); } catch { return []; } };
  const success = document.querySelector('[data-flash="success"]');
  for (const key of drafts()) {
    const draft = read(key);
    const taken = draft?.sent && success;
    if (taken || !draft || Date.now() - draft.at > MONTH || document.querySelector(`[data-draft-taken="${CSS.escape(key)}"]`)) forget(key);
  }

  const enhance = (form) => {
    const key = form.dataset.draft;
    const draft = read(key);
    // Values that come back with an error message are newer than the draft.
    if (draft && !form.querySelector("[aria-invalid], [role=alert]") && JSON.stringify(draft.values) !== JSON.stringify(values(form))) {
      // A choice that is past by now (data-draft-past, or closed) does not win over what the page proposes.
      const past = new Set(fields(form).filter((f) => f.type === "radio" && (f.disabled || "draftPast" in f.dataset) && draft.values.some(([name, value, on]) => on && name === f.name && value === f.value)).map((f) => f.name));
      const left = [...draft.values]; // of several fields with one name each takes its own: the first, the second
      for (const field of fields(form)) {
        if (past.has(field.name)) continue;
        const choice = field.type === "radio" || field.type === "checkbox";
        const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === field.value));
        if (at < 0) continue;
        const [kept] = left.splice(at, 1);
        if (choice) field.checked = kept[2]; else field.value = kept[1];
      }
      const note = document.createElement("p");
      note.className = "sf-note sf-plain";
      note.setAttribute("role", "status");
      note.textContent = form.dataset.draftNote;
      form.prepend(note);
    }
    form.addEventListener("input", () => write(key, { at: Date.now(), values: values(form) }));
    form.addEventListener("submit", () => write(key, { at: Date.now(), values: values(form), sent: true }));
    // What never arrived, or was refused, is not sent: another form's success must not take this draft away.
    for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) form.addEventListener(failure, () => write(key, { at: Date.now(), values: values(form) }));
    form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && event.detail.elt === form) forget(key); });
  };

  const start = (root) => root.querySelectorAll("form[data-draft]:not([data-ready])").forEach((form) => { form.dataset.ready = ""; enhance(form); });
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target.parentNode ?? document));
})();
