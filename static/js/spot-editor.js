// Areas of a picture, drawn with a pointer or with keys. What counts stands in the rows below the picture: this script
// draws what they say and writes into them; without it the rows are filled in by hand.
(() => {
  const editor = document.querySelector("[data-spot-editor]");
  if (!editor) return;
  const part = editor.closest("form").querySelector('[data-rows="spot"]');
  const svg = editor.querySelector("svg");
  const picture = editor.querySelector("img");
  const told = editor.querySelector("[role=status]");
  const finish = editor.querySelector("[data-finish]");
  const words = editor.dataset;
  const SVG = "http://www.w3.org/2000/svg";
  const round = (n) => Math.round(10 * n) / 10;
  const within = (n) => round(Math.min(100, Math.max(0, n)));
  let aspect = 1, tool = null, chosen = null, drawing = null, corners = [];

  // ---- the rows
  const fieldsets = () => [...part.querySelectorAll("fieldset.sf-item-row")];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const numbersOf = (row) => field(row, "numbers").value.split(/[^0-9.\-]+/).filter(Boolean).map(Number);
  const isSound = (shape, n) => n.every(Number.isFinite) && (shape === "rectangle" ? n.length === 4 : shape === "circle" ? n.length === 3 : n.length >= 6 && n.length % 2 === 0);
  const area = (row) => ({ row, shape: field(row, "shape").value, numbers: numbersOf(row), right: field(row, "right").checked, number: fieldsets().indexOf(row) + 1 });
  const areas = () => fieldsets().map(area).filter((one) => isSound(one.shape, one.numbers));
  const write = (one) => { field(one.row, "numbers").value = one.numbers.map(round).join(", "); };
  const name = (one) => words.area.replace("#", one.number) + ", " + words[one.shape] + ", " + (one.right ? words.right : words.wrong);
  const say = (text) => { told.textContent = text; };

  const add = (shape, numbers) => {
    const row = fieldsets().find((one) => !field(one, "numbers").value.trim()) ?? part.addRow?.();
    if (!row) { say(words.full); return; }
    field(row, "shape").value = shape;
    write({ row, numbers });
    if (!areas().some((one) => one.right)) field(row, "right").checked = true;
    chosen = row;
    draw();
    svg.querySelector('[data-key="shape"][aria-pressed="true"]')?.focus();
    say(words.added.replace("#", fieldsets().indexOf(row) + 1));
  };
  const remove = (one) => {
    for (const input of one.row.querySelectorAll("input")) { if (input.type === "checkbox") input.checked = false; else input.value = ""; }
    chosen = null;
    draw();
    say(words.removed.replace("#", one.number));
    editor.querySelector("[data-tool]").focus();
  };

  // ---- geometry, in per cent of width and height
  const handles = (one) => {
    const n = one.numbers;
    if (one.shape === "rectangle") return [[n[0], n[1]], [n[2], n[1]], [n[2], n[3]], [n[0], n[3]]];
    if (one.shape === "circle") return [[n[0] + n[2], n[1]]];
    return n.filter((_, i) => i % 2 === 0).map((x, i) => [x, n[2 * i + 1]]);
  };
  const shift = (one, dx, dy) => {
    const n = one.numbers;
    const xs = one.shape === "circle" ? [n[0]] : n.filter((_, i) => i % 2 === 0);
    const ys = one.shape === "circle" ? [n[1]] : n.filter((_, i) => i % 2 === 1);
    const x = Math.min(100 - Math.max(...xs), Math.max(-Math.min(...xs), dx));
    const y = Math.min(100 - Math.max(...ys), Math.max(-Math.min(...ys), dy));
    one.numbers = one.shape === "circle" ? [n[0] + x, n[1] + y, n[2]] : n.map((value, i) => value + (i % 2 ? y : x));
  };
  const pull = (one, index, x, y) => {
    const n = [...one.numbers];
    if (one.shape === "circle") n[2] = Math.max(1, round(Math.hypot(x - n[0], (y - n[1]) * aspect)));
    else if (one.shape === "rectangle") { n[index === 0 || index === 3 ? 0 : 2] = within(x); n[index < 2 ? 1 : 3] = within(y); }
    else { n[2 * index] = within(x); n[2 * index + 1] = within(y); }
    if (one.shape === "rectangle" && (n[2] - n[0] < 1 || n[3] - n[1] < 1)) return;
    one.numbers = n;
  };
  const grow = (one, by) => {
    const n = one.numbers;
    if (one.shape === "circle") { one.numbers = [n[0], n[1], Math.max(1, n[2] + by)]; return; }
    const xs = n.filter((_, i) => i % 2 === 0), ys = n.filter((_, i) => i % 2 === 1);
    const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
    const size = Math.max(...xs) - Math.min(...xs);
    if (size + 2 * by < 2) return;
    one.numbers = n.map((value, i) => within(middle[i % 2] + (value - middle[i % 2]) * (1 + (2 * by) / size)));
  };

  // ---- drawing
  const make = (kind, attributes, parent = svg) => {
    const node = document.createElementNS(SVG, kind);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent.append(node);
    return node;
  };
  const X = (x) => 10 * x, Y = (y) => 10 * y * aspect;
  const outline = (one, attributes, parent) => {
    const n = one.numbers;
    if (one.shape === "rectangle") return make("rect", { x: X(n[0]), y: Y(n[1]), width: X(n[2] - n[0]), height: Y(n[3] - n[1]), ...attributes }, parent);
    if (one.shape === "circle") return make("circle", { cx: X(n[0]), cy: Y(n[1]), r: X(n[2]), ...attributes }, parent);
    const points = handles(one).map(([x, y]) => `${X(x)},${Y(y)}`).join(" ");
    return make(n.length < 6 ? "polyline" : "polygon", { points, ...attributes }, parent);
  };
  const draw = () => {
    const held = document.activeElement?.closest?.("[data-spot-editor] svg") ? document.activeElement.dataset : null;
    svg.setAttribute("viewBox", `0 0 1000 ${Math.round(1000 * aspect)}`);
    svg.replaceChildren();
    for (const one of areas()) {
      const is = one.row === chosen;
      const group = make("g", { class: "sf-drawn", tabindex: 0, role: "button", "aria-pressed": is, "aria-label": name(one), "data-key": "shape", "data-number": one.number });
      outline(one, { class: `sf-area${one.right ? " right" : ""}${is ? " chosen" : ""}` }, group);
      const [x, y] = one.shape === "circle" ? one.numbers : handles(one).reduce(([a, b], [c, d], _, all) => [a + c / all.length, b + d / all.length], [0, 0]);
      make("text", { x: X(x), y: Y(y), class: "sf-drawn-number" }, group).textContent = one.number;
      if (!is) continue;
      handles(one).forEach(([hx, hy], index) => make("circle", {
        class: "sf-handle", cx: X(hx), cy: Y(hy), r: 16, tabindex: 0, role: "button", "data-key": "handle", "data-number": one.number, "data-index": index,
        "aria-label": words.corner.replace("#", index + 1).replace("@", one.number),
      }));
    }
    if (corners.length) {
      outline({ shape: "polygon", numbers: corners.flat() }, { class: "sf-area chosen" });
      for (const [x, y] of corners) make("circle", { class: "sf-handle", cx: X(x), cy: Y(y), r: 12 });
    }
    if (drawing?.preview) outline(drawing.preview, { class: "sf-area chosen" });
    finish.hidden = corners.length < 3;
    if (held?.key) svg.querySelector(`[data-key="${held.key}"][data-number="${held.number}"]${held.key === "handle" ? `[data-index="${held.index}"]` : ""}`)?.focus();
  };
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [within((100 * (event.clientX - box.left)) / box.width), within((100 * (event.clientY - box.top)) / box.height)];
  };
  const meant = (target) => {
    const node = target.closest?.("[data-key]");
    const row = node && fieldsets()[Number(node.dataset.number) - 1];
    return row ? { one: area(row), handle: node.dataset.key === "handle" ? Number(node.dataset.index) : null } : null;
  };
  const close = () => { const points = corners.flat(); corners = []; pick(null); if (points.length >= 6) add("polygon", points); };

  // ---- which shape is drawn next; pressed by a key, one is put into the middle
  const middling = { rectangle: [35, 35, 65, 65], circle: [50, 50, 12], polygon: [50, 35, 65, 65, 35, 65] };
  const pick = (next) => {
    tool = next;
    corners = [];
    for (const button of editor.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    svg.classList.toggle("drawing", tool !== null);
    if (tool) say(words[`how${tool[0].toUpperCase()}${tool.slice(1)}`]);
  };
  for (const button of editor.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", (event) => {
      if (event.detail === 0) { pick(null); add(button.dataset.tool, [...middling[button.dataset.tool]]); return; }
      pick(tool === button.dataset.tool ? null : button.dataset.tool);
      draw();
    });
  }
  finish.addEventListener("click", close);

  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const from = at(event), hit = meant(event.target);
    event.preventDefault();
    if (tool === "polygon") {
      const near = corners.length >= 3 && Math.hypot(from[0] - corners[0][0], from[1] - corners[0][1]) < 2.5;
      if (near) close(); else { corners.push(from); draw(); }
      return;
    }
    svg.setPointerCapture(event.pointerId);
    if (tool) { drawing = { from }; return; }
    chosen = hit?.one.row ?? null;
    if (hit) drawing = { hit: hit.one, handle: hit.handle, last: from };
    draw();
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const to = at(event);
    if (drawing.hit) {
      if (drawing.handle === null) shift(drawing.hit, to[0] - drawing.last[0], to[1] - drawing.last[1]);
      else pull(drawing.hit, drawing.handle, ...to);
      drawing.last = to;
      write(drawing.hit);
    } else {
      const [a, b] = [drawing.from, to];
      drawing.preview = tool === "circle"
        ? { shape: tool, numbers: [...a, round(Math.hypot(b[0] - a[0], (b[1] - a[1]) * aspect))] }
        : { shape: tool, numbers: [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])] };
    }
    draw();
  });
  const end = () => {
    const made = drawing?.preview;
    const was = drawing?.hit;
    drawing = null;
    if (was) svg.querySelector('[data-key="shape"][aria-pressed="true"]')?.focus();
    if (!made) return;
    const n = made.numbers;
    const large = made.shape === "circle" ? n[2] >= 1 : n[2] - n[0] >= 1 && n[3] - n[1] >= 1;
    pick(null);
    if (large) add(made.shape, n); else draw();
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", () => { drawing = null; draw(); });
  svg.addEventListener("dblclick", () => { if (corners.length >= 3) close(); });

  svg.addEventListener("keydown", (event) => {
    const hit = meant(event.target);
    if (!hit) return;
    const { one, handle } = hit;
    const step = event.shiftKey ? 0.2 : 1;
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
    if (dx || dy) {
      if (handle === null) shift(one, dx, dy);
      else { const [x, y] = handles(one)[handle]; pull(one, handle, x + dx, y + dy); }
    } else if (event.key === "+" || event.key === "=") grow(one, step);
    else if (event.key === "-") grow(one, -step);
    else if ((event.key === "Enter" || event.key === " ") && handle === null) chosen = chosen === one.row ? null : one.row;
    else if (event.key === "Enter" && one.shape === "polygon") {
      const points = handles(one), next = points[(handle + 1) % points.length];
      points.splice(handle + 1, 0, [within((points[handle][0] + next[0]) / 2), within((points[handle][1] + next[1]) / 2)]);
      one.numbers = points.flat();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (handle !== null && one.shape === "polygon" && one.numbers.length > 6) one.numbers.splice(2 * handle, 2);
      else { remove(one); return; }
    } else return;
    event.preventDefault();
    write(one);
    draw();
  });

  // ---- the rows are changed by hand, or the picture
  part.addEventListener("input", draw);
  part.addEventListener("change", draw);
  part.addEventListener("focusin", (event) => { const row = event.target.closest("fieldset.sf-item-row"); if (row && row !== chosen) { chosen = row; draw(); } });
  const shown = () => { aspect = picture.naturalHeight / picture.naturalWidth || 1; editor.hidden = false; draw(); };
  picture.addEventListener("load", shown);
  if (picture.complete && picture.naturalWidth) shown();
  document.getElementById("figure")?.addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (!file) return;
    if (picture.src.startsWith("blob:")) URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(file);
  });
})();
