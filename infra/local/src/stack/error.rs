//! Why a stack cannot start or go on, in sentences for the person at the keyboard.

use std::io;
use std::path::PathBuf;

use crate::handler::BoxError;
use crate::services::SandboxError;
use crate::template::TemplateError;

/// Why a stack cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StackError {
    /// The port is in use.
    #[error(
        "port {port} is in use, perhaps by a Paylink that is already running; stop that, or choose other ports with --port N (0 takes free ones)"
    )]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The services do not fit behind the app's port.
    #[error(
        "port {0} is too high: the services take the four ports after it; choose one up to 65531"
    )]
    PortTooHigh(u16),
    /// Another stack uses the folder.
    #[error("another Paylink is using {}; stop it, choose another folder with --data DIR, or keep nothing with --memory", .0.display())]
    FolderInUse(PathBuf),
    /// A file or folder cannot be used.
    #[error("cannot use {}: {cause}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The system gave no port.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The template cannot be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The database cannot be used.
    #[error("the database: {0}")]
    Database(String),
    /// A sandbox service did not start.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A function did not start, or failed.
    #[error("the function {function}: {cause}")]
    Function {
        /// Its binary's name.
        function: String,
        /// What it said.
        cause: String,
    },
    /// The demo data could not be made.
    #[error("the demo data could not be made: {0}")]
    Seed(BoxError),
    /// The stream goes on and on: a function's own writes wake it again.
    #[error("the stream does not come to rest")]
    Restless,
    /// A stack in memory has nothing to start again with.
    #[error("a stack that keeps nothing cannot be restarted")]
    NothingKept,
}
