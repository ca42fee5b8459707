//! Mails: one function per mail makes a [`Letter`]; one template pair renders every letter.

#[cfg(test)]
mod gallery;
mod invitation;
mod letter;
mod letters;
mod mail;
mod render;
mod send;
#[cfg(test)]
mod tests;

pub use invitation::invitation;
pub use letter::Letter;
pub use mail::{Image, Mail};
pub use render::{Rendering, render};
pub use send::{MailSettings, Mailer, SendError};
