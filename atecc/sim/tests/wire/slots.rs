//! SlotConfig and KeyConfig, rule by rule, once both zones are locked.

use crate::host::*;

/// A slot's rules, a command on that slot, and the refusal in one line; none if it is allowed.
type Case = (u16, u16, fn(&mut Host) -> Vec<u8>, Option<&'static str>);

fn check(slot: u8, cases: &[Case]) {
    for (index, (slot_config, key_config, command, refusal)) in cases.iter().enumerate() {
        let mut host = Host::configured(&[(slot, *slot_config, *key_config)]);
        if key_config & 1 == 1 {
            host.send(GEN_KEY, 0x04, slot.into(), &[]);
        }
        host.lock_data();
        let reply = command(&mut host);
        match refusal {
            None => assert_ne!(reply, [EXECUTION_ERROR], "case {index}: {}", host.why()),
            Some(why) => {
                assert_eq!(reply, [EXECUTION_ERROR], "case {index}");
                assert_eq!(host.why(), *why, "case {index}");
            }
        }
    }
}

fn read_word(host: &mut Host) -> Vec<u8> {
    host.send(READ, 0x02, 9 << 3, &[])
}

fn read_block(host: &mut Host) -> Vec<u8> {
    host.send(READ, 0x82, 9 << 3, &[])
}

fn read_encrypted(host: &mut Host) -> Vec<u8> {
    host.data(NONCE, 0x00, 0, &[0; 20]);
    read_block(host)
}

fn write_word(host: &mut Host) -> Vec<u8> {
    host.send(WRITE, 0x02, 9 << 3, &[0; 4])
}

fn write_block(host: &mut Host) -> Vec<u8> {
    host.send(WRITE, 0x82, 9 << 3, &[0; 32])
}

fn write_encrypted(host: &mut Host) -> Vec<u8> {
    host.data(NONCE, 0x00, 0, &[0; 20]);
    host.send(WRITE, 0xC2, 9 << 3, &[0; 64])
}

fn create(host: &mut Host) -> Vec<u8> {
    host.send(GEN_KEY, 0x04, 2, &[])
}

fn public(host: &mut Host) -> Vec<u8> {
    host.send(GEN_KEY, 0x00, 2, &[])
}

fn sign(host: &mut Host) -> Vec<u8> {
    host.load_message_digest(&[0x42; 32]);
    host.send(SIGN, 0xA0, 2, &[])
}

fn ecdh(host: &mut Host) -> Vec<u8> {
    host.send(ECDH, 0x00, 2, &crate::ecc::point(9))
}

fn ecdh_to_buffer(host: &mut Host) -> Vec<u8> {
    host.send(ECDH, 0x0C, 2, &crate::ecc::point(9))
}

fn ecdh_to_slot(host: &mut Host) -> Vec<u8> {
    host.send(ECDH, 0x04, 2, &crate::ecc::point(9))
}

#[test]
fn reading() {
    check(
        9,
        &[
            (0x0000, 0x001C, read_word, None),
            (0x0000, 0x001C, read_block, None),
            (0x8000, 0x001C, read_block, None),
            (
                0x0080,
                0x001C,
                read_block,
                Some("SlotConfig[9]=0x0080 IsSecret=1 EncryptRead=0: never readable"),
            ),
            (
                0x0040,
                0x001C,
                read_block,
                Some("SlotConfig[9]=0x0040 IsSecret=0 EncryptRead=1: never readable"),
            ),
            (0x00C4, 0x001C, read_word, Some("SlotConfig[9]=0x00C4 IsSecret=1: 32-byte access only")),
            (0x00C4, 0x001C, read_block, Some("TempKey.Valid=0")),
            (0x00C4, 0x001C, read_encrypted, Some("TempKey.GenDigData=0: GenDig of slot 4 is needed")),
            (0x0080, 0x0013, read_block, Some("KeyConfig[9]=0x0013 Private=1: never readable")),
            (0x0000, 0x0013, read_word, Some("KeyConfig[9]=0x0013 Private=1: never readable")),
        ],
    );
}

#[test]
fn writing() {
    let never = |config: &'static str| Some(config);
    check(
        9,
        &[
            (0x0000, 0x001C, write_word, None),
            (0x0000, 0x001C, write_block, None),
            (0x0080, 0x001C, write_block, None),
            (0x0080, 0x001C, write_word, Some("SlotConfig[9]=0x0080 IsSecret=1: 32-byte access only")),
            (0x1000, 0x0010, write_block, None),
            (
                0x2000,
                0x001C,
                write_block,
                never("SlotConfig[9]=0x2000 WriteConfig=0010: never written by Write"),
            ),
            (
                0x3000,
                0x001C,
                write_block,
                never("SlotConfig[9]=0x3000 WriteConfig=0011: never written by Write"),
            ),
            (
                0x8000,
                0x001C,
                write_word,
                never("SlotConfig[9]=0x8000 WriteConfig=1000: never written by Write"),
            ),
            (
                0xB000,
                0x001C,
                write_block,
                never("SlotConfig[9]=0xB000 WriteConfig=1011: never written by Write"),
            ),
            (
                0x4600,
                0x001C,
                write_word,
                Some("SlotConfig[9]=0x4600 WriteConfig=0100: encrypted 32-byte writes under key 6 only"),
            ),
            (0x4600, 0x001C, write_block, Some("TempKey.Valid=0")),
            (0x4600, 0x001C, write_encrypted, Some("TempKey.GenDigData=0: GenDig of slot 6 is needed")),
            (0xF600, 0x001C, write_encrypted, Some("TempKey.GenDigData=0: GenDig of slot 6 is needed")),
            (
                0x0080,
                0x0013,
                write_block,
                Some("KeyConfig[9]=0x0013 Private=1: Write does not write private keys"),
            ),
        ],
    );
}

#[test]
fn making_and_showing_keys() {
    check(
        2,
        &[
            (0x2080, 0x0013, create, None),
            (0xA080, 0x0013, create, None),
            (0x6080, 0x0013, create, None),
            (0x0080, 0x0013, create, Some("SlotConfig[2]=0x0080 WriteConfig=0000: GenKey not allowed")),
            (0x8080, 0x0013, create, Some("SlotConfig[2]=0x8080 WriteConfig=1000: GenKey not allowed")),
            (0x4080, 0x0013, create, Some("SlotConfig[2]=0x4080 WriteConfig=0100: GenKey not allowed")),
            (0x2000, 0x0013, create, Some("SlotConfig[2]=0x2000 IsSecret=0: a private key needs IsSecret=1")),
            (
                0x2080,
                0x0012,
                create,
                Some("KeyConfig[2]=0x0012 Private=0 KeyType=4: not a P-256 private key"),
            ),
            (
                0x2080,
                0x001D,
                create,
                Some("KeyConfig[2]=0x001D Private=1 KeyType=7: not a P-256 private key"),
            ),
            (
                0x2080,
                0x0593,
                create,
                Some("KeyConfig[2]=0x0593 ReqAuth=1 AuthKey=5: that key has not been proven"),
            ),
            (0x0080, 0x0013, public, None),
            (0x0080, 0x0011, public, Some("KeyConfig[2]=0x0011 PubInfo=0: the public key is not given out")),
            (
                0x0080,
                0x0010,
                public,
                Some("KeyConfig[2]=0x0010 Private=0 KeyType=4: not a P-256 private key"),
            ),
        ],
    );
}

#[test]
fn using_keys() {
    check(
        2,
        &[
            (0x0081, 0x0013, sign, None),
            (0x0081, 0x0011, sign, None),
            (0x0081, 0x0053, sign, None),
            (
                0x008E,
                0x0013,
                sign,
                Some("SlotConfig[2]=0x008E ReadKey=1110 bit 0=0: no signatures of external messages"),
            ),
            (0x0001, 0x0013, sign, Some("SlotConfig[2]=0x0001 IsSecret=0: a private key needs IsSecret=1")),
            (0x0081, 0x0010, sign, Some("KeyConfig[2]=0x0010 Private=0 KeyType=4: not a P-256 private key")),
            (
                0x0081,
                0x0A93,
                sign,
                Some("KeyConfig[2]=0x0A93 ReqAuth=1 AuthKey=10: that key has not been proven"),
            ),
            (
                0x0081,
                0x1013,
                sign,
                Some("KeyConfig[2]=0x1013 PersistentDisable=1: the persistent latch is 0"),
            ),
            (0x0084, 0x0013, ecdh, None),
            (0x0084, 0x0013, ecdh_to_buffer, None),
            (0x008C, 0x0013, ecdh, None),
            (0x008C, 0x0013, ecdh_to_slot, None),
            (0x0083, 0x0013, ecdh, Some("SlotConfig[2]=0x0083 ReadKey=0011 bit 2=0: ECDH not allowed")),
            (
                0x008C,
                0x0013,
                ecdh_to_buffer,
                Some("SlotConfig[2]=0x008C ReadKey=1100 bit 3=1: the secret stays in the next slot"),
            ),
            (
                0x0084,
                0x0013,
                ecdh_to_slot,
                Some("SlotConfig[2]=0x0084 ReadKey=0100 bit 3=0: the secret is not kept in a slot"),
            ),
            (0x0084, 0x0083, ecdh, Some("KeyConfig[2]=0x0083 Private=1 KeyType=0: not a P-256 private key")),
        ],
    );
}

#[test]
fn between_the_locks_a_private_slot_takes_a_key_whatever_its_slot_config_says() {
    let mut host = Host::configured(&[(2, 0x0081, 0x0013), (3, 0x8081, 0x0011)]);
    for slot in [2, 3] {
        let public = host.data(GEN_KEY, 0x04, slot, &[]);
        assert_eq!(host.data(GEN_KEY, 0x00, slot, &[]), public, "shown although PubInfo may be 0");
    }
}

#[test]
fn keys_are_out_of_reach_on_a_blank_part() {
    let mut host = Host::blank();
    host.configure(&[(2, 0x2087, 0x0013)]);
    for command in [create, public, sign, ecdh] {
        assert_eq!(command(&mut host), [EXECUTION_ERROR]);
        assert!(host.why().contains("until the configuration is locked"), "{}", host.why());
    }
    assert_eq!(host.status(GEN_KEY, 0x04, 0xFFFF, &[]), EXECUTION_ERROR);
}

#[test]
fn signing_before_the_data_lock_is_an_option() {
    let mut host = Host::configured(&[(2, 0x2087, 0x0013)]);
    host.data(GEN_KEY, 0x04, 2, &[]);
    assert_eq!(sign(&mut host).len(), 64);
    host.bus.set_options(|options| options.policy.use_before_data_lock = false);
    assert_eq!(sign(&mut host), [EXECUTION_ERROR]);
    assert!(host.why().ends_with("keys cannot be used until data is locked"));
}

#[test]
fn limited_use_counts_signatures_until_the_match_value() {
    let mut host = Host::blank();
    host.configure(&[(2, 0x00A5, 0x0013), (10, 0x0000, 0x001C)]);
    // CountMatch: on, value in slot 10.
    host.set_config(18, &[0xA1]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    let mut limit = [0; 32];
    limit[..8].copy_from_slice(&[3, 0, 0, 0, 3, 0, 0, 0]);
    assert_eq!(host.status(WRITE, 0x82, 10 << 3, &limit), SUCCESS);
    host.lock_data();
    assert_eq!(sign(&mut host).len(), 64);
    assert_eq!(public(&mut host).len(), 64);
    assert_eq!(ecdh(&mut host).len(), 32);
    assert_eq!(sign(&mut host).len(), 64);
    assert_eq!(host.data(READ, 0x00, 0x0D, &[]), [0x1F, 0xFF, 0xFF, 0xFF], "Counter 0 shows 3");
    assert_eq!(sign(&mut host), [EXECUTION_ERROR]);
    assert_eq!(host.why(), "LimitedUse of slot 2: Counter0=3 has reached 3");
    assert_eq!(public(&mut host).len(), 64, "showing the public key is no use");
}

#[test]
fn a_written_public_key_is_not_valid_until_it_is_validated() {
    let mut host = Host::configured(&[(9, 0x1000, 0x0012)]);
    assert_eq!(host.status(WRITE, 0x82, 9 << 3, &[0x50; 32]), SUCCESS);
    host.lock_data();
    assert_eq!(host.data(READ, 0x02, 9 << 3, &[]), [0xA0, 0x50, 0x50, 0x50]);
    host.load_message_digest(&[1; 32]);
    assert_eq!(host.status(VERIFY, 0x20, 9, &[1; 64]), EXECUTION_ERROR);
    assert_eq!(host.why(), "the public key in slot 9 is not validated");
    assert_eq!(host.status(WRITE, 0x82, 9 << 3, &[0x50; 32]), SUCCESS, "PubInvalid allows it");
}
