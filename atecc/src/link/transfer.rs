use super::config::{Rest, Wake};
use super::power::{Link, Power};
use super::request::Request;
use crate::Status;
use crate::packet::{FrameError, Response, STATUS_RESPONSE, WordAddress};
use crate::timing::{WAKE_HIGH_US, WAKE_SELF_TEST_US, WATCHDOG_MIN_US};

/// What a read past the end of a reply gives.
const NOTHING: u8 = 0xFF;
/// Bus time of one attempt to wake: idle, pulse and token, eleven bytes at 100 kHz.
const ATTEMPT_US: u32 = 1_000;

/// What a transfer is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// Send a command, waking the chip first if need be, and get its reply.
    Exchange(Request),
    /// Put the chip to rest.
    Rest(Rest),
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outgoing {
    /// The command packet of the transfer.
    Command,
    /// A single word address.
    WordAddress(WordAddress),
}

/// What the one who does the I/O has to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Give a wake pulse; whether it is acknowledged does not matter.
    Pulse,
    Write(Outgoing),
    /// Read this many bytes.
    Read(usize),
    /// Wait, microseconds.
    Delay(u32),
    /// Send the chips to idle that the pulse, or the traffic since then, woke beside this one.
    CalmSiblings,
    /// The goal is reached; of an exchange, the last read holds the whole reply.
    Done,
    Failed(Fault),
}

/// What came of the last step.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event<'a> {
    /// There was no step yet.
    Begin,
    /// It was done: written and acknowledged, waited, pulsed.
    Done,
    /// These bytes were read.
    Received(&'a [u8]),
    /// The bus reported an error. Which one must not matter: adapters disagree on how they report a missing acknowledge.
    Failed,
}

/// Why a transfer cannot reach its goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoChip,
    NoResponse,
    Garbled,
    StateLost,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Start,
    /// Idle was written, to bring a chip in an unknown state, or one short of time, to a known one.
    Idled,
    Pulsed,
    WakeWait,
    Calmed,
    Token,
    Sent,
    /// The write failed, and the command must not run twice: a look tells whether the chip took it.
    Doubt,
    /// Nobody acknowledged the look: busy or asleep. A wake pulse and another look tell.
    DoubtPulsed,
    DoubtWait,
    DoubtCalmed,
    DoubtAgain,
    Executing,
    Polled,
    Rewound,
    Rested(Rest),
    End,
}

/// One run of the state machine.
#[derive(Debug)]
pub(crate) struct Transfer {
    goal: Goal,
    state: State,
    power: Power,
    /// Microseconds spent on waking, and the next wait.
    wake_spent_us: u32,
    wake_wait_us: u32,
    waited_us: u32,
    /// Resends and rereads so far, which share one bound.
    retries: u8,
    /// Writes that failed so far.
    failed_writes: u8,
    /// Whether the command was sent again after a silence.
    sent_again: bool,
    /// Whether the chip was seen to wake in this transfer.
    woken: bool,
}

impl Transfer {
    /// Starts a transfer. Until it ends, the link believes nothing: if it is abandoned, the next one resynchronises.
    pub(crate) const fn new(link: &mut Link, goal: Goal) -> Self {
        let power = link.power;
        link.power = Power::Unknown;
        Self {
            goal,
            state: State::Start,
            power,
            wake_spent_us: 0,
            wake_wait_us: WAKE_HIGH_US,
            waited_us: 0,
            retries: 0,
            failed_writes: 0,
            sent_again: false,
            woken: false,
        }
    }

    /// Takes the outcome of the last step and says the next one.
    pub(crate) fn next(&mut self, link: &mut Link, event: Event<'_>) -> Step {
        let step = self.advance(link, event);
        match &step {
            Step::Write(Outgoing::Command) => {
                link.spend_bytes(1 + self.request().map_or(0, |request| request.command_len));
            }
            Step::Write(Outgoing::WordAddress(_)) => link.spend_bytes(2),
            Step::Read(len) => link.spend_bytes(1 + len),
            Step::Delay(us) => link.spend_us(*us),
            Step::CalmSiblings => link.spend_bytes(2 * link.config.siblings.len()),
            Step::Pulse => {}
            Step::Done | Step::Failed(_) => link.power = self.power,
        }
        step
    }

    fn advance(&mut self, link: &mut Link, event: Event<'_>) -> Step {
        match (self.state, event) {
            (State::Start, _) => self.start(link),
            (State::Idled, event) => self.idled(matches!(event, Event::Done)),
            (State::Pulsed, _) => {
                self.state = State::WakeWait;
                Step::Delay(self.wake_wait_us)
            }
            (State::WakeWait, _) => {
                self.wake_spent_us = self.wake_spent_us.saturating_add(self.wake_wait_us + ATTEMPT_US);
                self.calm(State::Calmed)
            }
            (State::Calmed, _) => self.read(State::Token, STATUS_RESPONSE),
            (State::Token, Event::Received(bytes)) => self.token(link, bytes),
            (State::Token, _) => self.wake_again(link),
            (State::Sent, Event::Done) => self.execute(),
            (State::Sent, _) => self.unsent(link),
            (State::Doubt | State::DoubtAgain, Event::Received(bytes)) => self.resolve_doubt(link, bytes),
            (State::Doubt, _) => self.doubt_pulse(link),
            (State::DoubtPulsed, _) => {
                self.state = State::DoubtWait;
                Step::Delay(WAKE_HIGH_US)
            }
            (State::DoubtWait, _) => self.calm(State::DoubtCalmed),
            (State::DoubtCalmed, _) => self.look(State::DoubtAgain),
            (State::Executing | State::Rewound, _) => self.look(State::Polled),
            (State::Polled, Event::Received(bytes)) => self.reply(link, bytes),
            (State::Polled | State::DoubtAgain, _) => self.wait_on(),
            (State::Rested(rest), Event::Done) => self.rested(link, rest),
            (State::Rested(rest), _) => self.rest_again(rest),
            (State::End, _) => Step::Done,
        }
    }

    fn idled(&mut self, acknowledged: bool) -> Step {
        // From Unknown, an acknowledge says nothing of the past: the chip may have slept since it was last seen.
        if self.power == Power::Awake {
            // An awake chip acknowledges: one that does not has fallen asleep.
            self.power = if acknowledged { Power::Idle } else { Power::Unknown };
        }
        self.pulse()
    }

    fn rested(&mut self, link: &mut Link, rest: Rest) -> Step {
        if self.power == Power::Unknown {
            link.lose_state();
        }
        self.power = link.rested(rest);
        self.calm(State::End)
    }

    const fn calm(&mut self, state: State) -> Step {
        self.state = state;
        Step::CalmSiblings
    }

    const fn request(&self) -> Option<&Request> {
        match &self.goal {
            Goal::Exchange(request) => Some(request),
            Goal::Rest(_) => None,
        }
    }

    fn start(&mut self, link: &mut Link) -> Step {
        match (self.goal, self.power) {
            (Goal::Rest(rest), _) => self.write_rest(rest),
            (Goal::Exchange(request), Power::Awake) if link.fits_watchdog(request.max_us) => self.send(),
            // Unknown: whatever the chip is in the middle of, idle ends it. Short of time: idle stops the watchdog.
            (Goal::Exchange(_), Power::Awake | Power::Unknown) => self.idle(),
            (Goal::Exchange(_), Power::Asleep | Power::Idle) => self.pulse(),
        }
    }

    const fn idle(&mut self) -> Step {
        self.state = State::Idled;
        Step::Write(Outgoing::WordAddress(WordAddress::Idle))
    }

    const fn pulse(&mut self) -> Step {
        self.state = State::Pulsed;
        Step::Pulse
    }

    fn token(&mut self, link: &mut Link, bytes: &[u8]) -> Step {
        match Response::parse(bytes) {
            // A chip that failed its self-test is awake, and says so again in answer to the command.
            Ok(Response::Status(Status::AfterWake | Status::SelfTestError)) => {
                // An early pulse may have woken it, and its watchdog put it to sleep before this one.
                let state_kept = self.power == Power::Idle && self.wake_spent_us < WATCHDOG_MIN_US;
                self.power = Power::Awake;
                self.woken = true;
                link.awake_us = self.wake_wait_us;
                if state_kept {
                    return self.send();
                }
                link.lose_state();
                // What is in the chip now is not what the command builds on, even if it is something.
                if self.uses_volatile_state() { Step::Failed(Fault::StateLost) } else { self.send() }
            }
            _ => self.wake_again(link),
        }
    }

    /// The chip was awake already and gave an old reply, tests itself, executes something, or is not there.
    fn wake_again(&mut self, link: &Link) -> Step {
        if self.wake_spent_us >= link.config.wake_timeout_us {
            self.power = Power::Unknown;
            return Step::Failed(Fault::NoChip);
        }
        self.wake_wait_us = (self.wake_wait_us * 2).min(WAKE_SELF_TEST_US);
        self.idle()
    }

    const fn send(&mut self) -> Step {
        self.state = State::Sent;
        Step::Write(Outgoing::Command)
    }

    /// Awake chips acknowledge. This one slept meanwhile, or the bus had a hiccup; or the adapter reports an error although
    /// the chip took the command.
    fn unsent(&mut self, link: &Link) -> Step {
        if self.failed_writes >= link.config.retries {
            return self.fail(Fault::NoChip);
        }
        self.failed_writes += 1;
        if !self.is_repeatable() {
            return self.look(State::Doubt);
        }
        if self.failed_writes == 1 { self.send() } else { self.state_lost() }
    }

    /// A pulse to the chip's own address would make it repeat an old reply, so that nothing can be told that way.
    fn doubt_pulse(&mut self, link: &Link) -> Step {
        match link.config.wake {
            Wake::GeneralCall => {
                self.state = State::DoubtPulsed;
                Step::Pulse
            }
            Wake::OwnAddress => self.fail(Fault::NoResponse),
        }
    }

    /// What a look after a failed write shows. A chip that took the command has the reply; one that did not has nothing to
    /// give; one that was asleep gives its token after the pulse, unless this transfer had woken it already: then it was
    /// awake when the command was written, and lost its supply or slept since, before or after it did what it was asked.
    /// From anything else nothing can be told.
    fn resolve_doubt(&mut self, link: &mut Link, bytes: &[u8]) -> Step {
        let pulsed = matches!(self.state, State::DoubtAgain);
        match Response::parse(bytes) {
            Ok(Response::Status(Status::AfterWake)) if pulsed && !self.woken => {
                self.power = Power::Unknown;
                self.token(link, bytes)
            }
            Ok(Response::Status(Status::AfterWake)) => self.fail(Fault::NoResponse),
            Ok(_) => self.reply(link, bytes),
            Err(_) if bytes.iter().all(|byte| *byte == NOTHING) => self.send(),
            Err(_) => self.fail(Fault::NoResponse),
        }
    }

    fn is_repeatable(&self) -> bool {
        self.request().is_some_and(|request| request.is_repeatable)
    }

    /// The chip has slept. What does not build on its volatile state is sent again after a wake.
    fn state_lost(&mut self) -> Step {
        self.power = Power::Unknown;
        if self.uses_volatile_state() { Step::Failed(Fault::StateLost) } else { self.idle() }
    }

    fn uses_volatile_state(&self) -> bool {
        self.request().is_some_and(|request| request.uses_volatile_state)
    }

    fn execute(&mut self) -> Step {
        self.state = State::Executing;
        self.waited_us = self.request().map_or(0, |request| request.typical_us);
        Step::Delay(self.waited_us)
    }

    fn look(&mut self, state: State) -> Step {
        let len = self.request().map_or(0, |request| request.reply_len);
        self.read(state, len)
    }

    const fn read(&mut self, state: State, len: usize) -> Step {
        self.state = state;
        Step::Read(len)
    }

    /// No acknowledge: still executing.
    fn wait_on(&mut self) -> Step {
        let (poll_us, patience_us) = self.request().map_or((0, 0), |r| (r.poll_us(), r.patience_us()));
        if self.waited_us >= patience_us {
            return self.unanswered();
        }
        self.waited_us = self.waited_us.saturating_add(poll_us);
        self.state = State::Executing;
        Step::Delay(poll_us)
    }

    /// The chip was given up: it executes for ever, or its count byte arrived too large and it waits for the rest of the
    /// command. Idle ends either; what may run twice is then sent once more.
    fn unanswered(&mut self) -> Step {
        if self.sent_again || !self.is_repeatable() {
            return self.fail(Fault::NoResponse);
        }
        self.sent_again = true;
        self.idle()
    }

    fn reply(&mut self, link: &Link, bytes: &[u8]) -> Step {
        let exhausted = self.retries >= link.config.retries;
        match Response::parse(bytes) {
            Ok(Response::Status(Status::CommunicationError)) if exhausted => Step::Done,
            Ok(Response::Status(Status::WatchdogExpiring)) if exhausted => self.done_asleep(),
            Ok(Response::Status(Status::CommunicationError)) => {
                self.retries += 1;
                self.send()
            }
            Ok(Response::Status(Status::WatchdogExpiring)) => {
                self.retries += 1;
                self.idle()
            }
            // It took the command, slept in the middle of it, and somebody woke it.
            Ok(Response::Status(Status::AfterWake)) if !self.is_repeatable() => self.fail(Fault::NoResponse),
            // Again and again: an answer that looks like it, as SelfTest has one.
            Ok(Response::Status(Status::AfterWake)) if exhausted => self.done_asleep(),
            Ok(Response::Status(Status::AfterWake)) => {
                self.retries += 1;
                self.state_lost()
            }
            Ok(Response::Status(_)) => Step::Done,
            Ok(Response::Data(_)) => Step::Done,
            Err(FrameError::Count(_) | FrameError::Crc) if exhausted => self.fail(Fault::Garbled),
            // The output buffer can be read again from its start; the command must not run again.
            Err(FrameError::Count(_) | FrameError::Crc) => {
                self.retries += 1;
                self.state = State::Rewound;
                Step::Write(Outgoing::WordAddress(WordAddress::Reset))
            }
        }
    }

    /// The answer stands, and the chip is asleep or about to be.
    const fn done_asleep(&mut self) -> Step {
        self.power = Power::Unknown;
        Step::Done
    }

    const fn fail(&mut self, fault: Fault) -> Step {
        self.power = Power::Unknown;
        Step::Failed(fault)
    }

    const fn write_rest(&mut self, rest: Rest) -> Step {
        self.state = State::Rested(rest);
        Step::Write(Outgoing::WordAddress(match rest {
            Rest::Idle => WordAddress::Idle,
            Rest::Sleep => WordAddress::Sleep,
        }))
    }

    /// Not acknowledged: the chip is asleep already, or gone. One more try; then the watchdog sees to it.
    const fn rest_again(&mut self, rest: Rest) -> Step {
        self.retries += 1;
        if self.retries == 1 {
            return self.write_rest(rest);
        }
        self.power = Power::Unknown;
        self.calm(State::End)
    }
}
