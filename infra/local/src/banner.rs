//! What a person sees when everything is running.

use std::fmt::Write;

use crate::seed;
use crate::stack::{Data, Stack};

/// The text to print once the stack is ready.
#[must_use]
pub fn banner(stack: &Stack) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name:<16} {value}");
    };
    line("", "");
    if stack.is_services_only() {
        line("Paylink's services are running. Ctrl-C stops them.", "");
    } else {
        line("Paylink is running. Ctrl-C stops it.", "");
    }
    line("", "");
    line("Desk", &format!("{}/desk", stack.url));
    for (name, what) in seed::sign_ins() {
        line("  sign in as", &format!("{name:<16} {what}"));
    }
    if !stack.api_key.is_empty() {
        line("API", &format!("{}/v1", stack.url));
        line("  key", &stack.api_key);
    }
    line("Mailbox", &stack.mailbox);
    line("Sandbox gateway", &stack.stripe);
    line(
        "  cards",
        "4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined,",
    );
    line(
        "",
        "4000 0025 0000 3155 asks for 3-D Secure; any later expiry, any CVC",
    );
    line(
        "  bank debit",
        "DE89 3704 0044 0532 0130 00 pays after 20 seconds, ...0130 01 fails",
    );
    line("Database", &stack.dynamodb);
    match stack.data() {
        Data::Memory => line("Data", "kept nowhere"),
        Data::Folder(folder) => line("Data", &folder.display().to_string()),
    }
    text.lines().fold(String::new(), |mut trimmed, line| {
        trimmed.push_str(line.trim_end());
        trimmed.push('\n');
        trimmed
    })
}
