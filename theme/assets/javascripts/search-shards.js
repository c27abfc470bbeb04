/* Reads the published index; its format is described in plugins/metodbank/search/shards.py. */
"use strict";

globalThis.metodbankShards = (() => {
  const FORMAT = 4, BASE = 91, ONE = 75, MARK = 90, STEPS = 90, NAME = 8, PATIENCE = 20000;
  const ALPHABET = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter((letter) => !"`\\$".includes(letter)).join("");
  const VALUES = new Uint8Array(128);
  [...ALPHABET].forEach((letter, value) => { VALUES[letter.charCodeAt(0)] = value; });

  const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });

  function checksum(payload) {
    let value = 0xffffffff;
    for (let index = 0; index < payload.length; index += 1) {
      const unit = payload.charCodeAt(index);
      value = CRC[(value ^ unit) & 255] ^ (value >>> 8);
      value = CRC[(value ^ (unit >>> 8)) & 255] ^ (value >>> 8);
    }
    return (~value >>> 0).toString(16).padStart(8, "0");
  }

  /* Loads files of the index that lies at `base` by adding scripts: so it works from a folder and needs no fetch.
     `script(address)` resolves when the script has run. Every file calls metodbankSearch; one under another name,
     or not whole, is damaged. The manifest alone may be out of date in a cache: `fresh` goes past it. */
  function loader(script, base) {
    const waiting = new Map();
    window.metodbankSearch = (name, sum, payload) => {
      const pending = waiting.get(name);
      if (!pending) return;
      if (checksum(payload) === sum) pending.resolve(payload);
      else pending.reject(new Error(`${name}: checksum`));
    };
    return (name, { fresh = false } = {}) => new Promise((resolve, reject) => {
      waiting.set(name, { resolve, reject });
      const late = setTimeout(() => reject(new Error(`${name}: late`)), PATIENCE);
      script(new URL(`${name}.js${fresh ? `?${Date.now()}` : ""}`, base).href).then(
        () => reject(new Error(`${name}: damaged`)), reject).finally(() => clearTimeout(late));
    }).finally(() => waiting.delete(name));
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

  /* A file of terms: name → { count, postings(), stems, alias, forms: Map(form → term), place }. */
  function terms(payload) {
    const found = new Map();
    let name = "";
    for (const line of payload.split("\n")) {
      const end = /[ \t]/.exec(line).index;
      const kept = name;
      name = kept.slice(0, VALUES[line.charCodeAt(0)]) + line.slice(1, end);
      if (!found.has(name)) found.set(name, { name, place: found.size, count: 0, stems: [], alias: "", forms: new Map() });
      const term = found.get(name), rest = line.slice(end + 1);
      if (line[end] === "\t") {
        const [form, key] = rest.split("=");
        if (key) term.forms.set(form, key);
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

  /* One line of a file of places: document → Map(place → form of the word). */
  function places(line) {
    const found = new Map();
    if (!line) return found;
    const [names, text] = line.split(" ");
    const forms = names.split(","), reader = new Reader(text);
    let last = -1;
    for (let left = reader.number(); left > 0; left -= 1) {
      last += reader.number() + 1;
      const here = new Map();
      let place = 0;
      for (let several = reader.number(); several > 0; several -= 1) {
        place += reader.number();
        here.set(place, forms.length > 1 ? forms[reader.number()] : forms[0]);
      }
      found.set(last, here);
    }
    return found;
  }

  /* A file of tails: keys written backwards. */
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

  /* Names of a sorted list: each begins with how much it shares with the one before. */
  function unfolded(text) {
    let name = "";
    return text.split(" ").filter(Boolean).map((item) => name = name.slice(0, VALUES[item.charCodeAt(0)]) + item.slice(1));
  }

  /* Names of files written one after another. */
  function named(files) { return files.match(new RegExp(`.{${NAME}}`, "g")) || []; }

  /* Loads files once; `load(name, { fresh })` returns the payload of a checked file. A file that fails is named in `lost`. */
  class Store {
    constructor(load) {
      this.load = load;
      this.kept = new Map();
      this.lost = new Set();
    }

    async manifest() {
      this.take(await this.load("manifest"));
      return this.data;
    }

    take(text) {
      const data = JSON.parse(text);
      if (data.format !== FORMAT) throw new Error(`format ${data.format}`);
      for (const part of [data.terms, data.tails]) part.first = unfolded(part.first);
      const terms = named(data.terms.folders).flatMap((folder, index) => Array.from({ length: Number(data.terms.sizes[index]) }, (_, place) => `${folder}/${place}`));
      Object.assign(this, { text, data, terms, tails: named(data.tails.files), folders: named(data.records) });
    }

    /* Whether another release has been published meanwhile; then its manifest is taken. Asked once for a manifest. */
    async renewed() {
      if (this.asked === this.text) return false;
      this.asked = this.text;
      try {
        const text = await this.load("manifest", { fresh: true });
        if (text === this.text) return false;
        this.take(text);
        return true;
      } catch { return false; }
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

    async termsAt(index) { return this.terms.length ? this.file(this.terms[index], terms, new Map()) : new Map(); }

    shard(name) { return shard(this.data.terms.first, name); }

    async term(name) { return (await this.termsAt(this.shard(name))).get(name); }

    /* Terms that begin with `prefix`, from the files that hold them, at most `files` of them. */
    async beginning(prefix, files = 2) {
      const first = this.shard(prefix), last = Math.min(this.shard(`${prefix}\uffff`), first + files - 1);
      const several = await Promise.all(Array.from({ length: last - first + 1 }, (_, place) => this.termsAt(first + place)));
      return several.flatMap((found) => [...found.values()].filter((term) => term.name.startsWith(prefix)));
    }

    async neighbours(name) { return [...(await this.termsAt(this.shard(name))).values()]; }

    async tailNeighbours(name) {
      if (!this.tails.length) return [];
      return this.file(this.tails[shard(this.data.tails.first, [...name].reverse().join(""))], tails, []);
    }

    async facet(name) { return this.data.facets[name] ? this.file(this.data.facets[name], (text) => text, "") : ""; }

    async places(name) {
      const index = this.shard(name);
      const term = (await this.termsAt(index)).get(name);
      if (!term) return new Map();
      const lines = await this.file(`${this.terms[index]}p`, (payload) => payload.split("\n"), []);
      return places(lines[term.place]);
    }

    async records(documents) {
      const { chunk, group } = this.data;
      const chunks = new Map();
      await Promise.all([...new Set(documents.map((document) => Math.floor(document / chunk)))].map(async (number) => {
        const name = `${this.folders[Math.floor(number / group)]}/${number % group}`;
        chunks.set(number, await this.file(name, JSON.parse, []));
      }));
      return documents.map((document) => chunks.get(Math.floor(document / chunk))[document % chunk]);
    }
  }

  return { BASE, Store, Reader, checksum, loader };
})();
