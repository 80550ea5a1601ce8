use super::{Bus, Read, Write, flavour};
use crate::Status;
use crate::packet::{Flag, Response, WordAddress};
use crate::swi::{FRAMES, Swi, SwiError, decode, encode};
use crate::timing::{SWI_BAUD, SWI_WAKE_BAUD};

/// Where a wake pulse is written to.
const GENERAL_CALL: u8 = 0x00;
/// With its start bit, eight low bits.
const WAKE_TOKEN: u8 = 0x00;
/// What a read past the end of a reply gives on I2C.
const NOTHING: u8 = 0xFF;
/// More bytes than a chip can have to say, in frames: whoever goes on after that is no chip.
const ENDLESS: usize = FRAMES * 256;

const SLEEP: u8 = WordAddress::Sleep as u8;
const IDLE: u8 = WordAddress::Idle as u8;
const COMMAND: u8 = WordAddress::Command as u8;

type Outcome<T, U> = Result<T, SwiError<<U as embedded_io::ErrorType>::Error>>;

/// What the link layer says in the words of I2C, on a wire that has others.
#[flavour]
impl<U: Read + Write, F: FnMut(&mut U, u32) -> Result<(), U::Error>> Bus for Swi<U, F> {
    type Error = SwiError<U::Error>;

    async fn send(&mut self, address: u8, bytes: &[u8]) -> Outcome<(), U> {
        match bytes {
            _ if address == GENERAL_CALL => Wire(self).wake().await,
            [COMMAND, packet @ ..] => Wire(self).command(packet).await,
            [SLEEP] => Wire(self).transmit(Flag::Sleep as u8).await,
            [IDLE] => Wire(self).idle().await,
            // The chip gives its reply from the beginning whenever it is asked.
            _ => Ok(()),
        }
    }

    async fn receive(&mut self, _: u8, room: &mut [u8]) -> Outcome<(), U> {
        Wire(self).ask(room).await?;
        if self.unsure && !is_of_no_command(room) {
            return Err(SwiError::Silent);
        }
        Ok(())
    }

    /// There is nobody else on the wire, and idle would be for the chip itself.
    fn sibling(&mut self, _: &[u8], _: usize) -> Option<u8> {
        None
    }
}

/// Whether it is a reply that says that no command was understood since the wake, or none at all.
fn is_of_no_command(reply: &[u8]) -> bool {
    use Status::{AfterWake, CommunicationError, SelfTestError};
    matches!(Response::parse(reply), Ok(Response::Status(AfterWake | CommunicationError | SelfTestError)))
}

/// The wire, in one flavour.
struct Wire<'a, U, F>(&'a mut Swi<U, F>);

#[flavour]
impl<U: Read + Write, F: FnMut(&mut U, u32) -> Result<(), U::Error>> Wire<'_, U, F> {
    async fn wake(&mut self) -> Outcome<(), U> {
        self.0.is_slow = true;
        (self.0.set_baud)(&mut self.0.uart, SWI_WAKE_BAUD).map_err(SwiError::Uart)?;
        self.write(&[WAKE_TOKEN]).await?;
        // Its echo. Whether a UART takes it for a byte or for a break does not matter.
        let _ = self.0.uart.read(&mut [0]).await;
        self.normal_baud()
    }

    fn normal_baud(&mut self) -> Outcome<(), U> {
        if self.0.is_slow {
            (self.0.set_baud)(&mut self.0.uart, SWI_BAUD).map_err(SwiError::Uart)?;
            self.0.is_slow = false;
        }
        Ok(())
    }

    async fn command(&mut self, packet: &[u8]) -> Outcome<(), U> {
        // Until the whole of it is out; also if this future is dropped.
        self.0.unsure = true;
        self.transmit(Flag::Command as u8).await?;
        for byte in packet {
            self.transmit(*byte).await?;
        }
        self.0.unsure = false;
        Ok(())
    }

    /// Nobody acknowledges the flag: a chip that answers right before it has heard it.
    async fn idle(&mut self) -> Outcome<(), U> {
        let answered = self.ask(&mut [0]).await;
        self.transmit(Flag::Idle as u8).await?;
        answered
    }

    /// Lets the chip give its reply from the beginning. Like on I2C there is nothing behind its end.
    async fn ask(&mut self, room: &mut [u8]) -> Outcome<(), U> {
        self.transmit(Flag::Transmit as u8).await?;
        room.fill(NOTHING);
        let count = self.byte().await?;
        if let Some(first) = room.first_mut() {
            *first = count;
        }
        for slot in room.iter_mut().take(count.into()).skip(1) {
            match self.byte().await {
                Ok(byte) => *slot = byte,
                Err(_) => break,
            }
        }
        // Garbled, or longer than was asked for: the chip may still be sending.
        if Response::parse(room).is_err() {
            self.drain().await;
        }
        Ok(())
    }

    /// A byte to the chip, once the UART has heard it too.
    async fn transmit(&mut self, byte: u8) -> Outcome<(), U> {
        self.normal_baud()?;
        self.write(&encode(byte)).await?;
        if self.byte().await.is_ok_and(|echo| echo == byte) {
            return Ok(());
        }
        self.drain().await;
        Err(SwiError::Echo)
    }

    async fn write(&mut self, mut frames: &[u8]) -> Outcome<(), U> {
        while !frames.is_empty() {
            let written = self.0.uart.write(frames).await.map_err(SwiError::Uart)?;
            if written == 0 {
                return Err(SwiError::Echo);
            }
            frames = frames.get(written..).unwrap_or_default();
        }
        self.0.uart.flush().await.map_err(SwiError::Uart)
    }

    async fn byte(&mut self) -> Outcome<u8, U> {
        let mut frames = [0; FRAMES];
        let mut room = &mut frames[..];
        while !room.is_empty() {
            let len = match self.0.uart.read(room).await {
                Ok(0) => return Err(SwiError::Silent),
                Ok(len) => len,
                Err(error) => return Err(SwiError::Uart(error)),
            };
            room = room.get_mut(len..).unwrap_or_default();
        }
        Ok(decode(&frames))
    }

    /// Hears the wire out, so that what comes next is the echo of what is sent next.
    async fn drain(&mut self) {
        let mut heard = 0;
        while heard < ENDLESS {
            match self.0.uart.read(&mut [0; FRAMES]).await {
                Ok(0) | Err(_) => return,
                Ok(len) => heard = heard.saturating_add(len),
            }
        }
    }
}
