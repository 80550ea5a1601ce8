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
