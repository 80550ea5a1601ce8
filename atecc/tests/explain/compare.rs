//! The chip's reasons and the causes that are given for them.

use atecc::explain::{Cause, Explanation};
use atecc::policy::{Rule, TempKeyRule};
use atecc_sim::Reason;

/// Whether one of the candidates is the reason that the chip had.
pub(crate) fn names(explanation: &Explanation, reason: Reason) -> bool {
    explanation.candidates().any(|cause| is(cause, reason))
}

/// Whether a cause is the reason, as far as a host can say it.
pub(crate) fn is(cause: Cause, reason: Reason) -> bool {
    match reason {
        Reason::Rule(rule) => cause == Cause::Rule(rule) || in_doubt(cause, rule),
        Reason::UnknownOpcode => cause == Cause::UnknownCommand,
        Reason::Length { sent } => cause == Cause::Length { sent },
        Reason::Param1 => matches!(cause, Cause::Param1(_)),
        Reason::Param2 => matches!(cause, Cause::Param2(_)),
        Reason::Details => cause == Cause::Details,
        Reason::NoGpio => cause == Cause::NoGpio,
        Reason::Mac => cause == Cause::Mac,
        Reason::Empty => matches!(cause, Cause::Empty(_)),
        Reason::HmacContext => cause == Cause::HmacContext,
        Reason::Context => cause == Cause::Context,
        Reason::NoKey => matches!(
            cause,
            Cause::NoKey(_) | Cause::NoPrivateKeyInTempKey | Cause::NoPrivateKey | Cause::NotOnCurve
        ),
        Reason::Response => cause == Cause::Response,
        Reason::Signature => cause == Cause::Signature,
        Reason::OtherData => cause == Cause::OtherData,
        Reason::Image => cause == Cause::Image,
        other => panic!("{other:?} is not a reason of these commands"),
    }
}

/// The form that a rule takes if what it depends on is not known.
fn in_doubt(cause: Cause, rule: Rule) -> bool {
    match (cause, rule) {
        (Cause::TempKey(why), Rule::TempKey { why: actual, .. }) => same_need(why, actual),
        (Cause::CountMatch { .. }, Rule::UsedUp { .. } | Rule::CounterAtLimit { .. }) => true,
        (Cause::X509Format { slot, .. }, Rule::X509Format { slot: actual, .. }) => slot == actual,
        (Cause::DataSummary { sent }, Rule::LockSummary { sent: actual, .. }) => sent == actual,
        _ => false,
    }
}

/// Without the flags it is not known whether another key was digested or none.
fn same_need(why: TempKeyRule, actual: TempKeyRule) -> bool {
    use TempKeyRule::{NoGenDig, OtherKey};
    match (why, actual) {
        (
            NoGenDig { needed } | OtherKey { needed },
            NoGenDig { needed: actual } | OtherKey { needed: actual },
        ) => needed == actual,
        _ => why == actual,
    }
}
