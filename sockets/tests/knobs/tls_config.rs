// A custom configuration, for `ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE`.

pub fn custom_config(config: &mut CustomConfig<'_>) {
    config.alpn(["custom"]);
    if config.is_server() {
        config.handshake_deadline(core::time::Duration::from_secs(7));
    }
}
