//! What the fuzz targets do. A finding is a panic.

mod bus;
mod commands;
mod input;
mod replies;
mod state;

pub use bus::bus;
pub use commands::commands;
pub use replies::replies;
pub use state::state;
