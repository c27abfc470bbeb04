/* The catalogue: words and filters together over the published index. The address holds the whole state; without
   this file the page's links to lists of every value are there all the same. */
"use strict";

(() => {
  const root = document.querySelector("[data-mb-catalogue]");
  if (!root || !globalThis.metodbankClient) return;
  const { start, site, element, button, marked, plural } = metodbankClient;
  const part = (name) => root.querySelector(`[data-mb-${name}]`);
  const ask = part("ask"), words = ask.elements.q, kinds = part("kinds"), opener = part("filters-open"), side = part("side");
  const filters = part("filters"), head = part("count"), status = part("status"), notes = part("notes"), chips = part("chips");
  const list = part("list"), pages = part("pages"), sort = part("sort").querySelector("select"), base = root.dataset.mbBase;
  const SIZE = Number(root.dataset.mbSize), SHORT = 8, FEW = 3, WAIT = 250, HEADER = "(max-width: 59.98em)";
  const facets = new Map([...root.querySelectorAll("[data-mb-facet]")].map((node) => [node.dataset.mbFacet, facet(node)]));
  const place = `metodbank:${location.pathname}`;
  let state = read(), turn = 0, timer = 0, last = null, columns = null;

  function facet(node) {
    const label = node.querySelector("summary").textContent, box = element("fieldset", {}, element("legend", { className: "mb-hidden", textContent: label }));
    const known = [...node.querySelectorAll("a")].map((link) => link.dataset.mbValue);
    node.querySelector("ul").replaceWith(box);
    return { node, label, box, known, all: false };
  }

  function read() {
    const address = new URLSearchParams(location.search);
    const chosen = [...facets.keys()].map((name) => [name, new Set(address.getAll(name).filter(Boolean))]);
    return {
      words: address.get("q") || "", kind: address.get("section") || "", sort: address.get("sort") || "", page: Number(address.get("page")) || 1,
      literal: address.has("exact"), some: address.has("some"), chosen: new Map(chosen.filter(([, values]) => values.size)),
    };
  }

  function address(changes = {}) {
    const next = { ...state, ...changes }, search = new URLSearchParams();
    if (next.words.trim()) search.set("q", next.words.trim());
    if (next.kind) search.set("section", next.kind);
    for (const [name, values] of next.chosen) for (const value of values) search.append(name, value);
    if (next.sort) search.set("sort", next.sort);
    if (next.literal) search.set("exact", "1");
    if (next.some) search.set("some", "1");
    if (next.page > 1) search.set("page", next.page);
    const text = search.toString();
    return base + (text ? `?${text}` : "");
  }

  function update(changes, { quietly = false, typing = false } = {}) {
    state = { ...state, page: 1, ...changes };
    const target = new URL(address(), location.href).href;
    if (target !== location.href) history[quietly ? "replaceState" : "pushState"](null, "", target);
    return draw(typing);
  }

  /* What is asked for: answers, filters over them, one page of cards. Files of the index are read as they are needed. */
  async function find(typing) {
    const engine = await start();
    return engine.attempt(async () => {
      const { store, manifest } = engine;
      if (!columns || columns.of !== manifest) columns = { of: manifest, read: new Map() };
      const needed = new Set([...state.chosen.keys(), ...[...facets].filter(([, { node }]) => node.open && shown()).map(([name]) => name)]);
      if (state.sort === "evidence") needed.add("evidence_level");
      /* Words and filters at once: on a slow line each wait for an answer is a third of a second. */
      const [found] = await Promise.all([engine.find(state.words, { typing, literal: state.literal }), ...[...needed, ...state.sort === "date" ? ["date"] : []].map(async (name) => {
        if (columns.read.has(name)) return;
        const payload = await store.facet(name);
        if (payload) columns.read.set(name, metodbankFacets[name === "date" ? "days" : "column"](payload, manifest.count));
      })]);
      const here = new Map([...needed].filter((name) => columns.read.has(name)).map((name) => [name, columns.read.get(name)]));
      const whole = found.ranked.filter((item) => item.all), several = state.some || !whole.length;
      const narrowed = metodbankFacets.narrow(several ? found.ranked : whole, here, state.chosen, state.kind);
      const more = several ? 0 : metodbankFacets.narrow(found.ranked, here, state.chosen, state.kind).kept.length - narrowed.kept.length;
      const order = sorted(narrowed.kept, state.words.trim());
      const pageCount = Math.max(1, Math.ceil(order.length / SIZE)), page = Math.min(state.page, pageCount);
      const cards = await engine.cards(order.slice((page - 1) * SIZE, page * SIZE));
      return {
        ...found, ...narrowed, here, more, page, pageCount, manifest, several: several && whole.length < found.ranked.length, lost: [...store.lost],
        cards: state.sort ? cards : engine.nearest(cards, found.sought), sections: engine.sections(),
      };
    });
  }

  function sorted(items) {
    if (state.sort === "date" && columns.read.has("date")) {
      const days = columns.read.get("date");
      return items.slice().sort((a, b) => days[b.document] - days[a.document]);
    }
    if (state.sort === "evidence" && columns.read.has("evidence_level")) {
      const { values, sets, rows } = columns.read.get("evidence_level");
      const levels = sets.map((several) => Math.max(-1, ...several.map((value) => parseInt(values[value], 10) || 0)));
      return items.slice().sort((a, b) => levels[rows[b.document]] - levels[rows[a.document]]);
    }
    return items;
  }

  async function draw(typing = false) {
    const mine = ++turn;
    fields();
    root.setAttribute("aria-busy", "true");
    try {
      const found = await find(typing);
      if (mine !== turn) return;
      last = found;
      show(found);
    } catch (error) {
      if (mine !== turn) return;
      notes.replaceChildren(
        element("p", { className: "mb-error" }, "Каталог не загрузился: проверьте соединение. ", button("Попробовать ещё раз", () => draw())),
        element("p", {}, "Реестры открываются и без него: ", element("a", { href: new URL("registers/index.html", site).href, textContent: "все реестры" }), "."));
      console.warn(error);
    } finally {
      if (mine === turn) root.removeAttribute("aria-busy");
    }
  }

  /* Controls follow the state; the words are left alone while they are being typed. */
  function fields() {
    if (document.activeElement !== words) words.value = state.words;
    sort.value = state.sort;
    if (sort.selectedIndex < 0) sort.value = "";
  }

  function show(found) {
    list.replaceChildren(...found.cards.map((card) => cardOf(card, found)));
    list.start = (found.page - 1) * SIZE + 1;
    const count = found.kept.length;
    const text = !count ? "Ничего не нашлось"
      : `${plural(count, "запись", "записи", "записей")}${found.several ? " с частью слов" : ""}${found.pageCount > 1 ? `, страница ${found.page} из ${found.pageCount}` : ""}`;
    head.textContent = status.textContent = text;
    part("sort").hidden = count < 2;
    notes.replaceChildren(...remarks(found, count));
    switches(found);
    for (const [name, item] of facets) values(name, item, found);
    conditions();
    paging(found);
    const chosen = [...state.chosen.values()].reduce((sum, several) => sum + several.size, 0);
    opener.textContent = chosen ? `Отобрать (${chosen})` : "Отобрать";
    done.textContent = count ? `Показать: ${count}` : "Ничего не нашлось";
  }

  function cardOf(card, found) {
    const title = element("a", { href: new URL(card.url, site).href }, ...marked(found.marked(card.title)));
    const tags = element("p", { className: "mb-tags" }, element("span", { className: "mb-kind", textContent: card.label }),
      ...card.note.split(" · ").filter(Boolean).map((fact) => element("span", { textContent: fact })));
    const text = marked(found.marked(card.summary));
    const lead = card.kind === "practice" ? [element("strong", { textContent: "Проблема:" }), " ", ...text] : text;
    return element("li", { className: "mb-card" }, element("h3", {}, title), tags, ...card.summary ? [element("p", {}, ...lead)] : []);
  }

  function remarks(found, count) {
    const nodes = [];
    if (found.guess) {
      nodes.push(element("p", {}, `Показаны результаты для «${found.guess}»; `,
        button(`искать «${state.words.trim()}»`, () => update({ literal: true }).then(() => head.focus()))));
    }
    if (found.inexact) nodes.push(element("p", { textContent: "Точно такой фразы нет; показаны записи с этими словами подряд в других формах." }));
    if (found.several && count) nodes.push(element("p", { textContent: "Всех слов сразу нет нигде; показаны записи с частью слов, лучшие первыми." }));
    const gone = [...state.chosen].flatMap(([name, several]) => [...several].filter((value) => !facets.get(name).known.includes(value)));
    if (gone.length) nodes.push(element("p", { textContent: `Такого условия в банке больше нет: «${gone.join("», «")}». Оно не учтено.` }));
    if (found.lost.length) {
      nodes.push(element("p", { className: "mb-error" }, "Часть указателя не загрузилась, показано не всё: ", button("загрузить ещё раз", () => draw())));
    }
    if (found.more > 0) {
      nodes.push(element("p", {}, `${count ? "Есть ещё" : "Со всеми словами и условиями нет ничего. Есть"} ${plural(found.more, "запись", "записи", "записей")} с частью слов: `,
        button("показать и их", () => update({ some: true }).then(() => head.focus()))));
    }
    if (!count && !found.more) {
      const conditions = state.chosen.size || state.kind;
      nodes.push(element("p", { textContent: conditions ? "Уберите одно из условий или измените слова. Близкие разделы:" : "Попробуйте другое слово или откройте близкий раздел:" }),
        element("ul", {}, ...found.manifest.help.map(([title, target]) => element("li", {}, element("a", { href: new URL(target, site).href, textContent: title })))));
    }
    return nodes;
  }

  function switches({ sections, kinds: counts }) {
    const focused = kinds.contains(document.activeElement) ? document.activeElement.dataset.kind : null;
    const filled = sections.filter((section) => counts.get(section.kind) || section.kind === state.kind);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const choice = (kind, label, count) => {
      const node = button("", () => update({ kind }));
      node.dataset.kind = kind;
      node.append(label, " ", element("span", { textContent: count }));
      node.setAttribute("aria-pressed", String(state.kind === kind));
      return node;
    };
    kinds.replaceChildren(choice("", "Всё", total), ...filled.map((section) => choice(section.kind, section.label, counts.get(section.kind) || 0)));
    if (focused !== null) kinds.querySelector(`[data-kind="${CSS.escape(focused)}"]`)?.focus();
  }

  /* The checkboxes of one facet: chosen ones, then those that would leave something, with how much. */
  function values(name, item, found) {
    const chosen = state.chosen.get(name) || new Set(), column = found.here.get(name);
    const mark = item.node.querySelector(".mb-chosen") || item.node.querySelector("summary").appendChild(element("span", { className: "mb-chosen" }));
    mark.textContent = chosen.size ? ` · выбрано ${chosen.size}` : "";
    if (!column) return;
    const counts = found.counts.get(name), order = item.known.filter((value) => column.values.includes(value));
    const rows = order.map((value) => [value, counts[column.values.indexOf(value)]]).filter(([value, count]) => count || chosen.has(value));
    const brief = !item.all && rows.length > SHORT + FEW, focused = item.box.contains(document.activeElement) ? document.activeElement.value : null;
    const visible = brief ? rows.filter(([value], index) => index < SHORT || chosen.has(value)) : rows;
    const boxes = visible.map(([value, count]) => {
      const box = element("input", { type: "checkbox", name, value, checked: chosen.has(value) });
      return element("label", {}, box, element("span", { textContent: value }), " ", element("span", { className: "mb-badge", textContent: count }));
    });
    const rest = brief ? [button(`Ещё ${rows.length - visible.length}`, () => {
      item.all = true;
      values(name, item, found);
      item.box.querySelectorAll("input")[visible.length]?.focus();
    })] : [];
    item.box.replaceChildren(item.box.querySelector("legend"), ...boxes, ...rows.length ? rest : [element("p", { className: "mb-quiet", textContent: "При этих условиях выбирать не из чего." })]);
    if (focused !== null) [...item.box.querySelectorAll("input")].find((box) => box.value === focused)?.focus();
  }

  function conditions() {
    const items = [...state.chosen].flatMap(([name, several]) => [...several].map((value) => {
      const node = button(`${value} ✕`, () => {
        toggle(name, value, false);
        (chips.querySelector("button") || head).focus();
      });
      node.setAttribute("aria-label", `Убрать условие: ${facets.get(name).label} — ${value}`);
      return node;
    }));
    if (items.length > 1) items.push(button("Сбросить условия", () => { update({ chosen: new Map() }); head.focus(); }));
    chips.replaceChildren(...items);
  }

  function toggle(name, value, on) {
    const chosen = new Map([...state.chosen].map(([key, several]) => [key, new Set(several)]));
    const several = chosen.get(name) || new Set();
    several[on ? "add" : "delete"](value);
    chosen[several.size ? "set" : "delete"](name, several);
    return update({ chosen });
  }

  function paging({ page, pageCount }) {
    pages.hidden = pageCount < 2;
    const numbers = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, pageCount])].filter((number) => number >= 1 && number <= pageCount);
    const items = [];
    if (page > 1) items.push(step(page - 1, "Назад"));
    numbers.forEach((number, index) => {
      if (index && number > numbers[index - 1] + 1) items.push(element("span", { textContent: "…" }));
      if (number === page) {
        const here = element("span", { textContent: number });
        here.setAttribute("aria-current", "page");
        items.push(here);
      } else items.push(step(number, number));
    });
    if (page < pageCount) items.push(step(page + 1, "Дальше"));
    pages.replaceChildren(...items);
  }

  function step(number, text) {
    const link = element("a", { href: address({ page: number }), textContent: text });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      update({ page: number }).then(() => { root.scrollIntoView(); head.focus({ preventScroll: true }); });
    });
    return link;
  }

  /* On a phone the filters stand in a dialog of their own, on a desk beside the results. */
  const done = button("Показать", () => panel.close()), close = button("✕", () => panel.close());
  const panel = element("dialog", { className: "mb-filter-panel" }, element("div", { className: "mb-filter-panel__head" }, element("strong", { textContent: "Отбор" }), close), element("div", { className: "mb-filter-panel__body" }), done);
  panel.setAttribute("aria-label", "Отбор");
  close.setAttribute("aria-label", "Закрыть отбор");
  done.className = "mb-button";
  root.append(panel);
  const narrow = matchMedia(HEADER);

  function shown() { return !narrow.matches || panel.open; }

  function settle() {
    if (panel.open) panel.close();
    (narrow.matches ? panel.querySelector(".mb-filter-panel__body") : side).append(filters);
    side.hidden = narrow.matches;
    opener.hidden = !narrow.matches;
  }

  opener.addEventListener("click", () => { panel.showModal(); draw(); });
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  narrow.addEventListener("change", () => { settle(); draw(); });
  settle();
  [...facets.values()].forEach(({ node }, index) => {
    node.open = index < FEW || state.chosen.has(node.dataset.mbFacet);
    node.addEventListener("toggle", () => { if (node.open && !(last && last.here.has(node.dataset.mbFacet))) draw(); });
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("change", ({ target }) => { if (target.name) toggle(target.name, target.value, target.checked); });
  sort.addEventListener("change", () => update({ sort: sort.value }));
  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => update({ words: words.value, literal: false, some: false }, { quietly: true, typing: true }), WAIT);
  });
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    update({ words: words.value, literal: state.literal && words.value.trim() === state.words.trim(), some: false });
  });
  window.addEventListener("popstate", () => { state = read(); words.value = state.words; draw(); });

  /* Results are drawn after the browser has given up restoring the place on the page. */
  history.scrollRestoration = "manual";
  window.addEventListener("pagehide", () => { try { sessionStorage.setItem(place, `${scrollY} ${location.search}`); } catch { /* no storage: the page opens at its top */ } });
  function restore() {
    const [entry] = performance.getEntriesByType("navigation");
    if (!entry || !["back_forward", "reload"].includes(entry.type)) return;
    try {
      const [y, ...search] = (sessionStorage.getItem(place) || "").split(" ");
      if (search.join(" ") === location.search) scrollTo(0, Number(y));
    } catch { /* no storage */ }
  }

  ask.hidden = kinds.hidden = false;
  draw().then(restore);
})();
