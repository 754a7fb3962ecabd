// A form marked data-drop takes a file that is dropped on it, and sends it as if it had been chosen.
document.querySelectorAll("form[data-drop]").forEach((form) => {
  const input = form.querySelector("input[type=file]");
  const stop = (event) => event.preventDefault();
  ["dragover", "drop"].forEach((kind) => document.addEventListener(kind, stop)); // a near miss must not leave the page
  form.addEventListener("dragover", () => form.classList.add("over"));
  ["dragleave", "drop"].forEach((kind) => form.addEventListener(kind, () => form.classList.remove("over")));
  form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
});
