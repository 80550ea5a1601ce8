use rustls_pki_types::ServerName;

use super::connection::Connection;

/// The settings of one side. Only its builder names which: a program that is never a server does not hold the code of one.
pub(super) trait Side: Send + Sync {
    /// A new connection.
    fn connection(&self) -> Result<Connection, rustls::Error>;

    /// The name that the server must prove; `None` if we are the server.
    fn server_name(&self) -> Option<&ServerName<'static>>;
}
