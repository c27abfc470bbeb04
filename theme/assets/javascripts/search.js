/* The header's search box. Small, on every page; the engine and the manifest are loaded when the box gets focus. */
"use strict";

(() => {
  const box = document.querySelector("[data-mb-search]");
  if (!box) return;
  const root = new URL(box.dataset.mbRoot.replace(/\/?$/, "/"), location.href);
  const input = box.querySelector("input"), form = box.querySelector("form"), section = form.elements.section;
  const status = box.querySelector("[data-mb-search-status]"), notes = box.querySelector("[data-mb-search-notes]");
  const kinds = box.querySelector("[data-mb-search-kinds]"), list = box.querySelector("[data-mb-search-list]");
  const opener = document.querySelector("[data-mb-search-open]"), toggle = document.getElementById("__search");
  const SHOWN = 10, WAIT = 90;
  let engine = null, asked = 0, timer = 0, kind = "", literal = false;

  /* Adds a script; with the name of what it defines, only once. */
  function script(address, name = "") {
    return name && globalThis[name] ? Promise.resolve() : new Promise((resolve, reject) => {
      const node = Object.assign(document.createElement("script"), { src: address, async: false });
      node.onload = () => { node.remove(); resolve(); };
      node.onerror = () => { node.remove(); reject(new Error(address)); };
      document.head.append(node);
    });
  }

  function start() {
    engine ||= (async () => {
      // The manifest travels beside the code: one round trip fewer before the first question.
      document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: new URL(`${box.dataset.mbSearch}/manifest.js`, root).href }));
      await script(new URL("assets/javascripts/search-client.js", root).href, "metodbankEngine");
      const made = new metodbankEngine.Engine(metodbankShards.loader(script, new URL(`${box.dataset.mbSearch}/`, root)));
      await made.open();
      return made;
    })();
    engine.catch(() => { engine = null; });
    return engine;
  }

  /* Say to screen readers that the answers shown are not yet those to the words typed. */
  function busy(yes) {
    list.setAttribute("aria-busy", String(yes));
  }

  async function ask() {
    const question = input.value, turn = ++asked;
    if (!question.trim()) { clear(); return; }
    busy(true);
    try {
      const made = await start();
      const found = await made.search(question, { typing: true, kind, literal, limit: SHOWN });
      if (turn === asked) show(question, found, made);
    } catch (error) {
      if (turn !== asked) return;
      clear();
      status.textContent = "Поиск не загрузился.";
      notes.replaceChildren(
        element("p", { className: "mb-error", textContent: "Проверьте соединение и попробуйте ещё раз. Списки с отбором работают и без поиска." }),
        element("p", {}, button("Попробовать ещё раз", ask), " · ", element("a", { href: new URL("registers/index.html", root).href, textContent: "Все реестры" })));
      console.warn(error);
    }
  }

  function clear() {
    status.textContent = "Начните писать: предмет, класс, трудность";
    notes.replaceChildren();
    list.replaceChildren();
    busy(false);
    kinds.hidden = true;
  }

  function show(question, found, made) {
    const count = found.all || found.total;
    const label = !found.total ? "Ничего не нашлось" : found.all ? `${plural(found.all, "ответ", "ответа", "ответов")} со всеми словами`
      : `Всех слов сразу нет нигде; с частью слов — ${plural(count, "ответ", "ответа", "ответов")}`;
    status.textContent = label;
    list.replaceChildren(...found.hits.map((hit) => item(hit, found)));
    busy(false);
    notes.replaceChildren(...remarks(question, found, made));
    const filled = made.sections().filter((section) => found.counts[section.kind]);
    kinds.hidden = filled.length < 2 && !kind;
    kinds.replaceChildren(choice("", "Всё", null), ...filled.map((section) => choice(section.kind, section.label, found.counts[section.kind])));
  }

  function remarks(question, found, made) {
    const nodes = [];
    if (found.guess) {
      const exact = button(`искать «${question.trim()}»`, () => { literal = true; ask(); });
      nodes.push(element("p", {}, `Показаны результаты для «${found.guess}»; `, exact));
    }
    if (found.lost.length) {
      const again = button("загрузить ещё раз", ask);
      nodes.push(element("p", { className: "mb-error" }, "Часть указателя не загрузилась, показано не всё: ", again));
    }
    if (!found.total) {
      nodes.push(element("p", { textContent: "Попробуйте другое слово или откройте близкий раздел:" }),
        element("ul", {}, ...made.manifest.help.map(([title, address]) =>
          element("li", {}, element("a", { href: new URL(address, root).href, textContent: title })))));
    }
    return nodes;
  }

  function choice(value, label, count) {
    const node = button(count === null ? label : `${label} ${count}`, () => { kind = value; ask(); input.focus(); });
    node.setAttribute("aria-pressed", String(kind === value));
    return node;
  }

  function item(hit, found) {
    const title = element("span", { className: "mb-search__title" }, ...marked(found.marked(hit.title)));
    const note = element("span", { className: "mb-search__note", textContent: [hit.label, hit.note].filter(Boolean).join(" · ") });
    const summary = element("span", { className: "mb-search__summary" }, ...marked(window_(found.marked(hit.summary))));
    const link = element("a", { className: "md-search-result__link", href: new URL(hit.url, root).href }, title, note, summary);
    return element("li", { className: "md-search-result__item" }, link);
  }

  /* The part of a summary around its first marked word, about 170 characters. */
  function window_(pieces) {
    const first = pieces.findIndex(([, hit]) => hit);
    const text = pieces.map(([piece]) => piece).join("");
    if (text.length <= 170) return pieces;
    const before = pieces.slice(0, Math.max(0, first)).reduce((sum, [piece]) => sum + piece.length, 0);
    const start = before > 110 ? text.lastIndexOf(" ", before - 60) + 1 : 0;
    const found = [];
    let place = 0;
    for (const [piece, hit] of pieces) {
      const part = piece.slice(Math.max(0, start - place), Math.max(0, start + 170 - place));
      if (part) found.push([part, hit]);
      place += piece.length;
    }
    if (start) found.unshift(["…", false]);
    if (start + 170 < text.length) found.push(["…", false]);
    return found;
  }

  function marked(pieces) {
    return pieces.map(([text, hit]) => hit ? element("mark", { textContent: text }) : text);
  }

  function open() {
    if (!toggle.checked) toggle.click();
    input.focus();
    start().catch(() => {});
  }

  function close() {
    if (toggle.checked) toggle.click();
    input.blur();
  }

  input.addEventListener("focus", () => { if (!toggle.checked) toggle.click(); start().catch(() => {}); });
  input.addEventListener("input", () => {
    busy(true);
    literal = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("submit", (event) => {
    if (!input.value.trim()) event.preventDefault();
    section.disabled = !kind;
    section.value = kind;
  });
  toggle.addEventListener("change", () => { if (toggle.checked && document.activeElement !== input) open(); });
  for (const node of box.querySelectorAll("[data-mb-search-close]")) node.addEventListener("click", () => toggle.checked ? close() : open());
  box.querySelector("[data-mb-search-clear]").addEventListener("click", () => {
    if (input.value) { input.value = ""; kind = ""; ask(); input.focus(); }
    else { close(); (opener.offsetParent ? opener : document.body).focus(); }
  });
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", open);
  }
  box.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); if (opener.offsetParent) opener.focus(); }
    else if (event.key === "ArrowDown" && links.length) (links[at + 1] || links[0]).focus();
    else if (event.key === "ArrowUp" && links.length) (at > 0 ? links[at - 1] : input).focus();
    else return;
    event.preventDefault();
  });
  box.addEventListener("focusout", (event) => {
    if (toggle.checked && event.relatedTarget && !box.contains(event.relatedTarget)) toggle.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    const slash = (event.key === "/" || (event.code === "Slash" && event.key === ".")) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((slash && !typing) || (event.code === "KeyK" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      open();
      input.select();
    }
  });

  function button(text, action) {
    const node = element("button", { type: "button", textContent: text });
    node.addEventListener("click", action);
    return node;
  }

  function element(name, properties, ...children) {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  }

  function plural(number, one, few, many) {
    const tens = number % 100, ones = number % 10;
    return `${number} ${ones === 1 && tens !== 11 ? one : ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? few : many}`;
  }

  globalThis.metodbankClient = { start, script, site: root, element, button, marked, plural };
})();
