// At sign-out nothing of the mentees stays on this device. Sign-offs that were never sent would be lost, so that is asked first.
(() => {
  const form = document.querySelector('form[action="/sign-out"]');
  const box = self.takeAlong;
  if (!form || !self.indexedDB) return;
  const button = form.querySelector("button");
  const exists = async () => (await indexedDB.databases?.())?.some((base) => base.name === box.NAME) ?? true;
  exists().then(async (is) => {
    const count = is ? (await box.entries()).length : 0;
    if (count) button.dataset.confirm = form.dataset.unsent.replace("{n}", count);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try { if (await exists()) await box.clear(); } finally { form.submit(); }
  });
})();
