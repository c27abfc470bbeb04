/* Names and keys for what the theme leaves without them, and registries: filters with counts, sorting and paging over data that loads as a script, so that it also works
   from a folder. Without this file the first page and the links to the others are there all the same. */
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-mb-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const root of document.querySelectorAll("[data-mb-registry]")) start(root);
  addEventListener("load", nameSections);
  addEventListener("load", reachTables);
  reachMenu();

  /* Material calls a section of the menu that has a page of its own by an arrow without words. */
  function nameSections() {
    for (const menu of document.querySelectorAll(".md-nav[aria-labelledby]")) {
      const label = document.getElementById(menu.getAttribute("aria-labelledby"));
      const title = menu.querySelector(".md-nav__title");
      if (label && title && !label.textContent.trim()) {
        label.append(element("span", { className: "mb-hidden", textContent: `Раздел «${title.textContent.trim()}»` }));
      }
    }
  }

  /* Material opens the menu of a narrow screen by a label, which the keyboard does not reach. */
  function reachMenu() {
    const label = document.querySelector(".md-header__button[for=__drawer]"), toggle = document.getElementById("__drawer");
    if (!label || !toggle) return;
    const opener = element("button", { type: "button", className: "mb-menu" }, ...label.childNodes);
    opener.setAttribute("aria-label", "Меню");
    label.append(opener);
    const tell = () => opener.setAttribute("aria-expanded", String(toggle.checked));
    tell();
    toggle.addEventListener("change", tell);
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      toggle.click();
      const byKeys = !event.detail;
      if (byKeys && toggle.checked) document.querySelector(".md-sidebar--primary .md-nav__link").focus();
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !toggle.checked) return;
      toggle.click();
      opener.focus();
    });
  }

  /* Material lets a wide table of a text scroll, but not by keys. */
  function reachTables() {
    const wide = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        if (target.scrollWidth > target.clientWidth) {
          target.tabIndex = 0;
          target.setAttribute("role", "group");
          target.setAttribute("aria-label", "Таблица, прокручивается вбок");
        } else for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
      }
    });
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wide.observe(wrap);
  }

  function start(root) {
    const script = document.createElement("script");
    window.metodbankRegistry = (data) => registry(root, data);
    script.src = root.dataset.mbRegistry;
    script.onerror = () => {
      const note = element("p", { className: "mb-error", textContent: "Отбор не загрузился. Список ниже полный; обновите страницу, чтобы попробовать ещё раз." });
      root.prepend(note);
    };
    document.head.append(script);
  }

  function registry(root, data) {
    const form = root.querySelector("[data-mb-filters]");
    const body = root.querySelector("tbody");
    const count = root.querySelector("[data-mb-count]");
    const pages = root.querySelector("[data-mb-pages]");
    const heads = [...root.querySelectorAll("[data-mb-column]")];
    const size = Number(root.dataset.mbSize);
    const base = root.dataset.mbBase;
    const collator = new Intl.Collator("ru", { numeric: true });
    const rows = data.rows.map(([href, cells, facets], order) => ({
      href, facets, order,
      texts: cells.map((cell) => (Array.isArray(cell) ? cell[0] : cell)),
      keys: cells.map((cell) => (Array.isArray(cell) ? cell[1] : cell)),
    }));
    for (const row of rows) row.haystack = fold(row.texts.join(" "));

    const box = element("div", {});
    const summary = element("summary", { textContent: "Отобрать" });
    form.append(element("details", { open: matchMedia("(min-width: 45em)").matches }, summary, box));
    const selects = data.facets.map((facet) => {
      const select = element("select", { name: facet.name, ariaLabel: facet.label });
      box.append(element("label", { textContent: facet.label + " " }, select));
      return select;
    });
    const chips = element("div", { className: "mb-chips" });
    form.append(chips);
    const query = form.elements.q;

    for (const head of heads) {
      const button = element("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const column = Number(head.dataset.mbColumn);
        const down = state.sort === column && !state.down;
        update({ sort: column, down, page: 1 });
      });
    }

    let state = read();
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    selects.forEach((select, index) => select.addEventListener("change", () => {
      if (!select.value) return;
      const chosen = state.chosen.map((set) => new Set(set));
      chosen[index].add(Number(select.value));
      update({ chosen, page: 1 });
    }));
    let timer = 0;
    query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => update({ words: query.value, page: 1 }, true), 120);
    });
    window.addEventListener("popstate", () => { state = read(); draw(); });
    draw();

    function read() {
      const address = new URLSearchParams(location.search);
      const own = /page-(\d+)\.html$/.exec(location.pathname);
      const column = data.columns.findIndex((item) => item.name === (address.get("sort") || "").replace(/^-/, ""));
      return {
        words: address.get("q") || "",
        chosen: data.facets.map((facet) => new Set(address.getAll(facet.name).map((value) => facet.values.indexOf(value)).filter((index) => index >= 0))),
        sort: column, down: (address.get("sort") || "").startsWith("-"),
        page: Number(address.get("page")) || (own ? Number(own[1]) : 1),
      };
    }

    function address(changes = {}) {
      const next = { ...state, ...changes };
      const search = new URLSearchParams();
      if (next.words) search.set("q", next.words);
      data.facets.forEach((facet, index) => next.chosen[index].forEach((value) => search.append(facet.name, facet.values[value])));
      if (next.sort >= 0) search.set("sort", (next.down ? "-" : "") + data.columns[next.sort].name);
      if (next.page > 1) search.set("page", next.page);
      const text = search.toString();
      return base + (text ? "?" + text : "");
    }

    function update(changes, quietly) {
      state = { ...state, ...changes };
      history[quietly ? "replaceState" : "pushState"](null, "", address());
      draw();
    }

    function found(skip = -1) {
      const words = fold(state.words).split(" ").filter(Boolean);
      return rows.filter((row) =>
        words.every((word) => row.haystack.includes(word)) &&
        state.chosen.every((set, index) => index === skip || !set.size || row.facets[index].some((value) => set.has(value))));
    }

    function draw() {
      const shown = found();
      if (state.sort >= 0) {
        const column = state.sort, sign = state.down ? -1 : 1;
        shown.sort((a, b) => {
          const x = a.keys[column], y = b.keys[column];
          if (x === "" || y === "") return (x === "") - (y === "") || a.order - b.order;
          const order = typeof x === "number" && typeof y === "number" ? x - y : collator.compare(String(x), String(y));
          return sign * order || a.order - b.order;
        });
      }
      const last = Math.max(1, Math.ceil(shown.length / size));
      const page = Math.min(state.page, last);
      body.replaceChildren(...shown.slice((page - 1) * size, page * size).map(line));
      if (!shown.length) {
        const cell = element("td", { colSpan: data.columns.length, textContent: "Ничего не нашлось. Уберите одно из условий или сократите слова." });
        body.append(element("tr", {}, cell));
      }
      heads.forEach((head, index) => {
        if (index === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      options();
      condition();
      paging(page, last);
      count.textContent = plural(shown.length, "запись", "записи", "записей") + (shown.length < rows.length ? ` из ${rows.length}` : "") + (last > 1 ? `, страница ${page} из ${last}` : "");
      if (query.value !== state.words && document.activeElement !== query) query.value = state.words;
    }

    function line(row) {
      const title = row.href ? element("a", { href: relative(row.href), textContent: row.texts[0] }) : document.createTextNode(row.texts[0]);
      const cells = row.texts.slice(1).map((text, index) => {
        const cell = element("td", { textContent: text });
        if (text) cell.dataset.label = data.columns[index + 1].label;
        return cell;
      });
      return element("tr", {}, element("th", { scope: "row" }, title), ...cells);
    }

    function relative(href) {
      return new URL(href, new URL(base.replace(/[^/]*$/, "../"), location.href)).href;
    }

    function options() {
      data.facets.forEach((facet, index) => {
        const counts = new Map();
        for (const row of found(index)) for (const value of new Set(row.facets[index])) counts.set(value, (counts.get(value) || 0) + 1);
        const some = state.chosen[index].size > 0;
        const items = [element("option", { value: "", textContent: some ? "добавить…" : "все" })];
        facet.values.forEach((name, value) => {
          if (counts.get(value) && !state.chosen[index].has(value)) items.push(element("option", { value, textContent: `${name} (${counts.get(value)})` }));
        });
        selects[index].replaceChildren(...items);
        selects[index].parentElement.hidden = facet.values.length < 2;
      });
    }

    function condition() {
      const items = [];
      data.facets.forEach((facet, index) => state.chosen[index].forEach((value) => {
        const button = element("button", { type: "button", textContent: `${facet.values[value]} ✕` });
        button.setAttribute("aria-label", `Убрать условие: ${facet.label} — ${facet.values[value]}`);
        button.addEventListener("click", () => {
          const chosen = state.chosen.map((set) => new Set(set));
          chosen[index].delete(value);
          update({ chosen, page: 1 });
          (chips.querySelector("button") || selects[index]).focus();
        });
        items.push(button);
      }));
      if (items.length > 1) {
        const all = element("button", { type: "button", textContent: "Сбросить всё" });
        all.addEventListener("click", () => { update({ chosen: data.facets.map(() => new Set()), words: "", page: 1 }); query.value = ""; query.focus(); });
        items.push(all);
      }
      chips.replaceChildren(...items);
    }

    function paging(page, last) {
      pages.hidden = last < 2;
      const numbers = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, last])].filter((number) => number >= 1 && number <= last);
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
      if (page < last) items.push(step(page + 1, "Дальше"));
      pages.replaceChildren(...items);
    }

    function step(number, text) {
      const link = element("a", { href: address({ page: number }), textContent: text });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        update({ page: number });
        root.scrollIntoView();
        (pages.querySelector("[aria-current]") || pages).focus?.();
      });
      return link;
    }
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function fold(text) {
    return text.toLocaleLowerCase("ru").replaceAll("ё", "е").replace(/\s+/g, " ");
  }

  function plural(number, one, few, many) {
    const tens = number % 100, ones = number % 10;
    const word = ones === 1 && tens !== 11 ? one : ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? few : many;
    return `${number} ${word}`;
  }
})();
