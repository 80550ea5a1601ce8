use std::sync::{Arc, Mutex};

use atecc_sim::trace::{Event, Happening, JsonLines, Lines, Recorder, Recording, Replay, ReplayError};
use atecc_sim::trace::{ScriptError, Tracer};
use atecc_sim::{Part, SimI2c};
use embedded_hal::i2c::I2c;

use crate::asynch::now;
use crate::host::*;

fn chip() -> SimI2c {
    SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap()
}

/// A host as the vendor's: wake, a command, polling, the reply in two pieces, idle.
fn talk(bus: &mut impl I2c, delay: &mut impl embedded_hal::delay::DelayNs) -> Vec<u8> {
    assert!(bus.write(0x00, &[0x00]).is_err());
    delay.delay_us(1_500);
    bus.read(ADDRESS, &mut [0; 4]).unwrap();
    bus.write(ADDRESS, &packet(INFO, 0, 0, &[])).unwrap();
    assert!(bus.read(ADDRESS, &mut [0]).is_err());
    delay.delay_ms(1);
    let mut reply = [0; 7];
    bus.write_read(ADDRESS, &[0x00], &mut reply[..1]).unwrap();
    bus.read(ADDRESS, &mut reply[1..]).unwrap();
    // Read of slot 9: refused.
    bus.write(ADDRESS, &packet(READ, 0x82, 9 << 3, &[])).unwrap();
    delay.delay_ms(1);
    bus.read(ADDRESS, &mut [0; 35]).unwrap();
    bus.write(ADDRESS, &[0x02]).unwrap();
    reply.to_vec()
}

const LINES: &str = "\
0x00 write: wake, not acknowledged
0x60 read: status: awake, and no command has arrived (0x11)
0x60 write: Info param1 0x00 param2 0x0000
0x60 read: 1 bytes, not acknowledged
0x60 write: reply from its start; read: 07 ...
0x60 read: Info gave 00006003
0x60 write: Read param1 0x82 param2 0x0048
0x60 read: status: refused by the chip's configuration, locks or state (0x0F)
0x60 write: idle
";

#[test]
fn lines_say_what_crosses_the_bus() {
    let bus = chip();
    let mut delay = bus.delay();
    let mut traced = Tracer::new(bus, Lines::new(Vec::new()));
    talk(&mut traced, &mut delay);
    let lines = traced.release().1.finish().unwrap();
    assert_eq!(String::from_utf8(lines).unwrap(), LINES);
}

#[test]
fn the_async_flavour_says_the_same() {
    let mut traced = Tracer::new(chip(), Lines::new(Vec::new()));
    let failed = now(embedded_hal_async::i2c::I2c::write(&mut traced, ADDRESS, &[0x02]));
    assert!(failed.is_err());
    let lines = traced.release().1.finish().unwrap();
    assert_eq!(String::from_utf8(lines).unwrap(), "0x60 write: idle, not acknowledged\n");
}

/// A writer that the test can look into while the bus has it.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const REFUSAL: &str = "Read slot 9: refused 0x0F: LockConfig=0x55 LockValue=0x55: data, OTP and keys are out of reach \
                       until the configuration is locked\n";

#[test]
fn a_simulated_bus_also_tells_the_time_and_the_reasons() {
    let (mut bus, out) = (chip(), Shared::default());
    bus.observe(Lines::new(out.clone()));
    let mut delay = bus.delay();
    talk(&mut bus, &mut delay);
    bus.power_cycle().unwrap();
    bus.wake_pulse();
    let text = out.text();
    assert!(text.contains(REFUSAL), "{text}");
    assert!(text.starts_with("       0.000 ms  0x00 write: wake"), "{text}");
    assert!(text.contains(" ms  power cycle\n") && text.ends_with(" ms  wake pulse\n"), "{text}");

    let (mut bus, out) = (chip(), Shared::default());
    bus.observe(Lines::new(out.clone()).only_refusals());
    let mut delay = bus.delay();
    talk(&mut bus, &mut delay);
    assert_eq!(out.text(), REFUSAL);
}

#[test]
fn events_come_as_they_are() {
    let mut bus = chip();
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&events);
    bus.observe(move |event: &Event| sink.lock().unwrap().push(event.clone()));
    let mut delay = bus.delay();
    talk(&mut bus, &mut delay);
    let events = events.lock().unwrap();
    let refusals = events.iter().filter(|event| matches!(event.happening, Happening::Refused(_)));
    assert_eq!(refusals.count(), 1);
    assert_eq!(events.len(), LINES.lines().count() + 1);
    assert!(events.is_sorted_by_key(|event| event.at));
}

#[test]
fn json_lines_are_json() {
    let (mut bus, out) = (chip(), Shared::default());
    bus.observe(JsonLines::new(out.clone()));
    let mut delay = bus.delay();
    talk(&mut bus, &mut delay);
    let text = out.text();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let command = &lines[2];
    assert_eq!(command["event"], "transaction");
    assert_eq!(command["address"], 0x60);
    assert_eq!(command["outcome"], "ok");
    assert_eq!(command["transfers"][0]["write"], "030730000000035d");
    assert_eq!(command["transfers"][0]["command"], "Info");
    assert_eq!(lines[0]["outcome"], "nack-address");
    assert_eq!(lines[5]["transfers"][0]["data"], "00006003");
    let refused = lines.iter().find(|line| line["event"] == "refused").unwrap();
    assert_eq!(refused["command"], "Read");
    assert_eq!(refused["status"], 0x0F);
    assert!(refused["reason"].as_str().unwrap().starts_with("LockConfig=0x55"));
}

#[test]
fn what_was_recorded_is_replayed() {
    let bus = chip();
    let mut delay = bus.delay();
    let mut recorder = Recorder::new(bus, Recording::new(Vec::new()));
    let reply = talk(&mut recorder, &mut delay);
    let text = String::from_utf8(recorder.release().1.finish().unwrap()).unwrap();
    assert!(text.starts_with("i2c-recording 1\n00 w:00 nack-address\n60 r4:04113343 ok\n"), "{text}");
    assert!(text.contains("\n60 r1: nack-address\n60 w:00 r1:07 ok\n"), "{text}");

    let mut replay: Replay = text.parse().unwrap();
    assert!(!replay.is_at_end());
    assert_eq!(talk(&mut replay, &mut delay), reply);
    assert!(replay.is_at_end());
    assert_eq!(replay.read(ADDRESS, &mut [0]), Err(ReplayError::End));

    let mut replay: Replay = text.parse().unwrap();
    let error = replay.write(ADDRESS, &[0x02]).unwrap_err();
    assert_eq!(error.to_string(), "line 2 of the recording has 00 w:00");
    assert_eq!(talk(&mut replay, &mut delay), reply, "and it is still there");
}

#[test]
fn a_recording_of_a_simulated_bus_has_comments_that_mean_nothing() {
    let (mut bus, out) = (chip(), Shared::default());
    bus.observe(Recording::new(out.clone()));
    let mut delay = bus.delay();
    let reply = talk(&mut bus, &mut delay);
    bus.wake_pulse();
    bus.power_cycle().unwrap();
    let text = out.text();
    assert!(text.contains("# Read slot 9: refused"), "{text}");
    assert!(text.ends_with("wake\npower-cycle\n"), "{text}");
    let mut replay: Replay = text.parse().unwrap();
    assert_eq!(talk(&mut replay, &mut delay), reply);
    assert!(replay.is_at_end());
}

#[test]
fn what_is_no_recording_is_said() {
    let parse = |text: &str| text.parse::<Replay>().map(|_| ()).unwrap_err();
    assert_eq!(parse(""), ScriptError::NotOurs);
    assert_eq!(parse("i2c-recording 2\n"), ScriptError::NotOurs);
    for wrong in [
        "60",
        "60 w:00",
        "60 w:0 ok",
        "60 w:zz ok",
        "60 x:00 ok",
        "60 r2:00 ok",
        "60 r1: ok",
        "60 r:00 ok",
        "60 r99999: nack",
        "80 w: ok",
        "60 w: perhaps",
        "ok",
        "w:é ok",
    ] {
        assert_eq!(parse(&format!("i2c-recording 1\n\n# x\n{wrong}\n")), ScriptError::Line(4), "{wrong}");
    }
    assert!("i2c-recording 1\n60 ok\n60 r3: nack\n60 r3:010203 w: ok\n".parse::<Replay>().is_ok());
}

#[test]
fn a_sink_that_breaks_does_not_break_the_bus() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let bus = chip();
    let mut delay = bus.delay();
    let mut traced = Tracer::new(bus, Lines::new(Full));
    assert_eq!(talk(&mut traced, &mut delay)[..5], [7, 0, 0, 0x60, 3]);
    assert!(traced.release().1.finish().is_err());
}
