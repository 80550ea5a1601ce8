use atecc::Signature;
use atecc::cert::DateFormat::{GeneralizedTime, PosixBigEndian, UtcTime};
use atecc::cert::{
    CertError, CompressedCertificate, DateTime, Format, SerialSource, SignerId, TemplateId, Validity,
};
use proptest::prelude::*;

use crate::dates::hour;
use crate::{factory, hex_array};

fn validity(begins: DateTime, years: u8) -> Validity {
    Validity::new(begins, years).unwrap()
}

#[test]
fn a_factory_certificate_says_what_its_maker_put_in() {
    let bytes = hex_array(factory::COMPRESSED_DEVICE);
    let device = CompressedCertificate::from_bytes(&bytes).unwrap();
    assert_eq!(device.signature, Signature(*bytes.first_chunk().unwrap()));
    // A5 AC 9C.
    assert_eq!(device.validity, validity(hour(2020, 11, 11, 4), 28));
    assert_eq!(device.validity.ends(GeneralizedTime), hour(2048, 11, 11, 4));
    assert_eq!(device.signer_id.to_string(), "2C00");
    assert_eq!(device.template, TemplateId::new(3, 0).unwrap());
    assert_eq!(device.serial_source, SerialSource::PublicKeyHash);
    assert_eq!(device.validity.format(), Format::V0);
    assert_eq!(device.to_bytes(), bytes);

    let bytes = hex_array(factory::COMPRESSED_SIGNER);
    let signer = CompressedCertificate::from_bytes(&bytes).unwrap();
    assert_eq!(signer.validity, validity(hour(2018, 12, 14, 20), 31));
    assert_eq!(signer.signer_id, SignerId([0x2C, 0x00]));
    assert_eq!(signer.template, TemplateId::new(1, 0).unwrap());
    assert_eq!(signer.to_bytes(), bytes);
}

/// The example of Microchip's description of the format.
#[test]
fn the_dates_of_the_description_are_packed_as_it_says() {
    let dates = validity(hour(2014, 10, 15, 16), 14);
    assert_eq!(dates.to_bytes(), ([0x75, 0x3E, 0x0E], 0));
    assert_eq!(Validity::from_bytes(Format::V0, [0x75, 0x3E, 0x0E], 0), Ok(dates));
}

/// By hand: year 5 bits, month 4, day 5, hour 5, years 5; then two bits of the year, two of the years, four zeros.
#[test]
fn later_dates_take_format_1_and_its_byte() {
    for (begins, years, format, low, high) in [
        (hour(2031, 12, 31, 23), 31, Format::V0, [0xFE, 0x7E, 0xFF], 0x00),
        (hour(2031, 12, 31, 23), 32, Format::V1, [0xFE, 0x7E, 0xE0], 0x10),
        (hour(2032, 1, 1, 0), 1, Format::V1, [0x00, 0x84, 0x01], 0x40),
        (hour(2063, 1, 1, 0), 63, Format::V1, [0xF8, 0x84, 0x1F], 0x50),
        (hour(2064, 1, 1, 0), 64, Format::V1, [0x00, 0x84, 0x00], 0xA0),
        (hour(2127, 1, 1, 0), 127, Format::V1, [0xF8, 0x84, 0x1F], 0xF0),
        (hour(2096, 2, 29, 5), 0, Format::V1, [0x01, 0x74, 0xA0], 0xC0),
        (hour(2000, 2, 29, 5), 0, Format::V0, [0x01, 0x74, 0xA0], 0x00),
    ] {
        let dates = validity(begins, years);
        assert_eq!((dates.format(), dates.to_bytes()), (format, (low, high)), "{begins} + {years}");
        assert_eq!(Validity::from_bytes(format, low, high), Ok(dates));
        let later = dates.with_format(Format::V2).unwrap();
        assert_eq!(Validity::from_bytes(Format::V2, low, high), Ok(later));
        assert_eq!(dates.with_format(Format::V0).is_ok(), format == Format::V0);
    }
}

#[test]
fn dates_that_do_not_fit_are_refused() {
    let misfit = Err(CertError::DatesNotCompressible);
    assert_eq!(Validity::new(hour(1999, 12, 31, 23), 1), misfit);
    assert_eq!(Validity::new(hour(2128, 1, 1, 0), 1), misfit);
    assert_eq!(Validity::new(hour(2030, 1, 1, 0), 128), misfit);
    assert_eq!(Validity::new(hour(2030, 1, 1, 0).at(1, 0).unwrap(), 1), misfit);
    assert_eq!(Validity::new(hour(2030, 1, 1, 0).at(0, 1).unwrap(), 1), misfit);
    // There is no 29 February 2025, nor 2100.
    assert_eq!(Validity::new(hour(2024, 2, 29, 0), 1), misfit);
    assert_eq!(Validity::new(hour(2096, 2, 29, 0), 4), misfit);
    assert!(Validity::new(hour(2024, 2, 29, 0), 4).is_ok());
}

#[test]
fn the_dates_of_a_certificate_are_whole_years_or_never() {
    let begins = hour(2030, 6, 1, 12);
    let years = |ends, format| Validity::between(begins, ends, format).map(|dates| dates.years());
    assert_eq!(years(hour(2040, 6, 1, 12), UtcTime), Ok(10));
    assert_eq!(years(hour(2157, 6, 1, 12), GeneralizedTime), Ok(127));
    assert_eq!(years(DateTime::NEVER, GeneralizedTime), Ok(0));
    assert_eq!(years(UtcTime.last(), UtcTime), Ok(0));
    assert_eq!(years(PosixBigEndian.last(), PosixBigEndian), Ok(0));
    for ends in [
        begins,
        hour(2040, 6, 1, 13),
        hour(2040, 6, 1, 12).at(0, 1).unwrap(),
        hour(2158, 6, 1, 12),
        hour(2029, 6, 1, 12),
        UtcTime.last(),
    ] {
        assert_eq!(years(ends, GeneralizedTime), Err(CertError::DatesNotCompressible), "{ends}");
    }
}

#[test]
fn what_is_no_compressed_certificate_is_refused() {
    let good: [u8; 72] = hex_array(factory::COMPRESSED_DEVICE);
    let with = |at: usize, value: u8| {
        let mut bytes = good;
        bytes[at] = value;
        CompressedCertificate::from_bytes(&bytes)
    };
    assert_eq!(with(70, 0xA3), Err(CertError::Format(3)));
    assert_eq!(with(70, 0x10), Err(CertError::SerialSource(1)));
    // Month 13.
    assert_eq!(with(64, 0xA6), Err(CertError::NoDate));
    assert_eq!(CompressedCertificate::from_bytes(&[0; 72]), Err(CertError::NoDate));
    assert_eq!(CompressedCertificate::from_bytes(&[0xFF; 72]), Err(CertError::Format(15)));
    assert_eq!(TemplateId::new(16, 0), None);
    assert_eq!(TemplateId::new(0, 16), None);
}

prop_compose! {
    /// Any dates that a compressed certificate has.
    pub(crate) fn any_validity()(
        year in 2000..=2127_u16, month in 1..=12_u8, day in 1..=28_u8, hour in 0..24_u8, years in 0..=127_u8,
    ) -> Validity {
        Validity::new(DateTime::new(year, month, day, hour).unwrap(), years).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_understood_is_written_back(mut bytes in prop::array::uniform32(any::<u8>()), format in 0..3_u8) {
        // The tail of 72 bytes; the signature has nothing to be understood.
        bytes[30] = bytes[30] & 0xF0 | format;
        bytes[31] &= if format == 0 { 0 } else { 0xF0 };
        let mut all = [0x5A; 72];
        all[40..].copy_from_slice(&bytes);
        if let Ok(certificate) = CompressedCertificate::from_bytes(&all) {
            prop_assert_eq!(certificate.to_bytes(), all);
        }
    }

    #[test]
    fn arbitrary_bytes_are_understood_or_refused(low in prop::collection::vec(any::<u8>(), 72)) {
        let _ = CompressedCertificate::from_bytes(&low.try_into().unwrap());
    }

    #[test]
    fn dates_survive(dates in any_validity()) {
        let (low, high) = dates.to_bytes();
        prop_assert_eq!(Validity::from_bytes(dates.format(), low, high), Ok(dates));
        let ends = dates.ends(GeneralizedTime);
        prop_assert_eq!(Validity::between(dates.begins(), ends, GeneralizedTime), Ok(dates));
    }
}
