// <article data-place="420" data-place-url="/lessons/5/place">: where the reader left off is shown again, and kept on the server now and then.
(() => {
  const text = document.querySelector("[data-place-url]");
  if (!text) return;
  const SPARINGLY = 20e3;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const reach = () => Math.max(1, text.offsetHeight - innerHeight * 0.6);
  const top = () => text.getBoundingClientRect().top + scrollY;
  const place = () => Math.round(Math.max(0, Math.min(1, (scrollY - top()) / reach())) * 1000);

  let kept = Number(text.dataset.place);
  let moved = false;
  let timer;
  if (kept > 20 && kept < 980 && !location.hash && scrollY === 0) {
    scrollTo({ top: top() + (kept / 1000) * reach(), behavior: "instant" });
    const note = document.querySelector("[data-place-note]");
    if (note) note.hidden = false;
  }

  const body = () => {
    const form = new FormData();
    form.append("csrf_token", token);
    form.append("place", place());
    return form;
  };
  const keep = (leaving) => {
    clearTimeout(timer);
    timer = undefined;
    if (!navigator.onLine) return;
    kept = place();
    if (leaving && navigator.sendBeacon) navigator.sendBeacon(text.dataset.placeUrl, body());
    else fetch(text.dataset.placeUrl, { method: "POST", body: body(), keepalive: true }).catch(() => { kept = -1; });
  };
  addEventListener("scroll", () => {
    moved = true;
    if (timer === undefined && Math.abs(place() - kept) > 20) timer = setTimeout(keep, SPARINGLY);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && moved && Math.abs(place() - kept) > 5) keep(true);
  });
  document.querySelector("[data-place-note] button")?.addEventListener("click", () => {
    document.querySelector("[data-place-note]").hidden = true;
    scrollTo({ top: 0 });
  });
  if (text.dataset.opened === "no") setTimeout(keep, 3000);
})();
