/* What the form gives out: the entry's text, a ZIP with it and its files, a letter, an address of the forge. The YAML
   and the ZIP are written by vendored libraries, loaded when they are first needed. */
"use strict";

globalThis.metodbankFormProposal = (() => {
  const HERE = document.currentScript.src, WORDS = 4, LETTERS = 40, MAILTO = 1900, ADDRESS = 6000;

  function library(name, file) {
    return globalThis[name] ? Promise.resolve(globalThis[name]) : new Promise((resolve, reject) => {
      const node = Object.assign(document.createElement("script"), { src: new URL(`vendor/${file}`, HERE).href });
      node.onload = () => { node.remove(); resolve(globalThis[name]); };
      node.onerror = () => { node.remove(); reject(new Error(file)); };
      document.head.append(node);
    });
  }

  /* Like rules/files.py and intake/naming.py: a short Latin name from a Russian title. */
  function slug(text, letters) {
    return [...text.normalize("NFC").toLowerCase()].map((letter) => letters[letter] ?? letter).join("").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  }

  function folderName(title, letters) {
    const short = title.replace(/^[ «»"']+|[ «»"']+$/g, "").split(/[:.;(—]|\s–\s/)[0];
    let name = slug(short, letters).split("-").slice(0, WORDS).join("-");
    while (name.length > LETTERS && name.includes("-")) name = name.slice(0, name.lastIndexOf("-"));
    return name.slice(0, LETTERS).replace(/-+$/, "") || "praktika";
  }

  function fileName(given, taken, letters) {
    const [, stem, suffix] = /^(.*?)(\.[^.]*)?$/.exec(given);
    const short = slug(stem, letters).slice(0, LETTERS).replace(/^-+|-+$/g, "") || "fayl";
    for (let number = 1; ; number++) {
      const name = `${short}${number > 1 ? `-${number}` : ""}${(suffix || "").toLowerCase()}`;
      if (!taken.has(name)) return name;
    }
  }

  async function entryText(data, values, sections) {
    const { dump } = await library("jsyaml", "js-yaml.js");
    const body = data.sections.filter(({ title }) => (sections[title] || "").trim()).map(({ title }) => `## ${title}\n\n${sections[title].trim()}\n`);
    return `---\n${dump({ ...values, ...data.given }, { lineWidth: 112, noRefs: true })}---\n\n${body.join("\n")}`;
  }

  async function archive(data, values, sections, letter, files) {
    const { zipSync, strToU8 } = await library("fflate", "fflate.js");
    const folder = folderName(values.title || "", data.latin), content = { [`${folder}/index.md`]: strToU8(await entryText(data, values, sections)) };
    for (const name of attached(data.fields, values).keys()) {
      if (files.has(name)) content[`${folder}/${name}`] = [new Uint8Array(await files.get(name).arrayBuffer()), { level: 0 }];
    }
    if (letter.trim()) content["pismo.txt"] = strToU8(letter.trim().replace(/\r?\n/g, "\r\n") + "\r\n");
    return { name: `${folder}.zip`, blob: new Blob([zipSync(content)], { type: "application/zip" }) };
  }

  /* Names of files in the values of an entry, and where they stand. */
  function attached(fields, values, at = [], found = new Map()) {
    for (const field of fields) {
      const value = values[field.name];
      if (value === undefined) continue;
      (field.several ? value : [value]).forEach((item, index) => {
        const path = field.several ? [...at, field.name, index] : [...at, field.name];
        if (field.parts) attached(field.parts, item, path, found);
        else if (field.shape.type === "filepath") found.set(item, path);
      });
    }
    return found;
  }

  /* The values as people read them: [label, text or a list of such pairs]. */
  function told(data, fields, values) {
    const one = (field, value) => field.parts ? told(data, field.parts, value)
      : field.shape.type === "reference" ? (data.entries[field.shape.kind].find((entry) => entry.slug === value) || { title: value }).title : String(value);
    return fields.filter((field) => values[field.name] !== undefined).map((field) => {
      const value = values[field.name];
      if (!field.several) return [field.label, one(field, value)];
      const items = value.map((item) => one(field, item));
      return [field.label, field.parts ? items.map((item, index) => [String(index + 1), item]) : items.join(", ")];
    });
  }

  function plain(pairs, indent = "") {
    return pairs.map(([label, value]) => typeof value === "string" ? `${indent}${label}: ${value.replaceAll("\n", `\n${indent}`)}` : `${indent}${label}:\n${plain(value, `${indent}  `)}`).join("\n");
  }

  function mailText(data, values, sections, letter) {
    const story = data.sections.filter(({ title }) => (sections[title] || "").trim()).map(({ title }) => `${title}\n\n${sections[title].trim()}`);
    return [letter.trim(), plain(told(data, data.fields, values)), ...story].filter(Boolean).join("\n\n") + "\n";
  }

  function mailto(data, values, text) {
    const subject = `Практика для банка: ${values.title || "черновик"}`, address = (body) => `mailto:${data.email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
    const whole = address(text);
    return whole.length <= MAILTO ? { href: whole, whole: true } : { href: address("Карточка практики приложена к письму файлом ZIP."), whole: false };
  }

  /* The forge's page for this entry: filled in where that is possible and the text is short enough. */
  function forge(data, values, text) {
    const name = folderName(values.title || "", data.latin);
    const filled = data.forge.new && data.forge.new.replace("{slug}", name).replace("{text}", () => encodeURIComponent(text));
    return filled && filled.length <= ADDRESS && !attached(data.fields, values).size ? { href: filled, filled: true } : { href: data.forge.upload, filled: false };
  }

  return { archive, attached, entryText, fileName, folderName, forge, mailText, mailto, told };
})();
