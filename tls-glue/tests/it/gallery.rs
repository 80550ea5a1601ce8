//! The gallery of bad certificates, in memory: each has a diagnosis of its own and tells the peer with the right
//! alert, in both versions of TLS, whichever side shows it; and the modes go on where they should.

use std::collections::HashSet;

use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, Error};
use tls_glue::{PeerVerifier, Purpose, Verification, VerifyMode, VerifyPolicy};

use crate::cases::{Bad, CASES, Case, Side, changed};
use crate::forge::{self, Made, Shown};
use crate::meeting::{Meeting, Onlooker, certificates, meet, roots, verifier};
use crate::parties::{VERSIONS, ring};

const README: &str = include_str!("../../README.md");

/// The first word of a value's `Debug`: the name of its variant.
fn variant(value: &impl core::fmt::Debug) -> String {
    format!("{value:?}").chars().take_while(|c| c.is_ascii_alphanumeric()).collect()
}

fn meetings(case: &Case, mode: VerifyMode) -> impl Iterator<Item = (String, Meeting)> {
    case.sides().iter().flat_map(move |side| {
        VERSIONS.map(|version| {
            let shown = (case.show)(*side);
            let verifier = verifier(&shown, VerifyPolicy::new()).mode(mode);
            let meeting = meet(&shown, *side, version, Onlooker::Ours(verifier));
            (format!("{}, {side:?}, {mode:?}, {version:?}", case.name), meeting)
        })
    })
}

fn assert_refused(case: &Case, name: &str, meeting: &Meeting) {
    let Verification::Failed(diagnosis) = &meeting.verification else {
        panic!("{name}: {:?}", meeting.verification);
    };
    assert_eq!(variant(diagnosis), case.diagnosis, "{name}");
    assert!(diagnosis.to_string().contains(case.text), "{name}: {diagnosis}");
    assert!(matches!(meeting.outcome, Err(Error::InvalidCertificate(_))), "{name}: {:?}", meeting.outcome);
    assert_eq!(meeting.told.as_deref(), Some(case.alert), "{name}");
}

#[test]
fn required_refuses_each_with_its_diagnosis_and_its_alert() {
    for case in CASES {
        for (name, meeting) in meetings(case, VerifyMode::Required) {
            assert_refused(case, &name, &meeting);
        }
    }
}

#[test]
fn optional_goes_on_and_knows_what_is_wrong() {
    for case in CASES {
        for (name, meeting) in meetings(case, VerifyMode::Optional) {
            if case.bad == Bad::Key {
                assert_refused(case, &name, &meeting);
                continue;
            }
            assert_eq!((meeting.outcome, meeting.told), (Ok(()), None), "{name}");
            let Verification::Failed(diagnosis) = meeting.verification else { panic!("{name}") };
            assert!(diagnosis.to_string().contains(case.text), "{name}: {diagnosis}");
        }
    }
}

#[test]
fn none_does_not_look_but_the_handshake_is_signed_all_the_same() {
    for case in CASES {
        for (name, meeting) in meetings(case, VerifyMode::None) {
            // A server in this mode asks its clients for nothing.
            if case.bad == Bad::Key && meeting.side == Side::Server {
                assert_refused(case, &name, &meeting);
                continue;
            }
            assert_eq!((meeting.outcome, meeting.told), (Ok(()), None), "{name}");
            assert_ne!(meeting.verification, Verification::Verified, "{name}");
        }
    }
}

#[test]
fn a_good_certificate_is_verified_in_every_mode_that_looks() {
    let root = Made::root("root");
    for side in [Side::Server, Side::Client] {
        for version in VERSIONS {
            for mode in [VerifyMode::Required, VerifyMode::Optional] {
                let shown = root.peer(|_| ()).shown(&[], &root);
                let ours = verifier(&shown, VerifyPolicy::new()).mode(mode);
                let meeting = meet(&shown, side, version, Onlooker::Ours(ours));
                assert_eq!(meeting.outcome, Ok(()));
                assert_eq!(meeting.verification, Verification::Verified, "{side:?}, {mode:?}");
            }
        }
    }
}

#[test]
fn a_client_without_a_certificate_is_absent_where_that_is_allowed() {
    let root = Made::root("root");
    for version in VERSIONS {
        for (mode, told) in
            [(VerifyMode::Required, Some("certificate_required")), (VerifyMode::Optional, None)]
        {
            let nobody = Shown { chain: String::new(), ..root.peer(|_| ()).shown(&[], &root) };
            let ours = verifier(&nobody, VerifyPolicy::new()).mode(mode);
            let meeting = meet(&nobody, Side::Client, version, Onlooker::Ours(ours));
            assert_eq!(meeting.told.as_deref(), told, "{mode:?}");
            assert_eq!(meeting.outcome.is_ok(), told.is_none(), "{mode:?}");
            assert_eq!(meeting.verification, Verification::Absent, "{mode:?}");
        }
    }
}

#[test]
fn no_two_cases_read_the_same() {
    let texts: HashSet<String> = CASES
        .iter()
        .map(|case| {
            let shown = (case.show)(Side::Server);
            let ours = verifier(&shown, VerifyPolicy::new());
            let meeting = meet(&shown, Side::Server, VERSIONS[1], Onlooker::Ours(ours));
            let Verification::Failed(diagnosis) = meeting.verification else { panic!("{}", case.name) };
            diagnosis.to_string()
        })
        .collect();
    assert_eq!(texts.len(), CASES.len());
}

/// What webpki's own verifier says of it, through rustls.
fn webpki_says(case: &Case) -> String {
    let shown = (case.show)(Side::Server);
    let stock = WebPkiServerVerifier::builder_with_provider(roots(&shown), ring().into()).build().unwrap();
    match meet(&shown, Side::Server, VERSIONS[1], Onlooker::Stock(stock)).outcome.unwrap_err() {
        Error::InvalidCertificate(CertificateError::Other(other)) => variant(&other.0),
        Error::InvalidCertificate(reason) => variant(&reason),
        error => panic!("{}: {error}", case.name),
    }
}

#[test]
fn the_readme_shows_the_gallery() {
    let rows = CASES.iter().map(|case| {
        let Case { name, diagnosis, alert, .. } = case;
        format!("| {name} | `{}` | `{diagnosis}` | `{alert}` |\n", webpki_says(case))
    });
    let table = rows.collect::<String>();
    assert!(README.contains(&table), "the README's gallery should be:\n{table}");
}

#[test]
fn a_verifier_is_used_anew_for_each_handshake() {
    let root = Made::root("root");
    let (good, bad) = (root.peer(|_| ()).shown(&[], &root), Made::self_signed_peer().shown(&[], &root));
    let ours: PeerVerifier = verifier(&good, VerifyPolicy::new());
    for (shown, verified) in [(&bad, false), (&good, true), (&bad, false)] {
        let meeting = meet(shown, Side::Server, VERSIONS[1], Onlooker::Ours(ours.anew()));
        assert_eq!(meeting.verification == Verification::Verified, verified);
    }
    assert_eq!(ours.record().verification(), Verification::Absent, "it was not used itself");
}

#[test]
fn many_names_are_counted_and_not_listed() {
    let names: Vec<String> = (0..3000).map(|number| format!("{number}.example")).collect();
    let shown = changed(|peer| forge::names(peer, &names.iter().map(String::as_str).collect::<Vec<_>>()));
    let chain = certificates(&shown.chain);
    let expected = ServerName::try_from("localhost").unwrap();
    let outcome =
        verifier(&shown, VerifyPolicy::new()).check(&chain[0], &[], Purpose::Server(&expected), None);
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "the server's certificate is not for `localhost` but for \
         0.example, 1.example, 2.example, 3.example, 4.example and 2995 more",
    );
}
