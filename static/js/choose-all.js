// One box that ticks all others of its form, and a place that says how many are ticked. Without JavaScript both stay hidden.
for (const form of document.querySelectorAll("[data-choose-all]")) {
  const label = form.querySelector("[data-all]");
  if (!label) continue;
  const all = label.querySelector("input");
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const count = form.querySelector("[data-count]");
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    if (count) {
      count.textContent = count.dataset.count.replace("#", ticked);
      count.hidden = !ticked;
    }
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    show();
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  label.hidden = false;
  show();
}
