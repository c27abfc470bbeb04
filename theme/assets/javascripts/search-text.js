/* The analysis chain of search, the twin of plugins/metodbank/search/analysis.py: both run tests/search-traps.yml.
   Also what only a question needs: the other keyboard layout and the distance between words. */
"use strict";

globalThis.metodbankText = (() => {
  const LATIN = "aceopxykmhtbABCEHKMOPTXY", CYRILLIC = "асеорхукмнтвАВСЕНКМОРТХУ";
  const NUMBER = "(?:1[01]|[1-9])", ENDING = "(?:[ыо]?й|[ыои]?х|[ыо]?м|го|е)";
  const TO = "(?:-|(?<![а-я])по(?![а-я])|(?<![а-я])до(?![а-я]))", AND = `(?:${TO}|,|(?<![а-я])и(?![а-я]))`;
  const CLASSES = new RegExp(
    `(?<![\\d.,/-])(${NUMBER}(?:-?${ENDING})?(?:\\s*${AND}\\s*${NUMBER}(?:-?${ENDING})?)*)` +
    `(?:-?[абвгд])?\\s*(?:«[абвгд]»\\s*|"[абвгд]"\\s*)?(?:кл\\.|класс[а-я]*)`, "g");
  const KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", LETTERS = "ёйцукенгшщзхъфывапролджэячсмитьбю";
  const stemmer = new RussianStemmer();
  const stems = new Map();

  function fold(text) {
    return text.normalize("NFC").replace(/[\u0300\u0301\u00ad\u200b-\u200d\ufeff]/g, "").replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/[a-zа-яё]+/gi, oneScript).toLowerCase().replaceAll("ё", "е");
  }

  function oneScript(word) {
    if (!/[a-z]/i.test(word) || !/[а-яё]/i.test(word)) return word;
    const russian = [...word].map((letter) => LATIN.includes(letter) ? CYRILLIC[LATIN.indexOf(letter)] : letter).join("");
    return /[a-z]/i.test(russian) ? word : russian;
  }

  function tokens(folded) {
    const found = [];
    for (const [word] of folded.matchAll(/[a-zа-я0-9]+(?:-[a-zа-я0-9]+)*/g)) {
      const parts = word.split("-");
      if (parts.length === 1) found.push({ word, parts: [] });
      else if (parts.every((part) => /^\d+$/.test(part))) found.push(...parts.map((part) => ({ word: part, parts: [] })));
      else found.push({ word: parts.join(""), parts });
    }
    return found;
  }

  function classes(folded) {
    const numbers = [];
    const rest = folded.replace(CLASSES, (all, mention) => {
      let last = 0, to = false;
      for (const [piece] of mention.matchAll(/\d+|-(?=\s*\d)|по|до/g)) {
        if (!/\d/.test(piece)) { to = true; continue; }
        const number = Number(piece);
        if (to && last) for (let between = last + 1; between < number; between += 1) numbers.push(between);
        numbers.push(number);
        last = number;
        to = false;
      }
      return " класс ";
    });
    return { rest, numbers };
  }

  function stem(word) {
    if (!/^[a-zа-я]+$/.test(word) || !/[а-я]/.test(word)) return word;
    if (!stems.has(word)) {
      const cut = stemmer.stemWord(word);
      stems.set(word, cut.length > 2 ? cut : word);
    }
    return stems.get(word);
  }

  function otherLayout(text) {
    const russian = /[а-яё]/i.test(text);
    const [from, to] = russian ? [LETTERS, KEYS] : [KEYS, LETTERS];
    return [...text.toLowerCase()].map((letter) => from.includes(letter) ? to[from.indexOf(letter)] : letter).join("");
  }

  /* Edits between two words (a swap of neighbours is one), or more than `limit`. */
  function distance(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let before = [], last = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j += 1) {
        const cost = a[i - 1] === b[j - 1] ? 0 : 1;
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
        least = Math.min(least, row[j]);
      }
      if (least > limit) return limit + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  /* A question in parts: words to rank by, exact phrases, words to leave out, fields to narrow to. */
  function parse(question, prefixes) {
    const phrases = [], minus = [], fields = [];
    let rest = question.replace(/["“”„]([^"“”„]+)["“”„]/g, (all, phrase) => {
      // Places are counted within a sentence.
      phrases.push(...phrase.split(/(?<=[.!?…])\s+|\n+/).filter((part) => /[a-zа-яё0-9]/i.test(part)));
      return " ";
    });
    // A space may follow the colon only at the very beginning: «Малокомплектная школа: урок» is a title.
    rest = rest.replace(/(?:^\s*([а-яё]+):\s*|(?<!\S)([а-яё]+):)(\S+)/gi, (all, first, later, value) => {
      const name = first || later;
      const mark = prefixes[fold(name)];
      if (!mark) return all;
      fields.push({ mark, value, name });
      return " ";
    });
    rest = rest.replace(/(?<![^\s])-([^\s-][^\s]*)/g, (all, word) => { minus.push(word); return " "; });
    return { rest, phrases, minus, fields };
  }

  /* A question with some of its words, by their folded form, put otherwise. */
  function replaced(question, words) {
    return question.trim().replace(/[a-zа-яё\d]+/gi, (word) => words.get(fold(word)) ?? word);
  }

  return { fold, tokens, classes, stem, otherLayout, distance, parse, replaced };
})();
