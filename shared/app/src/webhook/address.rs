//! Which addresses events may be posted to: public ones, so that nobody can have us call what only
//! we can reach (server-side request forgery).
//!
//! A URL is checked when it is saved and before each try; what its name resolves to is checked at
//! each connect, since a name can be pointed elsewhere at any time.
//!
//! Sources: the IANA special-purpose address registries
//! (<https://www.iana.org/assignments/iana-ipv4-special-registry>,
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>) and the RFCs named below.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::Url;

/// The longest URL of an endpoint, in characters.
pub const URL_LENGTH: usize = 2_000;

/// IPv4 networks that are not public: first address, and bits of the prefix.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    // "This network" and unspecified, RFC 791.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private use, RFC 1918.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Shared by carriers, RFC 6598.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback, RFC 1122.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local, RFC 3927; clouds answer for their metadata at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // IETF protocol assignments, RFC 6890.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation, RFC 5737.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // 6to4 relays, withdrawn by RFC 7526.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Benchmarks, RFC 2544.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Multicast, RFC 1112.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, RFC 1112, and limited broadcast, RFC 919.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    // Azure's wire server, which is a public number that only machines inside reach.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

/// What of IPv6 is given out to the public, RFC 4291. All else is refused: unspecified, loopback,
/// IPv4-mapped (`::ffff:0:0/96`) and -compatible, NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`), discard
/// (`100::/64`), unique local (`fc00::/7`, where clouds answer for their metadata at
/// `fd00:ec2::254`), link-local (`fe80::/10`), site-local (`fec0::/10`), multicast (`ff00::/8`).
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Networks within [`PUBLIC_V6`] that are not public all the same.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    // IETF protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID and the like.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation, RFC 3849 and RFC 9637.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4, RFC 3056: an IPv4 address of any kind stands inside.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// Names that never belong to a public host: RFC 6761, RFC 6762, RFC 8375, and what clouds and home
/// routers use inside.
const SPECIAL_NAMES: [&str; 8] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "intranet",
    "lan",
    "onion",
    "invalid",
];

/// Which addresses may be posted to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    /// That loopback addresses are fine, with plain http as well: for a laptop, never deployed.
    pub allow_loopback: bool,
}

/// Why a URL cannot be an endpoint, to put after "must".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read, or is too long.
    #[error("be an https URL of at most 2000 characters")]
    NotAUrl,
    /// It is not https.
    #[error("start with https://")]
    NotHttps,
    /// It carries a user name or password.
    #[error("not have a user name or password")]
    UserInfo,
    /// Its host is not public.
    #[error("be a public host, not an address inside a network")]
    NotPublic,
}

impl AddressPolicy {
    /// Reads the URL of an endpoint. What a name resolves to is another matter: see
    /// [`Self::public_only`].
    ///
    /// # Errors
    /// Why it cannot be one.
    pub fn check_url(self, text: &str) -> Result<Url, AddressError> {
        if text.len() > URL_LENGTH || text.contains(['\t', '\n', '\r', '\\']) {
            return Err(AddressError::NotAUrl);
        }
        let url = Url::parse(text).map_err(|_| AddressError::NotAUrl)?;
        // The parser has turned every way to write an IPv4 address into the usual one.
        let host = url.host_str().ok_or(AddressError::NotAUrl)?;
        let literal = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .ok();
        let loopback = self.allow_loopback
            && literal.map_or(is_below(host, "localhost"), |ip| ip.is_loopback());
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(AddressError::NotHttps),
            _ => return Err(AddressError::NotAUrl),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        let public = match literal {
            Some(ip) => self.allows(ip),
            None => loopback || is_public_name(host),
        };
        if public {
            Ok(url)
        } else {
            Err(AddressError::NotPublic)
        }
    }

    /// Whether this address may be connected to.
    pub fn allows(self, ip: IpAddr) -> bool {
        is_public(ip) || (self.allow_loopback && ip.is_loopback())
    }

    /// Of the addresses that a name resolves to, those that may be connected to.
    pub fn public_only(self, resolved: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
        resolved
            .filter(|address| self.allows(address.ip()))
            .collect()
    }
}

/// Whether an address is reached by everybody alike.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !SPECIAL_V4
            .iter()
            .any(|(network, bits)| shares_v4(ip, *network, *bits)),
        IpAddr::V6(ip) => {
            let (network, bits) = PUBLIC_V6;
            shares_v6(ip, network, bits)
                && !SPECIAL_V6
                    .iter()
                    .any(|(network, bits)| shares_v6(ip, *network, *bits))
        }
    }
}

fn shares_v4(ip: Ipv4Addr, network: Ipv4Addr, bits: u32) -> bool {
    let shift = u32::BITS.saturating_sub(bits);
    ip.to_bits() >> shift == network.to_bits() >> shift
}

fn shares_v6(ip: Ipv6Addr, network: Ipv6Addr, bits: u32) -> bool {
    let shift = u128::BITS.saturating_sub(bits);
    ip.to_bits() >> shift == network.to_bits() >> shift
}

/// Whether a name has two labels at least and stands below no special one.
fn is_public_name(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    name.contains('.') && !SPECIAL_NAMES.iter().any(|special| is_below(name, special))
}

/// Whether a name is `parent` or ends with it. The parser has made it lower-case.
fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: AddressPolicy = AddressPolicy {
        allow_loopback: false,
    };
    const LAPTOP: AddressPolicy = AddressPolicy {
        allow_loopback: true,
    };

    #[test]
    fn the_first_and_last_address_of_every_special_network_is_refused_and_their_neighbours_are_not()
    {
        // Network, and what stands just outside where that is public.
        let v4 = [
            ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
            (
                "10.0.0.0",
                "10.255.255.255",
                Some("9.255.255.255"),
                Some("11.0.0.0"),
            ),
            (
                "100.64.0.0",
                "100.127.255.255",
                Some("100.63.255.255"),
                Some("100.128.0.0"),
            ),
            (
                "127.0.0.0",
                "127.255.255.255",
                Some("126.255.255.255"),
                Some("128.0.0.0"),
            ),
            (
                "169.254.0.0",
                "169.254.255.255",
                Some("169.253.255.255"),
                Some("169.255.0.0"),
            ),
            (
                "172.16.0.0",
                "172.31.255.255",
                Some("172.15.255.255"),
                Some("172.32.0.0"),
            ),
            (
                "192.0.0.0",
                "192.0.0.255",
                Some("191.255.255.255"),
                Some("192.0.1.0"),
            ),
            (
                "192.0.2.0",
                "192.0.2.255",
                Some("192.0.1.255"),
                Some("192.0.3.0"),
            ),
            (
                "192.88.99.0",
                "192.88.99.255",
                Some("192.88.98.255"),
                Some("192.88.100.0"),
            ),
            (
                "192.168.0.0",
                "192.168.255.255",
                Some("192.167.255.255"),
                Some("192.169.0.0"),
            ),
            (
                "198.18.0.0",
                "198.19.255.255",
                Some("198.17.255.255"),
                Some("198.20.0.0"),
            ),
            (
                "198.51.100.0",
                "198.51.100.255",
                Some("198.51.99.255"),
                Some("198.51.101.0"),
            ),
            (
                "203.0.113.0",
                "203.0.113.255",
                Some("203.0.112.255"),
                Some("203.0.114.0"),
            ),
            (
                "224.0.0.0",
                "255.255.255.255",
                Some("223.255.255.255"),
                None,
            ),
            (
                "168.63.129.16",
                "168.63.129.16",
                Some("168.63.129.15"),
                Some("168.63.129.17"),
            ),
        ];
        let v6 = [
            ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
            (
                "2001::",
                "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("2000:ffff::"),
                Some("2001:200::"),
            ),
            (
                "2001:db8::",
                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("2001:db7:ffff::"),
                Some("2001:db9::"),
            ),
            (
                "2002::",
                "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("2001:ffff::"),
                Some("2003::"),
            ),
            (
                "3fff::",
                "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("3ffe:ffff::"),
                Some("3fff:1000::"),
            ),
            (
                "4000::",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                Some("3fff:ffff::"),
                None,
            ),
        ];
        for (first, last, below, above) in v4.into_iter().chain(v6) {
            for special in [first, last] {
                assert!(!is_public(special.parse().unwrap()), "{special}");
            }
            for public in [below, above].into_iter().flatten() {
                assert!(is_public(public.parse().unwrap()), "{public}");
            }
        }
    }

    #[test]
    fn addresses_inside_are_refused_by_name() {
        let inside = [
            "169.254.169.254",
            "169.254.170.2",
            "fd00:ec2::254",
            "fd00::1",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:20::1",
            "5f00::1",
        ];
        for ip in inside {
            assert!(!STRICT.allows(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "93.184.215.14",
            "2606:4700:4700::1111",
            "2a00:1450:400a::",
        ] {
            assert!(STRICT.allows(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_url_is_https_and_public_however_it_is_written() {
        let good = [
            "https://shop.example.com/hooks?key=1",
            "https://shop.example.com:8443/",
            "https://8.8.8.8/",
            "https://[2606:4700:4700::1111]/hooks",
            "https://xn--bcher-kva.example/",
            "HTTPS://SHOP.EXAMPLE.COM",
        ];
        for url in good {
            assert!(STRICT.check_url(url).is_ok(), "{url}");
        }
        use AddressError::{NotAUrl, NotHttps, NotPublic, UserInfo};
        let bad = [
            ("", NotAUrl),
            ("shop.example.com", NotAUrl),
            ("//shop.example.com/", NotAUrl),
            ("ftp://shop.example.com/", NotAUrl),
            ("file:///etc/passwd", NotAUrl),
            ("javascript:alert(1)", NotAUrl),
            ("https://", NotAUrl),
            ("https://shop.example.com\\@evil/", NotAUrl),
            ("https://shop.example.com/\nx", NotAUrl),
            ("http://shop.example.com/", NotHttps),
            ("http://127.0.0.1/", NotHttps),
            ("https://user@shop.example.com/", UserInfo),
            ("https://:pass@shop.example.com/", UserInfo),
            ("https://localhost/", NotPublic),
            ("https://LOCALHOST./", NotPublic),
            ("https://a.localhost/", NotPublic),
            ("https://printer.local/", NotPublic),
            ("https://metadata.google.internal/", NotPublic),
            ("https://router/", NotPublic),
            ("https://127.0.0.1/", NotPublic),
            ("https://127.1/", NotPublic),
            ("https://2130706433/", NotPublic),
            ("https://0x7f.0.0.1/", NotPublic),
            ("https://0177.0.0.1/", NotPublic),
            ("https://0/", NotPublic),
            ("https://10.1.2.3:8443/", NotPublic),
            ("https://169.254.169.254/latest/meta-data/", NotPublic),
            ("https://①②⑦.0.0.1/", NotPublic),
            ("https://[::1]/", NotPublic),
            ("https://[::ffff:127.0.0.1]/", NotPublic),
            ("https://[::ffff:7f00:1]/", NotPublic),
            ("https://[fd00:ec2::254]/", NotPublic),
        ];
        for (url, error) in bad {
            assert_eq!(STRICT.check_url(url), Err(error), "{url}");
        }
        let long = format!("https://shop.example.com/{}", "a".repeat(URL_LENGTH));
        assert_eq!(STRICT.check_url(&long), Err(NotAUrl));
    }

    #[test]
    fn a_laptop_may_post_to_itself_and_to_nobody_else_inside() {
        for url in [
            "http://127.0.0.1:4000/hooks",
            "http://localhost:4000/",
            "https://localhost/",
            "http://[::1]:4000/",
        ] {
            assert!(LAPTOP.check_url(url).is_ok(), "{url}");
        }
        for url in [
            "http://10.0.0.1/",
            "https://10.0.0.1/",
            "http://shop.example.com/",
            "https://169.254.169.254/",
            "http://notlocalhost/",
            "https://192.168.1.1/",
        ] {
            assert!(LAPTOP.check_url(url).is_err(), "{url}");
        }
    }

    #[test]
    fn of_what_a_name_resolves_to_only_the_public_is_left() {
        let resolved = ["10.0.0.1:0", "8.8.8.8:0", "127.0.0.1:0", "[fd00::1]:0"];
        let resolved = || resolved.iter().map(|address| address.parse().unwrap());
        let left = |policy: AddressPolicy| -> Vec<String> {
            let left = policy.public_only(resolved());
            left.iter()
                .map(|address| address.ip().to_string())
                .collect()
        };
        assert_eq!(left(STRICT), ["8.8.8.8"]);
        assert_eq!(left(LAPTOP), ["8.8.8.8", "127.0.0.1"]);
    }
}
