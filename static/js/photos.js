// Photos before upload: made smaller (longest side 1600 px) where the browser can, shown, and removable. Several shots add up.
(() => {
  const LONGEST = 1600;
  const smaller = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    if (scale === 1 && file.size < 600000) return { file, canvas };
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return { file, canvas };
    return { file: new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }), canvas };
  };

  const thumbnail = (canvas) => {
    const small = document.createElement("canvas");
    const side = Math.min(canvas.width, canvas.height);
    small.width = small.height = 240;
    small.getContext("2d").drawImage(canvas, (canvas.width - side) / 2, (canvas.height - side) / 2, side, side, 0, 0, 240, 240);
    return small;
  };

  const enhance = (box) => {
    const input = box.querySelector('input[type="file"]');
    const list = box.querySelector(".sf-photo-list");
    const told = box.querySelector("[data-told]");
    let kept = [];
    const changed = () => input.dispatchEvent(new Event("input", { bubbles: true })); // who keeps drafts learns of the smaller pictures
    const update = () => {
      const files = new DataTransfer();
      kept.forEach((photo) => files.items.add(photo.file));
      input.files = files.files;
      list.replaceChildren(...kept.map((photo, index) => {
        const item = document.createElement("li");
        const remove = document.createElement("button");
        const name = `${box.dataset.number} ${index + 1}`;
        photo.picture?.setAttribute("role", "img");
        photo.picture?.setAttribute("aria-label", name);
        remove.type = "button";
        remove.setAttribute("aria-label", `${box.dataset.remove} ${index + 1}`);
        remove.addEventListener("click", () => { kept.splice(index, 1); update(); changed(); input.focus(); });
        item.append(photo.picture ?? photo.file.name, remove);
        return item;
      }));
    };
    input.addEventListener("change", async () => {
      const chosen = [...input.files];
      const prepared = await Promise.all(chosen.map(async (file) => {
        // A format this browser cannot draw goes up as it is; the server checks it.
        try { const made = await smaller(file); return { file: made.file, picture: thumbnail(made.canvas) }; } catch { return { file, picture: null }; }
      }));
      const all = input.multiple ? [...kept, ...prepared] : prepared;
      const most = Number(box.dataset.max) || 6;
      kept = all.slice(0, most);
      told.textContent = all.length > most ? box.dataset.full : "";
      update();
      changed();
    });
  };

  const start = (root) => root.querySelectorAll("[data-photos]:not([data-ready])").forEach((box) => { box.dataset.ready = ""; enhance(box); });
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target.parentNode ?? document));
})();
