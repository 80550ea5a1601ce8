//! What operations cost: commands, wakes, transactions, and time beside the floor that the chip itself sets.

#[path = "common/cost.rs"]
mod cost;
#[path = "common/counter.rs"]
mod counter;
#[path = "common/life.rs"]
mod life;

use atecc::{Config, Opcode, SeedUpdate};

const README: &str = include_str!("../README.md");

fn commands(name: &str, config: Config) -> Vec<(Opcode, u64)> {
    operation(name).with(config).commands
}

fn operation(name: &str) -> cost::Measured {
    cost::OPERATIONS.into_iter().find(|operation| operation.name == name).unwrap()
}

#[test]
fn every_operation_costs_one_wake_and_next_to_nothing_beside_chip_and_bus() {
    for operation in cost::OPERATIONS {
        for hz in cost::BUS_HZ {
            let cost = operation.at(hz);
            assert_eq!(cost.wakes, 1, "{}", operation.name);
            assert!(cost.permille() <= 1_010, "{} at {hz} Hz: {}", operation.name, cost.permille());
        }
    }
}

#[test]
fn a_signature_is_nonce_and_sign_and_131_bytes() {
    let cost = operation("sign_digest").at(100_000);
    assert_eq!(cost.commands, [(Opcode::Nonce, 1), (Opcode::Sign, 1)]);
    assert_eq!(cost.transactions, 7);
    // Pulse and token, load digest and reply, sign and reply, idle; addresses included.
    assert_eq!(cost.bytes, 1 + 5 + (41 + 5) + (9 + 68) + 2);
}

#[test]
fn no_operation_gives_a_command_too_many() {
    let counts = |name| commands(name, Config::new());
    assert_eq!(counts("verify_digest"), [(Opcode::Nonce, 1), (Opcode::Verify, 1)]);
    assert_eq!(counts("gen_key"), [(Opcode::GenKey, 1)]);
    assert_eq!(counts("ecdh"), [(Opcode::Ecdh, 1)]);
    assert_eq!(counts("random(32 bytes)"), [(Opcode::Random, 1)]);
    // Start, sixteen blocks, end.
    assert_eq!(counts("sha256(1024 bytes)"), [(Opcode::Sha, 18)]);
    assert_eq!(counts("read_config"), [(Opcode::Read, 4)]);
}

#[test]
fn the_numbers_in_the_documentation_are_these() {
    for operation in cost::OPERATIONS {
        for hz in cost::BUS_HZ {
            let row = operation.row(hz);
            assert!(README.contains(&row), "README.md, cargo bench -p atecc:\n{row}");
        }
    }
}

#[test]
fn the_seed_policy_decides_on_random() {
    let always = Config { seed_update: SeedUpdate::Always, ..Config::new() };
    let with_random = [(Opcode::Nonce, 1), (Opcode::Random, 1), (Opcode::Sign, 1)];
    assert_eq!(commands("sign_digest", always), with_random);
    let asleep = Config { rest: atecc::Rest::Sleep, ..Config::new() };
    assert_eq!(commands("sign_digest", asleep), with_random);
    let never = Config { rest: atecc::Rest::Sleep, seed_update: SeedUpdate::Never, ..Config::new() };
    assert_eq!(commands("sign_digest", never), [(Opcode::Nonce, 1), (Opcode::Sign, 1)]);
}
