// What is kept on the telephone: what was taken along ("pack") and what was not sent yet ("outbox"). For page and worker.
self.offlineBox = (NAME, SCOPE) => {
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("pack");
      asked.result.createObjectStore("outbox", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  // Ends when it is on the disk, so that a telephone closed at once loses nothing.
  const run = async (store, mode, act) => {
    const base = await open();
    try {
      return await new Promise((done, fail) => {
        const change = base.transaction(store, mode, { durability: "strict" });
        const asked = act(change.objectStore(store));
        change.oncomplete = () => done(asked.result);
        change.onabort = change.onerror = () => fail(change.error);
      });
    } finally { base.close(); }
  };

  const pack = async () => {
    const kept = await run("pack", "readonly", (store) => store.get("pack"));
    if (!kept || Date.now() < Date.parse(kept.until)) return kept;
    await run("pack", "readwrite", (store) => store.delete("pack"));
    return undefined;
  };
  return {
    NAME,
    pack,
    keepPack: (pack) => run("pack", "readwrite", (store) => store.put(pack, "pack")),
    // What is being judged and not signed yet, by task: a telephone may close the page at any time, even for its own camera.
    draft: (key) => run("pack", "readonly", (store) => store.get(`draft ${key}`)),
    keepDraft: (key, draft) => run("pack", "readwrite", (store) => store.put(draft, `draft ${key}`)),
    dropDraft: (key) => run("pack", "readwrite", (store) => store.delete(`draft ${key}`)),
    dropPack: () => run("pack", "readwrite", (store) => store.delete("pack")),
    entries: async () => (await run("outbox", "readonly", (store) => store.getAll())).sort((a, b) => a.device_at.localeCompare(b.device_at)),
    keep: (entry) => run("outbox", "readwrite", (store) => store.put(entry)),
    drop: (id) => run("outbox", "readwrite", (store) => store.delete(id)),
    // Everything: what was taken along, what waits, the page itself.
    clear: async () => {
      await new Promise((done) => { const asked = indexedDB.deleteDatabase(NAME); asked.onsuccess = asked.onerror = asked.onblocked = done; });
      if (self.caches) await caches.delete(NAME);
      const worker = await navigator.serviceWorker?.getRegistration(SCOPE);
      await worker?.unregister();
    },
  };
};
// The sign-offs of a mentor, and the lists of who was in the room.
self.takeAlong = self.offlineBox("shifu-take-along", "/practicals/");
self.roomList = self.offlineBox("shifu-room-list", "/attendance/");
