//! What CLDR 48.0 says about the languages, as Node's Intl has it.
//!
//! Written by `node tests/tools/cldr.mjs`; do not change it by hand.

use paylink_domain::buyer::Language;

/// How a language writes money, days and times.
pub(super) struct Locale {
    /// Between whole and fraction.
    pub decimal: &'static str,
    /// Between groups of three digits.
    pub group: &'static str,
    /// The least number of digits of a whole that is grouped.
    pub grouped_from: usize,
    /// An amount from zero up: `0` is the number, `¤` the currency with the space that it keeps.
    pub positive: &'static str,
    /// The same below zero.
    pub negative: &'static str,
    /// A currency that is shown by its code, which stands for `¤`.
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
        Language::En => &EN,
        Language::De => &DE,
        Language::Fr => &FR,
        Language::It => &IT,
        Language::Es => &ES,
        Language::Pt => &PT,
        Language::Nl => &NL,
        Language::Pl => &PL,
        Language::Sv => &SV,
        Language::Ja => &JA,
        Language::Zh => &ZH,
        Language::Ar => &AR,
    }
}

#[rustfmt::skip]
static EN: Locale = Locale {
    decimal: ".",
    group: ",",
    grouped_from: 4,
    positive: "¤0",
    negative: "-¤0",
    code: "¤\u{a0}",
    signs: &[("AUD", "A$"), ("BRL", "R$"), ("CAD", "CA$"), ("CNY", "CN¥"), ("EUR", "€"), ("GBP", "£"), ("HKD", "HK$"), ("ILS", "₪"), ("INR", "₹"), ("JPY", "¥"), ("KRW", "₩"), ("MXN", "MX$"), ("NZD", "NZ$"), ("PHP", "₱"), ("TWD", "NT$"), ("USD", "$"), ("VND", "₫"), ("XAF", "FCFA\u{a0}"), ("XCD", "EC$"), ("XCG", "Cg.\u{a0}"), ("XOF", "F\u{202f}CFA\u{a0}"), ("XPF", "CFPF\u{a0}")],
    full: Days { pattern: "{weekday}, {month} {d}, {year} at {h}:{mm} {half}", months: &["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"] },
    medium: Days { pattern: "{month} {d}, {year}, {h}:{mm} {half}", months: &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] },
    weekdays: &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    halves: ["AM", "PM"],
};

#[rustfmt::skip]
static DE: Locale = Locale {
    decimal: ",",
    group: ".",
    grouped_from: 4,
    positive: "0¤",
    negative: "-0¤",
    code: "\u{a0}¤",
    signs: &[("AUD", "\u{a0}AU$"), ("BRL", "\u{a0}R$"), ("CAD", "\u{a0}CA$"), ("CNY", "\u{a0}CN¥"), ("EUR", "\u{a0}€"), ("GBP", "\u{a0}£"), ("HKD", "\u{a0}HK$"), ("ILS", "\u{a0}₪"), ("INR", "\u{a0}₹"), ("JPY", "\u{a0}¥"), ("KRW", "\u{a0}₩"), ("MXN", "\u{a0}MX$"), ("NZD", "\u{a0}NZ$"), ("THB", "\u{a0}฿"), ("TWD", "\u{a0}NT$"), ("USD", "\u{a0}$"), ("VND", "\u{a0}₫"), ("XAF", "\u{a0}FCFA"), ("XCD", "\u{a0}EC$"), ("XCG", "\u{a0}Cg."), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}CFPF")],
    full: Days { pattern: "{weekday}, {d}. {month} {year} um {HH}:{mm}", months: &["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"] },
    medium: Days { pattern: "{dd}.{month}.{year}, {HH}:{mm}", months: &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"] },
    weekdays: &["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    halves: ["", ""],
};

#[rustfmt::skip]
static FR: Locale = Locale {
    decimal: ",",
    group: "\u{202f}",
    grouped_from: 4,
    positive: "0¤",
    negative: "-0¤",
    code: "\u{a0}¤",
    signs: &[("ARS", "\u{a0}$AR"), ("AUD", "\u{a0}$AU"), ("BMD", "\u{a0}$BM"), ("BND", "\u{a0}$BN"), ("BRL", "\u{a0}R$"), ("BZD", "\u{a0}$BZ"), ("CAD", "\u{a0}$CA"), ("CLP", "\u{a0}$CL"), ("COP", "\u{a0}$CO"), ("EUR", "\u{a0}€"), ("FJD", "\u{a0}$FJ"), ("FKP", "\u{a0}£FK"), ("GBP", "\u{a0}£GB"), ("GIP", "\u{a0}£GI"), ("ILS", "\u{a0}₪"), ("INR", "\u{a0}₹"), ("KRW", "\u{a0}₩"), ("LBP", "\u{a0}£LB"), ("MXN", "\u{a0}$MX"), ("NAD", "\u{a0}$NA"), ("NZD", "\u{a0}$NZ"), ("SBD", "\u{a0}$SB"), ("SGD", "\u{a0}$SG"), ("SRD", "\u{a0}$SR"), ("TTD", "\u{a0}$TT"), ("USD", "\u{a0}$US"), ("UYU", "\u{a0}$UY"), ("VND", "\u{a0}₫"), ("WST", "\u{a0}$WS"), ("XAF", "\u{a0}FCFA"), ("XCG", "\u{a0}Cg."), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}FCFP")],
    full: Days { pattern: "{weekday} {d} {month} {year} à {HH}:{mm}", months: &["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"] },
    medium: Days { pattern: "{d} {month} {year}, {HH}:{mm}", months: &["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."] },
    weekdays: &["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    halves: ["", ""],
};

#[rustfmt::skip]
static IT: Locale = Locale {
    decimal: ",",
    group: ".",
    grouped_from: 5,
    positive: "0¤",
    negative: "-0¤",
    code: "\u{a0}¤",
    signs: &[("AUD", "\u{a0}A$"), ("CAD", "\u{a0}CA$"), ("CNY", "\u{a0}CN¥"), ("EUR", "\u{a0}€"), ("GBP", "\u{a0}£"), ("ILS", "\u{a0}₪"), ("NZD", "\u{a0}NZ$"), ("PHP", "\u{a0}₱"), ("THB", "\u{a0}฿"), ("XAF", "\u{a0}FCFA"), ("XCD", "\u{a0}EC$"), ("XCG", "\u{a0}Cf"), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}CFPF")],
    full: Days { pattern: "{weekday} {d} {month} {year} alle ore {HH}:{mm}", months: &["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"] },
    medium: Days { pattern: "{d} {month} {year}, {HH}:{mm}", months: &["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"] },
    weekdays: &["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    halves: ["", ""],
};

#[rustfmt::skip]
static ES: Locale = Locale {
    decimal: ",",
    group: ".",
    grouped_from: 5,
    positive: "0¤",
    negative: "-0¤",
    code: "\u{a0}¤",
    signs: &[("EUR", "\u{a0}€"), ("THB", "\u{a0}฿"), ("USD", "\u{a0}US$"), ("VND", "\u{a0}₫"), ("XCG", "\u{a0}Cg."), ("XPF", "\u{a0}CFPF")],
    full: Days { pattern: "{weekday}, {d} de {month} de {year}, {H}:{mm}", months: &["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"] },
    medium: Days { pattern: "{d} {month} {year}, {H}:{mm}", months: &["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"] },
    weekdays: &["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    halves: ["", ""],
};

#[rustfmt::skip]
static PT: Locale = Locale {
    decimal: ",",
    group: ".",
    grouped_from: 4,
    positive: "¤0",
    negative: "-¤0",
    code: "¤\u{a0}",
    signs: &[("AUD", "AU$\u{a0}"), ("BRL", "R$\u{a0}"), ("CAD", "CA$\u{a0}"), ("CNY", "CN¥\u{a0}"), ("EUR", "€\u{a0}"), ("GBP", "£\u{a0}"), ("HKD", "HK$\u{a0}"), ("ILS", "₪\u{a0}"), ("INR", "₹\u{a0}"), ("JPY", "JP¥\u{a0}"), ("KRW", "₩\u{a0}"), ("MXN", "MX$\u{a0}"), ("NZD", "NZ$\u{a0}"), ("THB", "฿\u{a0}"), ("TWD", "NT$\u{a0}"), ("USD", "US$\u{a0}"), ("VND", "₫\u{a0}"), ("XAF", "FCFA\u{a0}"), ("XCD", "EC$\u{a0}"), ("XCG", "Cg.\u{a0}"), ("XOF", "F\u{202f}CFA\u{a0}"), ("XPF", "CFPF\u{a0}")],
    full: Days { pattern: "{weekday}, {d} de {month} de {year} às {HH}:{mm}", months: &["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"] },
    medium: Days { pattern: "{d} de {month} de {year}, {HH}:{mm}", months: &["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."] },
    weekdays: &["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
    halves: ["", ""],
};

#[rustfmt::skip]
static NL: Locale = Locale {
    decimal: ",",
    group: ".",
    grouped_from: 4,
    positive: "¤0",
    negative: "¤-0",
    code: "¤\u{a0}",
    signs: &[("AUD", "AU$\u{a0}"), ("BRL", "R$\u{a0}"), ("CAD", "C$\u{a0}"), ("CNY", "CN¥\u{a0}"), ("EUR", "€\u{a0}"), ("FJD", "FJ$\u{a0}"), ("GBP", "£\u{a0}"), ("HKD", "HK$\u{a0}"), ("ILS", "₪\u{a0}"), ("INR", "₹\u{a0}"), ("JPY", "JP¥\u{a0}"), ("KRW", "₩\u{a0}"), ("MXN", "MX$\u{a0}"), ("NZD", "NZ$\u{a0}"), ("SBD", "SI$\u{a0}"), ("THB", "฿\u{a0}"), ("TWD", "NT$\u{a0}"), ("USD", "US$\u{a0}"), ("VND", "₫\u{a0}"), ("XAF", "FCFA\u{a0}"), ("XCD", "EC$\u{a0}"), ("XCG", "Cg.\u{a0}"), ("XOF", "F\u{202f}CFA\u{a0}"), ("ZWG", "ZiG\u{a0}")],
    full: Days { pattern: "{weekday} {d} {month} {year} om {HH}:{mm}", months: &["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"] },
    medium: Days { pattern: "{d} {month} {year}, {HH}:{mm}", months: &["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"] },
    weekdays: &["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    halves: ["", ""],
};

#[rustfmt::skip]
static PL: Locale = Locale {
    decimal: ",",
    group: "\u{a0}",
    grouped_from: 5,
    positive: "0¤",
    negative: "-0¤",
    code: "\u{a0}¤",
    signs: &[("BRL", "\u{a0}R$"), ("EUR", "\u{a0}€"), ("PLN", "\u{a0}zł"), ("XAF", "\u{a0}FCFA"), ("XCD", "\u{a0}EC$"), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}CFPF")],
    full: Days { pattern: "{weekday}, {d} {month} {year} {HH}:{mm}", months: &["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"] },
    medium: Days { pattern: "{d} {month} {year}, {HH}:{mm}", months: &["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"] },
    weekdays: &["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"],
    halves: ["", ""],
};

#[rustfmt::skip]
static SV: Locale = Locale {
    decimal: ",",
    group: "\u{a0}",
    grouped_from: 4,
    positive: "0¤",
    negative: "−0¤",
    code: "\u{a0}¤",
    signs: &[("BBD", "\u{a0}Bds$"), ("BMD", "\u{a0}BM$"), ("BRL", "\u{a0}BR$"), ("BSD", "\u{a0}BS$"), ("BZD", "\u{a0}BZ$"), ("CAD", "\u{a0}CA$"), ("DKK", "\u{a0}Dkr"), ("DOP", "\u{a0}RD$"), ("EGP", "\u{a0}EG£"), ("EUR", "\u{a0}€"), ("ILS", "\u{a0}₪"), ("ISK", "\u{a0}Ikr"), ("JMD", "\u{a0}JM$"), ("MXN", "\u{a0}MX$"), ("NOK", "\u{a0}Nkr"), ("SEK", "\u{a0}kr"), ("USD", "\u{a0}US$"), ("XAF", "\u{a0}FCFA"), ("XCD", "\u{a0}EC$"), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}CFPF")],
    full: Days { pattern: "{weekday} {d} {month} {year} kl. {HH}:{mm}", months: &["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"] },
    medium: Days { pattern: "{d} {month} {year} {HH}:{mm}", months: &["jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."] },
    weekdays: &["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    halves: ["", ""],
};

#[rustfmt::skip]
static JA: Locale = Locale {
    decimal: ".",
    group: ",",
    grouped_from: 4,
    positive: "¤0",
    negative: "-¤0",
    code: "¤\u{a0}",
    signs: &[("AUD", "A$"), ("BRL", "R$"), ("CAD", "CA$"), ("CNY", "元\u{a0}"), ("EUR", "€"), ("GBP", "£"), ("HKD", "HK$"), ("ILS", "₪"), ("INR", "₹"), ("JPY", "￥"), ("KRW", "₩"), ("MXN", "MX$"), ("NZD", "NZ$"), ("TWD", "NT$"), ("USD", "$"), ("VND", "₫"), ("XAF", "FCFA\u{a0}"), ("XCD", "EC$"), ("XCG", "Cg\u{a0}"), ("XOF", "F\u{202f}CFA\u{a0}"), ("XPF", "CFPF\u{a0}")],
    full: Days { pattern: "{year}年{month}月{d}日{weekday} {H}:{mm}", months: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] },
    medium: Days { pattern: "{year}/{month}/{dd} {H}:{mm}", months: &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"] },
    weekdays: &["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"],
    halves: ["", ""],
};

#[rustfmt::skip]
static ZH: Locale = Locale {
    decimal: ".",
    group: ",",
    grouped_from: 4,
    positive: "¤0",
    negative: "-¤0",
    code: "¤\u{a0}",
    signs: &[("AUD", "AU$"), ("BRL", "R$"), ("CAD", "CA$"), ("CNY", "¥"), ("EUR", "€"), ("GBP", "£"), ("HKD", "HK$"), ("ILS", "₪"), ("INR", "₹"), ("JPY", "JP¥"), ("KRW", "₩"), ("MXN", "MX$"), ("NZD", "NZ$"), ("TWD", "NT$"), ("USD", "US$"), ("VND", "₫"), ("XAF", "FCFA\u{a0}"), ("XCD", "EC$"), ("XCG", "Cg.\u{a0}"), ("XOF", "F\u{202f}CFA\u{a0}"), ("XPF", "CFPF\u{a0}")],
    full: Days { pattern: "{year}年{month}月{d}日{weekday} {HH}:{mm}", months: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] },
    medium: Days { pattern: "{year}年{month}月{d}日 {HH}:{mm}", months: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] },
    weekdays: &["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"],
    halves: ["", ""],
};

#[rustfmt::skip]
static AR: Locale = Locale {
    decimal: ".",
    group: ",",
    grouped_from: 4,
    positive: "\u{200f}0¤",
    negative: "\u{200f}\u{200e}-0¤",
    code: "\u{a0}¤",
    signs: &[("AED", "\u{a0}د.إ.\u{200f}"), ("AUD", "\u{a0}AU$"), ("BHD", "\u{a0}د.ب.\u{200f}"), ("BRL", "\u{a0}R$"), ("CAD", "\u{a0}CA$"), ("CNY", "\u{a0}CN¥"), ("DZD", "\u{a0}د.ج.\u{200f}"), ("EGP", "\u{a0}ج.م.\u{200f}"), ("EUR", "\u{a0}€"), ("GBP", "\u{a0}UK£"), ("HKD", "\u{a0}HK$"), ("ILS", "\u{a0}₪"), ("INR", "\u{a0}₹"), ("IQD", "\u{a0}د.ع.\u{200f}"), ("IRR", "\u{a0}ر.إ."), ("JOD", "\u{a0}د.أ.\u{200f}"), ("JPY", "\u{a0}JP¥"), ("KRW", "\u{a0}₩"), ("KWD", "\u{a0}د.ك.\u{200f}"), ("LBP", "\u{a0}ل.ل.\u{200f}"), ("LYD", "\u{a0}د.ل.\u{200f}"), ("MAD", "\u{a0}د.م.\u{200f}"), ("MRU", "\u{a0}أ.م."), ("MXN", "\u{a0}MX$"), ("NZD", "\u{a0}NZ$"), ("OMR", "\u{a0}ر.ع.\u{200f}"), ("QAR", "\u{a0}ر.ق.\u{200f}"), ("SAR", "\u{a0}ر.س.\u{200f}"), ("SDG", "\u{a0}ج.س."), ("SYP", "\u{a0}ل.س.\u{200f}"), ("THB", "\u{a0}฿"), ("TND", "\u{a0}د.ت.\u{200f}"), ("TWD", "\u{a0}NT$"), ("USD", "\u{a0}US$"), ("VND", "\u{a0}₫"), ("XAF", "\u{a0}FCFA"), ("XCD", "\u{a0}EC$"), ("XCG", "\u{a0}Cg."), ("XOF", "\u{a0}F\u{202f}CFA"), ("XPF", "\u{a0}CFPF"), ("YER", "\u{a0}ر.ي.\u{200f}")],
    full: Days { pattern: "{weekday}، {d} {month} {year} في {h}:{mm} {half}", months: &["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"] },
    medium: Days { pattern: "{dd}\u{200f}/{month}\u{200f}/{year}، {h}:{mm} {half}", months: &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"] },
    weekdays: &["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    halves: ["ص", "م"],
};
