//! The environment of a function as an env file, for functions that run elsewhere and use the services here.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::handler::Environment;

/// Stands for all functions together. A name has the same value in each.
const ALL: &str = "all";

/// The part of `stack.json` that matters here.
#[derive(Deserialize)]
struct Running {
    functions: BTreeMap<String, Environment>,
}

/// One `NAME='value'` a line, as the stack that wrote this `stack.json` would set them for the function.
///
/// # Errors
/// A sentence for the person at the keyboard, where no stack is running or none has such a function.
pub fn of_function(stack_file: &Path, function: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(stack_file).map_err(|error| {
        let file = stack_file.display();
        format!("cannot read {file} ({error}); start Paylink with cargo run first")
    })?;
    let running: Running = serde_json::from_str(&text)
        .map_err(|error| format!("cannot read {}: {error}", stack_file.display()))?;
    let environment = if function == ALL {
        running.functions.into_values().flatten().collect()
    } else if let Some(environment) = running.functions.get(function) {
        environment.clone()
    } else {
        let names: Vec<String> = running.functions.into_keys().collect();
        let names = names.join(", ");
        return Err(format!(
            "there is no function {function}; there are {names}, and {ALL}"
        ));
    };
    Ok(env_file(&environment))
}

fn env_file(environment: &Environment) -> String {
    let mut lines = String::new();
    for (name, value) in environment {
        lines.push_str(&format!("{name}='{value}'\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_env_file_is_of_one_function_or_of_all() {
        let name = format!("paylink-env-file-{}.json", std::process::id());
        let file = std::env::temp_dir().join(name);
        let error = of_function(&file, "checkout").unwrap_err();
        assert!(error.contains("cargo run"), "{error}");
        let stack = r#"{"app": "x", "functions": {
            "checkout": {"BASE_URL": "http://127.0.0.1:3000", "AWS_REGION": "eu-central-1"},
            "tick": {"AWS_REGION": "eu-central-1", "WEBHOOK_KEY": "a local key"}
        }}"#;
        std::fs::write(&file, stack).unwrap();
        assert_eq!(
            of_function(&file, "checkout").unwrap(),
            "AWS_REGION='eu-central-1'\nBASE_URL='http://127.0.0.1:3000'\n"
        );
        assert_eq!(
            of_function(&file, "all").unwrap(),
            "AWS_REGION='eu-central-1'\nBASE_URL='http://127.0.0.1:3000'\nWEBHOOK_KEY='a local key'\n"
        );
        let error = of_function(&file, "tock").unwrap_err();
        assert_eq!(
            error,
            "there is no function tock; there are checkout, tick, and all"
        );
        std::fs::remove_file(file).unwrap();
    }
}
