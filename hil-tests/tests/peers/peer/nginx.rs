//! nginx, which keeps what it is sent and gives it back.

use std::fs;

use super::{Serving, on_a_free_port};
use crate::files::Files;
use crate::rows::Row;
use crate::table::Policy;

pub(super) fn serve(files: &Files, row: &Row) -> Serving {
    let folder = files.path().display();
    let policy = match row.policy {
        Policy::None => "off",
        Policy::Optional => "optional",
        Policy::Required => "on",
    };
    fs::create_dir_all(files.path().join("www")).unwrap();
    // Its messages tell that it has started, and whom it has met.
    on_a_free_port("using the \"", |port| {
        files.write("nginx.conf", configuration(&folder.to_string(), &row.version.to_string(), policy, port));
        files.command("nginx", &["-p", ".", "-c", "nginx.conf", "-e", "stderr"])
    })
}

fn configuration(folder: &str, version: &str, policy: &str, port: u16) -> String {
    format!(
        "daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr notice;
        events {{}}
        http {{
            log_format met 'client $ssl_client_verify $ssl_client_s_dn';
            access_log /dev/stderr met;
            client_body_temp_path {folder}/www/body; proxy_temp_path {folder}/www/proxy;
            fastcgi_temp_path {folder}/www/fastcgi; uwsgi_temp_path {folder}/www/uwsgi;
            scgi_temp_path {folder}/www/scgi;
            server {{
                listen 127.0.0.1:{port} ssl;
                ssl_protocols TLSv{version};
                ssl_certificate {folder}/peer.pem; ssl_certificate_key {folder}/peer.key;
                ssl_client_certificate {folder}/ca.pem; ssl_verify_client {policy};
                root {folder}/www; dav_methods PUT;
            }}
        }}\n"
    )
}
