//! What `cargo run -- ...` understands.

use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

use crate::stack::{DEFAULT_PORT, Data, StackOptions};

/// The answer to `--help`.
pub const HELP: &str = "\
Paylink on this machine: the app, its database, a sandbox payment gateway, a mailbox and a sign-in.

Usage: cargo run [-- OPTIONS]
       cargo run -- --env NAME [--data DIR]

  --port N           the app's port (3000); the services take the four after it.
                     0 takes free ports, and keeps nothing unless --data is given.
  --data DIR         where data is kept (target/local)
  --fresh            delete that data first
  --memory           keep nothing
  --tick-seconds N   how often the scheduled work runs (60)
  --app-at URL       start only the services, for functions that run elsewhere and are reached at URL;
                     stack.json has the environment of each
  --callback URL     with --app-at: where the sign-in leads back to, if that is not below that URL
  --env NAME         print the environment of the function NAME, or of all, as the Paylink that runs
                     with this data has it; the form is that of env files
  --help             this text
";

/// What the arguments ask for.
#[derive(Debug)]
pub enum Command {
    /// Start the stack.
    Start(Box<StackOptions>),
    /// Print the environment of a function, or of all.
    Environment {
        /// Its binary's name, or `all`.
        function: String,
        /// What the running stack offers, as it wrote it.
        stack_file: PathBuf,
    },
    /// Show [`HELP`].
    Help,
}

/// Reads the arguments (without the program's name).
///
/// # Errors
/// A sentence about the argument that is not understood.
pub fn parse(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Command, lexopt::Error> {
    let mut port = DEFAULT_PORT;
    let mut folder: Option<PathBuf> = None;
    let mut fresh = false;
    let mut memory = false;
    let mut tick_seconds: u64 = 60;
    let mut app_at: Option<String> = None;
    let mut callback: Option<String> = None;
    let mut environment_of: Option<String> = None;
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => port = parser.value()?.parse()?,
            Arg::Long("data") => folder = Some(parser.value()?.into()),
            Arg::Long("fresh") => fresh = true,
            Arg::Long("memory") => memory = true,
            Arg::Long("tick-seconds") => tick_seconds = parser.value()?.parse()?,
            Arg::Long("app-at") => app_at = Some(parser.value()?.parse()?),
            Arg::Long("callback") => callback = Some(parser.value()?.parse()?),
            Arg::Long("env") => environment_of = Some(parser.value()?.parse()?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long(_) | Arg::Short(_) | Arg::Value(_) => return Err(argument.unexpected()),
        }
    }
    if tick_seconds == 0 {
        return Err("--tick-seconds has to be at least 1".into());
    }
    if memory && fresh {
        return Err("--memory keeps nothing, so there is nothing for --fresh to delete".into());
    }
    if app_at
        .as_ref()
        .is_some_and(|url| !url.starts_with("http://"))
    {
        return Err("--app-at takes an address that begins with http://".into());
    }
    // Links hold the port they were made with, so data that outlives free ports would be full of dead ones.
    let memory = memory || (port == 0 && folder.is_none());
    let folder = folder.unwrap_or_else(|| PathBuf::from("target/local"));
    let mut options = StackOptions::laptop(&folder);
    if let Some(function) = environment_of {
        let stack_file = options.stack_file.unwrap_or_default();
        return Ok(Command::Environment {
            function,
            stack_file,
        });
    }
    options.port = port;
    options.fresh = fresh;
    options.app_at = app_at.map(|url| url.trim_end_matches('/').to_owned());
    options.callback = callback;
    options.tick_every = Some(Duration::from_secs(tick_seconds));
    if memory {
        options.data = Data::Memory;
    }
    Ok(Command::Start(Box::new(options)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> StackOptions {
        match parse(arguments.iter().map(Into::into)).unwrap() {
            Command::Start(options) => *options,
            other @ (Command::Help | Command::Environment { .. }) => panic!("{other:?}"),
        }
    }

    fn error(arguments: &[&str]) -> String {
        parse(arguments.iter().map(Into::into))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn nothing_is_needed() {
        let options = options(&[]);
        assert_eq!(options.port, 3000);
        assert_eq!(options.data, Data::Folder("target/local".into()));
        assert_eq!(options.stack_file, Some("target/local/stack.json".into()));
        assert_eq!(options.tick_every, Some(Duration::from_secs(60)));
    }

    #[test]
    fn everything_can_be_chosen() {
        let options = options(&[
            "--port",
            "4000",
            "--data=/tmp/x",
            "--fresh",
            "--tick-seconds",
            "5",
            "--app-at=http://127.0.0.1:9000/",
            "--callback=https://api.example/desk/callback",
        ]);
        let callback = options.callback.as_deref();
        assert_eq!(callback, Some("https://api.example/desk/callback"));
        assert_eq!(options.port, 4000);
        assert_eq!(options.app_at.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(options.data, Data::Folder("/tmp/x".into()));
        assert!(options.fresh);
        assert_eq!(options.tick_every, Some(Duration::from_secs(5)));
    }

    #[test]
    fn free_ports_keep_nothing_unless_told_where() {
        assert_eq!(options(&["--port", "0"]).data, Data::Memory);
        assert_eq!(
            options(&["--port", "0", "--data", "x"]).data,
            Data::Folder("x".into())
        );
        let memory = options(&["--memory"]);
        assert_eq!(memory.data, Data::Memory);
        assert_eq!(memory.stack_file, Some("target/local/stack.json".into()));
    }

    #[test]
    fn the_environment_is_that_of_the_stack_with_this_data() {
        let asked = |arguments: &[&str]| match parse(arguments.iter().map(Into::into)).unwrap() {
            Command::Environment {
                function,
                stack_file,
            } => (function, stack_file),
            other @ (Command::Help | Command::Start(_)) => panic!("{other:?}"),
        };
        assert_eq!(
            asked(&["--env", "checkout"]),
            ("checkout".to_owned(), "target/local/stack.json".into())
        );
        assert_eq!(
            asked(&["--data", "/tmp/x", "--env", "all"]),
            ("all".to_owned(), "/tmp/x/stack.json".into())
        );
        assert!(error(&["--env"]).contains("--env"));
    }

    #[test]
    fn help_and_mistakes() {
        assert!(matches!(parse(["--help".into()]).unwrap(), Command::Help));
        assert!(error(&["--prot", "1"]).contains("--prot"));
        assert!(error(&["--port", "many"]).contains("many"));
        assert!(error(&["--port", "70000"]).contains("70000"));
        assert!(error(&["--tick-seconds", "0"]).contains("at least 1"));
        assert!(error(&["--memory", "--fresh"]).contains("nothing"));
        assert!(error(&["--app-at", "localhost:9000"]).contains("http://"));
    }
}
