/* The page «Предложить практику»: questions from the model, a draft kept in this browser, the rules as one types, the card
   as others will see it, and three ways to send. No answer leaves the browser until its owner sends it. */
"use strict";

globalThis.metodbankForm = async (data) => {
  const root = document.querySelector(`[data-mb-form][data-mb-kind="${data.kind}"]`);
  if (!root) return;
  const { check, told, empty } = metodbankFormRules, { questions, answers, element, button, idOf } = metodbankFormFields, proposal = metodbankFormProposal;
  const KEY = `metodbank:form:${data.kind}:${location.pathname}`, VERSION = 1, WAIT = 500, LETTER = "letter";
  const touched = new Set(), { draft: DRAFT, expertise: EXPERTISE } = data.stages;
  const status = element("p", { className: "mb-quiet", role: "status" }), summary = element("div", { className: "mb-summary", tabIndex: -1 });
  const preview = element("section", { className: "mb-preview", hidden: true, tabIndex: -1, "aria-label": "Карточка" }), outcome = element("p", { role: "status" });
  const letterText = element("textarea", { rows: 10, readOnly: true, "aria-label": "Текст письма" }), mail = element("a", { className: "mb-button mb-button-plain", textContent: "Открыть письмо" }), mailNote = element("p", { className: "mb-quiet" });
  const forgeLink = element("a", { className: "mb-button mb-button-plain", target: "_blank", rel: "noopener", textContent: "Открыть хранилище" }), forgeNote = element("p", { className: "mb-quiet" });
  /* What practices are looked for by is asked before what is only welcome. */
  const welcome = (field) => field.need > EXPERTISE && !data.facets.includes(field.name);
  let fields = new Map(), stories = new Map(), letter = null, files = null, timer = 0, asked = false, unsaved = false;

  const today = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-"); };

  /* Draft */

  function stored() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && found.version === VERSION ? found : null;
    } catch { return null; }
  }

  function typed() {
    return {
      values: Object.fromEntries([...fields].map(([name, each]) => [name, each.read()])),
      sections: Object.fromEntries([...stories].map(([title, each]) => [title, each.read()])),
      letter: letter.read(),
    };
  }

  function save() {
    clearTimeout(timer);
    if (!unsaved) return;
    unsaved = false;
    const saved = new Date();
    try {
      localStorage.setItem(KEY, JSON.stringify({ version: VERSION, saved: saved.toISOString(), ...typed() }));
      say(saved);
    } catch {
      status.textContent = "Браузер не даёт сохранить черновик: не закрывайте страницу, пока не скачаете карточку.";
    }
  }

  function say(saved) {
    const when = saved.toLocaleString("ru-RU", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    status.textContent = `Черновик сохранён в этом браузере ${when}${files.kept.size ? " вместе с файлами" : ""}. ${unkept()}`.trim();
    drop.hidden = false;
  }

  function unkept() {
    const names = [...files.unkept].map((name) => `«${name}»`).join(", ");
    return names && `${files.database ? "Не поместилось" : "Браузер не хранит файлы"}: ${names}. Не закрывайте страницу, пока не скачаете карточку.`;
  }

  const drop = button("Удалить черновик", () => {
    if (!confirm("Удалить черновик из этого браузера? Все ответы и файлы на странице будут стёрты.")) return;
    clearTimeout(timer);
    unsaved = asked = false;
    try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ }
    files.clear();
    touched.clear();
    draw(null);
    status.textContent = "Черновик удалён.";
    document.getElementById(idOf([data.fields[0].name])).focus();
  }, { hidden: true });

  function changed(path, left = false) {
    unsaved = true;
    clearTimeout(timer);
    if (left) touched.add(idOf(path));
    timer = setTimeout(() => { touched.add(idOf(path)); save(); judge(); }, left ? 0 : WAIT);
  }

  /* Questions */

  function draw(found) {
    const made = questions(data, files, changed), kept = found || { values: {}, sections: {}, letter: "" };
    fields = new Map(data.fields.map((field) => [field.name, made.question(field, kept.values[field.name], [field.name])]));
    stories = new Map(data.sections.map((section) => [section.title, made.single(
      { label: section.title, guide: section.guide, need: section.required ? EXPERTISE : EXPERTISE + 2, shape: { type: "text", prose: true, at_least: 1, at_most: 20000 } }, kept.sections[section.title], ["section", section.title])]));
    letter = made.single({ label: "Кто авторы и как с вами связаться", need: EXPERTISE, shape: { type: "text", prose: true, at_least: 1, at_most: 4000 },
      guide: "Видит только методическая служба, на сайт не попадёт. Фамилии авторов, которых нет в списке, пишите здесь." }, kept.letter, [LETTER]);
    const nodes = (wanted) => data.fields.filter(wanted).map((field) => fields.get(field.name).node);
    const more = element("details", { className: "mb-more" }, element("summary", { textContent: "Если есть что добавить" }), ...nodes(welcome));
    more.open = data.fields.some((field) => welcome(field) && !empty(answers([field], kept.values)));
    root.replaceChildren(
      element("p", { textContent: "Начните с главного, остальное допишете потом. Ответы остаются в этом браузере, пока вы сами их не отправите." }),
      element("div", { className: "mb-row mb-draft" }, status, drop),
      part("Сначала главное", "Этого хватит, чтобы прислать черновик.", nodes((field) => field.need <= DRAFT)),
      part("К экспертизе", "Этого ждут эксперты. Чего не знаете, пропустите: методист спросит.", nodes((field) => field.need > DRAFT && !welcome(field))),
      part("Рассказ", "Своими словами. Пустая строка начинает новый абзац, строка с «- » — пункт списка.", [...stories.values()].map((each) => each.node)),
      more, part("Письмо методической службе", "", [letter.node]), sending());
    summary.replaceChildren();
    preview.hidden = true;
    judge();
  }

  function part(title, text, children) {
    const id = `form-${title.replace(/\s+/g, "_")}`;
    return element("section", { className: "mb-part", "aria-labelledby": id }, element("h3", { id, textContent: title }), text ? element("p", { className: "mb-quiet", textContent: text }) : "", ...children);
  }

  /* Rules */

  function look() {
    const { values: raw, sections, letter: note } = typed(), places = new Map(), values = answers(data.fields, raw, places);
    const full = { ...values, ...data.given }, now = check(data, values, sections, DRAFT, today()), later = check(data, values, sections, EXPERTISE, today());
    for (const [name, path] of proposal.attached(data.fields, values)) if (!files.has(name)) now.push({ ...told(data, "MB601", { target: name }), path, hint: "выберите файл ещё раз: в черновике его нет" });
    const key = (problem) => problem.code + JSON.stringify(problem.path) + problem.message, known = new Set(now.map(key));
    return { raw, values, full, sections, note, places, now, later: later.filter((problem) => !known.has(key(problem))) };
  }

  /* Where on the page a problem's path is asked: the nearest thing that is there. */
  function whereabouts(path, places) {
    let place = path;
    for (let length = path.length; length; length--) {
      const moved = places.get(JSON.stringify(path.slice(0, length)));
      if (moved) { place = [...moved, ...path.slice(length)]; break; }
    }
    for (let length = place.length; length; length--) {
      const node = document.getElementById(idOf(place.slice(0, length)));
      if (node) return node;
    }
    return document.getElementById(idOf([data.fields[0].name]));
  }

  /* What is absent is explained where it is asked. */
  const text = (problem) => problem.message + (problem.hint && !["MB202", "MB401"].includes(problem.code) ? ` — ${problem.hint}` : "");

  /* What must be mended before the card is sent. A school or a person the bank does not know yet cannot be chosen here. */
  function weighty(problem) {
    const field = problem.path.reduce((at, name) => typeof name === "number" ? at : (at.parts || []).find((part) => part.name === name) || {}, { parts: data.fields });
    return problem.severity === "error" && !(problem.code === "MB202" && field.shape && field.shape.type === "reference");
  }

  function judge() {
    const seen = look();
    const said = new Map([...root.querySelectorAll(".mb-wrong")].map((node) => [node, []]));
    for (const node of root.querySelectorAll("[aria-invalid]")) node.removeAttribute("aria-invalid");
    for (const problem of [...seen.now, ...(asked ? seen.later : [])]) {
      const control = whereabouts(problem.path, seen.places), wrong = document.getElementById(`${control.id}-wrong`);
      const near = [...touched].some((id) => control.id === id || control.id.startsWith(`${id}-`) || id.startsWith(`${control.id}-`));
      if (!wrong || (!near && !asked)) continue;
      const bad = seen.now.includes(problem) && weighty(problem);
      if (bad) control.setAttribute("aria-invalid", "true");
      said.get(wrong).push(element("span", { className: bad ? "mb-bad" : "mb-quiet" }, text(problem)), mend(problem, control));
    }
    for (const [node, parts] of said) {
      node.hidden = !parts.length;
      const fresh = element("div", {}, ...parts);
      // what is said already stays: leaving a field by pressing its button must not take the button away
      if (fresh.innerHTML !== node.innerHTML) node.replaceChildren(...fresh.childNodes);
    }
    if (asked) summarise(seen);
    if (!preview.hidden) show(seen);
    letterText.value = proposal.mailText(data, seen.values, seen.sections, seen.note);
    const sent = proposal.mailto(data, seen.values, letterText.value);
    mail.href = sent.href;
    mailNote.textContent = sent.whole ? "" : "Текст длинный, сам в письмо не поместится: скопируйте его кнопкой и вставьте, или приложите скачанную карточку.";
    if (data.forge) proposal.entryText(data, seen.full, seen.sections).then((entry) => {
      const page = proposal.forge(data, seen.full, entry);
      forgeLink.href = page.href;
      forgeNote.textContent = `${page.filled ? "Откроется новый файл с вашим текстом: останется предложить изменение." : "Текст длинный или с файлами: скачайте карточку, распакуйте и загрузите папку на странице хранилища."}${data.forge.hidden ? " «Страница не найдена» — значит, права записи у вас там нет: пришлите карточку письмом." : ""}`;
    }).catch(() => { forgeLink.href = data.forge.upload; });
    return seen;
  }

  /* What is surely meant can be taken with one press. */
  function mend(problem, control) {
    return problem.suggestion && "value" in control ? button(`Исправить на ${problem.suggestion}`, () => {
      control.value = problem.suggestion;
      control.dispatchEvent(new Event("change"));
      control.focus();
    }, { className: "mb-mend" }) : "";
  }

  function summarise({ now, later, places }) {
    const errors = now.filter(weighty), rest = [...now.filter((problem) => !weighty(problem)), ...later];
    const items = (problems) => element("ul", {}, ...problems.map((problem) => {
      const control = whereabouts(problem.path, places), link = element("a", { href: `#${control.id}`, textContent: text(problem) });
      link.addEventListener("click", (event) => { event.preventDefault(); reveal(control); });
      return element("li", {}, link);
    }));
    summary.className = `mb-summary ${errors.length ? "mb-summary-bad" : ""}`;
    summary.replaceChildren(
      element("h3", { textContent: errors.length ? `Исправьте, чтобы отправить: ${errors.length}` : "Черновик можно отправлять" }), errors.length ? items(errors) : "",
      rest.length ? element("details", { open: !errors.length }, element("summary", { textContent: `К экспертизе ещё понадобится: ${rest.length}` }), items(rest)) : element("p", { textContent: "Для экспертизы тоже всё на месте." }));
  }

  function reveal(control) {
    for (let node = control.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
    control.focus();
    control.scrollIntoView({ block: "center" });
  }

  function sound() {
    asked = true;
    const seen = judge();
    if (!seen.now.some(weighty)) return seen;
    outcome.textContent = "";
    summary.focus();
    summary.scrollIntoView({ block: "start" });
    return null;
  }

  /* Card */

  function show({ values, sections }) {
    const facts = data.fields.filter((field) => !field.parts && field.shape.type !== "text" && field.shape.type !== "reference" && values[field.name] !== undefined);
    const rest = data.fields.filter((field) => !facts.includes(field) && !["title", "annotation"].includes(field.name));
    const pairs = (found) => element("dl", { className: "mb-pairs" }, ...found.map(([label, value]) => element("div", {}, element("dt", { textContent: label }), element("dd", {}, ...(typeof value === "string" ? paragraphs(value) : [pairs(value)])))));
    preview.replaceChildren(
      element("p", { className: "mb-sample", textContent: "Черновик: так карточку прочтёт коллега. Номер, статус и решение добавит банк." }),
      element("h3", { textContent: values.title || "Без названия" }), ...paragraphs(values.annotation || "").map((node) => { node.className = "mb-lead"; return node; }),
      element("dl", { className: "mb-facts" }, ...proposal.told(data, facts, values).map(([label, value]) => element("div", {}, element("dt", { textContent: label }), element("dd", { textContent: value })))),
      pairs(proposal.told(data, rest, values)), ...data.sections.flatMap(({ title }) => (sections[title] || "").trim() ? [element("h4", { textContent: title }), ...paragraphs(sections[title])] : []));
  }

  function paragraphs(told) {
    return told.split(/\n\s*\n/).filter((each) => each.trim()).map((each) => element("p", { className: "mb-typed", textContent: each.trim() }));
  }

  /* Sending */

  function sending() {
    const letters = element("details", {}, element("summary", { textContent: "Текст письма" }), letterText);
    const ways = [
      element("li", {}, element("strong", { textContent: "Файлом. " }), "Карточка с приложениями одним файлом ZIP: пришлите её письмом или принесите.", element("p", { className: "mb-actions" }, button("Скачать карточку", download, { className: "mb-button" }))),
      element("li", {}, element("strong", { textContent: "Письмом. " }), data.email ? `На ${data.email}.` : "", mailNote, element("p", { className: "mb-actions" }, mail, button("Скопировать текст", () => copy(letters))), letters),
      ...(data.forge ? [element("li", {}, element("strong", { textContent: "В хранилище банка. " }), "Нужна учётная запись.", forgeNote, element("p", { className: "mb-actions" }, forgeLink))] : []),
    ];
    const opener = button("Показать карточку", () => {
      preview.hidden = !preview.hidden;
      opener.setAttribute("aria-expanded", String(!preview.hidden));
      opener.textContent = preview.hidden ? "Показать карточку" : "Скрыть карточку";
      if (!preview.hidden) { show(look()); preview.focus(); }
    }, { "aria-expanded": "false" });
    const checker = button("Проверить", () => { asked = true; judge(); summary.focus(); summary.scrollIntoView({ block: "start" }); });
    return part("Проверить и отправить", "", [element("p", { className: "mb-actions" }, checker, opener), summary, preview, element("ul", { className: "mb-ways" }, ...ways), outcome]);
  }

  async function download() {
    save();
    const seen = sound();
    if (!seen) return;
    try {
      const { name, blob } = await proposal.archive(data, seen.values, seen.sections, seen.note, files);
      const link = element("a", { href: URL.createObjectURL(blob), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      outcome.textContent = `Скачан файл ${name}. Пришлите его в методическую службу${data.email ? `: ${data.email}` : ""}.`;
    } catch (error) {
      outcome.textContent = "Не получилось собрать файл: обновите страницу, черновик не пропадёт. Если не поможет, отправьте текст письмом.";
      console.warn(error);
    }
  }

  async function copy(letters) {
    letters.open = true;
    letterText.select();
    const done = await (navigator.clipboard ? navigator.clipboard.writeText(letterText.value).then(() => true, () => false) : false) || document.execCommand("copy");
    outcome.textContent = done ? "Текст письма скопирован." : "Текст выделен: нажмите Ctrl+C.";
  }

  addEventListener("pagehide", save);
  const found = stored(), named = proposal.attached(data.fields, found ? answers(data.fields, found.values) : {});
  files = await metodbankFormFiles.open(KEY, named, () => { unsaved = true; save(); });
  draw(found);
  if (found) say(new Date(found.saved));
};
