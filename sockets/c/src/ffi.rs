//! What C calls. Nothing here unwinds: a panic is `EIO`.
//!
//! # Safety
//!
//! A pointer is null, or good for what it is said to point to, for as many bytes or entries as the call is told; texts end
//! with a NUL. Nothing is kept after a call returns, except tables, which live as long as the program. Whatever else C gets
//! wrong is an error number: null, wild numbers of sockets and contexts, lengths, options, families.

pub mod context;
pub mod errno;
pub mod gzsock;
pub mod info;
pub mod init;
pub mod input;
mod opening;
mod output;
pub mod text;
pub mod zsock;
pub mod zssl;
