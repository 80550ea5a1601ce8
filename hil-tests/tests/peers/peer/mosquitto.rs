//! The MQTT broker mosquitto.

use super::{Serving, on_a_free_port};
use crate::files::Files;
use crate::rows::Row;
use crate::table::Policy;

pub(super) fn serve(files: &Files, row: &Row) -> Serving {
    let folder = files.path().display();
    // The client's name is then that in its certificate.
    let certificates = match row.policy {
        Policy::None => "require_certificate false",
        Policy::Required => "require_certificate true\nuse_identity_as_username true",
        Policy::Optional => unreachable!("mosquitto requires a certificate or does not ask"),
    };
    on_a_free_port(" running", |port| {
        let configuration = format!(
            "listener {port} 127.0.0.1\nallow_anonymous true\nuser root\nlog_dest stderr\nlog_type all\n\
             cafile {folder}/ca.pem\ncertfile {folder}/peer.pem\nkeyfile {folder}/peer.key\n\
             tls_version tlsv{}\n{certificates}\n",
            row.version
        );
        files.write("mosquitto.conf", configuration);
        files.command("mosquitto", &["-c", "mosquitto.conf"])
    })
}
