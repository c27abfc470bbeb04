/* Reads the published index; its format is described in plugins/metodbank/search/shards.py. */
"use strict";

globalThis.metodbankShards = (() => {
  const FORMAT = 1, BASE = 91, ONE = 75, MARK = 90, STEPS = 90;
  const ALPHABET = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter((letter) => !"`\\$".includes(letter)).join("");
  const VALUES = new Uint8Array(128);
  [...ALPHABET].forEach((letter, value) => { VALUES[letter.charCodeAt(0)] = value; });

  function checksum(payload) {
    let value = 0x811c9dc5;
    for (let index = 0; index < payload.length; index += 1) value = Math.imul(value ^ payload.charCodeAt(index), 0x01000193);
    return (value >>> 0).toString(16).padStart(8, "0");
  }

  class Reader {
    constructor(text) { this.text = text; this.at = 0; }

    get more() { return this.at < this.text.length; }

    digit() { return VALUES[this.text.charCodeAt(this.at++)]; }

    number() {
      const first = this.digit();
      if (first < ONE) return first;
      if (first < MARK) return ONE + (first - ONE) * BASE + this.digit();
      return (this.digit() * BASE + this.digit()) * BASE + this.digit();
    }
  }

  function postings(text) {
    const reader = new Reader(text);
    const top = reader.number() / 1000, count = reader.number();
    const documents = new Uint32Array(count), scores = new Float32Array(count);
    let last = -1;
    for (let index = 0; index < count; index += 1) documents[index] = last += reader.number() + 1;
    for (let index = 0; index < count; index += 1) scores[index] = reader.digit() * top / STEPS;
    return { documents, scores };
  }

  /* One `t` file: name → { count, postings(), stems, alias, formAlias, place }. */
  function terms(payload) {
    const found = new Map();
    let name = "";
    for (const line of payload.split("\n")) {
      const end = /[ \t]/.exec(line).index;
      const kept = name;
      name = kept.slice(0, VALUES[line.charCodeAt(0)]) + line.slice(1, end);
      if (!found.has(name)) found.set(name, { name, place: found.size, count: 0, stems: [] });
      const term = found.get(name), rest = line.slice(end + 1);
      if (line[end] === "\t") {
        if (rest.startsWith("=")) term.formAlias = rest.slice(1);
        else term.alias = rest;
        continue;
      }
      const [text, stems] = rest.split(" ");
      const head = new Reader(text);
      head.number();
      term.count = head.number();
      term.stems = stems ? stems.split(",") : [];
      let read = null;
      term.postings = () => read || (read = postings(text));
    }
    return found;
  }

  /* One line of a `p` file: document → places. */
  function places(line) {
    const found = new Map();
    if (!line) return found;
    const reader = new Reader(line);
    let last = -1;
    for (let left = reader.number(); left > 0; left -= 1) {
      last += reader.number() + 1;
      const list = [];
      let place = 0;
      for (let several = reader.number(); several > 0; several -= 1) list.push(place += reader.number());
      found.set(last, list);
    }
    return found;
  }

  /* One `v` file: keys written backwards. */
  function tails(payload) {
    let name = "";
    return payload.split("\n").map((line) => {
      const end = line.indexOf(" ", 1);
      name = name.slice(0, VALUES[line.charCodeAt(0)]) + line.slice(1, end);
      return { name: [...name].reverse().join(""), count: new Reader(line.slice(end + 1)).number() };
    });
  }

  /* Which file of a sorted list of first names holds a name. */
  function shard(firsts, name) {
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= name) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /* Loads files once; `load(name)` returns the payload of a checked file. A file that fails is named in `lost`. */
  class Store {
    constructor(load) {
      this.load = load;
      this.kept = new Map();
      this.lost = new Set();
    }

    async manifest() {
      const manifest = JSON.parse(await this.load("manifest"));
      if (manifest.format !== FORMAT) throw new Error(`format ${manifest.format}`);
      this.data = manifest;
      return manifest;
    }

    async file(name, read, empty) {
      if (!this.kept.has(name)) {
        this.kept.set(name, this.load(name).then(read).catch(() => {
          this.kept.delete(name);
          this.lost.add(name);
          return empty;
        }));
      }
      return this.kept.get(name);
    }

    async termsAt(index) { return this.file(`t${index}`, terms, new Map()); }

    async term(name) { return (await this.termsAt(shard(this.data.terms, name))).get(name); }

    /* Terms that begin with `prefix`, from the files that hold them, at most `files` of them. */
    async beginning(prefix, files = 2) {
      const first = shard(this.data.terms, prefix), last = shard(this.data.terms, prefix + "\uffff");
      const found = [];
      for (let index = first; index <= Math.min(last, first + files - 1); index += 1) {
        for (const term of (await this.termsAt(index)).values()) if (term.name.startsWith(prefix)) found.push(term);
      }
      return found;
    }

    async neighbours(name) { return [...(await this.termsAt(shard(this.data.terms, name))).values()]; }

    async tailNeighbours(name) {
      if (!this.data.tails.length) return [];
      const index = shard(this.data.tails, [...name].reverse().join(""));
      return this.file(`v${index}`, tails, []);
    }

    async places(name) {
      const index = shard(this.data.terms, name);
      const term = (await this.termsAt(index)).get(name);
      const lines = await this.file(`p${index}`, (payload) => payload.split("\n"), []);
      return places(term ? lines[term.place] : "");
    }

    async records(documents) {
      const size = this.data.chunk;
      const chunks = new Map();
      await Promise.all([...new Set(documents.map((document) => Math.floor(document / size)))].map(async (chunk) => {
        chunks.set(chunk, await this.file(`r${chunk}`, JSON.parse, []));
      }));
      return documents.map((document) => chunks.get(Math.floor(document / size))[document % size]);
    }
  }

  return { Store, checksum };
})();
