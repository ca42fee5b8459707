// The page of a payable link, and the headers it is sent with.

import { createHash } from 'node:crypto';
import CSS from '../../../../functions/checkout/templates/page.css';
import { LANGUAGES, money, offset, text, time } from './texts.mjs';

const ESCAPES = { '&': '&#38;', '<': '&#60;', '>': '&#62;', '"': '&#34;', "'": '&#39;' };
const escape = (said) => String(said).replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

const hash = (style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
const STYLE = CSS.replaceAll('\n', '');
const STYLE_HASH = hash(STYLE);
const FORM_TARGETS = ["'self'", 'https:', process.env.STRIPE_BASE_URL && new URL(process.env.STRIPE_BASE_URL).origin]
  .filter(Boolean).join(' ');

const LOCK = `<path d='M5 11h14v9H5zM8 11V7a4 4 0 0 1 8 0v4'/>`;
const lock = (size) =>
  `<svg width='${size}' height='${size}' viewBox='0 0 24 24' aria-hidden='true'>${LOCK}</svg>`;
const GLOBE = `<svg width='16' height='16' viewBox='0 0 24 24' aria-hidden='true'><path d='M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M3 12h18M12 3q-8 9 0 18q8-9 0-18'/></svg>`;
const ICON = "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E%3Crect%20width='16'%20height='16'%20rx='4'%20fill='%230b5cad'/%3E%3Cpath%20d='M5%207.5h6V12H5zm1.5%200V6a1.5%201.5%200%200%201%203%200v1.5'%20fill='none'%20stroke='%23fff'%20stroke-width='1.3'/%3E%3C/svg%3E";

// The relative luminance (WCAG 2.2) from which on black text contrasts more than white.
const MIDDLE = 0.1791;

function accent(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const on = 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE ? '#000' : '#fff';
  return `:root{--accent:${colour.toLowerCase()};--on-accent:${on}}`;
}

/** What is still to pay, where the link can be paid now. */
function due(basket, link, now) {
  const sum = (list, of) => (list ?? []).reduce((total, one) => total + of(one), 0);
  const refunds = (basket.refunds ?? []).filter((refund) => refund.status !== 'failed');
  const total = sum(basket.items, (item) => item.unit_amount * item.quantity) - sum(refunds, (refund) => refund.credit);
  const paid = sum(basket.payments, (payment) => (payment.currency === basket.currency ? payment.amount : 0));
  const returned = sum(refunds, (refund) => (refund.currency === basket.currency ? refund.amount : 0));
  const most = total - paid + returned;
  const payable = link.terms.kind === 'follow' && !link.cancelled_at && !basket.cancelled_at && !link.superseded_at
    && most > 0 && Date.parse(link.expires_at) > now && !(basket.attempts ?? []).length;
  if (!payable) throw new Error('the link is in a state that this page does not show');
  return { total, most };
}

function language({ basket, picked }) {
  return picked in LANGUAGES ? picked : basket.buyer.language;
}

function switchOf({ merchant, token }, shown) {
  const ways = Object.entries(LANGUAGES)
    .filter(([tag]) => tag === shown || merchant.languages.includes(tag))
    .map(([tag, name]) => (tag === shown
      ? `<span lang='${tag}' aria-current='true'>${name}</span>`
      : `<a href='/pay/${token}?lang=${tag}' lang='${tag}' hreflang='${tag}'>${name}</a>`));
  if (ways.length <= 3) return ways.map((way) => `${way}\n`).join('');
  const items = ways.map((way) => `<li>${way}</li>\n`).join('');
  return `<details><summary>${GLOBE}<span lang='${shown}'>${LANGUAGES[shown]}</span></summary>\n<ul>${items}</ul></details>\n`;
}

function line(item, basket, merchant, shown) {
  const title = item.quantity === 1 ? item.description : `${item.quantity} × ${item.description}`;
  const details = [];
  if (item.starts_at) details.push(time(shown, item.starts_at, item.time_zone ?? merchant.time_zone));
  if (item.guests?.length) details.push(text(shown, 'page-guests', { count: item.guests.length }));
  const more = details.map((detail) => ` <span class='soft small'>${escape(detail)}</span>`).join('');
  const amount = money(shown, item.unit_amount * item.quantity, basket.currency);
  return `<li class='line'><span><bdi>${escape(title)}</bdi></span> <span class='money'>${escape(amount)}</span>${more}</li>\n`;
}

function facts({ total, most }, basket, shown) {
  const all = [['page-total', total], ...(most === total ? [] : [['page-outstanding', most]])];
  return all.map(([key, amount]) =>
    `<div class='fact strong'><dt>${escape(text(shown, key))}</dt><dd class='money'>${escape(money(shown, amount, basket.currency))}</dd></div>\n`).join('');
}

function html(visit, shown, style) {
  const { basket, link, merchant, token, picked, now } = visit;
  const say = (key, values) => escape(text(shown, key, values));
  const balance = due(basket, link, now);
  const figure = money(shown, balance.most, basket.currency);
  const zone = basket.items.find((item) => item.time_zone)?.time_zone ?? merchant.time_zone;
  const until = `${time(shown, link.expires_at, zone)} (${offset(link.expires_at, zone)})`;
  const initial = merchant.name.match(/[\p{L}\p{N}]/u)?.[0].toUpperCase() ?? '';
  const note = link.message?.trim();
  const [local, domain] = merchant.reply_to?.split('@') ?? [];
  return `<!DOCTYPE html>
<html lang='${shown}' dir='${shown === 'ar' ? 'rtl' : 'ltr'}'>
<head>
<meta charset='utf-8'>
<title>${say('page-due')} · ${escape(figure)} · ${escape(merchant.name)}</title>
<meta name='viewport' content='width=device-width, initial-scale=1'>
<meta name='robots' content='noindex, nofollow'>
<meta name='format-detection' content='telephone=no'>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
<style>${style}</style>
</head>
<body>
<header class='wide'>
<nav aria-label='${say('page-language')}'>
${switchOf(visit, shown)}</nav>
</header>
<main class='wide'>
<div class='card two'>
<section class='ask' aria-labelledby='heading'>

<p class='sender'><span class='mark' aria-hidden='true'>${escape(initial)}</span> <span><strong class='name'><bdi>${escape(merchant.name)}</bdi></strong> <span class='soft small'>${say('page-asks', { reference: basket.reference })}</span></span></p>



<h1 id='heading' class='label'>${say('page-due')}</h1>
<p class='figure'>${escape(figure)}</p>
<p class='soft small'>${say('page-until', { time: until })}</p>

${note ? `<p class='message'><span class='soft small block'>${say('page-message', { merchant: merchant.name })}</span><bdi>${escape(note)}</bdi></p>` : ''}

<form method='post' action='/pay/${token}${picked in LANGUAGES ? `?lang=${picked}` : ''}'>


<button class='button primary'>${lock(18)}<span>${say('page-pay', { amount: figure })}</span></button>
<p class='hint soft small'>${say('page-pay-hint')}</p>
</form>


</section>

<section class='details' aria-labelledby='details'>
<h2 id='details'>${say('page-items')}</h2>

<ul>
${basket.items.map((item) => line(item, basket, merchant, shown)).join('')}</ul>
<dl>
${facts(balance, basket, shown)}</dl>
</section>

</div>
</main>
<footer class='wide'>
${local ? `<p>${say('page-questions')} <a href='mailto:${encodeURIComponent(local)}@${domain}'>${escape(merchant.reply_to)}</a></p>` : ''}
<p class='lock'>${lock(16)}<span><strong>Paylink</strong> · ${say('page-safety')}</span></p>
</footer>
</body>
</html>


`;
}

/** The answer's headers and body. */
export function page(visit) {
  const shown = language(visit);
  const style = accent(visit.merchant.colour);
  const body = html(visit, shown, style);
  return {
    headers: {
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src ${STYLE_HASH} ${hash(style)}; img-src data:; form-action ${FORM_TARGETS}; base-uri 'none'; frame-ancestors 'none'`,
      'x-request-id': visit.requestId,
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
      'cache-control': 'no-store',
    },
    body,
  };
}
