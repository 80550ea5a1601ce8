use atecc::policy::ReadAccess;

use crate::chip::Core;
use crate::packet::{Command, Reply};
use crate::place::Span;
use crate::refused::{Fault, Reason};

pub(super) fn run(core: &mut Core, command: &Command<'_>) -> Result<Reply, Fault> {
    command.no_data()?;
    let span = Span::decode(command, 0)?;
    let access = core.rules().read(span.place, span.width)?;
    let mut data = core.eeprom.place(span.place).get(span.start..).unwrap_or_default().to_vec();
    // The last block of a slot is partial; what is beyond its end reads as zeros.
    data.resize(span.length(), 0);
    match access {
        ReadAccess::Clear => {}
        ReadAccess::Encrypted(_) => {
            let key = core.sram.temp_key.take().ok_or(Fault::execution(Reason::Empty))?;
            for (byte, pad) in data.iter_mut().zip(key.value.lower()) {
                *byte ^= pad;
            }
        }
    }
    Ok(Reply::Data(data))
}

#[cfg(test)]
mod tests {
    use atecc::config::SlotConfig;
    use atecc::policy::{Place, Source};
    use atecc::{ConfigZone, Slot};

    use super::*;
    use crate::eeprom::Eeprom;
    use crate::options::Options;
    use crate::part::Part;
    use crate::sram::{Buffer, TempKey};
    use crate::state::Identity;

    /// A locked part whose slot 9 can be read under key 4.
    fn core() -> Core {
        let nine = Slot::from_nibble(9);
        let mut config = ConfigZone::new([0; ConfigZone::SIZE]);
        config.set_slot_config(nine, SlotConfig(0x00C4));
        let mut eeprom = Eeprom::new(config);
        eeprom.put(Place::Slot(nine), 0, &[0xA5; 32]);
        let identity = Identity { part: Part::Atecc608B, seed: Some(1), power_ups: 1 };
        Core::new(identity, eeprom, Options::default()).unwrap()
    }

    #[test]
    fn an_encrypted_read_is_xored_with_temp_key_and_consumes_it() {
        let mut core = core();
        let mut key = TempKey::new(Buffer::short([0x0F; 32]), Source::Random);
        key.flags.gen_dig_data = true;
        key.flags.key_id = 4;
        core.sram.temp_key = Some(key);
        let command = Command { opcode: 0x02, param1: 0x82, param2: 9 << 3, data: &[] };
        let Reply::Data(data) = run(&mut core, &command).unwrap() else { panic!("a status") };
        assert_eq!(data, [0xA5 ^ 0x0F; 32]);
        assert!(core.sram.temp_key.is_none());
        assert!(run(&mut core, &command).is_err());
    }
}
