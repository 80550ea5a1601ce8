//! What the fuzz targets do. A finding is a panic.

mod bus;
mod commands;
mod input;
mod state;

pub use bus::bus;
pub use commands::commands;
pub use state::state;
