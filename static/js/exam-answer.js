// The fields of one exam question: what they say, and putting back what was said. js/exam.js saves it.
// Every kind works without this script too; here a tap on a picture becomes an answer, and a place given twice is said.
(() => {
  const form = document.querySelector("form[data-exam]");
  if (!form) return;
  const kind = form.dataset.kind;
  const all = (name) => [...form.querySelectorAll(`[name^="${name}"]`)];
  const numbers = (name) => all(name).map((field) => (field.value === "" ? null : Number(field.value)));
  const checked = (name) => all(name).filter((field) => field.checked).map((field) => Number(field.value));
  const spots = form.querySelector("[data-spots]");
  const point = () => (form.elements.x?.value && form.elements.y?.value ? [Number(form.elements.x.value), Number(form.elements.y.value)] : null);

  const read = () => {
    if (kind === "matching") return { matches: numbers("match-") };
    if (kind === "ordering") return { ranks: numbers("rank-") };
    if (kind === "hot_spot") return { point: point(), area: checked("area")[0] ?? null };
    if (["numeric", "short", "essay"].includes(kind)) return { text: form.elements.text.value };
    return { chosen: checked("chosen") };
  };
  const says = () => {
    const answer = read();
    const placed = answer.matches ?? answer.ranks;
    if (placed) return placed.some((place) => place !== null);
    if (kind === "hot_spot") return answer.point !== null || answer.area !== null;
    return Boolean(answer.text?.trim() || answer.chosen?.length);
  };
  const write = (answer) => {
    if (answer.chosen) for (const field of all("chosen")) field.checked = answer.chosen.includes(Number(field.value));
    if (typeof answer.text === "string") form.elements.text.value = answer.text;
    for (const [name, values] of [["match-", answer.matches], ["rank-", answer.ranks]]) {
      values?.forEach((value, place) => { const field = form.elements[`${name}${place}`]; if (field) field.value = value ?? ""; });
    }
    if (kind === "hot_spot") {
      for (const field of all("area")) field.checked = answer.area === Number(field.value);
      mark(answer.point);
    }
    warn();
  };

  // ---- a point on a picture
  const mark = (at) => {
    if (!spots) return;
    form.elements.x.value = at ? at[0] : "";
    form.elements.y.value = at ? at[1] : "";
    const sign = spots.querySelector("[data-mark]");
    const [, , width, height] = spots.querySelector("svg").getAttribute("viewBox").split(" ").map(Number);
    sign.setAttribute("visibility", at ? "visible" : "hidden");
    if (at) sign.setAttribute("transform", `translate(${width * at[0]} ${height * at[1]})`);
  };
  if (spots) {
    form.querySelector("[data-pointing]").hidden = false;
    spots.classList.add("pointing");
    spots.addEventListener("click", (event) => {
      const box = spots.querySelector("svg").getBoundingClientRect();
      const share = (value, from, size) => Math.round(10000 * Math.min(1, Math.max(0, (value - from) / size))) / 10000;
      for (const field of all("area")) field.checked = false;
      mark([share(event.clientX, box.left, box.width), share(event.clientY, box.top, box.height)]);
      form.dispatchEvent(new Event("change"));
    });
    for (const field of all("area")) field.addEventListener("change", () => mark(null));
    // By keys: the arrows move the mark, from the middle at first; it is saved once they rest or the picture is left.
    const placed = form.querySelector("[data-placed]");
    let rest = 0;
    const done = () => { if (rest) { clearTimeout(rest); rest = 0; form.dispatchEvent(new Event("change")); } };
    spots.tabIndex = 0;
    spots.setAttribute("role", "application");
    spots.setAttribute("aria-label", spots.dataset.label);
    spots.setAttribute("aria-describedby", "pointing-help");
    spots.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 0.005 : 0.03;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!way && event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      const from = point() ?? [0.5, 0.5];
      const to = point() && way ? from.map((value, i) => Math.round(10000 * Math.min(1, Math.max(0, value + way[i]))) / 10000) : from;
      for (const field of all("area")) field.checked = false;
      mark(to);
      placed.textContent = spots.dataset.place.replace("#", Math.round(100 * to[0])).replace("@", Math.round(100 * to[1]));
      clearTimeout(rest);
      rest = setTimeout(done, 500);
    });
    spots.addEventListener("blur", done);
  }

  // ---- a place given twice
  const twice = form.querySelector("[data-twice]");
  const warn = () => {
    if (!twice) return;
    const given = numbers("rank-").filter((rank) => rank !== null);
    const doubled = given.find((rank, index) => given.indexOf(rank) !== index);
    twice.hidden = doubled === undefined;
    twice.textContent = doubled === undefined ? "" : twice.dataset.twice.replace("#", doubled);
  };
  if (twice) { form.addEventListener("change", warn); warn(); }

  form.examAnswer = { read, says, write, typed: ["numeric", "short", "essay"].includes(kind) };
})();
