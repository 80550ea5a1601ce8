//! Encrypted Read and Write from end to end: nonce, GenDig of the key, then the data.

use crate::host::*;
use crate::keys::*;

const READ_KEY: [u8; 32] = [0x4B; 32];
const WRITE_KEY: [u8; 32] = [0x57; 32];
const OTHER_KEY: [u8; 32] = [0x0D; 32];
/// Slot 9 is read under key 4 and written under key 6; 5 is another key, 3 is not for MACs.
const RULES: &[Key<'_>] = &[
    (3, 0x8090, 0x001C, &READ_KEY),
    (4, 0x8080, 0x001C, &READ_KEY),
    (5, 0x8080, 0x001C, &OTHER_KEY),
    (6, 0x8080, 0x001C, &WRITE_KEY),
    (9, 0x46C4, 0x001C, &[0x99; 72]),
    (10, 0x0043, 0x001C, &[0xAA; 72]),
    (11, 0x00C3, 0x001C, &[0xBB; 72]),
];
/// Zone: data, 32 bytes.
const BLOCK: u8 = 0x82;
const ENCRYPTED: u8 = 0xC2;

fn xor(data: &[u8], pad: &[u8; 32]) -> Vec<u8> {
    data.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect()
}

/// Cipher text and MAC of an encrypted write.
fn encrypt(host: &mut Host, key: &[u8; 32], zone: u8, address: u16, plain: &[u8; 32]) -> Vec<u8> {
    let [low, high] = address.to_le_bytes();
    let mark = host.mark();
    let mac = sha256(&[key, &[0x12, zone, low, high], &mark, &[0; 25], plain]);
    [xor(plain, key), mac.to_vec()].concat()
}

#[test]
fn what_is_read_is_encrypted_with_the_session_key_once() {
    let mut host = Host::with_keys(RULES);
    let session = host.session_key(4, &READ_KEY);
    let reply = host.data(READ, BLOCK, 9 << 3, &[]);
    assert_eq!(xor(&reply, &session), [0x99; 32]);
    host.refuses((READ, BLOCK, 9 << 3, &[]), EXECUTION_ERROR, "TempKey.Valid=0");
    let session = host.session_key(4, &READ_KEY);
    let partial = host.data(READ, BLOCK, 2 << 8 | 9 << 3, &[]);
    assert_eq!(xor(&partial, &session), [[0x99; 8].as_slice(), &[0; 24]].concat(), "the slot ends here");
}

#[test]
fn a_key_that_is_not_for_macs_encrypts_all_the_same() {
    let mut host = Host::with_keys(RULES);
    let (mark, nonce) = (host.mark(), host.random_nonce());
    assert_eq!(host.status(GEN_DIG, 2, 3, &[0x15, 2, 3, 0]), SUCCESS);
    let session = sha256(&[&READ_KEY, &[0x15, 2, 3, 0], &mark, &[0; 25], &nonce]);
    assert_eq!(xor(&host.data(READ, BLOCK, 11 << 3, &[]), &session), [0xBB; 32]);
}

#[test]
fn an_encrypted_read_wants_the_right_key_on_a_random_nonce_and_a_whole_block() {
    let mut host = Host::with_keys(RULES);
    let read = (READ, BLOCK, 9u16 << 3, &[][..]);
    host.refuses(read, EXECUTION_ERROR, "TempKey.Valid=0");
    host.random_nonce();
    host.refuses(read, EXECUTION_ERROR, "TempKey.GenDigData=0: GenDig of slot 4 is needed");
    host.session_key(5, &OTHER_KEY);
    host.refuses(read, EXECUTION_ERROR, "TempKey.KeyID=5: GenDig of slot 4 is needed");
    host.load_temp_key(&[1; 32]);
    host.digest_key(4, &READ_KEY, &[1; 32]);
    host.refuses(read, EXECUTION_ERROR, "TempKey.SourceFlag=1: a random nonce is needed");
    host.session_key(4, &READ_KEY);
    assert_eq!(host.status(GEN_DIG, 4, 0, &[]), SUCCESS);
    host.refuses(read, EXECUTION_ERROR, "TempKey.GenDigData=0: GenDig of slot 4 is needed");
    host.session_key(4, &READ_KEY);
    let word = (READ, 0x02, 9 << 3, &[][..]);
    host.refuses(word, EXECUTION_ERROR, "SlotConfig[9]=0x46C4 IsSecret=1: 32-byte access only");
    let never = "SlotConfig[10]=0x0043 IsSecret=0 EncryptRead=1: never readable";
    host.refuses((READ, BLOCK, 10 << 3, &[]), EXECUTION_ERROR, never);
}

#[test]
fn what_is_written_is_decrypted_and_can_be_read_again() {
    let mut host = Host::with_keys(RULES);
    let plain: [u8; 32] = pattern(0x30);
    // SlotConfig decides: both forms of the zone occur, and the MAC is over the one that was sent.
    for (zone, address) in [(ENCRYPTED, 9 << 3), (BLOCK, 1 << 8 | 9 << 3)] {
        let session = host.session_key(6, &WRITE_KEY);
        let data = encrypt(&mut host, &session, zone, address, &plain);
        assert_eq!(host.status(WRITE, zone, address, &data), SUCCESS, "{}", host.why());
        assert!(!host.temp_key_valid(), "used up");
        let session = host.session_key(4, &READ_KEY);
        assert_eq!(xor(&host.data(READ, BLOCK, address, &[]), &session), plain);
    }
    assert_eq!(host.slot_contents(9), [&plain[..], &plain, &[0x99; 8]].concat());
}

#[test]
fn the_end_of_a_slot_takes_what_fits_of_an_encrypted_write() {
    let mut host = Host::with_keys(RULES);
    let (plain, address) = ([0x61; 32], 2 << 8 | 9 << 3);
    let session = host.session_key(6, &WRITE_KEY);
    let data = encrypt(&mut host, &session, ENCRYPTED, address, &plain);
    assert_eq!(host.status(WRITE, ENCRYPTED, address, &data), SUCCESS);
    assert_eq!(host.slot_contents(9), [[0x99; 64].as_slice(), &[0x61; 8]].concat());
}

#[test]
fn an_encrypted_write_takes_a_fixed_nonce_but_no_other_key_and_no_wrong_mac() {
    let mut host = Host::with_keys(RULES);
    let (address, plain) = (9u16 << 3, [0x33; 32]);
    let write = (WRITE, ENCRYPTED, address);
    host.refuses((write.0, write.1, write.2, &[0; 64]), EXECUTION_ERROR, "TempKey.Valid=0");
    host.random_nonce();
    let why = "TempKey.GenDigData=0: GenDig of slot 6 is needed";
    host.refuses((write.0, write.1, write.2, &[0; 64]), EXECUTION_ERROR, why);
    let session = host.session_key(4, &READ_KEY);
    let data = encrypt(&mut host, &session, ENCRYPTED, address, &plain);
    let why = "TempKey.KeyID=4: GenDig of slot 6 is needed";
    host.refuses((write.0, write.1, write.2, &data), EXECUTION_ERROR, why);
    for position in [0, 31, 32, 63] {
        let session = host.session_key(6, &WRITE_KEY);
        let mut data = encrypt(&mut host, &session, ENCRYPTED, address, &plain);
        data[position] ^= 0x10;
        let why = "the MAC in the command is wrong";
        host.refuses((write.0, write.1, write.2, &data), EXECUTION_ERROR, why);
    }
    let session = host.session_key(6, &WRITE_KEY);
    let data = encrypt(&mut host, &session, BLOCK, address, &plain);
    host.refuses((write.0, write.1, write.2, &data), EXECUTION_ERROR, "the MAC in the command is wrong");
    assert_eq!(host.slot_contents(9), [0x99; 72], "nothing was written");
    host.load_temp_key(&[1; 32]);
    let session = host.digest_key(6, &WRITE_KEY, &[1; 32]);
    let data = encrypt(&mut host, &session, ENCRYPTED, address, &plain);
    assert_eq!(host.status(WRITE, ENCRYPTED, address, &data), SUCCESS);
}

#[test]
fn a_slot_that_is_encrypted_takes_neither_clear_blocks_nor_words() {
    let mut host = Host::with_keys(RULES);
    host.session_key(6, &WRITE_KEY);
    let why = "32 bytes of data are not what this mode takes";
    host.refuses((WRITE, BLOCK, 9 << 3, &[0; 32]), PARSE_ERROR, why);
    host.session_key(6, &WRITE_KEY);
    let why = "SlotConfig[9]=0x46C4 WriteConfig=0100: encrypted 32-byte writes under key 6 only";
    host.refuses((WRITE, 0x02, 9 << 3, &[0; 4]), EXECUTION_ERROR, why);
}
