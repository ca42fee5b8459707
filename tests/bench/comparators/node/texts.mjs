// Texts, amounts and times in the guest's language: the product's own messages, and Intl.

import ar from '../../../../shared/text/src/pages/ar.ftl';
import de from '../../../../shared/text/src/pages/de.ftl';
import en from '../../../../shared/text/src/pages/en.ftl';
import es from '../../../../shared/text/src/pages/es.ftl';
import fr from '../../../../shared/text/src/pages/fr.ftl';
import it from '../../../../shared/text/src/pages/it.ftl';
import ja from '../../../../shared/text/src/pages/ja.ftl';
import nl from '../../../../shared/text/src/pages/nl.ftl';
import pl from '../../../../shared/text/src/pages/pl.ftl';
import pt from '../../../../shared/text/src/pages/pt.ftl';
import sv from '../../../../shared/text/src/pages/sv.ftl';
import zh from '../../../../shared/text/src/pages/zh.ftl';

const FILES = { ar, de, en, es, fr, it, ja, nl, pl, pt, sv, zh };

/** Languages in the order of the switch, by their own names. */
export const LANGUAGES = {
  en: 'English', de: 'Deutsch', fr: 'Français', it: 'Italiano', es: 'Español', pt: 'Português',
  nl: 'Nederlands', pl: 'Polski', sv: 'Svenska', ja: '日本語', zh: '简体中文', ar: 'العربية',
};

/** Makes a thing once for each key. */
function once(make) {
  const made = new Map();
  return (...keys) => {
    const key = keys.join('\n');
    if (!made.has(key)) made.set(key, make(...keys));
    return made.get(key);
  };
}

const messages = once((language) => {
  const found = new Map();
  for (const [, key, value] of FILES[language].matchAll(/^([a-z-]+) = (.*(?:\n[ }].*)*)/gm)) found.set(key, value);
  return found;
});
const plural = once((language) => new Intl.PluralRules(language));
const moneyFormat = once((language, currency) => new Intl.NumberFormat(language, { style: 'currency', currency }));
const timeFormat = once((language, timeZone) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }));
const offsetFormat = once((timeZone) => new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset', timeZone }));

export function text(language, key, values = {}) {
  let message = messages(language).get(key);
  if (values.count !== undefined && message.includes('->')) {
    const rule = plural(language).select(values.count);
    const ways = Object.fromEntries([...message.matchAll(/\[(\w+)\] (.*)/g)].map(([, way, said]) => [way, said]));
    message = ways[rule] ?? ways.other;
  }
  return message.replace(/\{ \$(\w+) \}/g, (_, name) => values[name]);
}

export function money(language, minor, currency) {
  const format = moneyFormat(language, currency);
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

export function time(language, at, timeZone) {
  return timeFormat(language, timeZone).format(new Date(at));
}

/** The distance from UTC: `UTC`, `UTC+1`. */
export function offset(at, timeZone) {
  const parts = offsetFormat(timeZone).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName').value.replace('GMT', 'UTC');
}
