/// Marks sockets without TLS.
#[derive(Debug)]
pub enum Plain {}

/// Marks sockets whose bytes travel under TLS.
#[derive(Debug)]
pub enum Secure {}
