// Tells the server when an exam page was left for another window, and for how long. Nothing is seen of where to.
(() => {
  const form = document.querySelector("form[data-focus]");
  if (!form) return;
  const meta = document.querySelector('meta[name="csrf-token"]');
  let lost = null;
  const tell = ({ number, since }) => fetch(form.dataset.focus, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": meta.content },
    body: JSON.stringify({ number, position: Number(form.dataset.position), seconds: Math.round((performance.now() - since) / 1000) }),
  }).catch(() => {});
  const away = () => document.hidden || !document.hasFocus();
  const leave = () => {
    if (lost || !away()) return;
    // The device's clock only tells one time from the next. Going on to another question ends this page before it tells.
    lost = { number: Math.floor(Date.now() / 1000) % 2147483647, since: performance.now() };
    lost.timer = setTimeout(() => { if (lost && away()) tell(lost); }, 1500);
  };
  const back = () => {
    if (!lost || away()) return;
    clearTimeout(lost.timer);
    if (performance.now() - lost.since >= 1500) tell(lost);
    lost = null;
  };
  addEventListener("blur", leave);
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); else back(); });
})();
