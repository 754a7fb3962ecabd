// One more row of the item editor, without the round trip that the same button makes where there is no script.
(() => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const add = (part) => {
    const rows = part.querySelectorAll("fieldset.sf-item-row");
    const number = rows.length;
    const row = rows[number - 1].cloneNode(true);
    const name = new RegExp(`\\b(${part.dataset.rows})-${number - 1}\\b`);
    for (const field of row.querySelectorAll("*")) {
      for (const attribute of ["id", "name", "for", "aria-describedby"]) {
        const text = field.getAttribute(attribute);
        if (text) field.setAttribute(attribute, text.replace(name, `$1-${number}`));
      }
      if (field.matches("details")) field.open = false;
      if (field.matches("input[type=checkbox]")) field.checked = field.defaultChecked = false;
      else if (field.matches("input, textarea")) { field.value = ""; field.removeAttribute("value"); }
    }
    row.querySelector("legend").textContent = part.dataset.legend.replace("#", part.dataset.letters === undefined ? number + 1 : letters[number % 26]);
    rows[number - 1].after(row);
    const button = part.querySelector("[data-more]");
    if (number + 1 >= Number(part.dataset.most) && button) button.hidden = true;
    part.dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
    return row;
  };
  for (const part of document.querySelectorAll("[data-rows]")) {
    part.addRow = () => (part.querySelectorAll("fieldset.sf-item-row").length < Number(part.dataset.most) ? add(part) : null);
    part.querySelector("[data-more]")?.addEventListener("click", (event) => {
      event.preventDefault();
      part.addRow()?.querySelector("input, select, textarea")?.focus();
    });
  }
})();
