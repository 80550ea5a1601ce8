use std::process::Output;

/// What the firmware told.
pub(crate) struct Account {
    pub(crate) text: String,
    success: bool,
}

impl From<Output> for Account {
    fn from(output: Output) -> Self {
        let text = String::from_utf8(output.stdout).unwrap();
        let more = String::from_utf8_lossy(&output.stderr);
        Self { text: text + &more, success: output.status.success() }
    }
}

impl Account {
    /// A session of `version` came about, `received` came in it, and it was closed.
    pub(crate) fn is_success(&self, version: &str, received: &str) {
        assert!(self.success, "{}", self.text);
        for line in [format!("secured {version} "), format!("received {received}\n"), "closed\n".into()] {
            assert!(self.text.contains(&line), "no '{line}' in {}", self.text);
        }
    }

    /// It ended with an error of these `words`, and nothing was sent or received over TLS.
    pub(crate) fn is_failure(&self, words: &str) {
        let error = self.text.lines().find(|line| line.starts_with("error: "));
        assert!(error.is_some_and(|line| line.contains(words)), "no '{words}' in {}", self.text);
        assert!(!self.success && !self.text.contains("secured"), "{}", self.text);
    }

    /// The number that stands after `name=` in the line that begins with `step`.
    pub(crate) fn number(&self, step: &str, name: &str) -> u64 {
        let found = self.text.lines().filter_map(|line| line.strip_prefix(step)).find_map(|line| {
            line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
        });
        found.unwrap_or_else(|| panic!("no {step} {name} in {}", self.text))
    }
}
