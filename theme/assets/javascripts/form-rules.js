/* The rules of an entry in the browser, the twin of plugins/metodbank/rules/{fields,practice}.py: both are asked about
   the same values by tests/test_form_rules.py. Fields, words, limits and messages come from the page's data; nothing
   here names a field except the rules that Python has about that field too. */
"use strict";

globalThis.metodbankFormRules = (() => {
  const WORD = "[\\p{L}\\p{N}_]", LONGEST = { ours: 600, other: 120, suggestion: 300 };
  const MONTHS = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"];
  const PERIODS = [/^\d{4}$/, /^\d{4}\/(?:\d{2}|\d{4})$/, /^\d{4}-(?:0[1-9]|1[0-2])$/, /^(?:I|II) полугодие \d{4}$/, /^(?:I|II|III|IV) квартал \d{4}$/];
  const COMPARED = ["сравн", "контрольн", "параллельн", "другом классе", "других класс"];
  const empty = (value) => value === undefined || value === null || value === "" || (Array.isArray(value) ? !value.length : typeof value === "object" && !Object.keys(value).length);
  const words = (text) => (withoutComments(text).match(new RegExp(`${WORD}+(?:-${WORD}+)*`, "gu")) || []).length;
  const two = (number) => String(number).padStart(2, "0");
  const lines = (text) => text.split(/\s+/u).filter(Boolean).join(" ");

  class Wrong extends Error {
    constructor(type, values = {}) { super(type); this.type = type; this.values = values; }
  }

  function withoutComments(text) {
    return text.replace(/<!--[\s\S]*?-->/g, "");
  }

  /* What a value looks like: each reader returns the value or throws Wrong, like model/shapes.py. */
  const READ = {
    text(value, shape) {
      const line = string(value), length = [...line].length;
      if (!shape.prose && line.includes("\n")) throw new Wrong("one_line");
      if (length < shape.at_least) throw new Wrong("too_short", { length, limit: shape.at_least });
      if (length > shape.at_most) throw new Wrong("too_long", { length, limit: shape.at_most });
      return line;
    },
    vocabulary(value, shape, data) {
      const word = string(value), list = data.vocabularies[shape.name];
      if (!list || !list.terms.length) return word;
      const found = resolve(list, word);
      if (found) return found;
      throw new Wrong("vocabulary", { value: word, vocabulary: list.title, values: listed(list.terms.map((term) => term.value)) });
    },
    reference: string,
    rowreference: string,
    filepath: string,
    choice(value, shape) {
      const word = string(value);
      if (shape.values.includes(word)) return word;
      throw new Wrong("choice", { value: word, values: shape.values.join(", ") });
    },
    day(value) {
      const text = String(value).trim();
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new Wrong("day", { value: text, suggestion: suggestDay(text) });
      if (!isDay(...text.split("-").map(Number))) throw new Wrong("day", { value: text, suggestion: "" });
      return text;
    },
    month(value) {
      const text = String(value).trim(), match = /^(\d{4})-(\d{2})$/.exec(text);
      if (!match || match[2] < 1 || match[2] > 12 || match[1] < 1) throw new Wrong("month", { value: text, suggestion: suggestMonth(text) });
      return text;
    },
    clock(value) {
      const text = String(value).trim();
      if (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)) return text;
      const match = /^(\d{1,2})[.:-](\d{2})$/.exec(text);
      throw new Wrong("clock", { value: text, suggestion: match && match[1] < 24 && match[2] < 60 ? `${two(Number(match[1]))}:${match[2]}` : "" });
    },
    period(value) {
      const text = String(value).trim(), [start, end] = text.split("/");
      if (!PERIODS.some((pattern) => pattern.test(text)) || (end && end % 100 !== (Number(start) + 1) % 100)) throw new Wrong("period", { value: text });
      return text;
    },
    whole(value, shape) {
      if (!Number.isInteger(value)) throw new Wrong("wrong_type", { expected: "целое число" });
      if (value < shape.at_least || value > shape.at_most) throw new Wrong("range", { value: String(value), at_least: shape.at_least, at_most: shape.at_most });
      return value;
    },
    number(value) {
      const text = String(value).replace(/[\u00a0 ]/g, "").replaceAll(",", ".");
      if (typeof value === "boolean" || !/^[-+]?\d{1,18}(?:\.\d{1,18})?$/.test(text)) throw new Wrong("wrong_type", { expected: "число" });
      return text;
    },
    yesno(value) {
      const answer = { да: true, нет: false }[String(value).toLowerCase()];
      if (answer === undefined) throw new Wrong("wrong_type", { expected: "да или нет" });
      return answer;
    },
    pattern(value, shape) {
      const text = string(value);
      if (!new RegExp(`^(?:${shape.regex})$`).test(text)) throw new Wrong("pattern", { value: text, form: shape.form, example: shape.example });
      return text;
    },
    grades(value) {
      const text = String(value).trim().replaceAll("-", "–"), ages = /^(\d{1,2})(?:–(\d{1,2}))? ?(?:лет|года?)$/.exec(text);
      if (ages && Number(ages[1]) <= Number(ages[2] || ages[1]) && Number(ages[2] || ages[1]) <= 18) return text;
      for (const part of text.replace(/ ?класс(?:ы|а)?$/, "").split(/\s*,\s*/)) {
        const match = /^(\d{1,2})(?: ?– ?(\d{1,2}))?$/.exec(part), low = match && Number(match[1]), high = match && Number(match[2] || match[1]);
        if (!match || low < 1 || low > high || high > 11) throw new Wrong("grades", { value: String(value) });
      }
      return text;
    },
  };

  function string(value) {
    if (typeof value !== "string") throw new Wrong("wrong_type", { expected: "текст" });
    return value.trim();
  }

  function isDay(year, month, day) {
    const date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(year, month - 1, day);
    return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  }

  function monthNumber(word) {
    const match = new RegExp(`^(${MONTHS.join("|")})(?:а|е|й|ь|я)?$`, "i").exec(word);
    return match ? MONTHS.indexOf(match[1].toLowerCase()) + 1 : 0;
  }

  function undated(text) {
    return lines(text).replace(/\s*(?:г\.?|года)$/, "");
  }

  function suggestDay(text) {
    const line = undated(text), match = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(line), said = /^(\d{1,2}) ([а-яА-Я]+) (\d{4})$/.exec(line);
    const [year, month, day] = match ? [match[3], match[2], match[1]].map(Number) : said ? [Number(said[3]), monthNumber(said[2]), Number(said[1])] : [0, 0, 0];
    return isDay(year, month, day) ? `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}` : "";
  }

  function suggestMonth(text) {
    const line = undated(text), match = /^(\d{1,2})[./](\d{4})$/.exec(line), said = /^(?:с )?([а-яА-Я]+) (\d{4})$/.exec(line);
    const [month, year] = match ? [Number(match[1]), match[2]] : said ? [monthNumber(said[1]), said[2]] : [0, ""];
    return month >= 1 && month <= 12 ? `${year}-${two(month)}` : "";
  }

  function resolve(list, text) {
    const key = (word) => lines(word.toLowerCase().replaceAll("ё", "е")), wanted = key(text);
    const named = list.terms.find((term) => key(term.value) === wanted) || list.terms.find((term) => term.aliases.some((alias) => key(alias) === wanted));
    return named ? named.value : "";
  }

  function listed(values, most = 12) {
    return values.slice(0, most).join(", ") + (values.length > most ? ` и ещё ${values.length - most}` : "");
  }

  function describe(value) {
    return empty(value) && value !== "" && !Array.isArray(value) && typeof value !== "object" ? "пусто" : typeof value === "boolean" ? "да или нет (true/false)" : typeof value === "number" ? `число ${value}`
      : Array.isArray(value) ? "список" : typeof value === "object" ? "несколько полей" : `текст «${value}»`;
  }

  function printable(value, most) {
    const line = [...lines(String(value)).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")];
    return line.length <= most ? line.join("") : line.slice(0, most - 1).join("") + "…";
  }

  /* A problem of the catalogue with its texts filled in, like rules/catalogue.py. */
  function told(data, code, given = {}) {
    const problem = data.problems[code], suggestion = printable(given.suggestion || "", LONGEST.suggestion);
    const fill = (template) => template.replace(/\{(\w+)\}/g, (_, name) => printable(given[name] ?? "", data.whole.includes(name) ? LONGEST.ours : LONGEST.other));
    const hint = fill(problem.hint);
    return { code, severity: problem.severity, message: fill(problem.message), suggestion, hint: suggestion ? `возможно, вы имели в виду «${suggestion}»${hint ? `; ${hint}` : ""}` : hint };
  }

  /* Words in which Latin letters could be read as Russian ones. */
  function mixed(text, data) {
    const [latin, russian] = data.lookalikes;
    const plain = text.replace(/`[^`]*`|https?:\/\/\S+|\]\([^()]*\)|<[^<>]*>|(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_.+-]+@[\p{L}\p{N}_.-]+/gu, (part) => " ".repeat(part.length));
    const found = [];
    for (const [word] of plain.matchAll(/[A-Za-zА-Яа-яЁё]+/g)) {
      const meant = [...word].map((letter) => latin.includes(letter) ? russian[latin.indexOf(letter)] : letter).join("");
      if (!/^[A-Za-z]+$/.test(word) && word !== meant && !/[A-Za-z]/.test(meant)) {
        found.push({ word, letters: [...new Set(word.match(/[A-Za-z]/g))].join(", "), russian: meant });
      }
    }
    return found;
  }

  /* Returns the problems of an entry at a stage: {code, severity, path, message, hint, suggestion}. A path is made of names
     and numbers; a section of the text is at ["section", title]. `today` is written 2026-11-22. */
  function check(data, values, sections, stage, today) {
    const found = [], expertise = stage >= data.stages.expertise, own = Object.fromEntries(data.fields.map((field) => [field.name, field]));
    const understood = entry(data.fields, values, []), broken = new Set(found.map((problem) => problem.path[0]));
    for (const name of broken) delete understood[name];
    required(data.fields, values, []);
    aliasesAndLetters(data.fields, values, []);
    repeated();
    notYet();
    text();
    if (own.steps && expertise && understood.steps && understood.steps.length === 1) say("MB403", ["steps"], { count: 1 });
    if (expertise) (understood.results || []).forEach(measured);
    oldEnough();
    subjectNamed();
    evidence();
    if (expertise && own.resources && !empty(values.resources) && understood.resources && Object.values(understood.resources).every(empty)) say("MB410", ["resources"]);
    return found;

    function say(code, path, given = {}) {
      found.push({ ...told(data, code, given), path });
    }

    function entry(fields, given, path) {
      const result = {};
      for (const field of fields) {
        const value = given[field.name];
        if (value === undefined || value === null) continue;
        const read = field.several
          ? value.map((item, index) => one(field, item, [...path, field.name, index])).filter((item) => item !== undefined)
          : one(field, value, [...path, field.name]);
        if (read !== undefined) result[field.name] = read;
      }
      return result;
    }

    function one(field, value, path) {
      if (field.parts) return entry(field.parts, value, path);
      const reader = READ[field.shape.type];
      if (!reader) return value;
      try {
        return reader(value, field.shape, data);
      } catch (wrong) {
        if (!(wrong instanceof Wrong)) throw wrong;
        say(data.validation[wrong.type], path, { ...wrong.values, actual: describe(value), label: field.label, guide: field.guide, good: field.good });
        return undefined;
      }
    }

    function required(fields, given, path) {
      for (const field of fields) {
        const value = given[field.name], at = [...path, field.name];
        if (empty(value)) {
          const spoken = path[0] === "results" && path.length === 2 && field.name in data.measured;
          if (field.need <= stage && !spoken) say("MB202", at, { label: field.label, key: field.name, guide: field.guide, good: `${field.name}: ${field.good}` });
        } else if (field.parts) {
          (field.several ? value : [value]).forEach((part, index) => required(field.parts, part, field.several ? [...at, index] : at));
        }
      }
    }

    function aliasesAndLetters(fields, given, path) {
      for (const field of fields) {
        const value = given[field.name];
        if (empty(value)) continue;
        (field.several ? value : [value]).forEach((item, index) => {
          const at = field.several ? [...path, field.name, index] : [...path, field.name];
          if (field.parts) { aliasesAndLetters(field.parts, item, at); return; }
          if (typeof item !== "string") return;
          const meant = field.shape.type === "vocabulary" && resolve(data.vocabularies[field.shape.name], item);
          if (meant && meant !== item.trim()) say("MB205", at, { value: item, canonical: meant });
          if (["text", "vocabulary", "choice"].includes(field.shape.type)) for (const word of mixed(item, data)) say("MB214", at, word);
        });
      }
    }

    function repeated() {
      for (const field of data.fields.filter((each) => each.several && Array.isArray(values[each.name]))) {
        values[field.name].forEach((item, index, all) => {
          if (typeof item === "string" && all.indexOf(item) < index) say("MB218", [field.name, index], { value: item, label: field.label });
        });
      }
    }

    function notYet() {
      const since = understood.practice_since;
      if (since && `${since}-01` > today) say("MB220", ["practice_since"], { label: own.practice_since.label, value: `01.${since.slice(5)}.${since.slice(0, 4)}` });
    }

    function text() {
      let whole = 0;
      for (const section of data.sections) {
        const told = (sections[section.title] || "").trim(), path = ["section", section.title];
        for (const line of told.split("\n")) for (const word of mixed(line, data)) say("MB214", path, word);
        if (told) whole += words(section.title) + words(told);
        if (!expertise) continue;
        const given = { section: section.title, where: `добавьте заголовок «## ${section.title}»`, guide: section.guide, words: words(told) };
        if (!told) { if (section.required) say("MB401", path, given); }
        else if (given.words < data.limits.section_words) say("MB402", path, given);
      }
      if (expertise && whole && whole < data.limits.body_words) say("MB409", ["section", data.sections[0].title], { words: whole });
    }

    function measured(result, index) {
      const missing = Object.entries(data.measured).filter(([name]) => empty(result[name])).map(([, label]) => label);
      if (missing.length) say("MB404", ["results", index], { indicator: result.indicator || "без названия", missing: missing.join(", ") });
    }

    function oldEnough() {
      const since = understood.practice_since, [year, month] = today.split("-").map(Number);
      if (expertise && since && (year - since.slice(0, 4)) * 12 + month - since.slice(5) < 12) say("MB405", ["practice_since"], { since: `${since.slice(5)}.${since.slice(0, 4)}` });
    }

    function subjectNamed() {
      if (!expertise || !own.subjects || understood.kind !== "педагогическая" || !empty(understood.subjects) || ("subjects" in values && broken.size)) return;
      const levels = understood.education_levels || [], { levels: free, directions } = data.without_subjects;
      if (levels.some((level) => !free.includes(level)) && !(understood.directions || []).some((direction) => directions.includes(direction))) say("MB406", []);
    }

    function evidence() {
      const claimed = understood.evidence_level, level = claimed && claimed[0];
      if (!expertise || !claimed) return;
      const told = (understood.results || []).map((result) => result.measured_by || "").join(" ").toLowerCase();
      const missing = "123".includes(level) && empty(understood.results) && !("results" in values) ? "нет результатов «было — стало»"
        : level === "2" && empty(understood.replications) && !COMPARED.some((word) => told.includes(word)) ? "нет ни сравнения, ни повтора в другой организации (replications)"
        : level === "3" && empty(understood.evidence) ? "нет подтверждения независимой оценки (evidence)" : "";
      if (missing) say("MB407", ["evidence_level"], { level: claimed, missing });
    }
  }

  return { check, told, words, empty };
})();
