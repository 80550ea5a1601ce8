use sockets::gzsock::Limits;

#[test]
fn a_build_for_small_memories_has_limits_unless_told_otherwise() {
    let expected = if cfg!(feature = "std") { (usize::MAX, usize::MAX) } else { (64, 2) };
    let set = |variable: Option<&str>, default| variable.map_or(default, |text| text.parse().unwrap());
    let Limits { sockets, secure_sockets } = Limits::new();
    assert_eq!(sockets, set(option_env!("ZERYNTH_MAX_SOCKETS"), expected.0));
    assert_eq!(secure_sockets, set(option_env!("ZERYNTH_SSL_MAX_SOCKS"), expected.1));
}
