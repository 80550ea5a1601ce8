//! A firmware that has a TCP stack, TLS and a crypto element, or those of them that its VM lacks: what a VM that
//! has loaded it may call. Which parts it has, its features say; a function of a part that it lacks is missing.
#![expect(unsafe_code, reason = "the boundary between a VM and its firmware is C")]

#[cfg(feature = "tls")]
mod application;
#[cfg(not(feature = "external-element"))]
mod element;
#[cfg(not(feature = "external-sockets"))]
mod stack;

mod boundary;
