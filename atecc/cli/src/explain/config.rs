use std::io::{self, Write};

use atecc::command::CounterId;
use atecc::config::{ChipMode, LastKeyUse, X509Format};
use atecc::{ConfigZone, Slot};
use clap::Args;
use serde_json::{Value, json};

use super::answer::failed;
use super::source::Source;
use crate::failure::Failure;

/// What is in the configuration zone?
#[derive(Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    source: Source,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Explain) -> Result<(), Failure> {
    let config = args.source.config();
    let mut out = io::stdout().lock();
    match (&config, args.json) {
        (Ok(config), true) => writeln!(out, "{}", object(config))?,
        (Ok(config), false) => writeln!(out, "{config}")?,
        (Err(failure), true) => writeln!(out, "{}", failed(failure))?,
        (Err(_), false) => {}
    }
    config.map(|_| ())
}

/// Every field; what the part does not have is null.
fn object(config: &ConfigZone) -> Value {
    let mut object = json!({
        "ok": true,
        "bytes": hex(config.as_bytes()),
        "part": if config.is_atecc508a() { "ATECC508A" } else { "ATECC608" },
        "phase": config.phase().to_string(),
        "serial_number": config.serial_number().to_string(),
        "revision": hex(&config.revision()),
        "i2c_enable": config.i2c_enable(),
        "i2c_address": config.i2c_address(),
        "bus_address": config.bus_address(),
        "chip_mode": chip_mode(config.chip_mode()),
        "counters": list([CounterId::Zero, CounterId::One].into_iter().map(|id| config.counter(id).value())),
        "user_extra": config.user_extra(),
        "user_extra_add": config.user_extra_add(),
        "data_locked": config.data_locked(),
        "config_locked": config.config_locked(),
        "slots_locked": list(Slot::all().filter(|slot| config.slot_locked(*slot)).map(Slot::number)),
        "x509_format": list((0..4).map(|id| x509_format(config.x509_format(id)))),
        "slots": list(Slot::all().map(|slot| slot_object(config, slot))),
        "reserved_bits_set": list(config.reserved_bits_set().map(|(byte, bits)| json!({ "byte": byte, "bits": bits }))),
        "otp_mode": config.otp_mode().map(|mode| mode.to_string()),
        "last_key_use": config.last_key_use().map(LastKeyUse::left),
    });
    for (name, value) in new_fields(config) {
        object[name] = if config.is_atecc508a() { Value::Null } else { value };
    }
    object
}

fn list<T: Into<Value>>(items: impl Iterator<Item = T>) -> Value {
    items.map(Into::into).collect::<Vec<Value>>().into()
}

fn chip_mode(mode: ChipMode) -> Value {
    json!({
        "user_extra_add": mode.address_from_extra(),
        "ttl_enable": mode.ttl_enable(),
        "long_watchdog": mode.long_watchdog(),
        "clock_divider": mode.0 >> 3,
    })
}

fn x509_format(format: X509Format) -> Value {
    json!({ "template_length": format.template_length(), "public_position": format.public_position() })
}

/// What came with the ATECC608. A feature that is off has no slot.
fn new_fields(config: &ConfigZone) -> [(&'static str, Value); 7] {
    let slot = |slot: Option<Slot>| slot.map(Slot::number);
    let (boot, iv, options) = (config.secure_boot_config(), config.kdf_iv(), config.chip_options());
    [
        ("aes_enable", config.aes_enable().into()),
        ("count_match", json!({ "slot": slot(config.count_match().slot()) })),
        ("use_lock", json!({ "slot": slot(config.use_lock().slot()) })),
        ("volatile_key_permission", json!({ "slot": slot(config.volatile_key_permission().slot()) })),
        (
            "secure_boot_config",
            json!({
                "mode": boot.mode() as u8,
                "persist": boot.persist(),
                "random_nonce": boot.random_nonce(),
                "stored": boot.stored().number(),
                "public_key": boot.public_key().number(),
            }),
        ),
        ("kdf_iv", json!({ "location": iv.location, "string": hex(&iv.string) })),
        (
            "chip_options",
            json!({
                "power_on_self_test": options.power_on_self_test(),
                "io_protection_key": slot(options.io_protection_key()),
                "kdf_aes": options.kdf_aes(),
                "auto_clear_first_fail": options.auto_clear_first_fail(),
                "ecdh_protection": options.ecdh_protection() as u8,
                "kdf_protection": options.kdf_protection() as u8,
            }),
        ),
    ]
}

fn slot_object(config: &ConfigZone, slot: Slot) -> Value {
    let policy = config.slot_policy(slot);
    json!({
        "slot": slot.number(),
        "slot_config": policy.rules.0,
        "key_config": policy.key.0,
        "policy": policy.to_string(),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
