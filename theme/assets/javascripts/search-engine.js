/* Answers questions from the published index: words to keys, keys to documents, documents to cards.
   Works the same in a page and in node; whoever starts it says how a file is loaded. */
"use strict";

globalThis.metodbankEngine = (() => {
  const { fold, tokens, classes, stem, otherLayout, distance, parse, replaced } = metodbankText;
  const PREFIXES = 24, SYNONYM = 0.5, NEAR = 0.05, WINDOW = 5;

  class Engine {
    constructor(load) {
      this.store = new metodbankShards.Store(load);
    }

    async open() {
      this.manifest ||= this.store.data || await this.store.manifest();
      this.stop ||= new Set(this.manifest.stop.split(" "));
      return this.manifest;
    }

    /* Runs `work`; once more where files of the index were gone because another release was published meanwhile. */
    async attempt(work) {
      await this.open();
      this.store.lost.clear();
      const result = await work();
      if (!this.store.lost.size || !await this.store.renewed()) return result;
      this.manifest = this.stop = null;
      this.store.lost.clear();
      await this.open();
      return work();
    }

    /* The best `limit` answers as cards. `kind`: only this section; the rest as in `find`. */
    async search(question, { kind = "", limit = 10, ...ways } = {}) {
      return this.attempt(async () => {
        const { ranked, sought, ...found } = await this.find(question, ways);
        const whole = ranked.filter((item) => item.all);
        const counts = Object.fromEntries(this.sections().map((section) => [section.kind, 0]));
        for (const item of whole.length ? whole : ranked) counts[item.section.kind] += 1;
        const listed = ranked.filter((item) => !kind || item.section.kind === kind);
        const hits = this.nearest(await this.cards(listed.slice(0, limit)), sought);
        return { ...found, total: listed.length, all: listed.filter((item) => item.all).length, counts, hits, lost: [...this.store.lost] };
      });
    }

    /* Every answer in the order of ranking. `typing`: the last word may be unfinished. `literal`: no guesses. */
    async find(question, { typing = false, literal = false } = {}) {
      const found = await this.answer(question, { typing, literal });
      // A title may look like a field: «Школа: урок».
      if (!found.ranked.length && /[а-яё]:\s/i.test(question)) return this.answer(question.replaceAll(":", " "), { typing, literal });
      if (!literal && found.unknown && !/[а-яё]/i.test(question) === /[a-z]/i.test(question)) {
        const other = otherLayout(question);
        const second = await this.answer(other, { typing, literal: true });
        if (second.unknown < found.unknown && second.known) return { ...second, guess: other.trim() };
      }
      return found;
    }

    async answer(question, { typing, literal }) {
      const parts = parse(question, this.manifest.prefixes);
      const groups = this.groups(parts.rest);
      const ended = /[\s"”»]$/.test(question);
      await Promise.all(groups.map((group, index) => this.resolve(group, typing && !ended && index === groups.length - 1)));
      const taken = new Map();
      if (!literal) {
        await Promise.all(groups.map(async (group) => {
          if (group.terms.length || group.optional || group.found) return;
          const guess = await this.guess(group.word);
          if (guess) {
            taken.set(group.word, guess.shown);
            group.terms = [{ term: guess.term, weight: 1 }];
          }
        }));
      }
      const kept = [];
      for (const group of groups) {
        const same = kept.find((other) => other.terms[0] && group.terms[0] && other.terms[0].term.name === group.terms[0].term.name);
        if (!same) kept.push(group);
      }
      const required = kept.filter((group) => !group.optional);
      const phrases = await Promise.all(parts.phrases.map((phrase) => this.phrase(phrase, kept)));
      const minus = await Promise.all(parts.minus.map((word) => this.documentsOf(this.groups(word))));
      const fields = await Promise.all(parts.fields.map((field) => this.field(field)));
      const filters = [...phrases.map((phrase) => phrase.documents), ...fields];
      const { totals, matched } = this.totals(kept);
      if (!kept.length) for (const document of filters[0] || this.everything(question)) totals.set(document, 0);
      const shown = [...totals.keys()].filter((document) =>
        filters.every((documents) => documents.has(document)) && !minus.some((documents) => documents.has(document)));
      const sections = this.sections();
      const asked = phrases.flatMap((phrase) => phrase.groups), needed = required.length + asked.length;
      const marks = this.marks([...kept, ...asked]);
      const ranked = shown.map((document) => {
        const section = sections.find((item) => document < item.end);
        return { document, section, all: (matched.get(document) || 0) >= needed, score: totals.get(document) * section.factor };
      });
      const days = kept.length || ranked.length < 2 ? null : await this.days();
      const newer = (a, b) => days && a.section.dated && b.section === a.section ? days[b.document] - days[a.document] : 0;
      ranked.sort((a, b) => b.all - a.all || b.score - a.score || newer(a, b) || a.document - b.document);
      return {
        ranked,
        guess: taken.size ? replaced(question, taken) : "",
        inexact: phrases.some((phrase) => phrase.documents.size && !phrase.exact),
        unknown: groups.filter((group) => !group.optional && !group.known).length + parts.fields.filter((_, index) => !fields[index].size).length,
        known: groups.filter((group) => group.known).length,
        marked: (text) => this.marked(text, marks),
        sought: [...required, ...asked].map((group) => this.marks([group])),
        lacking: required.filter((group) => !group.terms.length).map((group) => group.word),
      };
    }

    /* A question without words, or of nothing but what to leave out, is about everything. */
    everything(question) { return /^\s*(-\S+\s*)*$/.test(question) ? Array(this.manifest.count).keys() : []; }

    /* Days of all documents: what orders answers to a question without words. */
    async days() { return metodbankFacets.days(await this.store.facet("date"), this.manifest.count); }

    /* Answers with their short records. */
    async cards(items) {
      const records = await this.store.records(items.map((item) => item.document));
      return items.flatMap((item, index) => {
        if (!records[index]) return [];
        const [url, title, summary, note] = records[index];
        return { ...item, kind: item.section.kind, label: item.section.label, url, title, summary, note };
      });
    }

    /* Cards of one page of the ranking; those where the words stand close together rise a little among them. */
    nearest(cards, sought) {
      if (sought.length < 2) return cards;
      const value = new Map(cards.map((card) => [card, card.score * (1 + NEAR * this.nearness(`${card.title}. ${card.summary}`, sought))]));
      return cards.sort((a, b) => b.all - a.all || value.get(b) - value.get(a) || a.document - b.document);
    }

    /* From 0 to 1: how close neighbouring words of the question stand in a text, on average. */
    nearness(text, sought) {
      const words = tokens(fold(text)).flatMap(({ word, parts }) => parts.length ? parts : [word]);
      const places = sought.map((names) => words.flatMap((word, place) => names.has(stem(word)) || names.has(`=${word}`) ? [place] : []));
      let sum = 0;
      for (let index = 1; index < places.length; index += 1) {
        const gaps = places[index - 1].flatMap((one) => places[index].map((other) => Math.abs(one - other) || Infinity));
        const gap = Math.min(Infinity, ...gaps);
        if (gap <= WINDOW) sum += 1 / gap;
      }
      return sum / (places.length - 1);
    }

    sections() {
      return this.manifest.sections.map(([kind, label, start, count, factor, dated]) => ({ kind, label, factor, dated, end: start + count }));
    }

    /* Words of a text with what each may be found by; the same as Analyzer.keys, but a group a word. */
    groups(text) {
      const { rest, numbers } = classes(fold(text));
      const groups = numbers.map((number) => ({ word: `${number} класс`, exact: [`${number}кл`], terms: [] }));
      const words = tokens(rest);
      const useful = words.filter(({ word }) => !this.stop.has(word));
      for (const [index, { word, parts }] of (useful.length || numbers.length ? useful : words).entries()) {
        const group = { word, exact: [], terms: [], optional: parts.length > 0 };
        for (const [start, number] of Object.entries(this.manifest.pupils)) if (word.startsWith(start)) group.exact.push(`${number}кл`);
        const next = useful[index + 1];
        if (next && next.word.startsWith("класс")) {
          for (const [start, number] of Object.entries(this.manifest.ordinals)) if (stem(word).startsWith(start)) group.exact.push(`${number}кл`);
        }
        groups.push(group);
        for (const part of parts) if (!this.stop.has(part)) groups.push({ word: part, exact: [], terms: [] });
      }
      return groups;
    }

    /* The key of a folded word, or its own stem where the index does not know it. */
    async key(word) {
      const own = stem(word), root = await this.store.term(own);
      return root && (root.forms.get(word) || root.alias) || own;
    }

    async resolve(group, unfinished) {
      const names = group.exact.slice();
      if (!/ класс$/.test(group.word)) names.unshift(await this.key(group.word));
      group.key = names[0];
      const others = this.manifest.synonyms[group.key] || [];
      const found = await Promise.all([...names, ...others].map((name) => this.store.term(name)));
      for (const [index, term] of found.entries()) {
        if (term && term.count) group.terms.push({ term, weight: index < names.length ? 1 : SYNONYM });
      }
      group.known = found.slice(0, names.length).some((term) => term && term.count);
      if (!group.known && !group.optional && group.word.length > (unfinished ? 1 : 3)) {
        const begun = await this.beginning(group.word, group.key);
        if (begun.length) {
          group.terms.push(...begun);
          group.known = true;
        }
      }
    }

    async beginning(word, key) {
      const several = await this.store.beginning(word);
      if (key.length > 3 && key !== word && !several.length) several.push(...await this.store.beginning(key));
      const names = new Set();
      for (const term of several) {
        if (term.count) names.add(term.name);
        if (term.alias) names.add(term.alias);
        for (const [form, key] of term.forms) if (form.startsWith(word)) names.add(key);
      }
      const terms = (await Promise.all([...names].slice(0, PREFIXES).map((name) => this.store.term(name)))).filter((term) => term && term.count);
      return terms.sort((a, b) => b.count - a.count).map((term) => ({ term, weight: 1 }));
    }

    /* The nearest known word within two edits. */
    async guess(word) {
      if (word.length < 4 || /\d/.test(word)) return null;
      const own = stem(word), limit = word.length < 6 ? 1 : 2;
      const near = [...await this.store.neighbours(word.slice(0, 3)), ...await this.store.neighbours(own), ...await this.store.tailNeighbours(own)];
      let best = null;
      const tried = new Set();
      for (const item of near) {
        const { name } = item;
        if (name.length < 3 || name.includes(":") || tried.has(name)) continue;
        tried.add(name);
        const byStem = distance(own, name, limit), edits = Math.min(byStem, distance(word, name, limit) + 0.5);
        if (edits > limit) continue;
        const score = edits + (name[0] === word[0] ? 0 : 0.3) - Math.min(0.25, Math.log10(1 + item.count) / 12);
        // The ending as typed: «рабата» is shown as «работа», though the index knows but «работ».
        const ending = byStem === edits && word.startsWith(own) ? word.slice(own.length) : "";
        if (!best || score < best.score) best = { score, item, shown: name + ending };
      }
      if (!best) return null;
      const name = best.item.alias || best.item.name;
      const term = await this.store.term(name);
      return term && term.count ? { term, shown: best.shown } : null;
    }

    async documentsOf(groups) {
      await Promise.all(groups.map((group) => this.resolve(group, false)));
      return new Set(groups.flatMap((group) => group.terms.flatMap(({ term, weight }) => weight === 1 ? [...term.postings().documents] : [])));
    }

    async field({ mark, value }) {
      const names = mark === "g" && /^\d/.test(value)
        ? classes(`${fold(value)} класс`).numbers.map((number) => `${number}кл`)
        : await Promise.all(tokens(fold(value)).flatMap(({ word, parts }) => parts.length ? parts : [word]).map((word) => this.key(word)));
      const sets = await Promise.all(names.map(async (name) => {
        const exact = await this.store.term(`${mark}:${name}`);
        const terms = exact ? [exact] : await this.store.beginning(`${mark}:${name}`);
        return new Set(terms.flatMap((term) => term.count ? [...term.postings().documents] : []));
      }));
      if (!sets.length) return new Set();
      if (mark === "g") return new Set(sets.flatMap((documents) => [...documents]));
      return new Set([...sets[0]].filter((document) => sets.every((documents) => documents.has(document))));
    }

    /* Documents where the words of a phrase follow each other as written, or, where there are none, in other forms;
       a stop word keeps its place, whatever stands there. */
    async phrase(text, kept) {
      const words = tokens(fold(text)).flatMap(({ word, parts }) => parts.length ? parts : [word]);
      const asked = [];
      for (const [offset, word] of words.entries()) if (!this.stop.has(word)) asked.push({ offset, key: await this.key(word), word });
      const places = await Promise.all(asked.map(({ key }) => this.store.places(key)));
      const exact = new Set(), near = new Set();
      for (const [document, starts] of places[0] || []) {
        for (const start of starts.keys()) {
          const forms = asked.map(({ offset }, index) => (places[index].get(document) || new Map()).get(start - asked[0].offset + offset));
          if (forms.every(Boolean)) near.add(document);
          if (forms.every((form, index) => form === asked[index].word)) exact.add(document);
        }
      }
      const groups = [];
      for (const { key, word } of asked) {
        const term = await this.store.term(key);
        if (!term || !term.count) continue;
        const group = { word, key, exact: [], terms: [{ term, weight: 1 }], known: true };
        if (!kept.some((other) => other.key === key)) { kept.push(group); groups.push(group); }
      }
      return { documents: exact.size ? exact : near, exact: exact.size > 0, groups };
    }

    totals(groups) {
      const totals = new Map(), matched = new Map();
      for (const group of groups) {
        const own = new Map();
        for (const { term, weight } of group.terms) {
          const { documents, scores } = term.postings();
          const several = group.terms.length > 2;
          documents.forEach((document, index) => {
            const score = scores[index] * weight, before = own.get(document) || 0;
            own.set(document, several ? Math.max(before, score) : before + score);
          });
        }
        for (const [document, score] of own) {
          totals.set(document, (totals.get(document) || 0) + score);
          if (!group.optional) matched.set(document, (matched.get(document) || 0) + 1);
        }
      }
      return { totals, matched };
    }

    marks(groups) {
      const names = new Set();
      for (const group of groups) for (const { term } of group.terms) {
        names.add(term.name);
        for (const other of term.stems) names.add(other);
      }
      return names;
    }

    /* A text in pieces: [text, whether it answers the question]. */
    marked(text, names) {
      const pieces = [];
      let last = 0;
      for (const match of text.matchAll(/[a-zа-яё0-9\u0300\u0301]+/gi)) {
        const word = fold(match[0]);
        if (!names.has(stem(word)) && !names.has(`=${word}`)) continue;
        if (match.index > last) pieces.push([text.slice(last, match.index), false]);
        pieces.push([match[0], true]);
        last = match.index + match[0].length;
      }
      if (last < text.length) pieces.push([text.slice(last), false]);
      return pieces;
    }
  }

  return { Engine };
})();
