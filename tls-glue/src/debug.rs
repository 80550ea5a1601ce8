//! What TLS says about itself, as much of it as `ZERYNTH_SSL_DEBUG` allows.
//!
//! | `ZERYNTH_SSL_DEBUG` | messages of level | from |
//! |---|---|---|
//! | 0 (default) | none | |
//! | 1 | error | an element that did not do its part |
//! | 2 | warn | sessions that failed, and why |
//! | 3 | debug | each handshake, step by step; what was signed with which key |
//! | 4 | trace | each message of the handshake, as rustls prints it |
//!
//! With the feature `logging`, they go to the `log` crate: ours, and those of rustls and webpki. The program's logger, put
//! into a `DebugLog`, sees of them what the level allows. With the feature `defmt`, for firmware that has no `log`, ours
//! alone go there, as finished text: rustls can speak to `log` and to nothing else. At no level is a key, a secret or
//! plaintext among them.

use core::fmt;

#[cfg(feature = "logging")]
pub use self::logging::DebugLog;

/// How important an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something here does not work.
    Error = 1,
    /// A session failed.
    Warn = 2,
    /// What is being done.
    Debug = 3,
    /// The same in detail.
    Trace = 4,
}

/// Tells the program's log what happened in the crate `target`; where there is none, nobody.
#[cfg_attr(
    not(any(feature = "logging", feature = "defmt")),
    expect(unused_variables, reason = "nobody listens")
)]
pub fn event(level: Level, target: &'static str, text: fmt::Arguments<'_>) {
    #[cfg(feature = "logging")]
    log::log!(target: target, level.into(), "{text}");
    #[cfg(feature = "defmt")]
    firmware(level, target, text);
}

#[cfg(feature = "defmt")]
fn firmware(level: Level, target: &'static str, text: fmt::Arguments<'_>) {
    if level as usize > crate::knobs::DEBUG {
        return;
    }
    let text = defmt::Display2Format(&text);
    match level {
        Level::Error => defmt::error!("{}: {}", target, text),
        Level::Warn => defmt::warn!("{}: {}", target, text),
        Level::Debug => defmt::debug!("{}: {}", target, text),
        Level::Trace => defmt::trace!("{}: {}", target, text),
    }
}

#[cfg(feature = "logging")]
mod logging {
    use log::{LevelFilter, Log, Metadata, Record};

    use super::Level;
    use crate::knobs;

    /// The crates whose messages are about TLS.
    const TLS: [&str; 4] = ["rustls", "webpki", "tls_glue", "sockets"];

    impl From<Level> for log::Level {
        fn from(level: Level) -> Self {
            match level {
                Level::Error => Self::Error,
                Level::Warn => Self::Warn,
                Level::Debug => Self::Debug,
                Level::Trace => Self::Trace,
            }
        }
    }

    /// A logger that passes on what is said about TLS as far as a level allows, and everything else as it comes.
    ///
    /// ```
    /// use tls_glue::debug::DebugLog;
    /// # struct Console;
    /// # impl log::Log for Console {
    /// #     fn enabled(&self, _: &log::Metadata<'_>) -> bool { true }
    /// #     fn log(&self, _: &log::Record<'_>) {}
    /// #     fn flush(&self) {}
    /// # }
    ///
    /// static LOG: DebugLog<Console> = DebugLog::new(Console);
    /// log::set_logger(&LOG)?;
    /// log::set_max_level(log::LevelFilter::Trace);
    /// # Ok::<(), log::SetLoggerError>(())
    /// ```
    #[derive(Debug)]
    pub struct DebugLog<L> {
        logger: L,
        level: LevelFilter,
    }

    impl<L: Log> DebugLog<L> {
        /// Passes on to `logger`, messages about TLS as far as `ZERYNTH_SSL_DEBUG` allows.
        pub const fn new(logger: L) -> Self {
            Self { logger, level: filter(knobs::DEBUG) }
        }

        /// Passes on messages about TLS of this level and of more important ones.
        #[must_use]
        pub const fn level(mut self, level: LevelFilter) -> Self {
            self.level = level;
            self
        }

        /// The logger inside.
        pub const fn logger(&self) -> &L {
            &self.logger
        }

        fn allows(&self, metadata: &Metadata<'_>) -> bool {
            metadata.level() <= self.level || !is_tls(metadata.target())
        }
    }

    impl<L: Log> Log for DebugLog<L> {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            self.allows(metadata) && self.logger.enabled(metadata)
        }

        fn log(&self, record: &Record<'_>) {
            if self.allows(record.metadata()) {
                self.logger.log(record);
            }
        }

        fn flush(&self) {
            self.logger.flush();
        }
    }

    /// The levels of `ZERYNTH_SSL_DEBUG`.
    const fn filter(debug: usize) -> LevelFilter {
        match debug {
            0 => LevelFilter::Off,
            1 => LevelFilter::Error,
            2 => LevelFilter::Warn,
            3 => LevelFilter::Debug,
            _ => LevelFilter::Trace,
        }
    }

    fn is_tls(target: &str) -> bool {
        TLS.contains(&target.split("::").next().unwrap_or(target))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_number_stands_for_a_level() {
            let levels = [0, 1, 2, 3, 4].map(filter);
            let expected = [
                LevelFilter::Off,
                LevelFilter::Error,
                LevelFilter::Warn,
                LevelFilter::Debug,
                LevelFilter::Trace,
            ];
            assert_eq!(levels, expected);
        }

        #[test]
        fn messages_of_others_are_none_of_our_business() {
            assert!(is_tls("rustls") && is_tls("rustls::client::hs") && is_tls("sockets"));
            assert!(!is_tls("rustls_native_certs") && !is_tls("app::rustls") && !is_tls(""));
        }
    }
}
