//! Bookings: the list of baskets, a new one, one of them, and what can be done with it.

pub mod actions;
pub mod document;
pub mod new;
pub mod overview;
pub mod share;
pub mod show;

/// Time zones that are offered while typing; every other IANA zone can be typed as well.
pub const ZONES: [&str; 28] = [
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "America/Argentina/Buenos_Aires",
    "America/Chicago",
    "America/Denver",
    "America/Lima",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Kolkata",
    "Asia/Kuwait",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Atlantic/Reykjavik",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Rome",
    "Europe/Zurich",
    "Pacific/Auckland",
    "UTC",
];
