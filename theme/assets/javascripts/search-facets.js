/* Filters of the catalogue over published columns; their format is described in plugins/metodbank/search/facets.py. */
"use strict";

globalThis.metodbankFacets = (() => {
  /* One facet: its values, the sets of values that occur, and which of the sets each document has. */
  function column(payload, count) {
    const found = { values: [], sets: [[]], rows: new Uint16Array(count) };
    if (!payload) return found;
    const [values, sets, text] = payload.split("\n");
    Object.assign(found, { values: JSON.parse(values), sets: JSON.parse(sets) });
    const reader = new metodbankShards.Reader(text.slice(1)), steps = text[0] === "+";
    for (let document = 0, last = 0; document < count && reader.more; document += 1) {
      last = steps ? (last + reader.number()) % found.sets.length : reader.number();
      found.rows[document] = last;
    }
    return found;
  }

  /* Days of documents from the earliest day, and 1; 0 for those without a date. */
  function days(payload, count) {
    const found = new Uint32Array(count);
    if (!payload) return found;
    for (const text of payload.split("\n").slice(1)) {
      const reader = new metodbankShards.Reader(text);
      for (let document = 0; document < count && reader.more; document += 1) found[document] = found[document] * metodbankShards.BASE + reader.digit();
    }
    return found;
  }

  /* Which items have a chosen value of every facet, and how many would be left for each value given the OTHER facets.
     `columns`: Map(name → column); `chosen`: Map(name → Set of values); `kind`: only this section, "" for all. */
  function narrow(items, columns, chosen, kind) {
    const limits = [...columns].map(([name, { values, sets }]) => {
      const wanted = new Set([...chosen.get(name) || []].map((value) => values.indexOf(value)).filter((index) => index >= 0));
      return wanted.size ? sets.map((several) => several.some((value) => wanted.has(value))) : null;
    });
    const several = [...columns.values()], counts = several.map(({ values }) => new Uint32Array(values.length)), kinds = new Map();
    const kept = [];
    for (const item of items) {
      let missed = -1, misses = kind && item.section.kind !== kind ? 1 : 0;
      const other = misses > 0;
      for (let index = 0; index < several.length && misses < 2; index += 1) {
        if (limits[index] && !limits[index][several[index].rows[item.document]]) { misses += 1; missed = index; }
      }
      if (!misses || (misses === 1 && other)) kinds.set(item.section.kind, (kinds.get(item.section.kind) || 0) + 1);
      if (misses > 1 || other) continue;
      if (!misses) kept.push(item);
      several.forEach(({ sets, rows }, index) => {
        if (!misses || index === missed) for (const value of sets[rows[item.document]]) counts[index][value] += 1;
      });
    }
    return { kept, kinds, counts: new Map([...columns.keys()].map((name, index) => [name, counts[index]])) };
  }

  return { column, days, narrow };
})();
