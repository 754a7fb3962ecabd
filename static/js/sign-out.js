// At sign-out nothing of mentees and participants stays on this device. What was never sent would be lost, so that is asked first.
(() => {
  const form = document.querySelector('form[action="/sign-out"]');
  const boxes = [self.takeAlong, self.roomList];
  if (!form || !self.indexedDB) return;
  const button = form.querySelector("button");
  const exists = async (box) => (await indexedDB.databases?.())?.some((base) => base.name === box.NAME) ?? true;
  const waiting = async (box) => ((await exists(box)) ? (await box.entries()).length : 0);
  Promise.all(boxes.map(waiting)).then((counts) => {
    const count = counts[0] + counts[1];
    if (count) button.dataset.confirm = form.dataset.unsent.replace("{n}", count);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try { for (const box of boxes) if (await exists(box)) await box.clear(); } finally { form.submit(); }
  });
})();
