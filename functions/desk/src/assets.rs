//! Style sheet, script and icon: compiled in, and named with a hash so that browsers may keep them.

use std::sync::LazyLock;

use paylink_platform::hash::sha256_hex;

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    name: &'static str,
    /// What is answered as `Content-Type`.
    pub media_type: &'static str,
    /// The whole file.
    pub content: &'static str,
}

const CSS: Asset = Asset {
    name: "desk.css",
    media_type: "text/css; charset=utf-8",
    content: include_str!("../assets/desk.css"),
};
const SCRIPT: Asset = Asset {
    name: "desk.js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../assets/desk.js"),
};
/// The icon, which browsers also ask for by an address of their own.
pub const ICON: Asset = Asset {
    name: "icon.svg",
    media_type: "image/svg+xml",
    content: include_str!("../assets/icon.svg"),
};

/// The addresses of all assets; each changes with the asset.
#[derive(Debug)]
pub struct Addresses {
    /// The style sheet.
    pub css: String,
    /// The script.
    pub script: String,
    /// The icon.
    pub icon: String,
}

static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    css: address(&CSS),
    script: address(&SCRIPT),
    icon: address(&ICON),
});

/// The addresses of all assets.
pub fn addresses() -> &'static Addresses {
    &ADDRESSES
}

/// The asset of this name.
pub fn find(name: &str) -> Option<Asset> {
    [CSS, SCRIPT, ICON]
        .into_iter()
        .find(|asset| asset.name == name)
}

fn address(asset: &Asset) -> String {
    format!("/desk/assets/{}?v={}", asset.name, version(asset))
}

/// The hash of the content, which the asset's address carries.
pub fn version(asset: &Asset) -> String {
    sha256_hex(asset.content.as_bytes())
        .chars()
        .take(16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_hash_of_the_content() {
        let css = &addresses().css;
        assert!(css.starts_with("/desk/assets/desk.css?v="), "{css}");
        assert_eq!(css.rsplit('=').next().unwrap().len(), 16);
    }
}
