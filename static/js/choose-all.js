// One box that ticks all others of its form. Without JavaScript it stays hidden.
for (const form of document.querySelectorAll("[data-choose-all]")) {
  const label = form.querySelector("[data-all]");
  if (!label) continue;
  const all = label.querySelector("input");
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", show));
  label.hidden = false;
  show();
}
