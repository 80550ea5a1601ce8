//! Runs the examples as the programs that they are.

use core::time::Duration;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Instant;

use serde_json::Value;

/// A program that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The built example `name`: cargo builds the examples before it runs these tests.
fn program(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is missing: run cargo build --examples", path.display());
    path
}

/// A command of an example, free of the environment's own chip.
pub(crate) fn example(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program(name));
    command.args(args).env_remove("ATECC_DEVICE").stdin(Stdio::null());
    command
}

/// Runs a command to its end, with `input`; kills it if it hangs.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that fails early does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    let (mut stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |source: &mut dyn Read| {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).unwrap();
        bytes
    };
    let errors = thread::spawn(move || read(&mut stderr));
    let output = thread::spawn(move || read(&mut stdout));
    let start = Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                child.kill().unwrap();
                panic!("{command:?} hangs");
            }
            None => thread::sleep(Duration::from_millis(5)),
        }
    };
    Output { status, stdout: output.join().unwrap(), stderr: errors.join().unwrap() }
}

/// The onboarding's JSON object; it must succeed.
pub(crate) fn onboard(args: &[&str]) -> Value {
    let args = [&["--json"], args].concat();
    let output = run(&mut example("onboarding", &args), b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// The single line with which a program failed.
pub(crate) fn failure(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it should have failed");
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("listening on")).collect();
    assert_eq!(lines.len(), 1, "one line, not: {text}");
    lines[0].strip_prefix("error: ").unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// A folder that an onboarding has filled.
pub(crate) struct Kept {
    pub(crate) folder: tempfile::TempDir,
}

impl Kept {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        onboard(&["--out", folder.path().to_str().unwrap()]);
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().into()
    }

    pub(crate) fn chip(&self) -> String {
        format!("sim:{}", self.path("chip.sim"))
    }
}
