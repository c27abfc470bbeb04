/* Questions of the form: a label, its guidance, a control for the shape of the value, and a place for what is wrong.
   Every question is { node, read }; what is read is what was typed, and `answers` makes it what the entry will hold. */
"use strict";

globalThis.metodbankFormFields = (() => {
  const { told, empty } = metodbankFormRules;
  const NEARLY = 0.8;
  const CHOSEN = {
    reference: "Выберите из списка. Чего в нём нет, напишите в письме методической службе внизу страницы.",
    filepath: "Выберите файл на своём устройстве.",
  };

  function element(name, properties = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in node && !key.startsWith("aria")) node[key] = value; else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  function button(text, action, properties = {}) {
    const node = element("button", { type: "button", className: "mb-button mb-button-plain", textContent: text, ...properties });
    node.addEventListener("click", action);
    return node;
  }

  const idOf = (path) => `f-${path.join("-").replace(/\s+/g, "_")}`;

  /* A form over the page's data. `changed` is called with the place of what was changed, `files` keeps what was attached. */
  function questions(data, files, changed) {
    const stages = data.stages;

    function question(field, value, path) {
      if (field.parts) return field.several ? list(field, value, path, (one, at, number) => group(field, one, at, number)) : group(field, value, path);
      if (field.several && field.shape.type === "vocabulary") return checks(field, value, path);
      if (field.several) return list(field, value, path, (one, at, number) => single({ ...field, several: false, label: `${field.label}, ${number}`, guide: "" }, one, at));
      return single(field, value, path);
    }

    /* Here names of files are chosen, not typed: what the model says of them would mislead. */
    function guidance(field, path) {
      const shape = field.parts ? (field.parts.find((part) => part.name === field.shorthand) || field).shape : field.shape;
      const chosen = field.guide && shape && CHOSEN[shape.type], example = field.example && field.guide && !field.guide.includes(field.example) ? ` Например: ${field.example}` : "";
      return element("p", { className: "mb-quiet mb-guide", id: `${idOf(path)}-guide`, textContent: chosen || field.guide + example, hidden: !field.guide });
    }

    function complaint(path) {
      return element("p", { className: "mb-wrong", id: `${idOf(path)}-wrong`, hidden: true });
    }

    function optional(field, path) {
      return path.length > 1 && field.need > stages.expertise ? element("span", { className: "mb-quiet", textContent: " — по желанию" }) : "";
    }

    function single(field, value, path) {
      const id = idOf(path), kind = KINDS[field.shape.type] || KINDS.text, made = kind(field, value, path);
      const control = made.control;
      control.id = id;
      control.setAttribute("aria-describedby", `${id}-wrong ${id}-guide`);
      if (field.need <= stages.draft) control.setAttribute("aria-required", "true");
      const count = field.shape.type === "text" ? counter(field.shape, control) : "";
      control.addEventListener("input", () => changed(path));
      control.addEventListener("change", () => changed(path, true));
      const label = element("label", { htmlFor: id }, field.label, optional(field, path));
      return { node: element("div", { className: "mb-input" }, label, guidance(field, path), ...[made.before, control, made.after, count].filter(Boolean), complaint(path)), read: made.read };
    }

    function counter(shape, control) {
      const node = element("p", { className: "mb-quiet mb-letters" });
      const show = () => {
        const length = [...control.value.trim()].length, least = shape.at_least > 1 ? `от ${shape.at_least} до ` : "до ";
        node.textContent = `${length} зн., можно ${least}${shape.at_most}`;
        node.hidden = shape.at_least === 1 && length < shape.at_most * NEARLY;
        node.classList.toggle("mb-bad", length > shape.at_most);
      };
      control.addEventListener("input", show);
      show();
      return node;
    }

    const typed = (control) => ({ control, read: () => control.value });
    const line = (mode) => (field, value) => typed(element("input", { type: "text", value: value ?? "", inputMode: mode, autocomplete: "off" }));

    function select(options, value) {
      const known = options.some(([name]) => name === value);
      const shown = [["", "— выберите —"], ...options, ...(value && !known ? [[value, `${value} — такого уже нет`]] : [])];
      const control = element("select", {}, ...shown.map(([name, text]) => element("option", { value: name, textContent: text })));
      control.value = value ?? "";
      return typed(control);
    }

    const KINDS = {
      text: (field, value) => field.shape.prose
        ? typed(element("textarea", { value: value ?? "", rows: field.shape.at_most > 300 ? 4 : 2 }))
        : typed(element("input", { type: "text", value: value ?? "", autocomplete: "off" })),
      vocabulary: (field, value) => select(data.vocabularies[field.shape.name].terms.map((term) => [term.value, term.value]), value),
      choice: (field, value) => select(field.shape.values.map((each) => [each, each]), value),
      yesno: (field, value) => select([["да", "да"], ["нет", "нет"]], value),
      reference: (field, value) => select(data.entries[field.shape.kind].map((entry) => [entry.slug, entry.title]), value),
      whole: line("numeric"), number: line("decimal"), day: line("numeric"), month: line("numeric"), grades: line("text"), pattern: line("text"),
      filepath: attachment,
    };

    /* A file is kept under a Latin name; a draft remembers the name, and form-files.js the file where the browser allows. */
    function attachment(field, value, path) {
      let name = value ?? "";
      const types = field.shape.images ? data.files.pictures : data.files.types;
      const control = element("input", { type: "file", accept: types.join(",") });
      const state = element("p", { role: "status" });
      const remove = button("Убрать файл", () => { files.delete(name); name = ""; control.value = ""; show(); changed(path, true); control.focus(); });
      const show = (wrong = "") => {
        remove.hidden = !name;
        const lost = name && !files.has(name) ? `В черновике этого файла нет. Выберите «${name}» ещё раз.` : "";
        state.textContent = wrong || lost || (name ? `Приложен: ${name}` : "");
        state.classList.toggle("mb-bad", Boolean(wrong || lost));
      };
      control.addEventListener("change", () => {
        const [file] = control.files;
        if (!file) return;
        const wrong = refused(file, types);
        if (wrong) control.value = "";
        else {
          files.delete(name);
          name = metodbankFormProposal.fileName(file.name, files, data.latin);
          files.set(name, file);
        }
        show(wrong);
      });
      show();
      return { control, after: element("div", { className: "mb-row" }, state, remove), read: () => name };
    }

    function refused(file, types) {
      const suffix = (/\.[^.]+$/.exec(file.name) || [""])[0].toLowerCase(), most = data.limits.megabytes;
      const size = (bytes) => `${(bytes / 1_000_000).toFixed(1).replace(".", ",").replace(/,0$/, "")} МБ`;
      const problem = !types.includes(suffix) ? told(data, "MB605", { suffix: suffix || "без расширения", name: file.name, allowed: types.join(", ") })
        : file.size > most * 1_000_000 ? told(data, "MB604", { name: file.name, size: size(file.size), limit: `${most} МБ` }) : null;
      return problem ? `${problem.message} — ${problem.hint}` : "";
    }

    function group(field, value, path, number = 0) {
      const inner = field.parts.map((part) => [part.name, question(part, (value || {})[part.name], [...path, part.name])]);
      const legend = element("legend", {}, number ? `${field.label}, ${number}` : field.label, number ? "" : optional(field, path));
      return {
        node: element("fieldset", { className: "mb-group", id: idOf(path), tabIndex: -1, "aria-describedby": `${idOf(path)}-wrong` }, legend, number ? "" : guidance(field, path), complaint(path), ...inner.map(([, each]) => each.node)),
        read: () => Object.fromEntries(inner.map(([name, each]) => [name, each.read()])),
      };
    }

    function checks(field, value, path) {
      const chosen = new Set(value || []), terms = data.vocabularies[field.shape.name].terms;
      const boxes = [...terms, ...[...chosen].filter((word) => !terms.some((term) => term.value === word)).map((word) => ({ value: word, note: "такого уже нет" }))].map((term) => {
        const box = element("input", { type: "checkbox", value: term.value, checked: chosen.has(term.value) });
        box.addEventListener("change", () => changed(path, true));
        return [box, element("label", { className: "mb-check" }, box, element("span", {}, term.value, term.note ? element("span", { className: "mb-quiet", textContent: ` — ${term.note}` }) : ""))];
      });
      return {
        node: element("fieldset", { className: "mb-group mb-checks", id: idOf(path), tabIndex: -1, "aria-describedby": `${idOf(path)}-wrong ${idOf(path)}-guide` },
          element("legend", {}, field.label, optional(field, path)), guidance(field, path), complaint(path), element("div", {}, ...boxes.map(([, label]) => label))),
        read: () => boxes.filter(([box]) => box.checked).map(([box]) => box.value),
      };
    }

    function list(field, value, path, one) {
      let items = [];
      const holder = element("div"), more = button(`Добавить: ${field.label.toLowerCase()}`, () => { fill([...read(), field.parts ? {} : ""]); changed(path); focusItem(items.length - 1); });
      const read = () => items.map((item) => item.read());
      const fill = (values) => {
        items = values.map((each, index) => one(each, [...path, index], index + 1));
        holder.replaceChildren(...items.map((item, index) => {
          const remove = button("Убрать", () => {
            fill(read().filter((_, other) => other !== index));
            changed(path, true);
            if (items.length) focusItem(Math.min(index, items.length - 1)); else more.focus();
          }, { "aria-label": `Убрать: ${field.label.toLowerCase()}, ${index + 1}` });
          return element("div", { className: "mb-item" }, item.node, remove);
        }));
        more.textContent = `${items.length ? "Добавить ещё" : "Добавить"}: ${field.label.toLowerCase()}`;
      };
      const focusItem = (index) => items[index].node.querySelector("input, select, textarea").focus();
      const asked = field.need <= stages.expertise && path.length === 1 ? [field.parts ? {} : ""] : [];
      fill(value && value.length ? value : asked);
      return {
        node: element("fieldset", { className: "mb-group", id: idOf(path), tabIndex: -1, "aria-describedby": `${idOf(path)}-wrong ${idOf(path)}-guide` },
          element("legend", {}, field.label, optional(field, path)), guidance(field, path), complaint(path), holder, more),
        read,
      };
    }

    return { question, single };
  }

  /* What was typed becomes what the entry holds: empty answers go, numbers are numbers. `places` tells where on the page
     a path of the entry is asked, since empty items of a list are passed over. */
  function answers(fields, given, places = new Map(), at = [], shown = []) {
    const found = {};
    for (const field of fields) {
      const typed = given[field.name], path = [...at, field.name], place = [...shown, field.name];
      const one = (value, here, there) => field.parts ? answers(field.parts, value || {}, places, here, there) : raw(field.shape, value);
      if (field.several) {
        const kept = [];
        (typed || []).forEach((value, index) => {
          const here = [...path, kept.length], item = one(value, here, [...place, index]);
          if (empty(item)) return;
          places.set(JSON.stringify(here), [...place, index]);
          kept.push(item);
        });
        if (kept.length) found[field.name] = kept;
      } else {
        const value = one(typed, path, place);
        if (!empty(value)) found[field.name] = value;
      }
    }
    return found;
  }

  function raw(shape, value) {
    const text = (value ?? "").replace(/\r\n?/g, "\n").trim();
    if (shape.type === "whole" && /^[-+]?(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
    const number = text.replace(/[\u00a0 ]/g, "").replace(",", ".");
    if (shape.type === "number" && /^[-+]?\d{1,9}(?:\.\d{1,6})?$/.test(number)) return Number(number);
    return text;
  }

  return { questions, answers, element, button, idOf };
})();
