//! What the desk says, in English.

mod done;
mod history;
mod refusals;
mod report;
mod states;
mod words;

pub use self::done::*;
pub use self::history::*;
pub use self::refusals::*;
pub use self::report::*;
pub use self::states::*;
pub use self::words::*;
