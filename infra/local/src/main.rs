//! `cargo run`: the whole system on this machine.

use std::io::{self, Write};
use std::process::ExitCode;

use paylink_local::args::{self, Command};
use paylink_local::banner::banner;
use paylink_local::env_file;
use paylink_local::stack::{Stack, StackOptions};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

fn main() -> ExitCode {
    let options = match args::parse(std::env::args_os().skip(1)) {
        Ok(Command::Start(options)) => *options,
        Ok(Command::Environment {
            function,
            stack_file,
        }) => {
            return match env_file::of_function(&stack_file, &function) {
                Ok(text) => {
                    let _ = io::stdout().write_all(text.as_bytes());
                    ExitCode::SUCCESS
                }
                Err(error) => fail(&error, ExitCode::FAILURE),
            };
        }
        Ok(Command::Help) => {
            let _ = io::stdout().write_all(args::HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            return fail(
                &format!("{error}; --help shows what is understood"),
                ExitCode::from(2),
            );
        }
    };
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .finish()
        .with(paylink_platform::telemetry::levels("warn,dynoxide=error"))
        .init();

    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string(), ExitCode::FAILURE),
    };
    match runtime.block_on(run(options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string(), ExitCode::FAILURE),
    }
}

async fn run(options: StackOptions) -> Result<(), Box<dyn std::error::Error>> {
    // Listened to before the start, so that a signal during it is not lost.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stack = Stack::start(options).await?;
    io::stdout().write_all(banner(&stack).as_bytes())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    stack.stop().await;
    Ok(())
}

fn fail(message: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(io::stderr(), "paylink: {message}");
    code
}
