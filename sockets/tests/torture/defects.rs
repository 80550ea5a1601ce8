//! What the original did wrong and no other test here meets. The table of all of it is `docs/sockets-defects.md`.

mod calls;
mod handles;
mod keys;
mod leaks;
mod secrecy;
mod stacks;
