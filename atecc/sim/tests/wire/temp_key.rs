//! TempKey where the sources are silent: which flags results have, and what clears it.

use atecc_sim::{Part, ResultFlags, SimI2c};

use crate::ecc::point;
use crate::host::*;
use crate::keys::*;

const KEY: [u8; 32] = [0x4B; 32];
/// 2 agrees; 4 and 5 are secrets, 5 not for MACs.
const RULES: &[Key<'_>] = &[
    (2, 0x2087, 0x0013, &[]),
    (4, 0x8080, 0x001C, &KEY),
    (5, 0x8090, 0x001C, &KEY),
    (9, 0x0000, 0x001C, &KEY),
];
/// SourceFlag and NoMacFlag in the first byte of Info(State).
const FIXED: u8 = 0x10;
const NO_MAC: u8 = 0x80;

/// What puts a result into TempKey: an ephemeral key, ECDH, KDF, SHA.
fn results(host: &mut Host, prepare: impl Fn(&mut Host)) -> Vec<u8> {
    let mut flags = Vec::new();
    let commands: &[&[Call<'_>]] = &[
        &[(GEN_KEY, 0x04, 0xFFFF, &[])],
        &[(ECDH, 0x08, 2, &point(7))],
        &[(KDF, 0x42, 4, &[2, 0, 0, 1, 0x55])],
        &[(SHA, 0x00, 0, &[]), (SHA, 0x02, 0, &[])],
    ];
    for commands in commands {
        prepare(host);
        for (opcode, param1, param2, data) in *commands {
            let reply = host.send(*opcode, *param1, *param2, data);
            assert!(reply == [SUCCESS] || reply.len() > 1, "{opcode:#04x}: {}", host.why());
        }
        let [first, second] = host.state();
        assert_eq!(second & 0x80, 0x80, "valid");
        flags.push(first);
    }
    flags
}

#[test]
fn results_in_temp_key_are_fixed_random_or_what_was_there() {
    let mut host = Host::with_keys(RULES);
    let random_no_mac = |host: &mut Host| {
        host.random_nonce();
        assert_eq!(host.status(GEN_DIG, 0x02, 5, &[0x15, 0x02, 5, 0]), SUCCESS);
    };
    let fixed = |host: &mut Host| host.load_temp_key(&[1; 32]);
    for (flags, after_random, after_fixed) in [
        (ResultFlags::Fixed, FIXED, FIXED),
        (ResultFlags::Random, 0, 0),
        (ResultFlags::Inherited, NO_MAC, FIXED),
    ] {
        host.bus.set_options(|options| options.result_flags = flags);
        assert_eq!(results(&mut host, random_no_mac), [after_random; 4], "{flags:?}");
        assert_eq!(results(&mut host, fixed), [after_fixed; 4], "{flags:?}");
    }
    // Nothing there: a fixed value.
    host.data(COUNTER, 1, 1, &[]);
    host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
    assert_eq!(host.state(), [FIXED, 0x80]);
}

#[test]
fn a_nonce_from_temp_key_keeps_the_flags_or_counts_as_random() {
    let mut host = Host::blank();
    for (option, expected) in [(false, FIXED), (true, 0)] {
        host.bus.set_options(|options| options.nonce_from_temp_key_is_random = option);
        host.load_temp_key(&[1; 32]);
        host.data(NONCE, 0x00, 0x8000, &[0; 20]);
        assert_eq!(host.state(), [expected, 0x80]);
    }
}

#[test]
fn a_refused_command_clears_temp_key_or_leaves_it() {
    // Legal and illegal ones, one of them after it has taken TempKey: the MAC of the encrypted write is wrong.
    let commands: [Call<'_>; 4] = [
        (GEN_DIG, 0x02, 2, &[]),
        (LOCK, 0x80, 0, &[]),
        (NONCE, 0x02, 0, &[0; 20]),
        (WRITE, 0xC2, 9 << 3, &[0; 64]),
    ];
    let mut host = Host::unlocked_with_keys(RULES);
    for (opcode, param1, param2, data) in commands {
        for keeps in [false, true] {
            host.bus.set_options(|options| options.refusal_keeps_temp_key = keeps);
            let nonce = host.random_nonce();
            assert_ne!(host.status(opcode, param1, param2, data), SUCCESS);
            assert_eq!(host.temp_key_valid(), keeps, "{opcode:#04x}");
            if keeps {
                host.assert_temp_key(&nonce);
            }
        }
    }
}

#[test]
fn commands_that_have_nothing_to_do_with_temp_key_clear_it_or_leave_it() {
    let mut host = Host::unlocked_with_keys(RULES);
    let commands: [Call<'_>; 9] = [
        (COUNTER, 1, 1, &[]),
        (MAC, 0x00, 4, &[0; 32]),
        (CHECK_MAC, 0x00, 4, &[0; 77]),
        (WRITE, 0x82, 9 << 3, &[0; 32]),
        (ECDH, 0x0C, 2, &point(7)),
        (SELF_TEST, 0x3D, 0, &[]),
        (UPDATE_EXTRA, 0x02, 9, &[]),
        (LOCK, 0x80, 0, &[]),
        (NONCE, 0x03, 1, &[0; 32]),
    ];
    for (opcode, param1, param2, data) in commands {
        for keeps in [false, true] {
            host.bus.set_options(|options| options.only_users_clear_temp_key = keeps);
            let nonce = host.random_nonce();
            host.send(opcode, param1, param2, data);
            // The last one meant TempKey, and was refused.
            assert_eq!(host.temp_key_valid(), keeps && opcode != NONCE, "{opcode:#04x}");
            if host.temp_key_valid() {
                host.assert_temp_key(&nonce);
            }
        }
    }
}

#[test]
fn those_that_take_it_clear_it_all_the_same() {
    let mut host = Host::unlocked_with_keys(RULES);
    host.bus.set_options(|options| options.only_users_clear_temp_key = true);
    // Hashing has nothing to do with it, unless it takes its key from there.
    host.bus.set_options(|options| options.sha_keeps_temp_key = false);
    for (mode, param2, keeps) in [(0x00, 0, true), (0x04, 4, true), (0x04, 0xFFFF, false)] {
        host.random_nonce();
        assert_eq!(host.status(SHA, mode, param2, &[]), SUCCESS);
        assert_eq!(host.temp_key_valid(), keeps, "{mode:#04x} {param2:#06x}");
    }
    for (opcode, param1, param2, data) in
        [(SIGN, 0x80, 2, &[][..]), (MAC, 0x01, 4, &[]), (ECDH, 0x0D, 0, &point(7)), (DERIVE_KEY, 0, 4, &[])]
    {
        host.random_nonce();
        host.send(opcode, param1, param2, data);
        assert!(!host.temp_key_valid(), "{opcode:#04x}");
    }
}

#[test]
fn refused_commands_with_private_keys_clear_it() {
    let mut host = Host::with_keys(RULES);
    let commands: [Call<'_>; 2] = [(GEN_KEY, 0x00, 4, &[]), (ECDH, 0x08, 4, &point(7))];
    for (opcode, mode, slot, data) in commands {
        host.load_temp_key(&[1; 32]);
        assert_eq!(host.status(opcode, mode, slot, data), EXECUTION_ERROR);
        assert!(!host.temp_key_valid());
    }
}

#[test]
fn on_an_atecc508a_no_option_keeps_it() {
    let mut host = Host::on(SimI2c::blank(Part::Atecc508A, Some(SEED)).unwrap());
    host.bus.set_options(|options| {
        options.refusal_keeps_temp_key = true;
        options.only_users_clear_temp_key = true;
    });
    for (param1, status) in [(0, SUCCESS), (2, PARSE_ERROR)] {
        host.load_temp_key(&[1; 32]);
        let reply = host.send(COUNTER, param1, 0, &[]);
        assert!(reply == [status] || reply.len() == 4, "{reply:02x?}");
        assert!(!host.temp_key_valid());
    }
}
