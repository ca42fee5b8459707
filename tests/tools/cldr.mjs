// Writes what the pages and mails need to know of CLDR, taken from Node's Intl, and the golden files
// that they are compared with:
//
//   shared/text/src/cldr.rs           the table that is compiled in
//   shared/text/src/intl_money.json   amounts
//   shared/text/src/intl_dates.json   days and times
//   shared/text/src/intl_plurals.json plural categories
//
// node tests/tools/cldr.mjs           writes them
// node tests/tools/cldr.mjs --check   exits with 1 where a committed file differs
//
// Every entry of the table is read off `formatToParts`, and each is tried here before it is written:
// what a pattern of the table cannot say stops the script.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../shared/text/src/', import.meta.url));
const CLDR = '48.0';
const LANGUAGES = ['en', 'de', 'fr', 'it', 'es', 'pt', 'nl', 'pl', 'sv', 'ja', 'zh', 'ar'];

function fail(text) {
  console.error(`cldr: ${text}`);
  process.exit(1);
}

if (process.versions.cldr !== CLDR) {
  fail(`this node has CLDR ${process.versions.cldr}; the files are made from ${CLDR}`);
}

// --- Money

/** The space that a currency keeps, and the mark that ends one of Arabic letters. */
const KEPT = /^[\u00a0\u200f]+$/;
const NUMBER = new Set(['integer', 'group', 'decimal', 'fraction']);

function money(language, currency, options = {}) {
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...options });
}

/** An amount as a pattern: `¤` for the currency with the space that it keeps, `0` for the number. */
function moneyPattern(parts) {
  let pattern = '';
  let text = '';
  parts.forEach((part, at) => {
    if (NUMBER.has(part.type)) {
      if (!pattern.endsWith('0')) pattern += '0';
    } else if (part.type === 'currency') {
      pattern += '¤';
      text += part.value;
    } else if (KEPT.test(part.value) && parts[at - 1]?.type === 'currency') {
      text += part.value;
    } else if (KEPT.test(part.value) && parts[at + 1]?.type === 'currency') {
      text = part.value + text;
    } else {
      pattern += part.value;
    }
  });
  return { pattern, text };
}

function moneyTable(language) {
  const parts = money(language, 'CHF').formatToParts(12345.67);
  const value = (type) => parts.find((part) => part.type === type).value;
  const decimal = value('decimal');
  const group = value('group');
  const grouped = money(language, 'CHF').formatToParts(1234.5).some((part) => part.type === 'group');
  const positive = moneyPattern(parts).pattern;
  const negative = moneyPattern(money(language, 'CHF').formatToParts(-1)).pattern;
  const codeText = moneyPattern(parts).text;
  const codeGap = codeText.replace('CHF', '¤');
  const symbols = [];
  for (const currency of Intl.supportedValuesOf('currency')) {
    const { pattern, text } = moneyPattern(money(language, currency).formatToParts(1));
    if (pattern !== positive || moneyPattern(money(language, currency).formatToParts(-1)).pattern !== negative) {
      fail(`${language} writes ${currency} in another way than CHF`);
    }
    if (text !== codeGap.replace('¤', currency)) symbols.push([currency, text]);
  }
  if (parts.some((part) => /[^0-9]/.test(part.value) && (part.type === 'integer' || part.type === 'fraction'))) {
    fail(`${language} has digits of its own, which the table has no place for`);
  }
  return { decimal, group, grouped, positive, negative, codeGap, symbols };
}

/** An amount as the table says it, to try the table. */
function tryMoney(table, currency, plain) {
  const [whole, fraction] = plain.replace('-', '').split('.');
  const isGrouped = whole.length > (table.grouped ? 3 : 4);
  const number =
    (isGrouped ? whole.replace(/\B(?=(\d{3})+$)/g, table.group) : whole) + (fraction ? table.decimal + fraction : '');
  const known = table.symbols.find(([code]) => code === currency);
  const text = known ? known[1] : table.codeGap.replace('¤', currency);
  return (plain.startsWith('-') ? table.negative : table.positive).replace('0', number).replace('¤', () => text);
}

const CURRENCIES = [['JPY', 0], ['CHF', 2], ['EUR', 2], ['GBP', 2], ['USD', 2], ['KWD', 3], ['HUF', 2], ['ISK', 0]];
const MORE = [['AUD', 2], ['BRL', 2], ['CAD', 2], ['CNY', 2], ['INR', 2], ['KRW', 0], ['PLN', 2], ['SEK', 2], ['AED', 2], ['SAR', 2], ['THB', 2], ['MXN', 2]];

/** Minor units as a decimal number, without floats. */
function plain(minor, digits) {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? '-' : ''}${whole}${digits ? `.${text.slice(-digits)}` : ''}`;
}

function moneyCases(tables) {
  const cases = [];
  for (const language of LANGUAGES) {
    for (const [currency, digits] of [...CURRENCIES, ...MORE]) {
      const unit = 10 ** digits;
      const amounts = [0, 1, 5, 5 * unit, 999 * unit, 1000 * unit, 9999 * unit, 10_000 * unit,
        Math.round(12345.67 * unit), 1_000_000 * unit, 1_234_567_890 * unit];
      const some = CURRENCIES.some(([code]) => code === currency) ? amounts : amounts.slice(7, 10);
      for (const minor of some.flatMap((amount) => (amount ? [amount, -amount] : [0]))) {
        // Intl rounds HUF to whole forints where it is not told that ISO 4217 has two decimals.
        const format = money(language, currency, { minimumFractionDigits: digits, maximumFractionDigits: digits });
        const expected = format.format(plain(minor, digits));
        const tried = tryMoney(tables[language], currency, plain(minor, digits));
        if (tried !== expected) fail(`${language} ${currency} ${minor}: ${tried} is not ${expected}`);
        cases.push([language, currency, minor, expected]);
      }
    }
  }
  return cases;
}

// --- Days and times

const STYLES = { full: { dateStyle: 'full', timeStyle: 'short' }, medium: { dateStyle: 'medium', timeStyle: 'short' } };

function dates(language, style, zone) {
  return new Intl.DateTimeFormat(language, { ...STYLES[style], timeZone: zone });
}

function dateParts(language, style, zone, at) {
  return dates(language, style, zone).formatToParts(new Date(at));
}

function part(parts, type) {
  return parts.find((found) => found.type === type)?.value ?? '';
}

/** Whether a number of one digit is written with two. */
function isPadded(parts, type) {
  return part(parts, type).length > 1;
}

function dateTable(language, style) {
  const morning = dateParts(language, style, 'UTC', '2026-03-05T09:05:00Z');
  const evening = dateParts(language, style, 'UTC', '2026-03-05T21:05:00Z');
  const clock = part(evening, 'hour') === '21' ? 'H' : 'h';
  const names = {
    weekday: () => '{weekday}',
    day: () => (isPadded(morning, 'day') ? '{dd}' : '{d}'),
    month: () => '{month}',
    year: () => '{year}',
    hour: () => (isPadded(morning, 'hour') ? `{${clock}${clock}}` : `{${clock}}`),
    minute: () => '{mm}',
    dayPeriod: () => '{half}',
  };
  // `format` has a plain space where the parts have a narrow one that does not break.
  const pattern = morning
    .map(({ type, value }) => (type === 'literal' ? value.replaceAll('\u202f', ' ') : names[type]()))
    .join('');
  if (/[{}]/.test(morning.filter(({ type }) => type === 'literal').map(({ value }) => value).join(''))) {
    fail(`${language} has a brace in a date`);
  }
  const months = Array.from({ length: 12 }, (_, month) =>
    part(dateParts(language, style, 'UTC', Date.UTC(2026, month, 5, 9)), 'month'));
  return { pattern, months };
}

function weekdays(language) {
  // 2 March 2026 is a Monday.
  return Array.from({ length: 7 }, (_, day) => part(dateParts(language, 'full', 'UTC', Date.UTC(2026, 2, 2 + day)), 'weekday'));
}

function halves(language) {
  return ['09', '21'].map((hour) => part(dateParts(language, 'full', 'UTC', `2026-03-05T${hour}:05:00Z`), 'dayPeriod'));
}

const ZONES = ['UTC', 'Europe/Zurich', 'America/St_Johns', 'Asia/Tokyo', 'Asia/Riyadh', 'Pacific/Auckland'];

function dateCases() {
  const moments = [];
  for (let month = 0; month < 12; month += 1) {
    moments.push(new Date(Date.UTC(2026, month, 1 + month * 2, (month * 7) % 24, month * 5)));
  }
  for (let day = 2; day < 9; day += 1) moments.push(new Date(Date.UTC(2026, 2, day, 9, 30)));
  for (const time of ['2026-12-31T00:00', '2026-12-31T00:59', '2026-07-04T12:00', '2027-01-01T11:59', '2028-02-29T23:59', '2026-10-25T01:30']) {
    moments.push(new Date(`${time}:00Z`));
  }
  const cases = [];
  for (const language of LANGUAGES) {
    moments.forEach((at, index) => {
      for (const zone of index < 12 ? [ZONES[index % ZONES.length], 'UTC'] : ZONES) {
        const text = (style) => dates(language, style, zone).format(at);
        cases.push([language, at.toISOString().replace('.000', ''), zone, text('full'), text('medium')]);
      }
    });
  }
  const seen = new Set();
  return cases.filter((entry) => !seen.has(entry.slice(0, 3).join()) && seen.add(entry.slice(0, 3).join()));
}

// --- Plurals

function pluralCases() {
  const numbers = [...Array(201).keys(), 211, 300, 999, 1000, 1001, 1002, 1003, 1011, 1012, 1022, 9999, 10_000, 100_001];
  return LANGUAGES.map((language) => {
    const rules = new Intl.PluralRules(language);
    return [language, numbers.map((number) => [number, rules.select(number)])];
  });
}

// --- Files

function rust(text) {
  const escaped = text.replace(/[\\"]/g, '\\$&').replace(/[\u00a0\u061c\u200e\u200f\u202f]/g, (mark) =>
    `\\u{${mark.codePointAt(0).toString(16)}}`);
  return `"${escaped}"`;
}

function list(texts) {
  return `&[${texts.map(rust).join(', ')}]`;
}

const TYPES = `//! What CLDR ${CLDR} says about the languages, as Node's Intl has it.
//!
//! Written by \`node tests/tools/cldr.mjs\`; do not change it by hand.

use paylink_domain::buyer::Language;

/// How a language writes money, days and times.
pub(super) struct Locale {
    /// Between whole and fraction.
    pub decimal: &'static str,
    /// Between groups of three digits.
    pub group: &'static str,
    /// The least number of digits of a whole that is grouped.
    pub grouped_from: usize,
    /// An amount from zero up: \`0\` is the number, \`¤\` the currency with the space that it keeps.
    pub positive: &'static str,
    /// The same below zero.
    pub negative: &'static str,
    /// A currency that is shown by its code, which stands for \`¤\`.
    pub code: &'static str,
    /// The currencies that have a sign, sorted by code.
    pub signs: &'static [(&'static str, &'static str)],
    /// A day in full, with its time.
    pub full: Days,
    /// The same in few characters.
    pub medium: Days,
    /// The days of the week from Monday on.
    pub weekdays: &'static [&'static str; 7],
    /// Morning and afternoon; empty where the hours are counted to 24.
    pub halves: [&'static str; 2],
}

/// A form of days and times.
pub(super) struct Days {
    /// Words in braces are put in, all else stands.
    pub pattern: &'static str,
    /// The months in the form that the pattern wants.
    pub months: &'static [&'static str; 12],
}

/// How a language writes.
pub(super) const fn locale(language: Language) -> &'static Locale {
    match language {
${LANGUAGES.map((tag) => `        Language::${tag[0].toUpperCase()}${tag[1]} => &${tag.toUpperCase()},`).join('\n')}
    }
}
`;

function days({ pattern, months }) {
  return `Days { pattern: ${rust(pattern)}, months: ${list(months)} }`;
}

function source(tables) {
  const locales = LANGUAGES.map((language) => {
    const it = tables[language];
    const signs = it.symbols.map(([code, text]) => `(${rust(code)}, ${rust(text)})`).join(', ');
    return `
#[rustfmt::skip]
static ${language.toUpperCase()}: Locale = Locale {
    decimal: ${rust(it.decimal)},
    group: ${rust(it.group)},
    grouped_from: ${it.grouped ? 4 : 5},
    positive: ${rust(it.positive)},
    negative: ${rust(it.negative)},
    code: ${rust(it.codeGap)},
    signs: &[${signs}],
    full: ${days(dateTable(language, 'full'))},
    medium: ${days(dateTable(language, 'medium'))},
    weekdays: ${list(weekdays(language))},
    halves: [${halves(language).map(rust).join(', ')}],
};
`;
  });
  return TYPES + locales.join('');
}

function json(entries) {
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`;
}

const tables = Object.fromEntries(LANGUAGES.map((language) => [language, moneyTable(language)]));
const files = {
  'cldr.rs': source(tables),
  'intl_money.json': json(moneyCases(tables)),
  'intl_dates.json': json(dateCases()),
  'intl_plurals.json': json(pluralCases()),
};
const check = process.argv.includes('--check');
for (const [name, text] of Object.entries(files)) {
  const path = FOLDER + name;
  if (!check) {
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    fail(`shared/text/src/${name} is not what node tests/tools/cldr.mjs writes`);
  }
}
console.log(`cldr: ${Object.keys(files).length} files ${check ? 'are as Intl says' : 'written'}`);
