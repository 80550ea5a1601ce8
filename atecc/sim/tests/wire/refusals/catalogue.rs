//! The catalogue: each row takes a command that works, changes one thing, and says what it is refused for.

pub(super) mod asymmetric;
pub(super) mod kdf;
pub(super) mod memory;
pub(super) mod symmetric;

use Change::{Call, Part, State};
use atecc::Opcode;

use crate::host::*;
use crate::part::Setup;
use crate::recipes::{blank, configured, operational};

/// What makes a command fail that works otherwise.
#[derive(Clone, Copy)]
pub(super) enum Change {
    /// The part's rules, locks, contents or options.
    Part(fn(Setup) -> Setup),
    /// The registers.
    State(fn(&mut Host)),
    /// Second parameter and data.
    Call(fn(&mut u16, &mut Vec<u8>)),
}

/// Command, mode, changes, the rule or reason.
pub(super) type Row = (Opcode, u8, &'static [Change], &'static str);

const NO_TEMP_KEY: Change = State(|host| {
    host.send(NONCE, 0x02, 0, &[]);
});
const FIXED: Change = State(|host| host.load_temp_key(&[3; 32]));
const RANDOM_NONCE: Change = State(|host| {
    host.random_nonce();
});
/// GenDig of a key with NoMac, in slot 15, on a random nonce.
const TAINTED: Change = State(|host| {
    host.random_nonce();
    assert_eq!(host.status(crate::keys::GEN_DIG, 2, 15, &[0; 4]), SUCCESS);
});
const NO_MAC_KEY: Change = Part(|part| part.slot(15, 0x8090, 0x003C));
/// GenDig of another key than slot 4.
const OTHER_KEY: Change = State(|host| {
    host.random_nonce();
    assert_eq!(host.status(crate::keys::GEN_DIG, 2, 6, &[]), SUCCESS);
});
/// GenDig of slot 4 on a nonce of the host's.
const FIXED_KEY: Change = State(|host| {
    host.load_temp_key(&[3; 32]);
    assert_eq!(host.status(crate::keys::GEN_DIG, 2, 4, &[]), SUCCESS);
});
/// All registers are empty.
const SLEPT: Change = State(|host| {
    host.sleep();
    host.wake();
});
const SICK: Change = Part(|part| part.options(|options| options.rng_fails = true));
const BLANK: Change = Part(|_| blank());
const CONFIGURED: Change = Part(|_| configured());
const OPERATIONAL: Change = Part(|_| operational());
const LENGTH: Change = Call(|_, data| data.push(0));
const PARAM2: Change = Call(|param2, _| *param2 = 0x0210);
const CHANGED: Change = Call(|_, data| data[0] ^= 1);
/// AES, KDF and SHA take TempKey for this slot.
const TEMP_KEY: Change = Call(|param2, _| *param2 = 0xFFFF);
const SLOT_0: Change = Call(|param2, _| *param2 = 0);
const SLOT_2: Change = Call(|param2, _| *param2 = 2);
const SLOT_4: Change = Call(|param2, _| *param2 = 4);
const SLOT_8: Change = Call(|param2, _| *param2 = 8);
/// Slot 4 is called a public key, which does not fit.
const SHORT_PUBLIC_KEY: Change = Part(|part| part.slot(4, 0x0000, 0x0010));
const NO_IO_KEY: Change = Part(|part| part.config(90, &[0x04, 0x60]));
/// The secret in slot 4, the private key in slot 0, the public key in slot 11, with other rules.
const SECRET_IS_PRIVATE: Change = Part(|part| part.slot(4, 0x8080, 0x0033));
const SECRET_WANTS_RANDOM: Change = Part(|part| part.slot(4, 0x8080, 0x007C));
const NOT_PRIVATE: Change = Part(|part| part.slot(0, 0x2087, 0x003C));
const NOT_SECRET: Change = Part(|part| part.slot(0, 0x2007, 0x0033));
const PRIVATE_KEY_OUT_OF_RANGE: Change = Part(|part| part.holds(0, &[0xFF; 36]));
const NOT_PUBLIC: Change = Part(|part| part.slot(11, 0x0000, 0x003C));
const NOT_VALIDATED: Change = Part(|part| part.slot(11, 0x0000, 0x0032));
const OFF_THE_CURVE: Change = Part(|part| part.holds(11, &[0; 72]));
/// Slot 8 is read, or written, under slot 4.
const READ_UNDER_4: Change = Part(|part| part.slot(8, 0x00C4, 0x003C));
const LOCKED_8: Change = Part(|part| part.locked(8));
const TRANSPORT_KEYS: Change = Part(|part| part.options(|options| options.transport_keys = true));
const TRANSPORT_KEY: Change = Call(|param2, _| *param2 = 0x8000);
/// Slot 15 of an ATECC508A is a key of limited use, and was used up.
const NO_LAST_KEY_USE: Change =
    Part(|part| part.made_as(atecc_sim::Part::Atecc508A).config(68, &[0; 16]).slot(15, 0x80A0, 0x003C));
/// Verify validates by a certificate: the key of slot 12, hashed by itself. X509format wants something else.
const CERTIFICATE: Change = Part(|part| part.options(|options| options.verify_validates_external = true));
