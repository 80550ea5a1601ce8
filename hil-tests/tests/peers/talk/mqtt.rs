//! MQTT 3.1.1: our client subscribes to what it publishes.

use super::{large, small};
use crate::ours::{End, Outcome};

// Packet types with their fixed flags (2.2).
const CONNECT: u8 = 0x10;
const CONNACK: u8 = 0x20;
const PUBLISH: u8 = 0x30;
const SUBSCRIBE: u8 = 0x82;
const SUBACK: u8 = 0x90;
const DISCONNECT: u8 = 0xE0;

const TOPIC: &str = "device/echo";

/// A string with its length (1.5.3).
fn string(text: &str) -> Vec<u8> {
    [&u16::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat()
}

/// A packet with its remaining length in groups of seven bits, lowest first (2.2.3).
fn packet(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut packet = vec![kind];
    let mut len = content.len();
    loop {
        let group = u8::try_from(len % 128).unwrap();
        len /= 128;
        if len == 0 {
            packet.push(group);
            break;
        }
        packet.push(group | 0x80);
    }
    packet.extend(content);
    packet
}

fn recv(end: &End) -> Outcome<(u8, Vec<u8>)> {
    let byte = || Ok::<_, String>(end.recv_exactly(1)?[0]);
    let kind = byte()?;
    let (mut len, mut shift) = (0, 0);
    loop {
        let group = byte()?;
        len |= usize::from(group & 0x7F) << shift;
        shift += 7;
        if group & 0x80 == 0 {
            return Ok((kind, end.recv_exactly(len)?));
        }
    }
}

fn connect() -> Vec<u8> {
    /// Protocol level 4 (3.1.2.2), a clean session (3.1.2.4), kept alive for 60 s (3.1.2.10).
    const SESSION: [u8; 4] = [4, 0x02, 0, 60];
    packet(CONNECT, &[string("MQTT"), SESSION.to_vec(), string("device")].concat())
}

fn subscribe() -> Vec<u8> {
    const PACKET_ID: [u8; 2] = [0, 1];
    const AT_MOST_ONCE: [u8; 1] = [0];
    packet(SUBSCRIBE, &[PACKET_ID.to_vec(), string(TOPIC), AT_MOST_ONCE.to_vec()].concat())
}

/// Our client and a broker.
pub(crate) fn ask(end: &End) -> Outcome<()> {
    end.send(&connect())?;
    assert_eq!(recv(end)?, (CONNACK, vec![0, 0]), "accepted, without a session from before");
    end.send(&subscribe())?;
    assert_eq!(recv(end)?, (SUBACK, vec![0, 1, 0]), "granted");
    for data in [small(), large()] {
        let content = [string(TOPIC), data].concat();
        end.send(&packet(PUBLISH, &content))?;
        assert!(recv(end)? == (PUBLISH, content), "it is not what was sent");
    }
    end.send(&packet(DISCONNECT, b""))?;
    end.expect_end()
}
