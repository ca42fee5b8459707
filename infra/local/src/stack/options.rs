//! How a stack is started, and where its data is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use paylink_sandbox::issuer;

use crate::functions;
use crate::handler::Functions;
use crate::seed::Seed;
use crate::template::DEPLOYED;

/// The most common port, which `cargo run` uses.
pub const DEFAULT_PORT: u16 = 3000;

/// Where data is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Nowhere.
    Memory,
    /// In this folder, which is made when missing and used by one stack at a time.
    Folder(PathBuf),
}

/// How a stack is started.
#[derive(Debug, Clone)]
pub struct StackOptions {
    /// The app's port; the services take the four after it. 0 takes free ones.
    pub port: u16,
    /// Where data is kept.
    pub data: Data,
    /// Whether what was kept before is deleted first.
    pub fresh: bool,
    /// Where to write what the stack offers, as JSON; the file goes when the stack stops.
    pub stack_file: Option<PathBuf>,
    /// What new data begins with.
    pub seed: Seed,
    /// What the issuer signs with where nothing is kept; `None` makes a key.
    pub issuer_key: Option<&'static str>,
    /// Where the functions run, where that is not in this stack: then it serves only what is beside
    /// them, and neither reads streams nor fires schedules.
    pub app_at: Option<String>,
    /// Where the sign-in leads back to, where that is not the desk below the app's address.
    pub callback: Option<String>,
    /// How often schedules fire; `None` only when told, by [`Stack::tick`](super::Stack::tick).
    pub tick_every: Option<Duration>,
    /// How often streams are read; `None` only when told, by [`Stack::drain_stream`](super::Stack::drain_stream).
    pub poll_every: Option<Duration>,
    /// Makes the functions.
    pub functions: Functions,
    /// The text of the template.
    pub template: String,
}

impl StackOptions {
    /// For a person: port 3000, data in `folder`, everything runs by itself.
    #[must_use]
    pub fn laptop(folder: &Path) -> Self {
        Self {
            port: DEFAULT_PORT,
            data: Data::Folder(folder.to_owned()),
            stack_file: Some(folder.join("stack.json")),
            seed: Seed::Demo,
            issuer_key: None,
            tick_every: Some(Duration::from_secs(60)),
            poll_every: Some(Duration::from_millis(150)),
            ..Self::test()
        }
    }

    /// For a test: free ports, nothing kept, no data, and nothing happens by itself.
    #[must_use]
    pub fn test() -> Self {
        Self {
            port: 0,
            data: Data::Memory,
            fresh: false,
            stack_file: None,
            seed: Seed::Nothing,
            issuer_key: Some(issuer::TEST_KEY),
            app_at: None,
            callback: None,
            tick_every: None,
            poll_every: None,
            functions: functions::all(),
            template: DEPLOYED.to_owned(),
        }
    }
}
