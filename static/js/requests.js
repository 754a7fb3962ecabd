// Requests made by htmx: send the CSRF token, and say so when one fails. A session that ended leads to the sign-in page as a whole page.
(() => {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const toast = document.getElementById("request-failed");
  let timer;
  const say = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { toast.hidden = true; }, 8000);
  };
  document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token; });
  document.addEventListener("htmx:sendError", () => say(toast.dataset.text));
  document.addEventListener("htmx:timeout", () => say(toast.dataset.text));
  document.addEventListener("htmx:responseError", () => say(toast.dataset.refused));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    if (answered && new URL(answered).pathname === "/sign-in" && location.pathname !== "/sign-in") {
      event.detail.shouldSwap = false;
      location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    }
  });
})();
