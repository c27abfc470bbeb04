/* Files of a draft: held in memory under their Latin names and, where the browser allows it, kept in its IndexedDB, so that
   a closed page loses nothing. The rest of the form sees a Map; `kept` and `unkept` say what came of each file. */
"use strict";

globalThis.metodbankFormFiles = (() => {
  const DATABASE = "metodbank-form", STORE = "files", PATIENCE = 3000, MOST = 200_000_000;

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  /* A browser that forbids storage says so at once, or never answers. */
  async function opened() {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return Promise.race([done(request), new Promise((_, reject) => setTimeout(() => reject(new Error("timeout")), PATIENCE))]);
  }

  class Files extends Map {
    /* `draft` tells this page's files from those of another copy of the site; `changed` is called when a file was kept or refused. */
    constructor(draft, database, changed) {
      super();
      Object.assign(this, { draft, database, changed, kept: new Set(), unkept: new Set() });
    }

    key(name) { return [this.draft, name]; }

    /* Resolves when the change is on the disk, not only asked for. */
    write(act) {
      return new Promise((resolve, reject) => {
        const transaction = this.database.transaction(STORE, "readwrite");
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
        act(transaction.objectStore(STORE));
      });
    }

    async restore(names) {
      const store = this.database.transaction(STORE).objectStore(STORE), all = IDBKeyRange.bound([this.draft], [this.draft, []]);
      const [keys, found] = await Promise.all([done(store.getAllKeys(all)), done(store.getAll(all))]);
      keys.forEach(([, name], index) => { if (names.has(name)) { super.set(name, found[index]); this.kept.add(name); } else this.forget(name); });
    }

    forget(name) { if (this.database) this.write((store) => store.delete(this.key(name))).catch(() => {}); }

    /* A copy is kept: the file itself may be on a stick that is pulled out before the card is sent. */
    async keep(name, file) {
      let came = this.kept;
      try {
        const copy = new Blob([await file.arrayBuffer()], { type: file.type });
        if (this.get(name) !== file) return;
        super.set(name, file = copy);
        const total = [...this.values()].reduce((sum, each) => sum + each.size, 0);
        if (!this.database || total > MOST) throw new Error("no room");
        await this.write((store) => store.put(file, this.key(name)));
      } catch { came = this.unkept; }
      if (this.get(name) !== file) return;
      came.add(name);
      this.changed();
    }

    set(name, file) {
      this.delete(name);
      super.set(name, file);
      this.keep(name, file);
      return this;
    }

    delete(name) {
      this.kept.delete(name);
      this.unkept.delete(name);
      this.forget(name);
      return super.delete(name);
    }

    clear() {
      for (const name of [...this.keys()]) this.delete(name);
    }
  }

  /* The files of a draft; those that its answers no longer name are forgotten. */
  async function open(draft, names, changed) {
    const files = new Files(draft, await opened().catch(() => null), changed);
    if (files.database) await files.restore(names).catch(() => {});
    return files;
  }

  return { open };
})();
