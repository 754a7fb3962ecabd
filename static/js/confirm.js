// <button data-confirm="Withdraw this certificate?"> asks first, in a native dialog. What the form still lacks is said before.
(() => {
  const dialog = document.getElementById("confirm");
  let waiting = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || button === waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button.form && !button.formNoValidate && !button.form.reportValidity()) return;
    document.getElementById("confirm-question").textContent = button.dataset.confirm;
    dialog.returnValue = "no";
    dialog.showModal();
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return button.focus();
      waiting = button;
      button.click();
      waiting = null;
    }, { once: true });
  }, true);
})();
