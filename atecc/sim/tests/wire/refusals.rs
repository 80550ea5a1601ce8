//! Every refusal that a command can give: a catalogue of cases, and the proof that it has no gap.

mod catalogue;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use atecc::Opcode;
use atecc_sim::Reason;
use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use self::catalogue::{Change, Row};
use crate::host::*;
use crate::part::Setup;
use crate::{modes, recipes};

/// The rule or reason by its names, without the bytes that it looked at: `KeyConfig.NotPrivate`, `Length`.
fn kind(reason: &Reason) -> String {
    let text = format!("{reason:?}");
    let text = text.strip_prefix("Rule(").unwrap_or(&text);
    let name = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
    match text.split_once("why: ") {
        Some((_, why)) => format!("{}.{}", name(text), name(why)),
        None => name(text),
    }
}

/// The status that belongs to a reason.
fn status(kind: &str) -> u8 {
    match kind {
        "Length" | "Param1" | "Param2" | "Details" | "Context" | "UnknownOpcode" => PARSE_ERROR,
        "Response" | "Signature" | "Image" => MISCOMPARE,
        "HealthTest" => HEALTH_TEST_ERROR,
        _ => EXECUTION_ERROR,
    }
}

fn rows() -> impl Iterator<Item = Row> {
    use catalogue::{asymmetric, kdf, memory, symmetric};
    [symmetric::ROWS, kdf::ROWS, asymmetric::ROWS, memory::ROWS].into_iter().flatten().copied()
}

/// Sends what works, with the changes; answers what it was refused for.
fn refusal((opcode, mode, changes, _): Row) -> (u8, String) {
    let mut setup = recipes::setup(opcode, mode);
    for change in changes {
        if let Change::Part(change) = change {
            setup = change(setup);
        }
    }
    let mut host = setup.host();
    let (mut param2, mut data) = recipes::rest(&mut host, opcode, mode);
    for change in changes {
        match change {
            Change::State(change) => change(&mut host),
            Change::Call(change) => change(&mut param2, &mut data),
            Change::Part(_) => {}
        }
    }
    told(&mut host, opcode, mode, param2, &data)
}

/// The status that the command is answered with, and what it was refused for.
fn told(host: &mut Host, opcode: Opcode, mode: u8, param2: u16, data: &[u8]) -> (u8, String) {
    let reply = host.send(opcode.to_byte(), mode, param2, data);
    assert_eq!(reply.len(), 1, "{opcode} {mode:#04x} does its work");
    (reply[0], host.reason().as_ref().map_or_else(String::new, kind))
}

#[test]
fn each_row_of_the_catalogue_is_refused_as_it_says() {
    let wrong: Vec<String> = rows()
        .map(|row| (row, refusal(row)))
        .filter(|((.., why), answer)| *answer != (status(why), (*why).to_owned()))
        .map(|((opcode, mode, _, why), answer)| format!("{opcode} {mode:#04x} {why}: {answer:02x?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Counter 0 is where it ends: 2 097 151.
fn at_limit(setup: Setup) -> Setup {
    setup.config(52, &[0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFF])
}

/// Each command that uses a key, and the slot, SlotConfig and KeyConfig of that key.
const KEY_USERS: [(Opcode, u8, (u8, u16, u16)); 15] = [
    (Opcode::Aes, 0x00, (9, 0x8080, 0x0038)),
    (Opcode::CheckMac, 0x00, (4, 0x8080, 0x003C)),
    (Opcode::DeriveKey, 0x00, (13, 0x2080, 0x003C)),
    (Opcode::Ecdh, 0x0C, (0, 0x2087, 0x0033)),
    (Opcode::GenDig, 0x02, (4, 0x8080, 0x003C)),
    (Opcode::Kdf, 0x12, (9, 0x8080, 0x0038)),
    (Opcode::Mac, 0x00, (4, 0x8080, 0x003C)),
    (Opcode::SecureBoot, 0x05, (11, 0x0000, 0x0030)),
    (Opcode::Sha, 0x04, (4, 0x8080, 0x003C)),
    (Opcode::Sign, 0x80, (0, 0x2087, 0x0033)),
    (Opcode::Sign, 0x00, (0, 0x2087, 0x0033)),
    (Opcode::Verify, 0x00, (11, 0x0000, 0x0030)),
    (Opcode::Verify, 0x20, (11, 0x0000, 0x0030)),
    (Opcode::Verify, 0x03, (11, 0x0000, 0x0030)),
    (Opcode::Verify, 0x07, (11, 0x0000, 0x0030)),
];

/// A key user on a part that is changed.
fn used(opcode: Opcode, mode: u8, setup: &Setup) -> (u8, String) {
    let mut host = setup.host();
    let (param2, data) = recipes::rest(&mut host, opcode, mode);
    told(&mut host, opcode, mode, param2, &data)
}

/// The rules that stand before each use of a key, by name; the change that each takes.
fn key_rules((slot, slot_config, key_config): (u8, u16, u16)) -> [(&'static str, Setup); 6] {
    let free = recipes::operational;
    [
        ("Phase.ConfigUnlocked", recipes::blank()),
        ("Phase.UnusedUntilLocked", {
            recipes::configured().options(|options| options.policy.use_before_data_lock = false)
        }),
        // No key of theirs is the transport key, that of slot 1.
        ("UseLock", free().config(68, &[0x1A])),
        ("KeyConfig.LatchOpen", free().slot(slot, slot_config, key_config | 1 << 12)),
        ("KeyConfig.NotAuthorised", free().slot(slot, slot_config, key_config | 1 << 7 | 3 << 8)),
        ("UsedUp", at_limit(free().slot(slot, slot_config | 1 << 5, key_config))),
    ]
}

#[test]
fn every_use_of_a_key_obeys_the_locks_the_transport_lock_the_latch_the_proof_and_the_limit() {
    for (opcode, mode, key) in KEY_USERS {
        for (why, setup) in key_rules(key) {
            assert_eq!(used(opcode, mode, &setup), (EXECUTION_ERROR, why.to_owned()), "{opcode} {mode:#04x}");
        }
    }
    let limited = at_limit(recipes::operational().slot(0, 0x20A7, 0x0033));
    assert_eq!(used(Opcode::UpdateExtra, 0x02, &limited), (EXECUTION_ERROR, "UsedUp".to_owned()));
}

/// What a packet is refused for before it is looked at as a command.
fn before_a_command() -> BTreeSet<String> {
    use embedded_hal::i2c::I2c;
    let mut kinds = BTreeSet::new();
    let mut raw = |bytes: &[u8]| {
        let mut host = recipes::operational().host();
        host.bus.write(ADDRESS, bytes).unwrap();
        assert_eq!(host.reply(), [0xFF]);
        kinds.insert(kind(&host.reason().unwrap()));
    };
    raw(&[0x03, 0x06, 0, 0, 0, 0, 0, 0]);
    raw(&[0x03, 0x07, 0x30, 0, 0, 0, 0x03, 0x5E]);
    let mut host = recipes::operational().host();
    host.bus.fail_command(1, atecc::Status::EccFault);
    assert_eq!(host.status(INFO, 0, 0, &[]), 0x05);
    kinds.insert(kind(&host.reason().unwrap()));
    let mut host = recipes::operational().host();
    host.bus.set_options(|options| options.failing_self_tests = atecc_sim::SelfTests::ALL);
    host.send(SELF_TEST, 0x01, 0, &[]);
    assert_eq!(host.status(INFO, 0, 0, &[]), SELF_TEST_ERROR);
    kinds.insert(kind(&host.reason().unwrap()));
    let mut host = recipes::operational().host();
    host.bus.set_options(|options| options.timing = atecc_sim::Timing::Typical);
    // Of the 1.3 s there is less left than GenKey takes.
    host.wait_us(1_270_000);
    host.bus.write(ADDRESS, &packet(GEN_KEY, 0x04, 0, &[])).unwrap();
    assert_eq!(host.reply(), [0xEE]);
    kinds.insert(kind(&host.reason().unwrap()));
    kinds
}

/// The variants of an enum in a source file of the workspace.
fn variants(file: &str, name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).unwrap();
    let (_, body) = text.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    lines
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_catalogue_has_every_reason_and_every_rule() {
    const RULES: &str = "../src/policy/rule.rs";
    const DETAILED: [(&str, &str, &str); 8] = [
        ("Phase", "PhaseRule", RULES),
        ("SlotConfig", "SlotConfigRule", RULES),
        ("KeyConfig", "KeyConfigRule", RULES),
        ("ChipOptions", "ChipOptionsRule", RULES),
        ("TempKey", "TempKeyRule", RULES),
        ("Latch", "LatchRule", "../src/policy/latch.rs"),
        ("SecureBoot", "SecureBootRule", "../src/policy/secure_boot.rs"),
        ("X509Format", "X509Rule", "../src/policy/validate.rs"),
    ];
    let mut all: BTreeSet<String> = variants("src/refused.rs", "Reason").into_iter().collect();
    assert!(all.remove("Rule"));
    all.extend(variants(RULES, "Rule"));
    for (rule, name, file) in DETAILED {
        assert!(all.remove(rule));
        all.extend(variants(file, name).iter().map(|why| format!("{rule}.{why}")));
    }
    let shown = rows().map(|(.., why)| why.to_owned());
    let shown =
        shown.chain(KEY_USERS.iter().flat_map(|(.., key)| key_rules(*key)).map(|(why, _)| why.to_owned()));
    let shown: BTreeSet<String> = shown.chain(before_a_command()).collect();
    let missing: Vec<&String> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    let unknown: Vec<&String> = shown.difference(&all).collect();
    assert!(unknown.is_empty(), "{unknown:?} are no longer there");
}

#[test]
fn every_command_has_a_row_for_its_length_and_for_its_second_parameter() {
    for opcode in Opcode::ALL.iter().filter(|opcode| **opcode != Opcode::Hmac) {
        let has = |why| rows().any(|row| row.0 == *opcode && row.3 == why);
        assert!(has("Length"), "{opcode}");
        // Lock takes any summary, right or wrong.
        assert!(has("Param2") || *opcode == Opcode::Lock, "{opcode}");
    }
}

/// Parts with rules at random.
struct Search(ChaCha20Rng);

impl Search {
    fn below(&mut self, limit: usize) -> usize {
        self.0.next_u32() as usize % limit
    }

    fn word(&mut self) -> u16 {
        u16::try_from(self.below(1 << 16)).unwrap()
    }

    fn part(&mut self) -> Host {
        let mut setup = match self.below(8) {
            0 => recipes::blank(),
            1 | 2 => recipes::configured(),
            _ => recipes::operational(),
        };
        for slot in 0..16 {
            if self.below(3) == 0 {
                // Most without a latch or a proof, some with a private or a public key.
                let mask = [0xFFFF, 0xEF3F, 0xEF33, 0xEFF3][self.below(4)];
                setup = setup.slot(slot, self.word(), self.word() & mask | 0x0010);
            }
        }
        setup.host()
    }

    /// A command of a legal mode, well prepared or not; its refusal, if it is one.
    fn step(&mut self, host: &mut Host) -> Option<(Opcode, String)> {
        let opcode = Opcode::ALL[self.below(Opcode::ALL.len())];
        let legal = modes::legal(opcode);
        let mode = *legal.get(self.below(legal.len().max(1)))?;
        let (param2, data) = if self.below(4) == 0 {
            recipes::rest(host, opcode, mode)
        } else {
            let lengths = modes::lengths(opcode);
            let byte = self.word().to_le_bytes()[0];
            (self.word() & 0x0F, vec![byte; lengths[self.below(lengths.len())]])
        };
        let reply = host.send(opcode.to_byte(), mode, param2, &data);
        (reply.len() == 1 && reply != [SUCCESS] && opcode != Opcode::SelfTest)
            .then(|| (opcode, kind(&host.reason().unwrap())))
    }
}

#[test]
fn commands_at_random_find_no_refusal_that_the_catalogue_lacks() {
    let catalogued: BTreeSet<(&str, &str)> = rows()
        .map(|(opcode, .., why)| (opcode.name(), why))
        .chain(
            KEY_USERS
                .iter()
                .flat_map(|(opcode, _, key)| key_rules(*key).map(|(why, _)| (opcode.name(), why))),
        )
        .collect();
    let mut search = Search(ChaCha20Rng::seed_from_u64(608));
    for _ in 0..PARTS {
        let mut host = search.part();
        for _ in 0..40 {
            if let Some((opcode, why)) = search.step(&mut host) {
                assert!(catalogued.contains(&(opcode.name(), why.as_str())), "{opcode}: {why}");
            }
        }
    }
}

/// How many parts are tried.
const PARTS: usize = 200;

#[test]
fn hmac_of_the_atecc508a_refuses_what_a_key_with_no_mac_went_into_and_some_reasons_in_words() {
    let hmac = recipes::HMAC_508A;
    let mut host = recipes::operational().made_as(atecc_sim::Part::Atecc508A).slot(15, 0x8090, 0x003C).host();
    host.load_temp_key(&[3; 32]);
    assert_eq!(host.status(crate::keys::GEN_DIG, 2, 15, &[0; 4]), SUCCESS);
    host.refuses(
        (hmac, 0x04, 4, &[]),
        EXECUTION_ERROR,
        "TempKey.NoMacFlag=1: not for MACs that are given out",
    );
    let locked = "LockConfig=0x00 LockValue=0x00: ";
    let mut host = recipes::operational().slot(3, 0x208C, 0x0033).host();
    let otp = format!("{locked}OTP cannot be written once data and OTP are locked");
    host.refuses((WRITE, 0x81, 0, &[0; 32]), EXECUTION_ERROR, &otp);
    host.refuses((LOCK, 0x81, 0, &[]), EXECUTION_ERROR, &format!("{locked}data and OTP are locked"));
    let odd = "SlotConfig[3]=0x208C ReadKey=1100 bit 3=1: an odd slot has no next slot";
    host.refuses((ECDH, 0x04, 3, &crate::ecc::point(7)), EXECUTION_ERROR, odd);
}
