// Says on the page when the connection is gone, and takes it back when it returns.
(() => {
  const line = document.getElementById("offline");
  if (!line) return;
  const show = () => {
    line.textContent = navigator.onLine ? "" : line.dataset.text;
    line.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
})();
