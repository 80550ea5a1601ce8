use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::{env, fs};

/// The folder of the programs of `examples/cortex-m`.
const PROGRAMS: &str = "ATECC_CORTEX_M";

/// Where such a program is.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = env::var_os(PROGRAMS).unwrap_or_else(|| panic!("set {PROGRAMS}"));
    fs::canonicalize(Path::new(&folder).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A board on which a program is about to run, UART 0 being its output.
pub(crate) struct Board {
    command: Command,
    semihosting: String,
}

impl Board {
    /// With `program`, and on UART 1 the bus that is served at `port`.
    pub(crate) fn new(program_name: &str, port: u16) -> Self {
        let mut command = Command::new("timeout");
        command
            .args(["60", "qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none"])
            .args(["-serial", "stdio"])
            .args(["-chardev", &format!("socket,id=bus,host=127.0.0.1,port={port},nodelay=on")])
            .args(["-serial", "chardev:bus", "-kernel"])
            .arg(program(program_name));
        Self { command, semihosting: "enable=on,target=native".into() }
    }

    /// With the files of `folder` and these arguments.
    pub(crate) fn settings(mut self, folder: &Path, arguments: &[&str]) -> Self {
        self.command.current_dir(folder);
        arguments.iter().for_each(|argument| self.semihosting.push_str(&format!(",arg={argument}")));
        self
    }

    /// UART 2 connects to the socket at `path`.
    pub(crate) fn line_to(self, path: &Path) -> Self {
        self.line(&format!("path={}", path.display()))
    }

    /// UART 2 is to be reached at the socket `path`.
    pub(crate) fn line_at(self, path: &Path) -> Self {
        self.line(&format!("path={},server=on,wait=off", path.display()))
    }

    fn line(mut self, socket: &str) -> Self {
        self.command.args(["-chardev", &format!("socket,id=line,{socket}"), "-serial", "chardev:line"]);
        self
    }

    pub(crate) fn start(mut self) -> Child {
        self.command
            .args(["-semihosting-config", &self.semihosting])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("timeout and qemu-system-arm: {error}"))
    }

    /// Runs the program to its end.
    pub(crate) fn run(self) -> Output {
        self.start().wait_with_output().unwrap()
    }
}
